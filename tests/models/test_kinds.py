"""What kind each line is, and what speaks for it."""

import pytest

from models.kinds import TEXT, Kinds
from models.lines import read_lines, settings
from models.sections import PageSplitter
from models.types import Role
from models.weights import Weights

MORE = "\n他笑了。" * 9  # so that there are lines enough for a page
COLUMN = "今年以来，新能源汽车卖得很\n好，分析师认为补贴政策是主\n要原因。\n"


def kinds(text):
    lines = read_lines(text)
    return Kinds(lines, settings(lines))


def test_full_lines_within_a_sentence_are_not_asked():
    seen = kinds(COLUMN)
    assert [seen.asked(i, TEXT) for i in range(3)] == [True, False, False]
    assert seen.asked(2, "notice")
    assert not kinds("今" * 60 + "。").asked(0, "none")


def test_the_kind_above_is_known_from_the_top_down():
    weights = Weights(
        {
            "furniture": {"bias": -1.0, "phone": 4.0, "above notice": 2.0},
            "kind notice": {"bias": 0.0, "phone": 3.0},
            "kind advertisement": {"bias": 0.0, "above notice": 2.0},
        }
    )
    found = kinds("老街新貌\n电话 8118-8118\n包您满意\n他笑了。" + MORE).decided(weights)
    assert [form and (form.role, form.reason, form.confidence) for form in found[:4]] == [
        None,
        (Role.NOTICE, "contact", 0.9),
        (Role.ADVERTISEMENT, "kind", 0.64),
        None,
    ]


def test_what_goes_on_from_the_beginning_of_a_form_is_as_open_to_be_text():
    weights = Weights(
        {"furniture": {"bias": 1.0, "first 他": -9.0}, "kind caption": {"bias": 1.0}, "kind notice": {"bias": 0.0}}
    )
    found = kinds("图为新村，\n老街新貌\n他笑了。\n老街新貌" + MORE).decided(weights)
    assert [form and (form.reason, form.whole) for form in found[:4]] == [
        ("picture", False),
        ("kind", False),
        None,
        ("kind", True),
    ]


def test_numbers_that_count_and_numbers_of_pages():
    seen = kinds("1\n他来了。\n2\n他走了。\n7\n他笑了。")
    assert [f"numbers {counts}" in seen.signals(i, "none") for i, counts in ((0, True), (2, True), (4, False))] == [
        True,
        True,
        True,
    ]


def test_signals_of_rows_that_are_alike():
    seen = kinds("黄瓜 2.80 2.60\n豆角 4.50 4.50\n他笑了。")
    assert "alike False True" in seen.signals(0, "none")
    assert {"alike True False", "cells 3", "above other", "below stop"} <= set(seen.signals(1, "other"))


@pytest.mark.parametrize("count", [1, 3, 9])
def test_of_a_few_sentences_none_is_furniture_by_its_looks_alone(count):
    """A document of few lines is what somebody sent, not a page."""
    sentences = [
        "各位观众，晚上好",
        "他于 1945 年加入球队，一直效力到 1958 年。",
        "审判在皇家法院进行，并于8月3日审结。",
    ] * 3
    article = PageSplitter().split("\n".join(sentences[:count]))
    text = {Role.TITLE, Role.KICKER, Role.HEADING, Role.LEAD, Role.PARAGRAPH}
    assert {block.role for block in article.blocks} - text == set()
