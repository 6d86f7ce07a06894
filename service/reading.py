"""Bytes → source text. What cannot be decoded is refused, never replaced, so nothing is lost unnoticed."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from typing import Literal

from charset_normalizer import from_bytes

from models.text import is_chinese
from service.errors import ServiceError

Kind = Literal["text"]

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


@dataclass(frozen=True, slots=True)
class Document:
    """A source text, which every span of its answer counts in, and the encoding it came in."""

    text: str
    kind: Kind = "text"
    encoding: str = "utf-8"

    @property
    def sha256(self) -> str:
        """Hex digest of the text in UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def read(data: bytes, charset: str | None = None) -> Document:
    """Decode ``data`` as ``charset``, or without one as its byte order mark says, as UTF-8 or as what it looks like.

    A byte order mark is removed; ``encoding`` then is utf-8-sig or utf-16. Line ends stay as they are. Raises
    ServiceError invalid_encoding with the offset of the first bad byte, unsupported_media_type for a charset unknown.
    """
    codec = None if charset is None else _declared(charset)
    for mark, (marked, name) in MARKS.items():
        if data.startswith(mark) and codec in {None, marked, name}:
            return Document(decode(data, marked, skip=len(mark)), encoding=name)
    if codec == "utf-16":
        codec = "utf-16-le"  # as the WHATWG Encoding Standard has it
    codec = codec or _guess(data)
    return Document(decode(data, codec), encoding=codec)


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


def too_large(size: int, limit: int, *, at_least: bool = False) -> ServiceError:
    """The refusal of ``size`` bytes where ``limit`` are allowed."""
    known = "at least " if at_least else ""
    detail = f"{known}{size} bytes were sent, the limit is {limit}: send less at once or raise DUIZHAO_MAX_BYTES"
    return ServiceError("too_large", detail, size=size, limit=limit)
