import pytest

from models.name_checks import review
from models.names import Names
from models.types import Span

NAMES = Names.parse(
    [
        "日本\tJapan/Japanese",
        "世界卫生组织\tWorld Health Organization",
        "清华大学\tTsinghua University",
        "默克尔\tAngela Merkel",
        "史密斯\tSmith",
        "北京\tBeijing/Peking",
        "北京市\tBeijing",
        "全国人大\tNational People's Congress",
        "国务院\tState Council",
        "美国\tUnited States/American/US",
        "外交部\tMinistry of Foreign Affairs",
        "中国消费者协会\tChina Consumers' Association",
        "耶稣会\tThe Jesuits",
        "武当山\tWudang Mountain",
        "法国\tFrance/French",
        "赫鲁晓夫\tNikita Khrushchev",
        "纽约\tNew York",
        "谢长廷\tFrank Chang-ting Hsieh",
        "韩国瑜\tDaniel Han Kuo-yu",
        "西北\tNorthwest China",
        "央行\tcentral bank",
        "三星\tSamsung",
        "印度\tIndia",
        "加沙\tGaza",
        "记者",
        "表示",
    ]
)


def codes(zh, en):
    text, checks = review(zh, en, NAMES)
    return text, [(check.code, check.severity, check.repaired) for check in checks]


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("濮振宇说。", "Pu Zhenyu said."),
        ("濮振宇说。", "Zhenyu Pu said."),
        ("濮振宇说。", "Pu Zhen-yu said."),
        ("濮振宇说。", "PU Zhen Yu said."),
        ("濮振宇说。", "Puzhenyu said."),
        ("濮振宇说。", "Mr Pu said."),
        ("林晓雪说。", "Lam Hiu-suet said."),
        ("日本人", "The Japanese"),
        ("世界卫生组织", "The WHO"),
        ("清华大学", "At Tsinghua"),
        ("默克尔", "Mrs Merkel"),
        ("史密斯", "Smyth"),
        ("日本经济", "The country's economy"),
        ("没有名字", "no names"),
        ("国务院总理李克强", "Premier Li Keqiang"),
        ("美国国家飓风中心", "the National Hurricane Center"),
        ("据美国《新闻周刊》报道", "according to Newsweek"),
        ("外交部表示", "The ministry said"),
        ("中国消费者协会", "the Chinese Consumer Association"),
        ("耶稣会牧师", "a Jesuit priest"),
        ("前往武当山", "went to Wudangshan"),
        ("前法国球员", "the former Frenchman"),
        ("主席陈大光", "President Tran Dai Quang"),
        ("赫鲁晓夫的承诺", "Krushchev's promises"),
        ("在石北路", "in the street"),
        ("谢长廷暗示", "Mr. Xie hinted"),
        ("韩国瑜捐款", "Han Kuo-yu donated"),
        ("向西北方向移动", "moving northwestward"),
        ("焦立中（Chiao）表示", "Chiao said"),
        ("林昀儒表示", "Lin Yun-ju said"),
        ("杨洋周洁琼", "Yang Yang and Zhou Jieqiong"),
        ("中国央行买入", "PBoC bought"),
        ("三星堆考古", "the dig at Sanxingdui"),
        ("印度语和乌尔都语", "Hindi and Urdu"),
        ("“桦加沙”", "Ragasa"),
    ],
)
def test_names_that_are_there(zh, en):
    assert codes(zh, en) == (en, [])


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("国务院开会", "the Premier met them"),
        ("外交部表示", "It said"),
        ("美国中心", "the National Center"),
        ("纽约", "the new one"),
        ("广州《财富》论坛，日本", "the Fortune forum"),
        ("濮振宇说。", "Wang Li said."),
        ("日本", "In Korea"),
        ("清华大学", "Peking University"),
        ("濮振宇说", "put it"),
        ("林昀儒表示", "Lin Da-ming said"),
        ("加沙", "Ragasa"),
    ],
)
def test_names_that_are_not(zh, en):
    assert codes(zh, en) == (en, [("name_missing", "warning", False)])


@pytest.mark.parametrize(
    ("zh", "en", "mended"),
    [
        ("濮振宇说。", "Pu Zhengyu said.", "Pu Zhenyu said."),
        ("濮振宇说。", "Pu Zheng Yu said.", "Pu Zhenyu said."),
        ("濮振宇说。", "Zhengyu Pu said.", "Pu Zhenyu said."),
        ("杨洋周说", "Yang Yang said.", "Yang Yangzhou said."),
        ("黄坤明宣读", "Huang Qunming read it", "Huang Kunming read it"),
    ],
)
def test_misspelt_names_are_put_right(zh, en, mended):
    assert codes(zh, en) == (mended, [("name_changed", "error", True)])


def test_spans_point_at_the_name():
    zh = "记者濮振宇表示，日本"
    _, (check,) = review(zh, "Pu Zhenyu said Korea", NAMES)
    assert (check.zh, check.en, zh[check.zh[0].start : check.zh[0].end]) == ((Span(8, 10),), (), "日本")


@pytest.mark.parametrize(
    ("zh", "en", "missing"),
    [
        ("日本经济", "The country's economy", []),
        ("日本经济", "The economy of Germany, the largest of the country's partners", ["日本"]),
        ("日本公司投资", "It invested HK$3 million", ["日本"]),
        ("上午，市政府在日本设立办事处", "This morning the city opened an office in Shanghai", ["日本"]),
        ("20日，市政府迁往上海", "On the 20th the city moved to Japan", ["上海"]),
        ("该市对日出口，迁往上海", "The city moved and exports to Japan", []),
        ("该市迁往越南", "The city moved to Nanjing", ["越南"]),
        ("该市迁往越南", "The city moved to that country", []),
        ("越南谈中印", "That country on South India", []),
        ("从日本迁往德国", "It moved within the country", ["日本", "德国"]),
        ("从日本迁往德国", "It moved between countries", []),
        ("濮振宇说", "Pu said", []),
        ("濮振宇说", "Pu Jiang Hong said", ["濮振宇"]),
        ("濮振宇说", "Premier Pu Expects growth", []),
    ],
)
def test_what_may_stand_for_a_name(zh, en, missing):
    names = Names.parse(
        [
            "日本\tJapan/Japanese",
            "德国\tGermany/German",
            "上海\tShanghai",
            "上午",
            "越南\tVietnam",
            "南京\tNanjing",
            "中印\tChina-India",
            "印度\tSouth India",
        ]
    )
    checks = review(zh, en, names)[1]
    assert [zh[check.zh[0].start : check.zh[0].end] for check in checks if check.code == "name_missing"] == missing


def test_names_in_the_other_order_are_for_those_who_want_to_see_every_difference():
    names = Names.parse(["东京\tTokyo", "巴黎\tParis"])
    zh, right, wrong = "从东京迁往巴黎", "from Tokyo to Paris", "from Paris to Tokyo"
    assert review(zh, right, names)[1] == ()
    (check,) = review(zh, wrong, names)[1]
    assert (check.code, check.severity, [wrong[a:b] for a, b in check.en]) == ("name_order", "info", ["Paris", "Tokyo"])
    assert review("东京、巴黎、东京", "Paris and Tokyo", names)[1] == ()
