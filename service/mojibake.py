"""Chinese that was written as UTF-8, read as GBK or as Latin-1 or windows-1252, and saved so: 新华 as 鏂板崕 or æ–°åŽ….

Such a text is mended only where all of it goes back to bytes and these are UTF-8, both strictly, so that nothing is
guessed; otherwise something is lost for good, and the places are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from models.text import HAN
from models.types import Caution, Span
from service.document import quoted

WRONG = ("gb18030", "windows-1252")
"""What UTF-8 is mistaken for. GB18030 has the private characters that GBK is read with, too; windows-1252 has C1
controls for the bytes that it leaves open (WHATWG Encoding Standard), and is joined with Latin-1, which has more."""

_LEAST = 3  # characters beyond ASCII that are judged; fewer may look so by chance
_SHARE = 0.5  # of a line's bytes beyond ASCII that are Chinese in UTF-8
_EXPECTED = re.compile(f"[{HAN}\u00b7\u00d7\u2010-\u2030\u3000-\u303f\uff00-\uffef]")
_BEYOND = re.compile("[^\x00-\x7f]")
_ASCII = bytes(range(0x80))
_LINE = re.compile(r"[^\r\n]+")
_BYTES = {ord(bytes([byte]).decode("cp1252", "ignore") or chr(byte)): byte for byte in range(0x80, 0xA0)}


def mended(text: str) -> str | None:
    """What ``text`` was before UTF-8 was mistaken, or None where it was not or cannot be had back exactly.

    >>> mended("鏂板崕"), mended("新华")
    ('新华', None)
    """
    if len(_BEYOND.findall(text)) < _LEAST:
        return None
    for codec in WRONG:
        try:
            found = str(_encoded(text, codec), "utf-8")
        except UnicodeError:
            continue
        if _reads_chinese(found):
            return found
    return None


def mending(text: str) -> Caution:
    """The caution that ``text`` was mended."""
    message = f"the text was UTF-8 read in another encoding, “{quoted(' '.join(text.split()))}”: it was mended exactly"
    return Caution("mojibake_mended", message)


def cautions(text: str) -> Iterator[Caution]:
    """A caution that names the lines that look like mistaken UTF-8."""
    spans = tuple(Span(*line.span()) for line in _LINE.finditer(text) if _looks_mistaken(line[0]))
    if spans:
        message = (
            f"{len(spans)} lines look like UTF-8 read in another encoding and cannot be had back exactly: "
            "they were left as they are; convert them from the original"
        )
        yield Caution("mojibake", message, spans)


def _encoded(text: str, codec: str, errors: str = "strict") -> bytes:
    if codec == "windows-1252":
        return text.translate(_BYTES).encode("latin-1", errors)
    return text.encode(codec, errors)


def _reads_chinese(text: str) -> bool:
    """Whether everything beyond ASCII is what Chinese is written with."""
    beyond = _BEYOND.findall(text)
    return len(beyond) > 1 and all(map(_EXPECTED.match, beyond))


def _looks_mistaken(line: str) -> bool:
    """Whether most of what is not ASCII, taken for GBK or windows-1252, is Chinese in UTF-8."""
    if line.isascii():
        return False
    for codec in WRONG:
        data = _encoded(line, codec, "ignore")
        found = len(_EXPECTED.findall(str(data, "utf-8", "ignore")))
        beyond = len(data.translate(None, _ASCII))
        if found > 1 and 3 * found >= _SHARE * beyond:
            return True
    return False
