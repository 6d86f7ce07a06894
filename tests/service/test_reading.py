import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.document import DEFAULTS, Limits
from service.errors import ServiceError
from service.reading import check_text, kind_of, read, receive
from tests.files import Pdf, repacked, word

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


GARBLED = TEXT.encode().decode("latin-1")
HTML = f"<h1>大桥通车</h1><p>{TEXT}</p>"


def test_text_is_left_exactly_as_it_was_sent():
    document = receive(GARBLED, "text")
    assert (document.text, document.changed) == (GARBLED, False)
    assert [caution.code for caution in document.cautions] == ["mojibake"]
    assert receive(TEXT, "text").cautions == ()


def test_a_file_of_mistaken_text_is_mended_and_says_so():
    document = read(GARBLED.encode())
    assert (document.text, document.encoding, document.changed) == (TEXT, "utf-8", True)
    assert [caution.code for caution in document.cautions] == ["mojibake_mended"]


def test_what_cannot_be_mended_is_left_and_named():
    document = read((TEXT + "\n" + GARBLED).encode())
    assert (document.text, document.changed) == (TEXT + "\n" + GARBLED, False)
    assert [(caution.code, len(caution.spans)) for caution in document.cautions] == [("mojibake", 2)]


def test_html_of_mistaken_text_is_mended_before_it_is_read():
    document = read(HTML.encode("utf-8").decode("latin-1").encode("utf-16"), kind="html")
    assert document.text == "大桥通车\n\n" + " ".join(TEXT.split()) + "\n"
    assert (document.encoding, document.changed) == ("utf-16", True)
    assert [caution.code for caution in document.cautions] == ["mojibake_mended"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_html_is_decoded_as_it_says(encoding):
    data = f"<meta charset={encoding}>{HTML}".encode(encoding)
    document = read(data, kind=kind_of(data))
    assert (document.kind, document.encoding) == ("html", encoding)
    assert document.text == "大桥通车\n\n" + " ".join(TEXT.split()) + "\n"


def test_binary_kinds_are_parsed_within_the_limits():
    data = Pdf().line("大桥今天", 60, 700).page().line("通车", 60, 700).data()
    assert read(data, kind="pdf").text == "大桥今天\n\n通车\n"
    with pytest.raises(ServiceError, match="it has 2 pages, the limit is 1"):
        read(data, kind="pdf", limits=Limits(pages=1))
    assert read(word("大桥今天。"), kind="docx").text == "大桥今天。\n"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.4", "pdf"),
        (b"\r\n%PDF-1.4", "pdf"),
        (word("大"), "docx"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "docx"),
        (b"<!DOCTYPE html>", "html"),
        (b" \n<HTML lang=zh>", "html"),
        ("\ufeff<html>".encode(), "html"),
        ("<html><p>大".encode("utf-16"), "html"),
        (b"<?xml version='1.0'?>\n<!-- a -->\n<!DOCTYPE html PUBLIC 'x'>", "html"),
        (b'<p class="a">x</p>', "html"),
        (b"<b>x</b>", "text"),
        (b"<1>", "text"),
        (b"<?xml version='1.0'?><rss>", "text"),
        ("《大桥》<p>".encode(), "text"),
        (b"see %PDF-", "text"),
        (b"", "text"),
    ],
)
def test_the_kind_is_told_by_the_first_bytes(data, kind):
    assert kind_of(data) == kind


def test_an_archive_that_is_no_docx_is_refused():
    data = repacked(word("大")).replace(b"word/document.xml", b"word/documenx.xml")
    with pytest.raises(ServiceError, match="a ZIP archive without word") as caught:
        kind_of(data)
    assert caught.value.code == "unsupported_media_type"


@given(st.binary(max_size=100))
def test_random_bytes_are_a_document_or_a_refusal(data):
    try:
        kind = kind_of(data)
        document = read(data, kind=kind) if kind == "text" else None
    except ServiceError as error:
        assert error.code in {"invalid_encoding", "unsupported_media_type"}
    else:
        assert document is None or document.kind == "text"


@pytest.mark.parametrize("kind", ["pdf", "docx", "html"])
@given(data=st.binary(max_size=60))
@settings(max_examples=3, deadline=None)
def test_random_bytes_of_every_kind_through_the_process(kind, data):
    try:
        assert read(data, kind=kind, limits=DEFAULTS).kind == kind
    except ServiceError as error:
        assert error.code in {"broken_document", "invalid_encoding"}
