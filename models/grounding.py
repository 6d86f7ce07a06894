"""Sentences of a summary that hardly anything in the source supports, replaced by the source's own.

The stand-in is the source sentence nearest to what was said, so that a summary says nothing that the source does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from models.evidence import UNSUPPORTED, Source, overlap
from models.text import bigrams, sentences
from models.types import Check, MappedText, Span

REDUNDANT = 0.8
"""Share of a sentence's bigrams that the summary has already, above which it is left out."""
SHORTEST = 8
"""Characters below which the beginning of a sentence says too little to stand alone."""
_BREAK = re.compile("[，；]")
_PAIRS = tuple(zip("“‘「『（《〈【(", "”’」』）》〉】)", strict=True))
_UNFINISHED = re.compile(
    "如果|假如|倘若|若|虽|尽管|一旦|除非|只要|只有|即使|因为|由于|为了|不是|不但|不仅|随着|[说称：]$|表示$|认为$"
)
"""What asks for the clause after it."""


@dataclass(frozen=True, slots=True)
class Grounded:
    """A summary whose unsupported sentences were replaced; ``copied`` where every sentence is the source's own.

    Each check ``unsupported`` tells a sentence that was replaced or left out (``repaired``), or that stands since the
    source has nothing near it.
    """

    text: str
    checks: tuple[Check, ...]
    copied: bool


def grounded(text: str, source: Source, limit: int) -> Grounded:
    """``text`` with its unsupported sentences replaced by source sentences cut to about ``limit`` characters.

    >>> source = Source([MappedText.of("大桥今天建成通车。"), MappedText.of("市民纷纷前来参观。")])
    >>> grounded("大桥今天通车。市民烧烤聚会狂欢到天亮。", source, 40).text
    '大桥今天通车。市民纷纷前来参观。'
    """
    told = [sentence.text for sentence in sentences(MappedText.of(text))]
    supported = [source.match(sentence).score >= UNSUPPORTED for sentence in told]
    made, checks, kept = "", list[Check](), 0
    for i, sentence in enumerate(told):
        if supported[i]:
            made, kept = made + sentence, kept + 1
            continue
        rest = "".join(other for j, other in enumerate(told) if j > i and supported[j])
        instead, check = _instead(sentence, source, made + rest, limit)
        kept += instead == sentence
        checks.append(replace(check, zh=(Span(len(made), len(made) + len(instead)),) if instead else ()))
        made += instead
    return Grounded(made, tuple(checks), copied=kept == 0 and made != "")


def _instead(sentence: str, source: Source, others: str, limit: int) -> tuple[str, Check]:
    """What stands for ``sentence`` (nothing where ``others`` say it already), and the check that tells so."""
    message = f"“{sentence.strip()}” has little support in the source"
    found = source.match(sentence).units
    if not found:
        return sentence, Check("unsupported", "warning", message)
    unit = shortened(source.units[found[0]], limit)
    spans = unit.spans()
    if overlap(bigrams(unit.text), bigrams(others)) > REDUNDANT:
        left = f"{message}; it was left out, since the nearest sentence of the source is there already"
        return "", Check("unsupported", "warning", left, source=spans, repaired=True)
    stead = f"{message}; the nearest sentence of the source stands instead"
    return _ended(unit.text), Check("unsupported", "warning", stead, source=spans, repaired=True)


def shortened(sentence: MappedText, limit: int) -> MappedText:
    """The leading clauses of ``sentence`` that have at most ``limit`` characters; all of it where they cannot stand
    alone: where they are short, end in a pair of quotes or brackets, or ask for the clause after them.

    >>> shortened(MappedText.of("大桥今天建成通车，全长1200米，市民前来参观。"), 20).text
    '大桥今天建成通车，全长1200米'
    """
    if len(sentence.text) <= limit:
        return sentence
    for end in reversed([*_breaks(sentence.text, limit)]):
        if end >= SHORTEST and not _UNFINISHED.search(sentence.text[:end]):
            return sentence[:end]
    return sentence


def _breaks(text: str, limit: int) -> Iterator[int]:
    """Places before ``limit`` where a clause outside of quotes and brackets ends."""
    for match in _BREAK.finditer(text, 0, limit + 1):
        if all(text.count(left, 0, match.start()) == text.count(right, 0, match.start()) for left, right in _PAIRS):
            yield match.start()


def _ended(text: str) -> str:
    """``text`` with a mark at its end."""
    text = text.strip()
    return text if text[-1:] in "。！？…”" else text.rstrip("，；、：,;:") + "。"
