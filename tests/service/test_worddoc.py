import datetime

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from models.sections import PageSplitter
from service.document import DEFAULTS, Limits, Metadata
from service.errors import ServiceError
from service.parsing import read
from service.worddoc import read_docx
from tests.files import repacked, saved, word

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def article():
    file = docx.Document()
    file.core_properties.title, file.core_properties.author = "大桥", "张三"
    file.core_properties.created = datetime.datetime(2020, 12, 10, 8)
    file.add_heading("跨江大桥今天建成通车", 0)
    file.add_paragraph("大桥全长1200米，今天建成通车。")
    file.add_heading("一、十年建设", 1)
    file.add_paragraph("工程历时十年。")
    table = file.add_table(2, 2)
    for cell, text in zip((c for row in table.rows for c in row.cells), ["项目", "金额", "桥面", "3亿元"], strict=True):
        cell.text = text
    file.add_paragraph("市民很高兴。")
    return file


def test_headings_paragraphs_and_tables_in_their_order():
    document = read_docx(saved(article()), DEFAULTS)
    assert document.text == (
        "跨江大桥今天建成通车\n\n大桥全长1200米，今天建成通车。\n\n一、十年建设\n\n工程历时十年。\n"
        "项目；金额。\n桥面；3亿元。\n市民很高兴。\n"
    )
    assert (document.kind, document.encoding, document.changed, document.cautions) == ("docx", None, True, ())
    assert document.metadata == Metadata("大桥", "2020-12-10", "张三")


def test_styles_tell_the_size_of_headings():
    document = read_docx(saved(article()), DEFAULTS)
    told = [(document.text[mark.start :].split("\n")[0], mark.size) for mark in document.marks]
    assert told == [("跨江大桥今天建成通车", 2.0), ("一、十年建设", 1.5)]


def test_the_splitter_finds_its_structure():
    document = read_docx(saved(article()), DEFAULTS)
    split = PageSplitter().split(document.text, marks=document.marks)
    assert [story.title.text for story in split.stories] == ["跨江大桥今天建成通车"]
    assert [section.heading and section.heading.text for section in split.sections] == [None, "一、十年建设"]


def text_of(*elements):
    """What is read of a body of these elements alone."""
    file = docx.Document()
    for element in elements:
        file.element.body.insert(len(file.element.body) - 1, parse_xml(element))
    return read_docx(saved(file), DEFAULTS).text


def run(text):
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_insertions_are_read_and_deletions_are_not():
    deleted = (
        "<w:del><w:r><w:delText>不要的</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>移走的</w:t></w:r></w:moveFrom>"
    )
    assert (
        text_of(f"<w:p {W}>{run('大桥')}<w:ins>{run('今天')}</w:ins>{deleted}{run('通车')}</w:p>") == "大桥今天通车\n"
    )


def test_content_controls_and_links_are_read():
    control = f"<w:sdt {W}><w:sdtContent><w:p>{run('控件中的段落')}</w:p></w:sdtContent></w:sdt>"
    inner = f"<w:p {W}><w:hyperlink>{run('链接')}</w:hyperlink><w:smartTag>{run('标记')}</w:smartTag></w:p>"
    assert text_of(control, inner) == "控件中的段落\n链接标记\n"


def test_breaks_are_lines_and_tabs_stay():
    broken = "<w:r><w:t>上行</w:t><w:br/><w:t>下</w:t><w:tab/><w:t>行</w:t><w:noBreakHyphen/></w:r>"
    assert text_of(f"<w:p {W}>{broken}</w:p>") == "上行\n下\t行-\n"


def test_a_text_box_is_read_once_after_its_paragraph():
    content = f"<w:txbxContent><w:p>{run('框中的话')}</w:p></w:txbxContent>"
    both = f"<mc:AlternateContent {MC}><mc:Choice>{content}</mc:Choice><mc:Fallback>{content}</mc:Fallback></mc:AlternateContent>"
    assert (
        text_of(f"<w:p {W}><w:r><w:t>段落前</w:t></w:r><w:r>{both}</w:r>{run('段落后')}</w:p>")
        == "段落前段落后\n框中的话\n"
    )


def test_cells_of_several_paragraphs_are_layout():
    file = docx.Document()
    table = file.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "左栏一。\n左栏二。", "右栏。"
    table.cell(0, 0).add_paragraph("左栏三。")
    assert read_docx(saved(file), DEFAULTS).text == "左栏一。\n左栏二。\n左栏三。\n右栏。\n"


def test_merged_and_nested_cells_are_read_once():
    file = docx.Document()
    table = file.add_table(1, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合并"
    inner = table.cell(0, 2).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "内一", "内二"
    assert read_docx(saved(file), DEFAULTS).text == "合并；内一；内二。\n"


@pytest.mark.parametrize("place", ["paragraph", "style"])
def test_an_outline_level_makes_a_heading(place):
    file = docx.Document()
    file.add_paragraph("正文一。")
    style = file.styles.add_style("自定", 1)
    paragraph = file.add_paragraph("小标题", style=style)
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "1")
    (paragraph._p if place == "paragraph" else style.element).get_or_add_pPr().append(level)
    file.add_paragraph("正文二。")
    assert read_docx(saved(file), DEFAULTS).text == "正文一。\n\n小标题\n\n正文二。\n"


def test_what_stands_in_other_parts_is_counted():
    file = docx.Document()
    file.sections[0].header.paragraphs[0].text = "某某日报 要闻"
    file.add_paragraph("大桥今天通车。")
    document = read_docx(saved(file), DEFAULTS)
    assert document.text == "大桥今天通车。\n"
    assert [(caution.code, caution.message) for caution in document.cautions] == [
        (
            "text_left_out",
            "6 characters of the file are not in the text read from it (headers, footers, notes and comments): "
            "compare it with the original",
        )
    ]


def refused(data, limits=DEFAULTS):
    with pytest.raises(ServiceError) as caught:
        read(data, "docx", limits)
    return caught.value.code, caught.value.detail


def test_a_bomb_is_refused_before_it_is_unpacked():
    bomb = repacked(word("大桥"), word__document_dot_xml=b"<a>" + b" " * (2 << 20) + b"</a>")
    assert len(bomb) < 100_000
    code, detail = refused(bomb, Limits(unpacked_mib=1))
    assert code == "document_too_complex"
    assert detail.endswith("the limit is 1048576: send a simpler or smaller file, or raise DUIZHAO_PARSE_UNPACKED_MIB")
    assert int(detail.split()[3]) > 2 << 20


def test_encrypted_files():
    locked = ("encrypted_document", "it opens with a password only: save it without one")
    assert refused(bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le")) == locked
    data = bytearray(word("大桥"))
    entry = data.index(b"PK\x01\x02")
    data[entry + 8] |= 1
    assert refused(bytes(data)) == locked


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (b"", "it is no DOCX or is cut off"),
        (word("大桥")[:2000], "it is no DOCX or is cut off"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600, "it is an older Word file (DOC), not DOCX"),
        (repacked(word("大桥"), word__document_dot_xml=b"<a>"), "it is no docx or is damaged (XMLSyntaxError)"),
    ],
)
def test_broken_files(data, detail):
    assert refused(data) == ("broken_document", f"{detail}: save it anew with the program that made it")


def test_an_archive_of_something_else():
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("x.txt", "x")
    assert refused(out.getvalue())[1].startswith("the package has no word/document.xml")


def test_entities_are_not_expanded():
    lol = b"".join(b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10 if i else b"lol") for i in range(10))
    body = f"<w:document {W}><w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>".encode()
    assert (
        refused(repacked(word("大桥"), word__document_dot_xml=b"<!DOCTYPE x [" + lol + b"]>" + body))[0]
        == "broken_document"
    )


DOCX = word("大桥今天通车。")


@given(st.integers(0, len(DOCX) - 1), st.integers(0, 255))
@settings(max_examples=60, deadline=None)
def test_a_damaged_byte_makes_a_document_or_a_refusal(place, value):
    data = bytearray(DOCX)
    data[place] = value
    try:
        assert read(bytes(data), "docx", DEFAULTS).kind == "docx"
    except ServiceError as error:
        assert error.code in {"broken_document", "encrypted_document", "document_too_complex"}


@given(st.binary(max_size=200), st.booleans())
def test_random_bytes_are_refused(data, headed):
    assert refused(b"PK\x03\x04" * headed + data)[0] == "broken_document"
