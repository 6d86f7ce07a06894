"""Mended texts beside their blocks, on pages small enough to count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.sections import PageSplitter
from models.types import Article, Block, BriefOptions, MappedText, Masthead, Role, Section, Story
from service.answers import sections_answer
from service.outline import Mended, mended, pieces, row_at, rows
from service.reading import Document

SOURCE = "日报\n大桥\n通车\n一、桥\n大桥今天\n图：桥\n通车。\n导语\n"
MASTHEAD, TITLE, HEADING, FIRST, CAPTION, SECOND, LEAD = (0, 3), (3, 9), (9, 13), (13, 18), (18, 22), (22, 26), (26, 29)


def mapped(text, *ranges):
    return MappedText(text, tuple(offset for one in ranges for offset in range(*one)))


def article():
    """A page whose only paragraph a caption interrupts, and whose second story is a lead at its end."""
    blocks = (
        Block(Role.MASTHEAD, *MASTHEAD),
        Block(Role.TITLE, *TITLE, 0),
        Block(Role.HEADING, *HEADING, 0, 0),
        Block(Role.PARAGRAPH, *FIRST, 0, 0, 0),
        Block(Role.CAPTION, *CAPTION, 0),
        Block(Role.PARAGRAPH, *SECOND, 0, 0, 0),
        Block(Role.LEAD, *LEAD, 1),
    )
    title, heading = mapped("大桥通车", (3, 5), (6, 8)), mapped("一、桥", (9, 12))
    section = Section(0, 0, 1, heading, (mapped("大桥今天通车。", (13, 17), (22, 25)),))
    stories = (Story(0, title=title), Story(1, lead=mapped("导语", (26, 28))))
    return Article(SOURCE, Masthead(publication=mapped("日报", (0, 2))), stories, (section,), blocks)


def answer_of(made):
    return sections_answer(made, Document(made.source), BriefOptions(), include=["explain"])


def test_every_text_stands_with_the_block_it_begins_in():
    shown = [([(item.kind, item.text) for item in row.begun], row.story) for row in rows(answer_of(article()))]
    assert shown == [
        ([("publication", "日报")], None),
        ([("title", "大桥通车")], 0),
        ([("heading", "一、桥")], None),
        ([("paragraph", "大桥今天通车。")], None),
        ([], None),
        ([], None),
        ([("lead", "导语")], 1),
    ]


def test_a_later_part_names_what_it_belongs_to():
    continued = {number: row.continued for number, row in enumerate(rows(answer_of(article()))) if row.continued}
    assert continued == {5: [Mended("paragraph", "大桥今天通车。", ((13, 17), (22, 25)), 0, 0, 0)]}


@pytest.mark.parametrize(("start", "number"), [(0, 0), (2, 0), (3, 1), (25, 5), (28, 6)])
def test_a_place_is_found_in_its_block(start, number):
    assert row_at(answer_of(article()), [(start, start + 1)]) == number


def test_what_has_no_place_is_at_the_top():
    assert row_at(answer_of(article()), []) == 0


@pytest.mark.parametrize(
    ("source", "text", "spans", "cut"),
    [
        ("大桥", "大桥", ((0, 2),), [("", "大桥")]),
        ("大 桥", "大桥", ((0, 1), (2, 3)), [("", "大桥")]),
        ("大\r\n桥", "大桥", ((0, 1), (3, 4)), [("", "大"), ("line", "桥")]),
        ("大 \n 桥", "大桥", ((0, 1), (4, 5)), [("", "大"), ("line", "桥")]),
        ("大\n \n桥", "大桥", ((0, 1), (4, 5)), [("", "大"), ("far", "桥")]),
        ("大图桥", "大桥", ((0, 1), (2, 3)), [("", "大"), ("far", "桥")]),
        ("桥大", "大桥", ((1, 2), (0, 1)), [("", "大"), ("far", "桥")]),
        ("AI\nlab", "AI lab", ((0, 6),), [("", "AI "), ("line", "lab")]),
        ("", "", (), [("", "")]),
    ],
)
def test_joints(source, text, spans, cut):
    assert list(pieces(Mended("paragraph", text, spans), source)) == cut


@given(st.text(st.sampled_from("大桥今天，。 \n一、二A1\u3000图：记者"), max_size=120))
def test_nothing_is_lost_between_a_page_and_its_rows(source):
    answer = answer_of(PageSplitter().split(source))
    found = rows(answer)
    assert "".join(source[row.block.start : row.block.end] for row in found) == source
    begun = [item for row in found for item in row.begun]
    assert sorted(begun, key=repr) == sorted(mended(answer), key=repr)
    for item in begun:
        assert "".join(piece for _, piece in pieces(item, source)) == item.text
