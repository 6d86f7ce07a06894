"""Lines → elements."""

import pytest

from models.joins import Element, Flow, plain_elements
from models.lines import read_lines
from models.types import Role
from models.weights import Grounds, Weights, certainty


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
    weights = Weights({"headline": {}, "flow": {}})
    began, went_on = Grounds("headline", [], weights), Grounds("flow", [], weights)
    element.weigh(-3.0, began)
    assert (element.confidence, element.grounds) == (certainty(3.0), began)
    element.weigh(0.5, went_on)
    element.weigh(2.0, began)
    assert (element.confidence, element.grounds.decision) == (certainty(0.5), "flow")


def test_a_comma_at_the_end_goes_on_over_a_blank_line():
    assert elements("他来了，\n\n又走了。") == [("paragraph", ["他来了，", "又走了。"])]


def test_a_form_in_the_middle_of_a_wrapped_sentence_is_text_unless_it_fills_its_line():
    column = "编辑部说，这张照片来历清楚，\n图为读者寄来，经过核对以后\n才登载的。"
    assert elements(column) == [("paragraph", column.split("\n"))]
    folio = column.replace("\n图", "\n12\n图")
    assert elements(folio) == [("paragraph", column.split("\n")), ("folio", ["12"])]


def test_headlines_stack_unless_numbered():
    assert elements("我的主标题在这里\n副标题也在这里\n\n一、开头\n正文说了很多话，也很长很长。") == [
        ("title", ["我的主标题在这里", "副标题也在这里"]),
        ("title", ["一、开头"]),
        ("paragraph", ["正文说了很多话，也很长很长。"]),
    ]


def test_plain_elements_keep_headlines_apart():
    found = plain_elements(read_lines("主标题\n副标题\n正文说了很多话，\n也很长。\n2\n"))
    assert [[line.text for line in e.lines] for e in found] == [
        ["主标题"],
        ["副标题"],
        ["正文说了很多话，", "也很长。"],
        ["2"],
    ]
    assert {str(e.role) for e in found} == {"paragraph"}
