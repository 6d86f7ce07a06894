import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.headlines import Headline, heaviest, title_range
from models.lines import read_lines
from models.types import Mark
from models.weights import BIAS, Weights

BY_WIDTH = Weights({"title": {BIAS: -1.0, "dashed": -3.0, "quoted": 3.0, "upright": 2.0, "larger": 8.0, "digits": 2.0}})


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("一行标题", (0, 1)),
        ("让老街“活”起来\n——改造记", (0, 1)),
        ("全省改造工作会议召开\n让老街“活”起来", (1, 2)),
        ("会议召开\n让老街“活”起来\n让新城“靓”起来\n——改造记", (1, 3)),
        ("让老街“活”起来\n会议召开\n20座桥通车", (0, 1)),  # of two alike the first
        ("让老街“活”起来\n会议召开\n20座“桥”通车", (0, 3)),
        ("本市第五座过江通道\n大\n桥\n合\n龙", (1, 5)),
        ("两行一样\n都不像标题", (0, 1)),
    ],
)
def test_the_title_is_the_likeliest_row_of_neighbours(lines, expected):
    assert title_range(read_lines(lines), "", BY_WIDTH) == expected


@pytest.mark.parametrize("large", [0, 1])
def test_the_largest_line_is_the_title(large):
    text = "我省出台高质量发展若干意见\n十条措施支持民营企业的发展"
    lines = read_lines(text, [Mark(0 if large == 0 else text.index("十"), 2.0)])
    assert title_range(lines, "", BY_WIDTH) == (large, large + 1)


def test_no_lines():
    with pytest.raises(ValueError, match=r"^0 lines, but a headline has at least 1$"):
        title_range([], "", BY_WIDTH)


def test_what_is_seen_of_a_line_of_a_headline():
    lines = read_lines("老旧小区加装电梯的\n一张图 说动16户？")
    assert Headline(lines, "加装电梯的事，一张图说动了大家").signals(0) == [
        "0 of 2",
        "width 3",
        "width 3 0 of 2",
        "shortest False 0 of 2",
        "longest True 0 of 2",
        "above none",
        "below same",
        "below even True False",
        "below gap False",
        "below spaces False True",
        "below one phrase",
        "last 的",
        "first 老",
        "last two 梯的",
        "first two 老旧",
        "echo 3",
        "echo most False least True",
    ]


@pytest.mark.parametrize(
    ("lines", "signal"),
    [
        ("他说“走\n过去”了", "below unclosed"),
        ("谁来管？\n没人管", "below ends ？"),
        ("老街\n——新貌", "below dashed"),
        ("老街新貌\n\n十条措施", "below gap True"),
        ("渡\n口", "upright"),
    ],
)
def test_what_is_seen_between_the_lines(lines, signal):
    assert signal in Headline(read_lines(lines), "").signals(0)


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=12))
def test_no_other_neighbours_weigh_more(values):
    first, end = heaviest(values)
    sums = [sum(values[a:b]) for a in range(len(values)) for b in range(a + 1, len(values) + 1)]
    assert first < end and sum(values[first:end]) == max(sums)


def test_a_headline_of_many_lines_is_read_in_linear_time():
    lines = read_lines("大桥通车\n" * 20_000)
    assert title_range(lines, "大桥", BY_WIDTH) == (0, 1)
