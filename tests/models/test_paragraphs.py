"""Paragraphs of a text to be translated: wrapped lines joined, everything mapped, no ink lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.normal import normal
from models.paragraphs import paragraphs
from models.script import converter

POEM = "春眠不觉晓\n处处闻啼鸟\n夜来风雨声\n花落知多少"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("雨停了。", ["雨停了。"]),
        ("台灣的\u200b公園", ["台湾的公园"]),
        ("", [""]),
        ("雨停了。\n", ["雨停了。\n"]),
        ("\n\n雨停了。", ["雨停了。"]),
        ("市政府5日宣布，今年将新建\n12座公园。", ["市政府5日宣布，今年将新建12座公园。"]),
        (
            "市政府5日宣布，今年将新建\r\n12座公园。\r\n\r\n居民欢迎。",
            ["市政府5日宣布，今年将新建12座公园。", "\n\n", "居民欢迎。"],
        ),
        (POEM, ["春眠不觉晓", "\n", "处处闻啼鸟", "\n", "夜来风雨声", "\n", "花落知多少"]),
        ("他说：“再见。”\n记者问：“去哪里？”", ["他说：“再见。”", "\n", "记者问：“去哪里？”"]),
        ("第一段。\u2028第二段。", ["第一段。", "\n", "第二段。"]),
        ("“\nN\n1\n 建", ["“N建", "\n", "1"]),
        ("雨停了。\n \t\n\u3000风大了。", ["雨停了。", "\n\n", "风大了。"]),
    ],
)
def test_by_hand(text, expected):
    assert [piece.text for piece in paragraphs(text)] == expected


PLAIN = converter("t2s")
LINES = st.lists(st.text("今年将新建12座公园，。“”\ufffdNew 台灣\u3000\u00ad", max_size=30), max_size=8)


@settings(deadline=None)
@given(LINES.map("\n".join))
def test_every_visible_character_stands_once_and_comes_from_its_place(text):
    pieces = [
        (char, offset) for piece in paragraphs(text) for char, offset in zip(piece.text, piece.offsets, strict=True)
    ]
    visible = [(char, offset) for char, offset in pieces if not char.isspace()]
    read = normal(text)
    expected = [(char, i) for char, i in zip(read.text, read.offsets, strict=True) if not char.isspace()]
    assert [offset for _, offset in sorted(visible, key=lambda item: item[1])] == [offset for _, offset in expected]
    assert all(char in (text[offset], PLAIN(text[offset])) for char, offset in visible)
