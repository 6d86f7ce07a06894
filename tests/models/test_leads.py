"""What speaks for a lead."""

from models.joins import Element
from models.leads import lead_signals, opening_paragraph
from models.lines import read_lines
from models.types import Role

PAGE = "本报记者 张伟\n\n核心提示：老街要不要拆，居民各有说法，本报记者走访。\n\n街口的早点摊还开着。\n街口的早点摊还开着。\n钱从哪里来\n没有人知道。"
ROLES = (Role.BYLINE, Role.PARAGRAPH, Role.PARAGRAPH, Role.PARAGRAPH, Role.HEADING, Role.PARAGRAPH)


def body(start=0):
    pairs = zip(ROLES, read_lines(PAGE), strict=True)
    return [Element(role, [line], "", 1.0) for role, line in pairs][start:]


def test_the_opening_paragraph_stands_before_any_heading_and_is_not_all():
    assert opening_paragraph(body()) == 1
    assert opening_paragraph(body(4)) is None
    assert opening_paragraph(body(5)) is None
    assert opening_paragraph([]) is None


def test_signals_of_a_marked_lead():
    assert {"marked", "pen True", "signed before False", "headings 1", "gaps True True False"} <= set(
        lead_signals(body(), 1)
    )
    assert "marked" not in lead_signals(body(2), 0)
