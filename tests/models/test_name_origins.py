import pytest

from models.name_origins import summary_checks
from models.names import Names

NAMES = Names.parse(
    ["北京\tBeijing", "日本\tJapan", "东京\tTokyo", "巴黎\tParis", "中国\tChina", "美国\tUnited States", "西安\tXi'an",
     "上海\tShanghai", "向上", "南京\tNanjing", "越南\tVietnam", "首都\tBeijing", "中华人民共和国\tChina",
     "向西", "往日", "全国人大\tNational People's Congress"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("summary", "source", "added"),
    [
        ("濮振宇表示", "记者濮振宇表示", []),
        ("濮震宇表示", "记者濮振宇表示", ["濮震宇"]),
        ("日本表示", "记者表示", ["日本"]),
        ("北京市表示", "在北京表示", []),
        ("全国人大", "全国人民代表大会", []),
        ("佐科维说", "总统佐科维昨天说", []),
        ("佐普维说", "总统佐科维昨天说", ["佐普维"]),
        ("穆里尼奥因病", "穆里尼奥昨天病了", []),
        ("迈克尔·乔丹说", "迈克尔·乔丹昨天说", []),
        ("迈克尔·斯塔尔说", "迈克尔·乔丹昨天说", ["迈克尔·斯塔尔"]),
        ("乔丹·科说", "乔丹昨天说", []),
    ],
)
def test_names_of_a_summary(summary, source, added):
    checks = summary_checks(summary, source, NAMES)
    assert [summary[check.zh[0].start : check.zh[0].end] for check in checks] == added
    assert all((check.code, check.severity) == ("name_added", "error") for check in checks)


@pytest.mark.parametrize(
    ("summary", "source", "codes"),
    [
        ("公司把总部从东京迁往巴黎。", "据悉公司把总部从东京迁往巴黎。", []),
        ("公司把总部从巴黎迁往东京。", "据悉公司把总部从东京迁往巴黎。", ["name_misplaced", "name_misplaced"]),
        ("据巴黎媒体报道，东京的一家工厂停产。", "据东京媒体报道，巴黎的一家工厂停产。", ["name_misplaced", "name_misplaced"]),
        ("向西安出口汽车", "向巴黎出口汽车", ["name_added"]),
        ("向上海出口汽车", "向巴黎出口汽车", ["name_added"]),
        ("迁往日本", "2月5日迁往巴黎，本市", ["name_added"]),
        ("中美会谈", "中国和美国举行会谈", []),
        ("祝贺中国", "祝贺中华人民共和国", []),
        ("南京的工厂停产", "越南的工厂停产，迁往东京", ["name_added"]),
        ("日本的银行关闭", "在北京，日本表示，关闭银行", []),
        ("日本关闭了十家银行", "在北京关闭了十家银行，日本", []),
        ("首都关闭了十家银行", "北京关闭了十家银行，是首都的一半", []),
        ("据东京媒体报道，矿山停工。", "据巴黎媒体报道，矿山停工。据东京媒体报道，学校关闭。", ["name_misplaced"]),
    ],
)  # fmt: skip
def test_names_that_the_source_has_elsewhere_or_not_at_all(summary, source, codes):
    assert [check.code for check in summary_checks(summary, source, NAMES)] == codes
