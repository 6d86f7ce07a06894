"""What a line is beside the lines around it."""

import pytest

from models.lines import read_lines, settings
from models.repetition import Repetition
from models.surroundings import Surroundings, beside, cohesion

COLUMN = "今年以来，新能源汽车卖得很\n好，分析师认为补贴政策是主\n要原因。\n"


def around(text):
    lines = read_lines(text)
    return Surroundings(lines, settings(lines), Repetition.of([line.text for line in lines]))


@pytest.mark.parametrize(
    ("lines", "signal"),
    [
        ("他说“走\n过去”了", "unclosed"),
        ("谁来管？\n没人管", "ends ？"),
        ("老街\n——新貌", "dashed"),
        ("老旧小区加装的\n一张图", "one phrase"),
        ("老街新貌\n十条措施", "even True False"),
        ("老街新貌\n\n十条措施", "even True True"),
        ("老 街\n新貌", "spaces True False"),
        ("老街新貌今天\n十条", "wider"),
    ],
)
def test_what_is_seen_between_two_lines(lines, signal):
    assert signal in list(beside(read_lines(lines), 0, 1))


def test_headlines_are_compared_with_both_neighbours():
    found = list(around("老街\n——新貌\n" + COLUMN).headline(1))
    assert {"above wider", "above even True False"} <= set(found)
    assert "below narrower" in found


def test_parallel_headings_are_counted():
    text = "一、老街\n" + COLUMN + "二、新城\n" + COLUMN + "这里有一个很长的标题在等着\n" + COLUMN
    assert "parallel 2" in list(around(text).headline(0))
    assert "parallel 1" in list(around("老街\n" + COLUMN).headline(0))


def test_words_before_and_after_a_heading():
    same, other = "新能源汽车卖得很好。\n", "猫睡着了没有人管它。\n"
    assert {"far shared 6", "near shared 6"} <= set(around(same + "小标题\n" + same).headline(1))
    assert {"far shared 0", "near shared 0"} <= set(around(same + "小标题\n" + other).headline(1))
    assert {"far alone", "near alone"} <= set(around("小标题\n" + other).headline(0))


def test_near_is_eight_lines_and_far_is_more():
    same, other = "新能源汽车卖得很好。\n", "猫睡着了没有人管它。\n"
    found = set(around(same + other * 8 + "小标题\n" + same).headline(9))
    assert {"near shared 0", "far shared 6"} <= found


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((0, 5, 0), ["alone"]),
        ((5, 0, 0), ["alone"]),
        ((10, 40, 2), ["shared 1", "cosine 3", "cosine 3 -2"]),
        ((40, 10, 2), ["shared 4", "cosine 3", "cosine 3 2"]),
        ((8, 8, 8), ["shared 6", "cosine 10", "cosine 10 0"]),
        ((1, 1000, 1), ["shared 0", "cosine 1", "cosine 1 -3"]),
    ],
)
def test_words_on_both_sides(counts, expected):
    assert list(cohesion(*counts)) == expected


def test_a_column_that_changes():
    narrow, wide = (
        COLUMN * 3,
        "今年以来，新能源汽车卖得很好，分析师认为\n补贴政策是主要原因，充电桩也建得更快了。\n" * 4,
    )
    seen = around(narrow + "\n老街新貌\n\n" + wide)
    assert "column below wider" in list(seen.signals(8))
    assert "column below same" in list(seen.signals(2))
