import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.headlines import heaviest, title_range
from models.lines import read_lines
from models.types import Mark


class ByWording:
    """Tags that take a line for a title by its wording."""

    def __init__(self, lines):
        self._lines = lines

    def odds(self, decision, row):
        assert decision == "title"
        text = self._lines[row].text
        return -1.0 - 3 * text.startswith("—") + 3 * ("“" in text) + 2 * (len(text) == 1) + 2 * text[0].isdigit()


def titled(lines):
    return title_range(lines, ByWording(lines))


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
    assert titled(read_lines(lines)) == expected


@pytest.mark.parametrize("large", [0, 1])
def test_the_largest_line_is_the_title(large):
    text = "我省出台高质量发展若干意见\n十条措施支持民营企业的发展"
    lines = read_lines(text, [Mark(0 if large == 0 else text.index("十"), 2.0)])
    assert titled(lines) == (large, large + 1)


def test_no_lines():
    with pytest.raises(ValueError, match=r"^0 lines, but a headline has at least 1$"):
        titled([])


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=12))
def test_no_other_neighbours_weigh_more(values):
    first, end = heaviest(values)
    sums = [sum(values[a:b]) for a in range(len(values)) for b in range(a + 1, len(values) + 1)]
    assert first < end and sum(values[first:end]) == max(sums)


def test_a_headline_of_many_lines_is_read_in_linear_time():
    lines = read_lines("大桥通车\n" * 20_000)
    assert titled(lines) == (0, 1)
