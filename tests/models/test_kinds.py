"""What kind each line is, and what speaks for it."""

import pytest

from models.lines import read_lines
from models.sections import PageSplitter
from models.types import Role
from models.view import View

MORE = "\n他笑了。" * 9  # so that there are lines enough for a page
COLUMN = "今年以来，新能源汽车卖得很\n好，分析师认为补贴政策是主\n要原因。\n"


def kinds(text):
    lines = read_lines(text)
    return View(lines).kinds


class Says:
    """Tags that take the lines of ``roles`` for furniture, all others for text."""

    def __init__(self, roles):
        self._roles = roles

    def odds(self, decision, row):
        assert decision == "furniture"
        return 2.0 if row in self._roles else -2.0

    def furniture(self, row):
        return self._roles[row], 0.8


def test_running_text_is_told_at_first_sight():
    seen = kinds(COLUMN)
    assert seen.running == [False, True, False]
    assert kinds("今" * 60 + "。").running[0]
    assert not kinds("他来了。\n电话 8118-8118").running[1]
    assert seen.signals(1)[0] == "running" and "no form" in seen.signals(0)


def test_what_the_tags_say_and_whether_a_form_says_it_too():
    found = kinds("老街新貌\n电话 8118-8118\n包您满意\n图为新村，\n他笑了。" + MORE).decided(
        Says({1: Role.NOTICE, 2: Role.ADVERTISEMENT, 3: Role.CREDIT})
    )
    assert [form and (form.role, form.reason, form.confidence) for form in found[:5]] == [
        None,
        (Role.NOTICE, "contact", 0.7),
        (Role.ADVERTISEMENT, "kind", 0.7),
        (Role.CREDIT, "kind", 0.7),
        None,
    ]


def test_numbers_that_count_and_numbers_of_pages():
    seen = kinds("1\n他来了。\n2\n他走了。\n7\n他笑了。")
    assert [f"numbers {counts}" in seen.signals(i) for i, counts in ((0, True), (2, True), (4, False))] == [
        True,
        True,
        True,
    ]


def test_signals_of_rows_that_are_alike():
    seen = kinds("黄瓜 2.80 2.60\n豆角 4.50 4.50\n他笑了。")
    assert "alike False True" in seen.signals(0)
    assert {"alike True False", "cells 3", "below stop"} <= set(seen.signals(1))


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
