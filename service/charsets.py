"""Bytes → text by their encoding: declared, marked or guessed. What cannot be decoded is refused, never replaced."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from models.text import is_chinese
from service.document import Kind
from service.errors import ServiceError

DECLARED = {
    "ascii": "ascii",
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
    "cp950": "cp950",
    "big5hkscs": "big5hkscs",
}
"""Python's name of a declared charset → the codec used: GB18030 reads what GB 2312 and GBK wrote."""

MARKS = {
    codecs.BOM_UTF8: ("utf-8", "utf-8-sig"),
    codecs.BOM_UTF16_LE: ("utf-16-le", "utf-16"),
    codecs.BOM_UTF16_BE: ("utf-16-be", "utf-16"),
    "\ufeff".encode("gb18030"): ("gb18030", "gb18030"),
}
"""Byte order mark → codec of what follows, encoding as named in answers."""

GUESSES = ["gb18030", "big5", "utf_16_le", "utf_16_be"]
"""What undeclared bytes may be that are not UTF-8, as charset-normalizer names it."""

_META = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEAD = 1024  # bytes in which HTML must say its charset, as the WHATWG Encoding Standard has it


def decoded(data: bytes, charset: str | None = None, kind: Kind = "text") -> tuple[str, str]:
    """Text, and the encoding it came in.

    Without a charset the byte order mark decides, then UTF-8 where that is possible, then what HTML says of itself,
    then what the bytes look like. A byte order mark is removed; the encoding then is utf-8-sig or utf-16. Raises
    ServiceError invalid_encoding with the offset of the first bad byte, unsupported_media_type for a charset unknown.
    """
    codec = None if charset is None else _declared(charset)
    for mark, (marked, name) in MARKS.items():
        if data.startswith(mark) and codec in {None, marked, name}:
            return decode(data, marked, skip=len(mark)), name
    if codec == "utf-16":
        codec = "utf-16-le"  # as the WHATWG Encoding Standard has it
    if codec is None and kind == "html" and not _is_utf8(data):
        codec = _meta(data)
    codec = codec or _guess(data)
    return decode(data, codec), codec


def _meta(data: bytes) -> str | None:
    """The codec that HTML names, unless it is none that is read here."""
    named = _META.search(data, 0, _HEAD)
    try:
        codec = _declared(named[1].decode("ascii", "replace")) if named else None
    except ServiceError:
        return None
    return None if codec is None or codec.startswith("utf") else codec


def decode(data: bytes, codec: str, *, skip: int = 0) -> str:
    """``data`` from byte ``skip`` on, strictly. Raises ServiceError invalid_encoding."""
    try:
        return str(data[skip:], codec)
    except UnicodeDecodeError as error:
        offset = error.start + skip
        detail = f"byte {offset} is not {codec.upper()}: send valid {codec.upper()} or declare the charset it is in"
        raise ServiceError("invalid_encoding", detail, offset=offset) from None


def _declared(charset: str) -> str:
    try:
        return DECLARED[codecs.lookup(charset).name]
    except (LookupError, ValueError):
        detail = f"charset {charset!r} is not read here: take one of {', '.join(DECLARED)}"
        raise ServiceError("unsupported_media_type", detail, accepted=list(DECLARED)) from None


def _guess(data: bytes) -> str:
    """The codec of undeclared bytes: UTF-8 where that is possible, else the best of GUESSES."""
    if _is_utf8(data):
        return "utf-8"
    found = from_bytes(data, cp_isolation=GUESSES).best()
    return "utf-8" if found is None else found.encoding.replace("_", "-")


def _is_utf8(data: bytes) -> bool:
    """NUL speaks against UTF-8, since every other byte of ASCII in UTF-16 is one, unless there is Chinese in it."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return "\0" not in text or is_chinese(text)
