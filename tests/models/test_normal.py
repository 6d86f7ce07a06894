"""What is left out of a text before it is read, what is changed, and the way back."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.normal import is_normal, normal
from models.sections import PageSplitter
from models.types import Role

PAGE = Path(__file__).parents[2] / "seeds" / "beijing-business-today-2020-12-10-t05.txt"
MARKED = ["\u00ad", "\u200b", "\u200d", "\u202e", "\u2060", "\ufeff", "\ufe0f", "\U000e0101"]
ODD = st.text(st.sampled_from([*MARKED, "\u0301", "e", "大", "\u2f24", "\uf900", "２", "，", "\n", " ", "ﬁ", "\u0958"]))


@pytest.mark.parametrize("mark", MARKED)
def test_invisible_characters_are_left_out(mark):
    read = normal(f"{mark}大{mark}{mark}桥5{mark}.6%{mark}")
    assert (read.text, read.offsets) == ("大桥5.6%", (1, 4, 5, 7, 8, 9))


@pytest.mark.parametrize(
    ("text", "usual"),
    [("cafe\u0301", "café"), ("u\u0308\u030c", "ǚ"), ("\u2f24学", "大学"), ("\uf9c6", "阮"), ("か\u3099", "が")],
)
def test_letters_and_ideographs_stand_in_their_usual_form(text, usual):
    assert normal(text).text == usual


@pytest.mark.parametrize(
    "text", ["２０２０年", "ＡＢＣ", "ﬁ", "ｱ", "①", "㎡", "℃", "“大桥”", "e", "\u0958\u0301", "⻅"]
)
def test_what_is_seen_stays(text):
    assert normal(text).text == text


def test_the_table_is_that_of_format_characters():
    """Every character of category Cf that is not shown is left out; those that are shown are not."""
    shown = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD, *range(0xFFF9, 0xFFFC)}
    shown |= set(range(0x13430, 0x13440))  # joiners of hieroglyphs
    for code in range(0x110000):
        if unicodedata.category(chr(code)) == "Cf":
            assert (normal(chr(code)).text == "") == (code not in shown), hex(code)


@given(ODD)
def test_positions_point_to_what_a_character_came_from(text):
    read = normal(text)
    assert len(read.text) <= len(text)
    assert list(read.offsets) == sorted(set(read.offsets))
    for char, offset in zip(read.text, read.offsets, strict=True):
        begins = unicodedata.normalize("NFKC", text[offset])[0]
        assert unicodedata.normalize("NFKD", char)[0] == unicodedata.normalize("NFKD", begins)[0]
    assert normal(read.text).text == read.text or not is_normal(read.text)


@given(ODD)
def test_blocks_partition_the_received_text(text):
    article = PageSplitter().split(text)
    assert "".join(text[block.start : block.end] for block in article.blocks) == text
    assert article.source == text


def test_marks_between_all_characters_change_nothing_that_is_read():
    source = PAGE.read_text(encoding="utf-8")[:2500]
    marked = "\u200b".join(source)
    plain, read = PageSplitter().split(source), PageSplitter().split(marked)
    assert [p.text for s in read.sections for p in s.paragraphs] == [
        p.text for s in plain.sections for p in s.paragraphs
    ]
    assert [story.title and story.title.text for story in read.stories] == [
        story.title and story.title.text for story in plain.stories
    ]
    assert [block.role for block in read.blocks] == [block.role for block in plain.blocks]
    for section in read.sections:
        for paragraph in section.paragraphs:
            inked = [(char, marked[at]) for char, at in zip(paragraph.text, paragraph.offsets, strict=True)]
            assert all(char == found for char, found in inked if char != " ")


def test_a_text_that_nobody_sees_is_one_block():
    blocks = PageSplitter().split("\u200b\ufeff").blocks
    assert [(block.role, block.start, block.end) for block in blocks] == [(Role.OTHER, 0, 2)]
