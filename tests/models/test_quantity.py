"""Reading takes linear time: patterns are bounded, and twice the text takes about twice the steps."""

import re
import re._constants as constants
import re._parser as parser
import sys

import pytest

from models import (
    change,
    chinese_names,
    chinese_numbers,
    chinese_numerals,
    chinese_times,
    english_names,
    english_numbers,
    english_times,
    idioms,
    ranges,
    units,
)
from models.numbers import chinese, compare, english
from models.quantity import Form, Quantity, nothing, scan

MODULES = [
    change, chinese_names, chinese_numbers, chinese_numerals, chinese_times, english_names, english_numbers, english_times,
    idioms, ranges, units,
]  # fmt: skip


def unbounded(pattern):
    """Whether a parsed pattern has a repeat without a limit."""
    for operator, argument in pattern:
        if operator in {constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT}:
            if argument[1] is constants.MAXREPEAT or unbounded(argument[2]):
                return True
        elif (
            (operator is constants.SUBPATTERN and unbounded(argument[-1]))
            or (operator is constants.BRANCH and any(map(unbounded, argument[1])))
            or (operator in {constants.ASSERT, constants.ASSERT_NOT} and unbounded(argument[1]))
        ):
            return True
    return False


def patterns():
    for module in MODULES:
        found = [value for value in vars(module).values() if isinstance(value, re.Pattern)]
        yield from ((module.__name__, pattern) for pattern in found)


def test_no_pattern_repeats_without_a_limit():
    assert [(name, p.pattern) for name, p in patterns() if unbounded(parser.parse(p.pattern, p.flags))] == []
    assert unbounded(parser.parse("(?:a|b+)c")) is True
    assert len(list(patterns())) > 50


def steps(function, *arguments):
    """Python calls and C calls that ``function`` makes."""
    count = 0

    def tick(frame, event, argument):
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(tick)
    try:
        function(*arguments)
    finally:
        sys.setprofile(None)
    return count


def read_and_compare(read, text):
    return compare(read(text), read(text)[::2])


BAD = [
    "1",
    "1,",
    "1,234,",
    "一",
    "十",
    "亿",
    "百分之",
    "三分之",
    "1-",
    "三四",
    "1万",
    "第",
    "1/",
    "12:",
    "1年",
    "-1",
    "、一",
    "\ufffd1",
    "a1",
    "翻",
]
BAD_ENGLISH = [
    "1",
    "1,",
    "one ",
    "twenty-",
    "hundred and ",
    "1 to ",
    "-1",
    "may ",
    "1:",
    "half ",
    "one in ",
    "$1",
    "a@",
    "1990",
    "up ",
    "a-1",
]


@pytest.mark.parametrize("read", [chinese, english])
@pytest.mark.parametrize("piece", sorted({*BAD, *BAD_ENGLISH}))
def test_twice_the_text_takes_at_most_about_twice_the_steps(read, piece):
    text = piece * 600
    read_and_compare(read, text)
    once, twice = (steps(read_and_compare, read, piece * times) for times in (600, 1200))
    assert twice <= 2.2 * once + 200


def test_numerals_of_any_length_are_read():
    assert chinese("1" * 100_000) == english("1" * 100_000) == []
    assert len(chinese("十" * 10_000)) > 0


def test_the_first_form_that_reads_a_place_wins_and_nothing_is_read_twice():
    def digit(match):
        return [Quantity(int(match[0]), "number", *match.span())]

    forms = [Form(re.compile("12"), nothing), Form(re.compile("3"), lambda match: None), Form(re.compile(r"\d"), digit)]
    assert [q.value for q in scan("1234a5", re.compile(r"\d"), forms)] == [3, 4, 5]
