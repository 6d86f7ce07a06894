"""Which sentences of the source support a sentence of a summary."""

from __future__ import annotations

from collections.abc import Sequence

from models.numbers import chinese
from models.text import bigrams
from models.types import Evidence, MappedText

WORTH = 0.15
"""What a second sentence must add to the support to be named."""


def overlap(part: set[str], whole: set[str]) -> float:
    """Share of ``part`` that ``whole`` has; 0 for an empty part."""
    return len(part & whole) / len(part) if part else 0.0


def support(sentence: str, index: int, units: Sequence[MappedText]) -> Evidence:
    """The one or two of ``units`` that hold most of the sentence's bigrams and numbers, and what share they hold.

    >>> support("大桥通车。", 0, [MappedText.of("雨停了。"), MappedText.of("大桥今天通车。")]).spans
    (Span(start=0, end=7),)
    """
    wanted = _features(sentence)
    known = [_features(unit.text) for unit in units]
    if not wanted or not units:
        return Evidence(index, (), 0.0)
    best = max(range(len(units)), key=lambda i: (overlap(wanted, known[i]), -i))
    score = overlap(wanted, known[best])
    if score == 0:
        return Evidence(index, (), 0.0)
    other = max(range(len(units)), key=lambda i: (overlap(wanted, known[best] | known[i]), -i))
    both = overlap(wanted, known[best] | known[other])
    chosen = sorted({best, other}) if both - score >= WORTH else [best]
    spans = tuple(span for i in chosen for span in units[i].spans())
    return Evidence(index, spans, round(both if len(chosen) > 1 else score, 3))


def _features(text: str) -> set[str]:
    """Bigrams and the values of the numbers, in one set."""
    return bigrams(text) | {str(quantity.value) for quantity in chinese(text) if not quantity.soft}
