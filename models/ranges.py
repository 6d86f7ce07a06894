"""Quantities in a row (3至5个月, 5-10万, 3, 5 and 7 percent): what is written once, after the last, holds for all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from models.chinese_numerals import scaled
from models.english_numerals import SCALES, SHORT_SCALES
from models.quantity import Quantity

_RANGE = re.compile(r"\s?[-~–—至到]\s?|\s(?:to|or|and)\s")
_LIST = re.compile(r"\s?个?[、和与或及]\s?|,?\s(?:and|or)\s|,\s")
_BARE = re.compile(r"[\d,.]{1,40}|[一二两三四五六七八九十]{1,3}|[a-z]{3,9}(?:-[a-z]{3,5})?")
_SCALE = re.compile(r"[十百千]?[万亿]{1,2}$|\b(?:hundred|thousand|million|billion|trillion)$|bn$|mln$")
_WORDS = SCALES | SHORT_SCALES
TALLER = 20
"""Times a percentage beyond which the number before it is none: in 2018 to 1.6 percent; in 2016, 95 percent."""
_CONNECTORS = 6
"""Characters that may stand between two quantities of a row."""


def inherit(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """``found`` with the scales and units that the later of a row lend the earlier; from right to left, so that they
    pass through a whole row."""
    lent = list(found)
    for i in range(len(lent) - 2, -1, -1):
        left, right = lent[i], lent[i + 1]
        between = text[left.end : right.start]
        if left.kind == "number" and not left.unit and len(between) <= _CONNECTORS:
            lent[i] = _lent(text, left, right, between)
    return lent


def _lent(text: str, left: Quantity, right: Quantity, between: str) -> Quantity:
    bare = _BARE.fullmatch(text[left.start : left.end])
    ranged = _RANGE.fullmatch(between)
    if not bare or not (ranged or _LIST.fullmatch(between)):
        return left
    value = left.value * _scale(text, left, right) if ranged else left.value
    if right.kind == "percent" and value > TALLER * right.value:
        return left
    if right.kind == "month" and value <= 12:
        return replace(left, kind="month")
    if right.kind in {"percent", "money", "measure"} and (right.kind == "percent" or ranged):
        return replace(left, value=value, kind=right.kind, unit=right.unit, soft=right.soft if ranged else left.soft)
    return replace(left, value=value)


def _scale(text: str, left: Quantity, right: Quantity) -> Fraction:
    """The scale that ``right`` lends ``left``: 1 unless ``left`` is the lower end of a range."""
    match = _SCALE.search(text, max(right.start, right.end - 10), right.end)
    if not match:
        return Fraction(1)
    word = match[0] if match.start() > right.start else match[0].lstrip("十百千")
    scale = Fraction(_WORDS[word]) if word in _WORDS else scaled(Fraction(1), word)
    return scale if left.value < right.value / scale else Fraction(1)
