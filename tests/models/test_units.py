from fractions import Fraction

import pytest

from models.units import SYMBOLS, UNITS, chinese_unit, english_unit


@pytest.mark.parametrize("name", [unit.name for unit in UNITS.values() if unit.zh])
def test_every_word_of_a_unit_means_it(name):
    for word in UNITS[name].zh:
        assert chinese_unit(f"5{word}。", 1) == (UNITS[name], 1 + len(word))


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("square metres", "m2"), ("square kilometers", "km2"), ("u.s. dollars", "USD"), ("us dollars", "USD"), ("mu", "mu"),
        ("hong kong dollars", "HKD"), ("kilowatt-hours", "kWh"), ("tonnes", "t"), ("year-old", "year"), ("yuan", "CNY"),
        ("degrees celsius", "C"), ("pounds", "pound"), ("feet", "foot"), ("months", "month"), ("kilometre", "km"),
    ],
)  # fmt: skip
def test_english_words(word, name):
    assert english_unit(f"{word}.", 0) == (UNITS[name], len(word))


@pytest.mark.parametrize("text", ["元旦", "周三", "周边", "升级", "天津", "米饭", "年代", "人"])
def test_words_that_only_begin_like_a_unit(text):
    assert chinese_unit(text, 0) is None


@pytest.mark.parametrize(
    ("one", "other", "factor"),
    [
        ("ha", "mu", 15), ("km", "li", 2), ("kg", "jin", 2), ("t", "kg", 1000), ("km2", "ha", 100), ("week", "day", 7),
        ("day", "hour", 24), ("year", "month", 12), ("decade", "year", 10), ("mile", "m", Fraction("1609.344")),
        ("foot", "inch", 12), ("acre", "m2", Fraction("4046.8564224")), ("lb", "kg", Fraction("0.45359237")),
    ],
)  # fmt: skip
def test_sizes(one, other, factor):
    assert UNITS[one].dimension == UNITS[other].dimension
    assert UNITS[one].size == factor * UNITS[other].size


def test_signs_are_of_known_currencies():
    assert {UNITS[name].kind for name in SYMBOLS.values()} == {"money"}
