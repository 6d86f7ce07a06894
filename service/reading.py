"""Bytes of a known or guessed kind → document. What cannot be decoded is refused, never replaced, and what is mended or
left out is told in a caution, so nothing is lost unnoticed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from models.text import is_chinese
from service import mojibake, ninjs
from service.charsets import decoded
from service.document import DEFAULTS, OLE, Document, Kind, Limits, Metadata
from service.errors import ServiceError
from service.parsing import parse

_PDF = re.compile(rb"\s*%PDF-")
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|main|article|section|div|table|h[1-6]|p|span)\b[^<]*>",
    re.IGNORECASE | re.DOTALL,
)
_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")
_HEAD = 1024  # bytes that tell the kind of a file


def read(
    data: bytes,
    charset: str | None = None,
    kind: Kind = "text",
    limits: Limits = DEFAULTS,
    stop: Callable[[], bool] = lambda: False,
) -> Document:
    """The document in ``data``, decoded as ``charset`` where its kind is text or HTML.

    Raises what ``service.charsets.decoded``, ``service.parsing.parse`` and ``service.ninjs.item`` raise.
    """
    if kind == "ninjs":
        return read_item(ninjs.item(ninjs.load(data)), limits, stop)
    if kind in {"pdf", "docx"}:
        return _watched(parse(data, kind, limits, stop))
    text, encoding = decoded(data, charset, kind)
    found = mojibake.mended(text)
    document = receive(text if found is None else found, kind, limits, stop)
    if found is None:
        return replace(document, encoding=encoding)
    cautions = (mojibake.mending(text), *document.cautions)
    return replace(document, encoding=encoding, changed=True, cautions=cautions)


def receive(text: str, kind: Kind, limits: Limits = DEFAULTS, stop: Callable[[], bool] = lambda: False) -> Document:
    """The document in a string: text, which is left exactly as it is, HTML, or a body of ninjs in HTML.

    Raises what ``parse`` raises.
    """
    return _watched(Document(text) if kind == "text" else parse(text.encode(), kind, limits, stop))


def read_item(item: ninjs.Item, limits: Limits = DEFAULTS, stop: Callable[[], bool] = lambda: False) -> Document:
    """The document of a ninjs item: its headline and its body. Raises what ``parse`` raises."""
    document = receive(item.source, "ninjs" if item.markup else "text", limits, stop)
    day = _DAY.match(item.published or "")
    metadata = Metadata(item.title, day[0] if day else None, item.byline)
    return replace(document, kind="ninjs", changed=True, metadata=metadata)


def _watched(document: Document) -> Document:
    return replace(document, cautions=(*document.cautions, *mojibake.cautions(document.text)))


def kind_of(data: bytes) -> Kind:
    """The kind of a file by its first bytes; text where they tell nothing.

    Raises ServiceError unsupported_media_type for an archive that is no DOCX.
    """
    if _PDF.match(data, 0, _HEAD):
        return "pdf"
    if data.startswith(OLE) or (data.startswith(b"PK\x03\x04") and b"word/document.xml" in data):
        return "docx"
    if data.startswith(b"PK\x03\x04"):
        detail = "the file is a ZIP archive without word/document.xml, so no DOCX: unpack it and send what is in it"
        raise ServiceError("unsupported_media_type", detail)
    if _OBJECT.match(data) and _is_item(data):
        return "ninjs"
    return "html" if _HTML.match(data[:_HEAD].replace(b"\0", b"")) else "text"


def _is_item(data: bytes) -> bool:
    try:
        return ninjs.is_item(ninjs.load(data))
    except ServiceError:
        return False


def check_text(text: str, limit: int | None = None) -> None:
    """Refuse what no answer can be made of: too_large (``limit`` in bytes of UTF-8), empty_text, no_chinese."""
    check_size([text], limit)
    if not text.strip():
        raise ServiceError("empty_text", f"the text has {len(text)} characters and all are blank: send Chinese text")
    if not is_chinese(text):
        raise ServiceError("no_chinese", f"none of the {len(text)} characters is Chinese: send Chinese text")


def check_size(texts: list[str], limit: int | None) -> None:
    """Raises ServiceError too_large where ``texts`` together have more than ``limit`` bytes of UTF-8."""
    size = sum(len(text.encode()) for text in texts)
    if limit is not None and size > limit:
        raise too_large(size, limit)


def too_large(size: int, limit: int, *, at_least: bool = False, setting: str = "DUIZHAO_MAX_BYTES") -> ServiceError:
    """The refusal of ``size`` bytes where ``limit`` are allowed by ``setting``."""
    known = "at least " if at_least else ""
    detail = f"{known}{size} bytes were sent, the limit is {limit}: send less at once or raise {setting}"
    return ServiceError("too_large", detail, size=size, limit=limit)
