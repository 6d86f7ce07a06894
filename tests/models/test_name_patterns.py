import pytest

from models import name_patterns
from models.name_checks import review
from models.name_origins import summary_checks
from models.name_patterns import kind_missing
from models.names import Names

WORDS = [
    "公司",
    "集团",
    "大学",
    "银行",
    "协会",
    "管理局",
    "委员会",
    "有限公司",
    "科技",
    "医院",
    "记者",
    "表示",
    "学会",
    "走进",
]
NAMES = Names.parse(["青江\tQingjiang", "中国人民银行\tPeople's Bank of China", *WORDS])


def found(text):
    return [(name.zh, name.kind, name.core) for name in NAMES.patterned(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("记者走进盛达公司。", [("盛达公司", "公司", "盛达")]),
        ("盛达科技有限公司表示", [("盛达科技有限公司", "有限公司", "盛达")]),
        ("青江市盛达集团", [("盛达集团", "集团", "盛达")]),
        ("华晟大学和恒隆银行", [("华晟大学", "大学", "华晟"), ("恒隆银行", "银行", "恒隆")]),
        ("车船协会、岭湾管理局", [("车船协会", "协会", "车船"), ("岭湾管理局", "管理局", "岭湾")]),
        ("海棠委员会", [("海棠委员会", "委员会", "海棠")]),
        ("这家公司和那所大学", []),
        ("更要学会", []),
        ("中国人民银行", []),
        ("他写了《红楼梦》", [("红楼梦", "work", "红楼梦")]),
        ("《盛达公司史》", [("盛达公司史", "work", "盛达公司史")]),
        ("发布“星辰”手机和“远航”号", [("星辰", "product", "星辰"), ("远航", "product", "远航")]),
        ("“星辰”很亮", []),
    ],
)
def test_names_by_pattern(text, expected):
    assert found(text) == expected


def test_places_of_names_are_without_their_marks():
    text = "他写了《红楼梦》，用“星辰”手机。"
    assert [text[name.start : name.end] for name in name_patterns.find([], text)] == ["红楼梦", "星辰"]


@pytest.mark.parametrize(
    ("zh", "en", "missing"),
    [
        ("恒隆银行", "Henglong Bank", False),
        ("恒隆银行", "a banking firm", False),
        ("恒隆银行", "Henglong", True),
        ("恒隆银行", "HLB", False),
        ("车船协会", "the transport federation", False),
        ("车船协会", "cars and ships", True),
        ("盛达公司", "Shengda", False),
        ("北岩银行", "It sold Northern Rock", False),
        ("恒隆银行", "It sold Henglong to Northern Rock", True),
        ("车船协会", "the China Transport Council", False),
    ],
)
def test_the_kind_of_a_body_is_told(zh, en, missing):
    (name,) = NAMES.patterned(zh)
    assert kind_missing(name, en) is missing
    assert [check.code for check in review(zh, en, NAMES)[1]] == ["name_missing"] * missing


def test_the_message_names_the_kind():
    (check,) = review("恒隆银行放贷。", "Henglong lent it.", NAMES)[1]
    assert (check.severity, check.message) == ("warning", "恒隆银行 is not in the English: nothing there is a bank")


@pytest.mark.parametrize(
    ("summary", "source", "added"),
    [
        ("盛达公司停产", "盛达科技有限公司停产", []),
        ("盛达科技有限公司停产", "盛达公司停产", []),
        ("宏图公司停产", "盛达公司停产", ["宏图公司"]),
        ("他读《红楼梦》", "他读了《红楼梦》", []),
        ("他读《水浒传》", "他读了《红楼梦》", ["水浒传"]),
        ("通过《反不正当竞争法》", "通过《中华人民共和国反不正当竞争法》", []),
        ("“远航”手机上市", "“星辰”手机上市", ["远航"]),
    ],
)
def test_a_summary_names_nothing_that_its_source_has_not(summary, source, added):
    checks = summary_checks(summary, source, NAMES)
    assert [summary[check.zh[0].start : check.zh[0].end] for check in checks] == added
    assert all((check.code, check.severity) == ("name_added", "error") for check in checks)
