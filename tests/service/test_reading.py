import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import ServiceError
from service.reading import check_text, read

TEXT = "今天大桥建成通车，市民纷纷前来观看，车程缩短一半。\r\n医院新增床位。"


@pytest.mark.parametrize(
    ("data", "charset", "encoding"),
    [
        (TEXT.encode(), None, "utf-8"),
        (TEXT.encode("utf-8-sig"), None, "utf-8-sig"),
        (TEXT.encode("utf-16"), None, "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), None, "utf-16"),
        (TEXT.encode("gb18030"), None, "gb18030"),
        (TEXT.encode("gb18030"), "GBK", "gb18030"),
        (TEXT.encode("utf-16-le"), "utf-16", "utf-16-le"),
        ("今天大橋建成通車，市民紛紛前來觀看".encode("big5"), "Big5", "big5"),
    ],
)
def test_encodings(data, charset, encoding):
    document = read(data, charset)
    assert document.encoding == encoding
    assert document.text in {TEXT, "今天大橋建成通車，市民紛紛前來觀看"}


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: text[0] != "\ufeff"))
def test_declared_utf8_round_trips(text):
    assert read(text.encode(), "utf-8").text == text


def test_what_cannot_be_decoded_is_refused_with_its_place():
    with pytest.raises(ServiceError, match="byte 3 is not UTF-8") as caught:
        read("大".encode() + b"\xff", "utf-8")
    assert (caught.value.code, caught.value.more) == ("invalid_encoding", {"offset": 3})


def test_an_unknown_charset_is_refused():
    with pytest.raises(ServiceError, match="charset 'klingon' is not read here") as caught:
        read(b"x", "klingon")
    assert caught.value.code == "unsupported_media_type"


def test_check_text():
    check_text(TEXT)
    with pytest.raises(ServiceError, match="6 bytes were sent, the limit is 5"):
        check_text("大桥", 5)
