"""DOCX → document: the paragraphs and tables of the body in their order, headings between blank lines."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from service.document import HEADINGS, OLE, Block, Document, Limits, Metadata, laid_out, left_out, row
from service.errors import ServiceError, broken, too_complex

if TYPE_CHECKING:
    from docx.document import Document as Docx

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAIN = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_SKIPPED = {_FALLBACK, f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr"}
_HEADINGS = {"title": 0, "标题": 1, "heading": 1, "subtitle": 2, "副标题": 2}  # style → level where it names none
_BODY_LEVEL = 9  # outline level of running text


def read_docx(data: bytes, limits: Limits) -> Document:
    """The text of the body; what stands in other parts is counted in a caution.

    Raises ServiceError broken_document, encrypted_document, document_too_complex (unpacked size), and whatever
    python-docx raises for damaged parts.
    """
    check_package(data, limits)
    import docx

    file = docx.Document(io.BytesIO(data))
    text, marks = laid_out(_blocks(file.element.body, file))
    cautions = left_out(_elsewhere(file), "headers, footers, notes and comments")
    return Document(text, "docx", None, changed=True, metadata=_metadata(file), cautions=cautions, marks=marks)


def check_package(data: bytes, limits: Limits) -> None:
    """Refuse what is no DOCX, is encrypted, or unpacks to more than the limit."""
    if data.startswith(OLE):
        if _ENCRYPTED in data:
            raise ServiceError("encrypted_document", "it opens with a password only: save it without one")
        raise broken("it is an older Word file (DOC), not DOCX")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise broken("it is no DOCX or is cut off") from None
    if any(entry.flag_bits & 1 for entry in entries):
        raise ServiceError("encrypted_document", "it opens with a password only: save it without one")
    if _MAIN not in {entry.filename for entry in entries}:
        raise broken(f"the package has no {_MAIN}")
    size = sum(entry.file_size for entry in entries)
    if size > limits.unpacked_mib << 20:
        detail = f"it unpacks to {size} bytes, the limit is {limits.unpacked_mib << 20}"
        raise too_complex(detail, "raise DUIZHAO_PARSE_UNPACKED_MIB")


def _blocks(parent: Any, file: Docx) -> Iterator[Block]:
    """Paragraphs and rows below ``parent`` in order, each with its size where it is a heading."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield from _paragraph(child, file)
        elif child.tag == f"{_W}tr":
            yield from _row(child, file)
        elif child.tag not in _SKIPPED:
            yield from _blocks(child, file)


def _paragraph(element: Any, file: Docx) -> Iterator[Block]:
    """The paragraph a line for each of its own, then those in its text boxes."""
    heading = _heading_size(element, file)
    for line in "".join(_pieces(element)).split("\n"):
        yield line.strip(), heading
    for box in _boxes(element):
        yield from _blocks(box, file)


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}t":
            yield (child.text or "").replace("\n", " ")
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag not in _SKIPPED and child.tag != f"{_W}txbxContent":
            yield from _pieces(child)


def _boxes(element: Any) -> Iterator[Any]:
    """The outermost text boxes in a paragraph."""
    for child in element:
        if child.tag == f"{_W}txbxContent":
            yield child
        elif child.tag != _FALLBACK:
            yield from _boxes(child)


def _row(element: Any, file: Docx) -> list[Block]:
    cells = [cell for cell in element.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is element]
    return row(_blocks(cell, file) for cell in cells)


def _heading_size(element: Any, file: Docx) -> float:
    """The size of a heading, by the name of its style, or by its own or its style's outline level; 0 for body."""
    from docx.text.paragraph import Paragraph

    style = Paragraph(element, file).style
    names = (style.name or "").lower().split() if style is not None else []
    levels = element.findall(f"{_W}pPr/{_W}outlineLvl")
    if style is not None:
        levels += style.element.findall(f"{_W}pPr/{_W}outlineLvl")
    outlined = min([int(level.get(f"{_W}val", _BODY_LEVEL)) for level in levels[:1]], default=_BODY_LEVEL)
    if names and names[0] in _HEADINGS:
        named = int(names[1]) if names[1:] and names[1].isdecimal() else _HEADINGS[names[0]]
        return HEADINGS[min(named, len(HEADINGS) - 1)]
    return HEADINGS[min(outlined + 1, len(HEADINGS) - 1)] if outlined < _BODY_LEVEL else 0.0


def _elsewhere(file: Docx) -> int:
    """Characters in headers, footers, notes and comments."""
    from lxml import etree

    count = 0
    for part in file.part.package.iter_parts():
        name = str(part.partname)
        if name.startswith(("/word/header", "/word/foot", "/word/endnotes", "/word/comments.")):
            root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False))
            count += sum(len("".join((text.text or "").split())) for text in root.iter(f"{_W}t"))
    return count


def _metadata(file: Docx) -> Metadata:
    try:
        found = file.core_properties
        date = found.created
        return Metadata(found.title or None, date.date().isoformat() if date else None, found.author or None)
    except (ValueError, KeyError, AttributeError):
        return Metadata()
