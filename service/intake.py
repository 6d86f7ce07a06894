"""A record of an archive → the document to brief, with what comes along untouched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from models.errors import ModelError
from models.types import Fault
from service import ninjs
from service.document import Document, Limits
from service.errors import ServiceError
from service.reading import check_text, kind_of, read, read_item, receive
from service.records import MOST_BYTES, Record

CARRIED = ("title", "published", "rights")
"""Fields of a row that an output line has at its top; others are in its ``metadata``."""

Reader = Callable[[Callable[[], Document]], Document | Fault | None]
"""Makes the document, or does not."""


@dataclass(frozen=True, slots=True)
class Item:
    """A document, or the fault or the index of the document that stands for it.

    ``sha256`` is of its bytes as they stand in the input.
    """

    id: str
    sha256: str
    document: Document | None = None
    fault: Fault | None = None
    duplicate_of: int | None = None
    carried: Mapping[str, Any] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)


def take(
    record: Record,
    columns: Mapping[str, str],
    limits: Limits,
    duplicate_of: int | None = None,
    fault: Fault | None = None,
) -> Item:
    """The document of a record; ``columns`` maps a field to the name it has in the input. Raises nothing.

    Of a duplicate only what comes along is read; so too with a ``fault``, which then stands for the document.
    """
    if duplicate_of is not None:
        item = _taken(record, columns, limits, lambda make: None)
        return item if item.fault else replace(item, duplicate_of=duplicate_of)
    return _taken(record, columns, limits, (lambda make: fault) if fault else _document)


def _taken(record: Record, columns: Mapping[str, str], limits: Limits, reader: Reader) -> Item:
    if record.fault:
        return Item(record.place, digest(b""), fault=record.fault)
    try:
        data = record.read()
    except OSError as error:
        return Item(record.place, digest(b""), fault=Fault("unreadable", str(error.strerror or error)))
    if len(data) > MOST_BYTES:
        message = f"the file has over {MOST_BYTES} bytes, which is the limit: split it"
        return _item(record.place, data, Fault("too_large", message))
    if record.form == "row":
        return _row(record, data, columns, limits, reader)
    return _item(record.place, data, reader(lambda: read(data, kind=kind_of(data), limits=limits)))


def digest(data: bytes) -> str:
    """Hex digits of SHA-256."""
    return hashlib.sha256(data).hexdigest()


def fault_of(error: Exception) -> Fault:
    """An exception as a record's fault, without anything that differs from run to run."""
    if isinstance(error, ServiceError | ModelError):
        return Fault(error.code, str(error))
    return Fault("internal_error", f"{type(error).__name__}: {error}")


def _item(name: str, data: bytes, found: Document | Fault | None, **more: Any) -> Item:
    document = found if isinstance(found, Document) else None
    return Item(name, digest(data), document, found if isinstance(found, Fault) else None, **more)


def _document(make: Callable[[], Document]) -> Document | Fault:
    try:
        document = make()
        check_text(document.text, MOST_BYTES)
    except Exception as error:  # one document never takes the others down
        return fault_of(error)
    return document


def _row(record: Record, data: bytes, columns: Mapping[str, str], limits: Limits, reader: Reader) -> Item:
    try:
        fields = _fields(data, columns)
    except ServiceError as error:
        return Item(record.place, digest(data), fault=fault_of(error))
    if ninjs.is_item(fields) and not {"text", "html"} & fields.keys():
        return _news(data, fields, limits, reader)
    text, html = fields.pop("text", None), fields.pop("html", None)
    given = fields.pop("id", None)
    name = record.place if given is None or given == "" else str(given)
    carried = {key: fields.pop(key, None) for key in CARRIED}

    def make() -> Document:
        body, kind = (html, "html") if text is None else (text, "text")
        if not isinstance(body, str):
            raise _invalid("the record has no text or html that is a string: name its column with --columns text=…")
        return receive(body, "html" if kind == "html" else "text", limits)

    return _item(name, data, reader(make), carried=carried, metadata=fields)


def _news(data: bytes, fields: dict[str, Any], limits: Limits, reader: Reader) -> Item:
    """A row that is an item of ninjs: all of it but its bodies comes along."""
    try:
        item = ninjs.item(fields)
    except ServiceError as error:
        return _item(fields["uri"], data, fault_of(error), metadata=fields)
    carried = {"title": item.title, "published": item.published, "rights": item.rights}
    return _item(item.uri, data, reader(lambda: read_item(item, limits)), carried=carried, metadata=item.metadata)


def _fields(data: bytes, columns: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a row under their own names. Raises ServiceError invalid_record, invalid_encoding."""
    try:
        row = json.loads(data)
        json.dumps(row, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeError:
        raise ServiceError("invalid_encoding", "the record is not valid UTF-8: convert it") from None
    except (ValueError, RecursionError):
        raise _invalid("the record is not JSON: write one object a line") from None
    if not isinstance(row, dict):
        raise _invalid("the record is no JSON object: write one object a line")
    if lost := sorted(name for name in columns.values() if name not in row):
        raise _invalid(f"the record has no column {', '.join(lost)}: see --columns")
    mapped = {key: row[name] for key, name in columns.items()}
    return mapped | {key: value for key, value in row.items() if key not in mapped and key not in columns.values()}


def _invalid(detail: str) -> ServiceError:
    return ServiceError("invalid_record", detail)
