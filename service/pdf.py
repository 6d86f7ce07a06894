"""PDF → document: the text layer by PDFium as boxes, put in reading order by ``service.columns``."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from models.marks import marked
from models.types import Caution
from service.columns import Box, body_size, page_lines
from service.document import Document, Limits, Metadata
from service.errors import ServiceError, broken, too_complex

if TYPE_CHECKING:
    import pypdfium2

_GAP = 0.5  # of an em of white that parts two boxes
_LEVEL = 0.1  # of an em between baselines of one box
_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)")
_VISIBLE = 0.01  # points of width under which PDFium leaves a text out
_END = b"%%EOF"
_TAIL = 2048  # bytes, in which the end mark must stand


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character as it is set, in points; ``turn`` is that of its line, in quarters counterclockwise."""

    char: str
    left: float
    right: float
    baseline: float
    size: float
    turn: int = 0


def read_pdf(data: bytes, limits: Limits) -> Document:
    """The text of all pages, one after the other; what is turned on a page comes after what stands as most does.

    Raises ServiceError broken_document, encrypted_document, no_text_layer, document_too_complex (pages).
    """
    file = _opened(data)
    if len(file) > limits.pages:
        raise too_complex(f"it has {len(file)} pages, the limit is {limits.pages}", "raise DUIZHAO_PARSE_PAGES")
    layers, bare = [], []
    for number in range(len(file)):
        found, has_images = _page(file, number)
        layers += found
        if has_images and not found:
            bare.append(number + 1)
    if not layers:
        detail = f"none of its {len(file)} pages has a text layer: run OCR over it and send the result"
        raise ServiceError("no_text_layer", detail)
    body = body_size(box for boxes in layers for box in boxes)
    text, marks = marked(_joined([page_lines(boxes, body) for boxes in layers]))
    cautions = (*_bare(bare), *_damaged(data))
    metadata = _metadata(file.get_metadata_dict())
    return Document(text, "pdf", None, changed=True, metadata=metadata, cautions=cautions, marks=marks)


def _joined(layers: Sequence[list[tuple[str, float]]]) -> list[tuple[str, float]]:
    """The lines of all layers, a blank one between two."""
    return [line for i, lines in enumerate(layers) for line in ([("\n", 0.0)] if i else []) + lines]


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    import pypdfium2
    from pypdfium2 import raw

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
            detail = "it opens with a password only: save it without one"
            raise ServiceError("encrypted_document", detail) from None
        raise broken("it is no PDF or is cut off") from None


def _page(file: pypdfium2.PdfDocument, number: int) -> tuple[list[list[Box]], bool]:
    """The layers of a page, and whether it has images."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        page = file[number]
        _unhide(page)
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        raise broken(f"page {number + 1} of {len(file)} cannot be read") from None
    layers = _layers(list(_glyphs(text)))
    kinds = {raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page, i)) for i in range(raw.FPDFPage_CountObjects(page))}
    text.close()
    page.close()
    return layers, bool(kinds & {raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM})


def _unhide(page: Any) -> None:
    """Give every text without a width one: PDFium leaves those out (``kSizeEpsilon`` in ``cpdf_textpage.cpp``).

    Without a Chinese font on the machine, glyphs of a font that the file only names have no extent, so a turned line
    or a single character has no width. Stroked text is as wide as its stroke at least; nothing is moved.
    """
    from pypdfium2 import raw

    edges = [ctypes.c_float() for _ in range(4)]
    for item in _texts(page):
        raw.FPDFPageObj_GetBounds(item, *edges)
        left, _, right, _ = edges
        if right.value - left.value < _VISIBLE:
            raw.FPDFTextObj_SetTextRenderMode(item, raw.FPDF_TEXTRENDERMODE_STROKE)
            raw.FPDFPageObj_Transform(item, 1, 0, 0, 1, 0, 0)  # has the bounds computed anew


def _texts(page: Any) -> Iterator[Any]:
    """The text objects of a page, those within forms too."""
    from pypdfium2 import raw

    left = [raw.FPDFPage_GetObject(page, i) for i in range(raw.FPDFPage_CountObjects(page))]
    while left:
        item = left.pop()
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            yield item
        elif kind == raw.FPDF_PAGEOBJ_FORM:
            left += [raw.FPDFFormObj_GetObject(item, i) for i in range(raw.FPDFFormObj_CountObjects(item))]


def _glyphs(page: Any) -> Iterator[Glyph]:
    """The characters of a text page in the file's order, without those that PDFium makes up."""
    from pypdfium2 import raw

    x, y, matrix, box = ctypes.c_double(), ctypes.c_double(), raw.FS_MATRIX(), raw.FS_RECTF()
    for i in range(page.count_chars()):
        if raw.FPDFText_IsGenerated(page, i) == 1:
            continue
        raw.FPDFText_GetCharOrigin(page, i, x, y)
        raw.FPDFText_GetMatrix(page, i, matrix)
        raw.FPDFText_GetLooseCharBox(page, i, box)
        size = raw.FPDFText_GetFontSize(page, i) * math.hypot(matrix.c, matrix.d)
        code = 0xFFFD if raw.FPDFText_HasUnicodeMapError(page, i) == 1 else raw.FPDFText_GetUnicode(page, i)
        turn = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        corners = _along(box.left, box.bottom, turn), _along(box.right, box.top, turn)
        left, right = sorted(along for along, _ in corners)
        yield Glyph(_char(code), left, right, _along(x.value, y.value, turn)[1], size or 1.0, turn)


def _along(x: float, y: float, turn: int) -> tuple[float, float]:
    """A point in the axes of a line: how far along it and how far above it."""
    return [(x, y), (y, -x), (-x, -y), (-y, x)][turn]


def _layers(glyphs: Sequence[Glyph]) -> list[list[Box]]:
    """The boxes of each direction that lines have on the page, the commonest first."""
    turns = Counter(glyph.turn for glyph in glyphs)
    layers = [list(boxes_of([glyph for glyph in glyphs if glyph.turn == turn])) for turn, _ in turns.most_common()]
    return [boxes for boxes in layers if boxes]


def _char(code: int) -> str:
    """A character; what has no meaning by itself is U+FFFD, PDFium's sign for a hyphen at a line end a hyphen."""
    if code == 2:
        return "-"
    if (code < 0x20 and chr(code) not in "\t\n\r") or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\ufffd"
    return " " if code < 0x20 else chr(code)


def boxes_of(glyphs: Sequence[Glyph]) -> Iterator[Box]:
    """Glyphs that follow each other on one baseline, put together; blank ones alone make no box."""
    if not glyphs:
        return
    cuts = [i for i, (left, right) in enumerate(pairwise(glyphs), 1) if not _follows(left, right)]
    for start, end in pairwise([0, *cuts, len(glyphs)]):
        run = glyphs[start:end]
        text = "".join(glyph.char for glyph in run)
        if text.strip():
            size = max(glyph.size for glyph in run)
            yield Box(run[0].left, max(glyph.right for glyph in run), run[0].baseline, size, text)


def _follows(left: Glyph, right: Glyph) -> bool:
    em = max(left.size, right.size)
    level = abs(left.baseline - right.baseline) <= _LEVEL * em and min(left.size, right.size) > 0.8 * em
    return level and -_GAP * em <= right.left - left.right <= _GAP * em


def _bare(pages: Sequence[int]) -> Iterator[Caution]:
    if pages:
        numbers = ", ".join(map(str, pages))
        yield Caution("no_text_layer", f"{len(pages)} pages have images and no text, which was not read: {numbers}")


def _damaged(data: bytes) -> Iterator[Caution]:
    if _END not in data[-_TAIL:]:
        yield Caution("damaged_document", "the PDF breaks off before its end mark: text may be missing")


def _metadata(found: dict[str, str]) -> Metadata:
    date = _DATE.match(found.get("CreationDate", ""))
    return Metadata(
        title=found.get("Title", "").strip() or None,
        date="-".join(date.groups()) if date else None,
        author=found.get("Author", "").strip() or None,
    )
