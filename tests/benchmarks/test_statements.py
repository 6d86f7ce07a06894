"""Statements of known figures, and their corruptions."""

from fractions import Fraction
from random import Random

import pytest

from benchmarks.figures import MAKERS, chinese_numeral, decimal, english_number, figures
from benchmarks.frames import chosen, frame, frames
from benchmarks.statements import corruptions, fill


@pytest.mark.parametrize(
    ("number", "numeral"), [(0, "零"), (10, "十"), (15, "十五"), (20, "二十"), (305, "三百零五"), (1010, "一千零一十")]
)
def test_written_numerals(number, numeral):
    assert chinese_numeral(number) == numeral


def test_numbers_of_either_language():
    assert (decimal(Fraction(5, 2)), english_number(Fraction(26500000), 0)) == ("2.5", "26.5 million")


@pytest.mark.parametrize("name", MAKERS)
def test_a_figure_is_the_same_for_the_same_seed_and_another_value_is_written_otherwise(name):
    figure = MAKERS[name](Random(1))
    assert figure.text == MAKERS[name](Random(1)).text
    assert figure.written(figure.value + (101 if name == "date" else 1)) != figure.text


def test_slots_are_numbered_in_the_order_of_the_chinese():
    made = frame("{date}有{count}家[没有/已经]停业。", "{count} firms have [not /]closed on {date}.")
    assert (made.zh, made.en) == ("<0>有<1>家[没有/已经]停业。", "<1> firms have [not /]closed on <0>.")
    assert (chosen(made.en, False), chosen(made.en, True)) == (
        "<1> firms have not closed on <0>.",
        "<1> firms have closed on <0>.",
    )


def test_there_are_thousands_of_frames_without_a_slot_left():
    every = frames()
    assert len({(one.zh, one.slots) for one in every}) > 3000
    assert not any("{" in one.zh + one.en for one in every)


def test_corruptions_differ_from_the_statement_and_are_the_same_for_the_same_seed():
    for number, one in enumerate(frames()[::97]):
        statement = fill(one, Random(number))
        made = list(corruptions(statement, Random(number)))
        assert made == list(corruptions(fill(one, Random(number)), Random(number)))
        assert all(wrong != statement.text for _, wrong in made)
        assert "number added" in [kind for kind, _ in made]


def test_no_two_figures_of_a_statement_are_alike():
    made = figures(["count"] * 5, Random(0))
    assert len({figure.text for figure in made}) == 5
