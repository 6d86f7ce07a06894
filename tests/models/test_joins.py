"""Lines → elements."""

import pytest

from models.grounds import certainty
from models.joins import Element, Flow, plain_elements
from models.lines import read_lines
from models.tags import LineGrounds
from models.types import Role


def elements(source):
    return [(str(e.role), [line.text for line in e.lines]) for e in Flow(read_lines(source)).elements()]


def test_a_blank_line_within_a_sentence_is_mended():
    column = "今年以来，新能源汽车卖得很\n好，分析师认为补贴政策是主"
    assert elements(f"{column}\n\n要原因，充电桩也建得更快了。") == [
        ("paragraph", [*column.split("\n"), "要原因，充电桩也建得更快了。"])
    ]


@pytest.mark.parametrize("line", ["他来了", "他来了。"])
def test_a_line_never_begins_with_a_comma(line):
    assert elements(f"{line}\n，又走了。") == [("paragraph", [line, "，又走了。"])]


def test_an_element_is_as_sure_as_the_least_certain_decision_about_it():
    element = Element(Role.PARAGRAPH, read_lines("他来了，"), "paragraph", 1.0)
    began, went_on = LineGrounds("headline", 0, None), LineGrounds("flow", 0, None)
    element.weigh(-3.0, began)
    assert (element.confidence, element.grounds) == (certainty(3.0), began)
    element.weigh(0.5, went_on)
    element.weigh(2.0, began)
    assert (element.confidence, element.grounds.decision) == (certainty(0.5), "flow")


def test_a_comma_at_the_end_goes_on_over_a_blank_line():
    assert elements("他来了，\n\n又走了。") == [("paragraph", ["他来了，", "又走了。"])]


class Says:
    """Tags that say yes to the decisions about the rows that are named, and to which furniture."""

    def __init__(self, furniture=(), **yes):
        self._yes = {**yes, "furniture": dict(furniture)}
        self._furniture = dict(furniture)

    def odds(self, decision, row):
        return 3.0 if row in self._yes.get(decision, ()) else -3.0

    def furniture(self, row):
        return self._furniture[row], 0.9

    def grounds(self, decision, row):
        return LineGrounds(decision, row, self)


@pytest.fixture
def said(monkeypatch):
    """The elements of a text, by tags that say what is given."""

    def read(source, **says):
        monkeypatch.setattr("models.joins.Tags", lambda network, signals: Says(**says))
        return elements(source)

    return read


def test_furniture_within_a_sentence_does_not_tear_it(said):
    text = "编辑部说，这张照片来历清楚，\n12\n经过核对以后才登载的。"
    assert said(text, furniture={1: Role.FOLIO}, flow=[2]) == [
        ("paragraph", ["编辑部说，这张照片来历清楚，", "经过核对以后才登载的。"]),
        ("folio", ["12"]),
    ]


def test_the_lines_of_a_headline_stand_together_where_one_goes_on_from_the_other(said):
    text = "我的主标题在这里\n副标题也在这里\n\n一、开头\n正文说了很多话，也很长很长。"
    heads = [("title", ["我的主标题在这里"]), ("title", ["副标题也在这里"]), ("title", ["一、开头"])]
    body = ("paragraph", ["正文说了很多话，也很长很长。"])
    assert said(text, headline=[0, 1, 2]) == [*heads, body]
    assert said(text, headline=[0, 1, 2], flow=[1]) == [("title", [*heads[0][1], *heads[1][1]]), heads[2], body]


def test_a_headline_has_a_text_after_it(said):
    assert said("大桥通车\n老街新貌", headline=[0, 1]) == [("paragraph", ["大桥通车"]), ("paragraph", ["老街新貌"])]


def test_plain_elements_keep_headlines_apart():
    found = plain_elements(read_lines("主标题\n副标题\n正文说了很多话，\n也很长。\n2\n"))
    assert [[line.text for line in e.lines] for e in found] == [
        ["主标题"],
        ["副标题"],
        ["正文说了很多话，", "也很长。"],
        ["2"],
    ]
    assert {str(e.role) for e in found} == {"paragraph"}
