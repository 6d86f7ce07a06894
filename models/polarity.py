"""Whether a text denies what its source affirms, or affirms what it denies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from models.negation import Negation, chinese_negation, english_negation
from models.text import bigrams
from models.types import Check, MappedText, Severity, Span

SHORTEST = 4
"""Features of a clause below which it is too short to be found again."""
SAME = 0.5
"""Share of a clause's features that its source must have for their negations to be compared."""
_NUMERAL = re.compile(r"[0-9][0-9.,]*|[零〇一二两三四五六七八九十百千万亿]{2,}")
_CLAUSE = re.compile(r"[^，。；：！？,;:!?\s]+")


def summary_polarity(summary: str, passage: Sequence[MappedText]) -> Iterator[Check]:
    """Clauses of ``summary`` that deny what the clause they come from affirms, or affirm what it denies.

    >>> [check.code for check in summary_polarity("大桥已经通车。", [MappedText.of("市里的大桥没有通车。")])]
    ['negation_lost']
    """
    sources = [(match[0], _features(match[0])) for text in passage for match in _CLAUSE.finditer(text.text)]
    for match in _CLAUSE.finditer(summary):
        clause, grams = match[0], _features(match[0])
        if len(grams) < SHORTEST or not sources:
            continue
        source, known = max(sources, key=lambda item: len(grams & item[1]) - 0.1 * len(item[1] - grams))
        if len(grams & known) < SAME * len(grams):
            continue
        told, here = chinese_negation(source), chinese_negation(clause)
        span = (Span(*match.span()),)
        if told.hard and not here.cues:
            yield Check("negation_lost", "error", f"“{clause}” has no negation, its source has: {source}", zh=span)
        if here.hard and not told.cues:
            yield Check("negation_added", "error", f"“{clause}” has a negation, its source has none: {source}", zh=span)


def _features(clause: str) -> set[str]:
    """Bigrams, and numerals that count as three: a sentence like another differs in its figures."""
    return bigrams(clause) | {f"{numeral}/{i}" for numeral in _NUMERAL.findall(clause) for i in range(3)}


def translation_polarity(zh: str, en: str) -> Iterator[Check]:
    """Negations that stand in one of two languages only: no cue of the other can be what they became.

    Where both deny, only the number of cues is compared, which is less sure: a warning.

    >>> [check.code for check in translation_polarity("他没有来。", "He came.")]
    ['negation_lost']
    """
    source, target = chinese_negation(zh), english_negation(en)
    if len(source.hard) > target.cues:
        words = ", ".join(zh[start:end] for start, end in source.hard)
        yield Check("negation_lost", _severity(target), f"{words} has no negation in the English", zh=source.hard)
    if len(target.hard) > source.cues:
        words = ", ".join(en[start:end] for start, end in target.hard)
        yield Check("negation_added", _severity(source), f"{words} has no negation in the Chinese", en=target.hard)


def _severity(other: Negation) -> Severity:
    return "warning" if other.cues else "error"
