import pytest

from models.chinese_numbers import chinese
from models.english_numbers import english
from models.loose_figures import copied, listed, loosened, numbered


@pytest.mark.parametrize(
    ("zh", "en", "loose"),
    [
        ("新三条石桥", "the Xinsantiao Stone Bridge", True),
        ("新三条石桥", "three new stone bridges", False),
        ("饰演燕十三", "to play Yan Shisan", True),
        ("衢州廿八都", "Quzhou's Nianbadu", True),
        ("《三生三世十里桃花》", "Eternal Love", True),
        ("《关于60年》", "About Years", False),
        ("甲、乙和丙三家", "Jia, Yi and Bing", True),
        ("蒙古、藏、彝、壮等四种文字", "Mongolian, Tibetan, Yi and Zhuang", True),
        ("石家庄、辛集、邯郸3市", "Shijiazhuang, Xinji and Handan", True),
        ("安哥拉、肯尼亚、南非等11个国家", "Angola, Kenya and South Africa", False),
        ("甲和乙4家", "Jia and Yi", False),
        ("甲、乙，丙、丁4家", "Jia, Yi, Bing, Ding", False),
        ("增长30%，甲、乙和丙三家", "Jia, Yi and Bing", True),
    ],
)
def test_figures_that_may_be_left_out(zh, en, loose):
    last = loosened(zh, en, chinese(zh))[-1]
    assert last.soft is loose


def test_a_figure_of_a_title_is_any_number():
    (three, world, ten) = loosened("《三生三世十里桃花》", "", chinese("《三生三世十里桃花》"))
    assert (ten.value, ten.kind, ten.unit, ten.soft) == (10, "number", "", True)
    assert three.soft and world.soft


def test_what_is_not_loose_stays_as_it_is():
    found = chinese("2018年有12家企业，投资5亿元")
    assert loosened("2018年有12家企业，投资5亿元", "", found) == found


@pytest.mark.parametrize(
    ("zh", "expected"),
    [
        ("国家、省、市、县四个层级", True),
        ("最佳剧集、最佳导演和最佳编剧三个大奖", True),
        ("、、三个", False),
        ("三个", False),
    ],
)
def test_a_list_tells_its_count(zh, expected):
    assert listed(zh, chinese(zh)[0]) is expected


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("（1）通车；（2）开学。", ["1", "2"]),
        ("1. 通车\n2. 开学", ["1", "2"]),
        ("1、通车\n3、开学", []),
        ("（34）岁", []),
        ("1.5万人", []),
    ],
)
def test_the_numbers_of_a_list(text, numbers):
    assert [text[place] for place in sorted(numbered(text))] == numbers


@pytest.mark.parametrize(
    ("zh", "en", "expected"),
    [
        ("在Ruby Tuesday餐厅", "at a Ruby Tuesday", True),
        ("在4Corners7Seas上", "on 4Corners7Seas", True),
        ("在4Corners7Seas上", "on 4 Corners7Seas", True),
        ("在4Corners7Seas上", "on 4 corners", False),
        ("有4家", "4 firms", False),
    ],
)
def test_what_stands_in_the_chinese_as_it_is(zh, en, expected):
    assert copied(zh, en, english(en)[0]) is expected
