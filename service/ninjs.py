"""IPTC ninjs (News in JSON) 1.x, 2.x and 3.x: an item's text, and what comes along with it.

1.x has bodies and headlines as properties (``body_xhtml``, ``headline``), 2.x as lists of objects with ``role``,
``contenttype`` and ``value``, 3.x the same with capitals within its names (``contentType``), which are ignored here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from service.charsets import decode
from service.errors import ServiceError

RIGHTS = ("rightsinfo", "usageterms", "copyrightholder", "copyrightnotice")
"""Properties that say who may do what with an item."""
PUBLISHED = ("versioncreated", "firstcreated", "contentcreated")
"""Properties that date an item, the best first."""
_MARKUP = re.compile(r"\s*<[a-zA-Z!?][^<]*>")


@dataclass(frozen=True, slots=True)
class Item:
    """A news item. ``source`` is its headline and its body: HTML where ``markup`` says so, else text.

    ``rights`` are its properties of that kind, ``metadata`` all properties but the bodies, both as they stand.
    """

    uri: str
    source: str
    markup: bool
    title: str | None
    published: str | None
    byline: str | None
    rights: dict[str, Any] | None
    metadata: dict[str, Any]


def is_item(value: Any) -> bool:
    """Whether a JSON value looks like an item: an object with a ``uri`` and a body, a headline or a ninjs standard."""
    if not isinstance(value, dict) or not isinstance(value.get("uri"), str):
        return False
    standard = value.get("standard")
    told = isinstance(standard, dict) and standard.get("name") == "ninjs"
    return told or any(_names(key, "body", "bodies") or _names(key, "headline", "headlines") for key in value)


def load(data: bytes) -> Any:
    """The JSON value of an item's bytes. Raises ServiceError invalid_encoding, malformed_json."""
    try:
        return json.loads(decode(data.removeprefix(b"\xef\xbb\xbf"), "utf-8"))
    except (ValueError, RecursionError):
        raise ServiceError("malformed_json", "the item is not JSON: send valid JSON") from None


def item(value: Any) -> Item:
    """The item in a JSON value. Raises ServiceError invalid_request where it is none, empty_text without a body."""
    if not is_item(value):
        raise ServiceError("invalid_request", "this is no ninjs item: send an object with uri and body_* or bodies")
    known = {key.lower(): found for key, found in value.items()}
    body, markup = _body(known)
    headline = _headline(known)
    title = headline or _text(known.get("title"))
    published = next((text for name in PUBLISHED if (text := _text(known.get(name)))), None)
    rights = {key: found for key, found in value.items() if key.lower() in RIGHTS}
    rest = {key: found for key, found in value.items() if not _names(key, "body", "bodies")}
    byline = _text(known.get("byline")) or _text(known.get("by"))
    return Item(value["uri"], _source(headline, body, markup), markup, title, published, byline, rights or None, rest)


def _source(headline: str | None, body: str, markup: bool) -> str:
    """The headline, unless the body begins with it, and the body."""
    if headline is None or body.lstrip().startswith(headline):
        return body
    return f"<h1>{escape(headline)}</h1>\n{body}" if markup else f"{headline}\n\n{body}"


def _body(known: Mapping[str, Any]) -> tuple[str, bool]:
    """The body to read and whether it is HTML: the first such, for it has headings, else the main text."""
    found = [(name, text, _is_markup(name, text)) for name, text in _parts(known, "body", "bodies") if text.strip()]
    if not found:
        raise ServiceError("empty_text", "the item has no body: send one with body_text, body_xhtml or bodies")
    marked = [entry for entry in found if entry[2]]
    main = [entry for entry in found if "main" in entry[0] or "text" in entry[0]]
    _, text, markup = (marked or main or found)[0]
    return text, markup


def _headline(known: Mapping[str, Any]) -> str | None:
    """The headline whose role is main, else the first."""
    found = [(name, text.strip()) for name, text in _parts(known, "headline", "headlines") if text.strip()]
    main = [text for name, text in found if name in {"", "main"} or name.startswith("main ")]
    return next(iter([*main, *(text for _, text in found)]), None)


def _parts(known: Mapping[str, Any], one: str, many: str) -> Iterator[tuple[str, str]]:
    """Role and content type, and value, of each text of a kind."""
    for key, value in known.items():
        if key != many and _names(key, one, many) and isinstance(value, str):
            yield key.removeprefix(one).removeprefix("_"), value
    for entry in known.get(many) if isinstance(known.get(many), list) else []:  # type: ignore[union-attr]
        if isinstance(entry, dict) and isinstance(entry.get("value"), str):
            told = {key.lower(): part for key, part in entry.items() if isinstance(part, str)}
            yield f"{told.get('role', '')} {told.get('contenttype', '')}".strip().lower(), entry["value"]


def _names(key: str, one: str, many: str) -> bool:
    key = key.lower()
    return key in {one, many} or key.startswith(f"{one}_")


def _is_markup(name: str, text: str) -> bool:
    return "html" in name or "xml" in name or bool(_MARKUP.match(text))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
