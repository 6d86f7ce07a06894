import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.charsets import decode, decoded
from service.errors import ServiceError

TEXT = "今天大桥建成通车，市民纷纷前来观看，车程缩短一半。\r\n医院新增床位。"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_undeclared_bytes(encoding):
    assert decoded(TEXT.encode(encoding)) == (TEXT, encoding)


@pytest.mark.parametrize(
    "meta", ['<meta charset="gb2312">', '<META http-equiv=Content-Type content="text/html; charset=GBK">']
)
def test_html_says_its_charset(meta):
    page = f"<html><head>{meta}</head><p>大桥</p>"
    assert decoded(page.encode("gb18030"), kind="html") == (page, "gb18030")
    assert decoded("<meta charset=big5><p>大橋通車</p>".encode("big5"), kind="html")[1] == "big5"


def test_utf8_that_claims_to_be_something_else_is_utf8():
    page = "<meta charset=gb2312><p>大桥通车</p>"
    assert decoded(page.encode(), kind="html") == (page, "utf-8")


@pytest.mark.parametrize("claim", ["klingon", "windows-1252", "utf-8"])
def test_a_charset_that_html_cannot_have_is_not_heeded(claim):
    page = f"<meta charset={claim}><p>{TEXT}</p>"
    assert decoded(page.encode("gb18030"), kind="html") == (page, "gb18030")


def test_what_was_declared_beside_the_file_comes_first():
    page = "<meta charset=big5><p>大桥通车</p>"
    assert decoded(page.encode("gb18030"), "gbk", "html") == (page, "gb18030")


def test_plain_text_that_shows_html_is_not_asked():
    text = "<meta charset=big5>" + TEXT
    assert decoded(text.encode("gb18030")) == (text, "gb18030")


@given(st.binary(max_size=60), st.sampled_from(["text", "html"]))
def test_bytes_are_text_or_a_refusal(data, kind):
    try:
        text, encoding = decoded(data, kind=kind)
    except ServiceError as error:
        assert error.code == "invalid_encoding"
        assert 0 <= error.more["offset"] < len(data)
    else:
        assert text.encode({"utf-8-sig": "utf-8-sig"}.get(encoding, encoding)).decode(encoding) == text


def test_the_offset_counts_from_the_first_byte_of_the_file():
    with pytest.raises(ServiceError) as caught:
        decode(b"\xef\xbb\xbf\xff", "utf-8", skip=3)
    assert caught.value.more == {"offset": 3}
