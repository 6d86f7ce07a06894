import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.types import Span
from service.mojibake import cautions, mended, mending

TEXT = "大桥今天建成通车，市民纷纷前来观看。\n新华社北京5月6日电“十年”——工程于2014年开工。\n"
EVEN = "新华社北京今天电\n大桥今天建成通车\n"
"""An even number of Chinese characters on each line: their UTF-8 is whole pairs of bytes, as GBK reads it."""


def windows_1252(data):
    """As the WHATWG Encoding Standard decodes it: what Python's codec leaves open is a C1 control."""
    return "".join(chr(byte) if byte in b"\x81\x8d\x8f\x90\x9d" else bytes([byte]).decode("cp1252") for byte in data)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (EVEN, EVEN.encode().decode("gb18030")),
        ("新华", "鏂板崕"),
        (TEXT, TEXT.encode().decode("latin-1")),
        (TEXT, windows_1252(TEXT.encode())),
        ("新华社", "æ–°å\x8d\x8eç¤¾"),
    ],
)
def test_what_goes_back_exactly_is_mended(text, wrong):
    assert mended(wrong) == text


def test_what_lost_something_is_left_and_named():
    wrong = TEXT.encode().decode("gb18030", "replace")
    assert mended(wrong) is None
    (caution,) = cautions(wrong)
    first, second = wrong.splitlines()
    assert caution.code == "mojibake"
    assert caution.spans == (Span(0, len(first)), Span(len(first) + 1, len(first) + 1 + len(second)))
    assert caution.message == (
        "2 lines look like UTF-8 read in another encoding and cannot be had back exactly: "
        "they were left as they are; convert them from the original"
    )


def test_a_damaged_line_among_sound_ones_is_named():
    text = f"大桥通车\r\n{'新华社记者'.encode().decode('latin-1')}\r\n市民高兴\r\n"
    assert mended(text) is None
    (caution,) = cautions(text)
    assert caution.spans == (Span(6, 21),)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "",
        "plain ASCII",
        "café naïve élève à Zürich",
        "涓涓细流，汇成大海",
        "联通",
        "鏂板崕今天",
        "頭條新聞：大橋",
        "😀😀😀😀大桥",
        "жук и ёж",
    ],
)
def test_sound_text_is_neither_mended_nor_named(text):
    assert mended(text) is None
    if "鏂" not in text:
        assert list(cautions(text)) == []


COMMON = "".join(bytes([lead, trail]).decode("gb2312") for lead in range(0xB0, 0xD7) for trail in range(0xA1, 0xFF))
"""The 3,666 characters of the first 39 rows of level 1 of GB 2312."""


@given(st.text(st.sampled_from(COMMON + "，。“”《》、0123456789 \n"), max_size=60))
def test_no_text_of_common_characters_is_taken_for_mistaken(text):
    assert mended(text) is None
    assert list(cautions(text)) == []


@given(st.text(st.sampled_from(COMMON + "，。、"), min_size=2, max_size=60), st.sampled_from(["latin-1", "1252"]))
def test_every_chinese_text_comes_back_from_latin(text, wrong):
    data = text.encode()
    assert mended(data.decode("latin-1") if wrong == "latin-1" else windows_1252(data)) == text


@given(st.text(st.sampled_from("æ–°\x96å\x8d\x8eŽç¤¾鏂板崕绀 a\ufffd"), max_size=12))
def test_what_is_mended_goes_the_same_way_again(text):
    found = mended(text)
    if found is not None:
        again = {found.encode().decode("gb18030", "replace"), windows_1252(found.encode())}
        assert text.replace("\x8e", "Ž").replace("\x96", "–") in again


def test_the_caution_of_a_mended_text_quotes_it():
    caution = mending("鏂板崕\n绀�")
    assert (caution.code, caution.spans) == ("mojibake_mended", ())
    assert caution.message == "the text was UTF-8 read in another encoding, “鏂板崕 绀�”: it was mended exactly"
