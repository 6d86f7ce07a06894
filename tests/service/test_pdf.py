"""PDF files as PDFium reads them, and the way of a two-column page through the splitter."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.sections import PageSplitter
from service.document import DEFAULTS, Limits, Metadata
from service.errors import ServiceError
from service.parsing import read
from service.pdf import Glyph, _char, boxes_of, read_pdf
from tests.files import Pdf, wrapped

BRIDGE = [
    "本报讯（记者张三）跨江大桥今天建成通车，全长1200米，总投资3.5亿元，市民纷纷前来观看。",
    "工程于2014年开工，历时十年。市长在通车仪式上说，这座桥把两岸的路程缩短了一半，以后上班只要二十分钟，两岸居民都很高兴。",
    "据了解，大桥采用了新型材料，设计使用年限为一百年，可以抵御八级地震和十二级台风的袭击。",
]
BEDS = "本报讯（记者李四）市中心医院昨天宣布新增床位500张，其中儿科床位占三成。医院负责人表示，新病房楼将于明年三月投入使用，届时看病难的情况会有所好转。"


BRIDGE_LINES = [line for paragraph in BRIDGE for line in wrapped("\u3000\u3000" + paragraph, 20)]
BEDS_LINES = wrapped("\u3000\u3000" + BEDS, 20)


def two_columns():
    """A story over two columns under its headline, one paragraph going over from the first to the second, and a story
    in the first column below; the file has the right column first."""
    page = Pdf(Title="要闻", Author="某某日报").lines(BRIDGE_LINES[6:], 290, 710)
    page.lines(BRIDGE_LINES[:6], 60, 710).line("跨江大桥今天建成通车", 60, 770, 28)
    return page.line("中心医院新增床位五百张", 60, 540, 22).lines(BEDS_LINES, 60, 510).data()


def test_two_columns_as_text():
    document = read_pdf(two_columns(), DEFAULTS)
    columns = [["跨江大桥今天建成通车"], BRIDGE_LINES[:6], BRIDGE_LINES[6:], ["中心医院新增床位五百张"], BEDS_LINES]
    assert document.text == "\n".join("".join(f"{line}\n" for line in lines) for lines in columns)
    assert (document.kind, document.encoding, document.changed, document.cautions) == ("pdf", None, True, ())
    assert (document.metadata.title, document.metadata.author) == ("要闻", "某某日报")


def test_two_columns_as_stories():
    article = PageSplitter().split(read_pdf(two_columns(), DEFAULTS).text)
    assert [story.title and story.title.text for story in article.stories] == [
        "跨江大桥今天建成通车",
        "中心医院新增床位五百张",
    ]
    texts = [[(section.story, p.text) for p in section.paragraphs] for section in article.sections]
    assert texts == [[(0, paragraph) for paragraph in BRIDGE], [(1, BEDS)]]


def test_only_the_size_tells_a_heading():
    """A heading a little larger than the body, as wide as its column and without a gap."""
    head = "设计使用年限为一百年可以抵御八级地震"
    page = Pdf().line("跨江大桥今天建成通车", 60, 770, 28).lines(BRIDGE_LINES, 60, 730, 11, 16)
    below = 730 - 16 * len(BRIDGE_LINES)
    page.line(head, 60, below, 12.5).lines(BEDS_LINES, 60, below - 16, 11, 16)
    document = read_pdf(page.data(), DEFAULTS)
    assert [(document.text[m.start :].split("\n")[0], m.size) for m in document.marks] == [
        ("跨江大桥今天建成通车", 2.55),
        (head, 1.14),
    ]
    plain, seen = (PageSplitter().split(document.text, marks=marks) for marks in ((), document.marks))
    assert [s.heading.text for s in seen.sections if s.heading] == [head]
    assert [s.heading.text for s in plain.sections if s.heading] == []


def test_pages_follow_each_other():
    file = Pdf().line("第一页的字。", 60, 700).page().page().line("第三页的字。", 60, 700).data()
    document = read_pdf(file, DEFAULTS)
    assert (document.text, document.cautions) == ("第一页的字。\n\n第三页的字。\n", ())


def test_a_page_of_images_among_others_is_told():
    file = Pdf().image().page().line("大桥今天通车。", 60, 700).page().image().data()
    document = read_pdf(file, DEFAULTS)
    assert document.text == "大桥今天通车。\n"
    assert [(caution.code, caution.message) for caution in document.cautions] == [
        ("no_text_layer", "2 pages have images and no text, which was not read: 1, 3")
    ]


def test_scaled_text_has_the_size_it_is_shown_in():
    page = Pdf().lines(["大桥今天建成通车，市民", "很高兴。"], 60, 600)
    page._canvas.scale(2, 2)
    file = page.line("大标题", 30, 315, 10).data()
    assert read_pdf(file, DEFAULTS).text == "大标题\n\n大桥今天建成通车，市民\n很高兴。\n"


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_page_is_read_as_it_is_seen(quarters):
    page = Pdf()
    page._canvas.setPageRotation(90 * quarters)
    page._canvas.translate(300, 300)
    page._canvas.rotate(90 * quarters)
    page.lines(["　　大桥今天建成通车，", "市民很高兴。"], 0, 0).lines(["医院新增床位，五百", "张。"], 150, 0)
    page._canvas.rotate(90)
    file = page.line("旁注", 0, 200).data()
    assert read_pdf(file, DEFAULTS).text == (
        "　　大桥今天建成通车，\n市民很高兴。\n\n医院新增床位，五百\n张。\n\n旁注\n"
    )


def test_a_headline_that_runs_down_the_page_is_one_line():
    page = Pdf().lines(["市民今天很高兴，大桥今天", "建成通车。"], 120, 700)
    for number, char in enumerate("大桥今天通车"):
        page.line(char, 60, 700 - 24 * number, 22)
    assert read_pdf(page.data(), DEFAULTS).text == "大桥今天通车\n\n市民今天很高兴，大桥今天\n建成通车。\n"


def test_single_characters_of_a_form_within_a_form_are_read():
    page = Pdf()
    page._canvas.beginForm("inner")
    page.line("大", 60, 700).line("桥", 70, 700)
    page._canvas.endForm()
    page._canvas.beginForm("outer")
    page._canvas.doForm("inner")
    page._canvas.endForm()
    page._canvas.doForm("outer")
    assert read_pdf(page.data(), DEFAULTS).text == "大桥\n"


def refused(data, limits=DEFAULTS):
    with pytest.raises(ServiceError) as caught:
        read(data, "pdf", limits)
    return caught.value.code, caught.value.detail


def test_a_password():
    file = Pdf(password="secret").line("大桥", 60, 700).data()
    assert refused(file) == ("encrypted_document", "it opens with a password only: save it without one")


def test_an_owner_password_alone_does_not_keep_from_reading():
    from reportlab.lib.pdfencrypt import StandardEncryption

    page = Pdf()
    page._canvas._doc.encrypt = StandardEncryption("", ownerPassword="owner", canPrint=0)
    assert read_pdf(page.line("大桥今天", 60, 700).data(), DEFAULTS).text == "大桥今天\n"


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_file_that_is_cut_off(share):
    file = two_columns()
    detail = "it is no PDF or is cut off: save it anew with the program that made it"
    assert refused(file[: int(share * len(file))]) == ("broken_document", detail)


def test_a_file_without_its_end_mark_that_can_be_read_is_told():
    file = Pdf().line("大桥今天通车。", 60, 700).data()
    document = read_pdf(file[: file.rindex(b"%%EOF")], DEFAULTS)
    assert document.text == "大桥今天通车。\n"
    assert [caution.code for caution in document.cautions] == ["damaged_document"]


def test_images_alone():
    detail = "none of its 1 pages has a text layer: run OCR over it and send the result"
    assert refused(Pdf().image().data()) == ("no_text_layer", detail)


def test_too_many_pages():
    file = Pdf().line("大", 60, 700).page().line("桥", 60, 700).page().data()
    detail = "it has 2 pages, the limit is 1: send a simpler or smaller file, or raise DUIZHAO_PARSE_PAGES"
    assert refused(file, Limits(pages=1)) == ("document_too_complex", detail)


def raw(*objects):
    """A PDF of these objects, numbered from 1."""
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    start = b"xref\n0 %d\n0000000000 65535 f \n" % size
    return out + start + table + b"trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"


@pytest.mark.parametrize(
    ("pages", "detail"),
    [
        (b"<</Type/Pages/Kids[]/Count 0>>", "it is no PDF or is cut off"),
        (b"<</Type/Pages/Kids[9 0 R]/Count 1>>", "page 1 of 1 cannot be read"),
    ],
)
def test_a_file_without_pages_or_with_a_missing_one(pages, detail):
    assert refused(raw(CATALOG, pages)) == (
        "broken_document",
        f"{detail}: save it anew with the program that made it",
    )


@given(st.binary(max_size=200), st.booleans())
@settings(max_examples=50)
def test_random_bytes_are_refused(data, headed):
    assert refused(b"%PDF-1.4\n" * headed + data)[0] == "broken_document"


@given(st.integers(0, 2000), st.integers(0, 255))
@settings(max_examples=50, deadline=None)
def test_a_damaged_byte_makes_a_document_or_a_refusal(place, value):
    data = bytearray(Pdf().line("大桥今天建成通车", 60, 700).data())
    data[place % len(data)] = value
    try:
        assert read(bytes(data), "pdf", DEFAULTS).kind == "pdf"
    except ServiceError as error:
        assert error.code in {"broken_document", "no_text_layer", "encrypted_document"}


def glyphs(text, left=0.0, baseline=0.0, size=10.0):
    return [Glyph(char, left + i * size, left + (i + 1) * size, baseline, size) for i, char in enumerate(text)]


@pytest.mark.parametrize(
    ("run", "texts"),
    [
        (glyphs("大桥") + glyphs("今天", left=24), ["大桥今天"]),
        (glyphs("大桥") + glyphs("今天", left=26), ["大桥", "今天"]),
        (glyphs("大桥") + glyphs("今天", left=20, baseline=5), ["大桥", "今天"]),
        (glyphs("大桥") + glyphs("今天", left=20, size=20), ["大桥", "今天"]),
        (glyphs("大桥") + glyphs("今天", left=0), ["大桥", "今天"]),
        (glyphs("  ") + glyphs("今天", left=200), ["今天"]),
        ([], []),
    ],
)
def test_boxes_are_unbroken_runs_on_one_baseline(run, texts):
    assert [box.text for box in boxes_of(run)] == texts


@pytest.mark.parametrize(
    ("code", "char"),
    [(0x5927, "大"), (0x20000, "𠀀"), (2, "-"), (0, "\ufffd"), (0xD800, "\ufffd"), (0x110000, "\ufffd"), (9, " ")],
)
def test_codes_without_a_meaning_are_marked_as_damage(code, char):
    assert _char(code) == char


def test_metadata_without_anything():
    from service.pdf import _metadata

    assert _metadata({}) == Metadata()
    assert _metadata({"CreationDate": "D:20201210080000+08'00'", "Title": " "}) == Metadata(date="2020-12-10")
