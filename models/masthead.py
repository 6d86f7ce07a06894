"""The masthead: what the head of a newspaper page says of itself (its name, date, page and desk)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from models.lines import Line
from models.roles import DATE
from models.text import HAN, columns, is_chinese, mend
from models.types import Masthead, Span

_TOP = 6  # lines of a page among which its masthead is looked for
_ENOUGH = 2.0
_PAPER = (
    "(?:日|晚|早|晨|商|时|時|周|青年|都市|快|导|導|新|新京|证券|證券|工人|农民|農民|解放军|文汇|文匯|大公|经济|經濟|"
    "法治|法制|教育|财经|財經|体育|參考|参考|华商|消费者)[报報]|周刊|週刊|周末|週末|经济报道|参考消息|參考消息|第一财经"
)
_PAGE = (
    r"第\s?[A-Z]?\d{1,3}\s?版|第[一二三四五六七八九十]{1,3}版|(?<!\S)\d{1,2}\s?版(?!\S)"
    r"|(?<![A-Za-z0-9])[A-Z]{1,2}\d{1,2}\s?版?(?=(?:19|20)\d\d|[^0-9A-Za-z.\-]|$)"
)
# kind → weight and pattern, in the order in which they claim a line's characters
_TOKENS = {
    "date": (2.0, re.compile(DATE)),
    "page": (2.0, re.compile(_PAGE)),
    "publication": (2.0, re.compile(rf"(?<!\S)《?[{HAN}\d]{{0,6}}?(?:{_PAPER})》?(?=\s|(?:19|20)\d\d|$)")),
    "name": (1.0, re.compile("(?<![A-Za-z])[A-Z]+(?:[\\s\ufffd]+[A-Z]+)+(?![A-Za-z])\ufffd?")),
    "calendar": (0.5, re.compile(r"(?:星期|周|週|礼拜)[一二三四五六日天]|[农農][历曆]\S{2,12}|[总總]?第\s?\d+期")),
}
_PAGE_COLON = re.compile(rf"(?:{_PAGE})\s*：")  # 第05版：体育
_LONE_PAGE = re.compile(r"[A-Z]?\d{1,3}|P\.?\s?\d{1,3}")
_LETTER_SPACED = re.compile(r"(?:\S ){3,}")
_SPACED = re.compile(rf"(?<=[{HAN}\d]) (?=[{HAN}\d])")
_WIDE_GAP = re.compile(r"[ \u3000]{2,}")
_SIGNED = re.compile("来源|來源|记者|記者|作者")
_GENERIC_NAME = re.compile(rf"(?<!\S)[{HAN}]{{2,10}}[报報刊网網](?!\S)")


def masthead_scores(lines: Sequence[Line]) -> list[float]:
    """How much of a masthead each of the first lines is, by what it names."""
    return [_score(line) for line in lines[:_TOP]]


def masthead_lines(lines: Sequence[Line], scores: Sequence[float]) -> dict[int, float]:
    """Which of the first lines are the masthead, by their ``scores``, each with a certainty; nothing after the first
    that is not."""
    found = _whole_top(lines)
    for i, own in enumerate(scores):
        if i in found:
            continue
        score = own + (1.0 if found else 0.0)
        if score < _ENOUGH:
            break
        found[i] = min(1.0, 0.4 + score / 10)
    return found


def _whole_top(lines: Sequence[Line]) -> dict[int, float]:
    """All lines above the first gap, where together they say when the page appeared and what page or paper it is."""
    end = next((i for i, line in enumerate(lines[1:], 1) if line.gap), len(lines))
    top = lines[:end]
    if not 1 < end <= min(_TOP, len(lines) - 1) or any(
        line.terminal or "，" in line.text or line.width > 80 for line in top
    ):
        return {}
    kinds = {kind for line in top for kind in _tokens(_closed_up(line.text))}
    kinds |= {"page" for line in top if _LONE_PAGE.fullmatch(line.text)}
    named = kinds & {"page", "publication"} or any(_GENERIC_NAME.search(_closed_up(line.text)) for line in top)
    signed = any(_SIGNED.search(line.text) for line in top)
    return dict.fromkeys(range(end), 0.7) if "date" in kinds and named and not signed else {}


def _closed_up(text: str) -> str:
    """``text`` without the spaces of letter-spaced words (晚 报).

    >>> _closed_up("东 港 晚 报  第 三 版")
    '东港晚报 第三版'
    """
    return _SPACED.sub("", _WIDE_GAP.sub("\t", text)).replace("\t", " ")


def read_masthead(source: str, lines: Iterable[Line]) -> Masthead:
    """The fields of masthead ``lines``. The desk is the longest Chinese text that is no other field."""
    fields: dict[str, Span] = {}
    rests: list[Span] = []
    for line in lines:
        tokens = _tokens(line.text)
        for kind, span in tokens.items():
            fields.setdefault(kind, _at(line, span))
        rests += [_at(line, span) for span in _rests(line.text, tokens.values())]
    if "publication" not in fields:
        named = [span for span in rests if _GENERIC_NAME.fullmatch(source[slice(*span)])]
        rests = [span for span in rests if span not in named[:1]]
        if named or "name" in fields:
            fields["publication"] = named[0] if named else fields["name"]
    desk = max(rests, key=lambda span: span.end - span.start, default=None)
    publication, date, page, final = (
        mend(source, [span], keep_spaces=True) if span else None
        for span in (fields.get("publication"), fields.get("date"), fields.get("page"), desk)
    )
    return Masthead(publication, date, page, final)


def _at(line: Line, span: Span) -> Span:
    return Span(line.start + span.start, line.start + span.end)


def _score(line: Line) -> float:
    """How much of a masthead a line is: the weights of its tokens, less what speaks for running text or a title."""
    if line.width > 80:
        return 0.0
    if _LETTER_SPACED.match(line.text):
        return _of_text(_closed_up(line.text), line)
    return _of_text(line.text, line)


def _of_text(text: str, line: Line) -> float:
    tokens = _tokens(text)
    score = sum(_TOKENS[kind][0] for kind in tokens)
    pieces = [text[slice(*span)] for span in _rests(text, tokens.values())]
    rest = sum(columns(piece) for piece in pieces if not _GENERIC_NAME.fullmatch(piece))
    if len(tokens) < 2 and rest > 8:
        score -= 1.0
    return (
        score
        - (4.0 if line.terminal or "，" in line.text else 0.0)
        - (1.0 if "：" in _PAGE_COLON.sub("", text) else 0.0)
    )


def _tokens(text: str) -> dict[str, Span]:
    """The first match of each kind, as spans of ``text``; no character is claimed twice."""
    found: dict[str, Span] = {}
    for kind, (_, pattern) in _TOKENS.items():
        for match in pattern.finditer(text):
            span = Span(*match.span())
            if all(span.end <= other.start or span.start >= other.end for other in found.values()):
                found[kind] = span
                break
    return found


def _rests(text: str, tokens: Iterable[Span]) -> Iterator[Span]:
    """The Chinese texts between the tokens."""
    position = 0
    for start, end in [*sorted(tokens), (len(text), len(text))]:
        piece = text[position:start]
        if is_chinese(piece):
            first = position + len(piece) - len(piece.lstrip())
            yield Span(first, first + len(piece.strip()))
        position = end
