"""Chinese text: what a character is, mending of wrapped lines, sentences, character bigrams.

Whatever is cut or mended here keeps its map back to the source text (``MappedText``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

from models.types import MappedText, Span

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""CJK unified ideographs, extensions A to H and the compatibility block, for use inside a regex class (Unicode 15)."""

LONGEST_QUOTE = 300
"""Characters. A quotation longer than this is cut at its sentences all the same, so that no sentence grows without
bound."""

CLOSERS = "”’」』）〕】》〉)]\"'"
_PAIRS = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "（": "）",
    "〔": "〕",
    "【": "】",
    "《": "》",
    "〈": "〉",
    "(": ")",
}
_OPENER_OF = {closer: opener for opener, closer in _PAIRS.items()}
_TITLE_CLOSERS = "》〉"
_NEUTRAL = "“”‘’…—·"  # set full width in Chinese, narrow in English

_HAN = re.compile(f"[{HAN}]")
_BIGRAM = re.compile(f"(?=([{HAN}]{{2}}))")
_INK = re.compile(r"\S+")
_END = re.compile(f"[。！？｡!?；;…]+|(?<=[{HAN}])[.．](?![0-9A-Za-z.])")
_GOES_ON = re.compile("[，、：；,的等地得之]")
_ATTRIBUTION = re.compile(f"[，、：；,的等地得之]|[{HAN}]{{0,6}}?(?:说|說|道|问|問|喊|答|称|稱|表示)")
_SPACE = re.compile(r"\s*")


def is_chinese(text: str) -> bool:
    """Whether ``text`` has a Han character (CJK unified ideographs, extensions included)."""
    return _HAN.search(text) is not None


def bigrams(text: str) -> set[str]:
    """Every two neighbouring Han characters.

    >>> sorted(bigrams("新冠A疫苗"))
    ['新冠', '疫苗']
    """
    return set(_BIGRAM.findall(text))


def is_wide(char: str) -> bool:
    """Whether ``char`` is wide or full width by Unicode's East Asian Width (UAX #11)."""
    return unicodedata.east_asian_width(char) in "WF"


def columns(text: str) -> int:
    """Display width: 2 for wide characters and for the quotes, dashes and dots that Chinese sets wide, else 1."""
    return sum(map(_COLUMNS.__getitem__, text))


class _Columns(dict[str, int]):
    """Columns of each character that was asked for."""

    def __missing__(self, char: str) -> int:
        self[char] = 2 if is_wide(char) or char in _NEUTRAL else 1
        return self[char]


_COLUMNS = _Columns()


def mend(source: str, spans: Iterable[Span], *, keep_spaces: bool = False, keep_breaks: bool = False) -> MappedText:
    r"""The lines at ``spans`` as one text.

    A line end is removed, or becomes one space between Latin words. Spaces that an extractor put after full-width
    punctuation or between CJK characters are removed; any other run of white space becomes one space. With
    ``keep_spaces`` every run of white space within a line becomes one space, since in headlines and bylines it means
    something, and with ``keep_breaks`` every line end. Nothing else is dropped or changed.

    >>> mend("数字化\n平台， 激活New\nYork", [Span(0, 3), Span(4, 14), Span(15, 19)]).text
    '数字化平台，激活New York'
    """
    pieces: list[str] = []
    offsets: list[int] = []
    gap: tuple[int, bool] | None = None  # where white space began, and whether that is a line end
    for span in spans:
        for ink in _INK.finditer(source, span.start, span.end):
            start, end = ink.span()
            if gap is None and start > (offsets[-1] + 1 if offsets else start):
                gap = (offsets[-1] + 1, False)
            if gap and pieces:
                kept = keep_breaks if gap[1] else keep_spaces
                if kept or _spaced(pieces[-1][-1], source[start], line_end=gap[1]):
                    pieces.append(" ")
                    offsets.append(gap[0])
            pieces.append(ink[0])
            offsets.extend(range(start, end))
            gap = None
        gap = (span.end, True)
    return MappedText("".join(pieces), tuple(offsets))


def _spaced(left: str, right: str, *, line_end: bool) -> bool:
    """Whether white space between two characters is kept."""
    if line_end:
        chinese = _COLUMNS[left] == 2 or _COLUMNS[right] == 2
        return not (chinese or left in "-/" or (left.isdigit() and right.isdigit()))
    if is_wide(left):
        return not (is_wide(right) or right in _NEUTRAL or unicodedata.category(left).startswith("P"))
    return not (left in _NEUTRAL and is_wide(right))


def sentences(paragraph: MappedText) -> list[MappedText]:
    """Cut a paragraph into sentences, whose concatenation is the paragraph again.

    A sentence ends with 。！？； or …, and keeps the closing quotes, brackets and spaces after them. It never ends
    inside a pair of quotes or brackets of up to LONGEST_QUOTE characters, nor after a quotation that its sentence goes
    on from (“为什么？”他问。). Decimals, English abbreviations and addresses stay whole.
    """
    cuts = [0, *_cuts(paragraph.text), len(paragraph.text)]
    return [paragraph[a:b] for a, b in pairwise(cuts) if a < b]


def _cuts(text: str) -> Iterator[int]:
    partners = _partners(text)
    depths = _depths(len(text), partners)
    for match in _END.finditer(text):
        end = match.end()
        while end < len(text) and text[end] in CLOSERS and (end in partners or text[end] not in "\"'"):
            end += 1
        if depths[end] == 0 and _ends(text, match, end, partners):
            space = _SPACE.match(text, end)
            yield space.end() if space else end


def _ends(text: str, match: re.Match[str], end: int, partners: dict[int, int]) -> bool:
    """Whether the mark at ``match``, with closers up to ``end``, ends the sentence."""
    if end > match.end():
        opener = partners.get(end - 1)
        embedded = opener is not None and not _begins_speech(text, opener)
        return not (embedded or text[end - 1] in _TITLE_CLOSERS or _ATTRIBUTION.match(text, end))
    if match[0][-1] == "…":
        return _GOES_ON.match(text, end) is None
    return not (match[0].isascii() and end < len(text) and text[end].isascii() and text[end].isalnum())


def _begins_speech(text: str, opener: int) -> bool:
    """Whether what ``opener`` opens is a sentence of its own: it begins the text or follows a sentence or a colon."""
    before = text[max(0, opener - 2) : opener].rstrip()[-1:]
    marks = "。！？｡!?；;…：:" + CLOSERS
    return before in marks or (before in "，," and text[opener] not in "（(【〔")


def _partners(text: str) -> dict[int, int]:
    """Position of each closing mark → position of the mark that opens its pair, in linear time."""
    partners: dict[int, int] = {}
    open_: list[int] = []
    waiting = dict.fromkeys([*_PAIRS, '"'], 0)
    for i, char in enumerate(text):
        opener = _OPENER_OF.get(char, '"' if char == '"' else "")
        if opener and waiting[opener]:
            while text[open_[-1]] != opener:  # marks that were never closed
                waiting[text[open_.pop()]] -= 1
            waiting[opener] -= 1
            start = open_.pop()
            if i - start <= LONGEST_QUOTE:
                partners[i] = start
        elif char in waiting:
            open_.append(i)
            waiting[char] += 1
    return partners


def _depths(length: int, partners: dict[int, int]) -> list[int]:
    """How many pairs enclose each boundary 0 … length of the text."""
    steps = [0] * (length + 2)
    for closer, opener in partners.items():
        steps[opener + 1] += 1
        steps[closer + 1] -= 1
    depth, depths = 0, []
    for step in steps[: length + 1]:
        depth += step
        depths.append(depth)
    return depths
