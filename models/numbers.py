"""Quantities of Chinese and English text as exact values with their places, and their comparison.

Both languages are read into one normal form (``models.quantity``): a ``Fraction``, a kind and a unit. What is *hard*
must be kept by a summary or translation. What is *soft* may be dropped or added: "one", approximate counts (数百,
dozens), "last year", names with digits (5G). A number that touches U+FFFD is *damaged*: its value is not known, so it
is neither demanded nor guessed, only reported.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from models.chinese_numbers import chinese
from models.chinese_numerals import written_value
from models.english_numbers import english
from models.english_numerals import words_value
from models.quantity import Kind, Quantity
from models.readings import Reading, readings

__all__ = [
    "Comparison",
    "Kind",
    "Quantity",
    "chinese",
    "compare",
    "described",
    "english",
    "words_value",
    "written_value",
]

_AWAY = {-2: "the second last", -1: "last", 0: "this", 1: "next", 2: "the second next"}
_DAYS = {-2: "the day before yesterday", -1: "yesterday", 0: "today", 1: "tomorrow", 2: "the day after tomorrow"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Hard quantities of the source that the target lacks, and of the target that the source lacks.

    ``changed`` pairs those that have the same figure but another unit, or "by" for "to"; and "this year" for "last
    year", 4G for 5G. They are not counted among the missing and added again.
    """

    missing: tuple[Quantity, ...]
    added: tuple[Quantity, ...]
    changed: tuple[tuple[Quantity, Quantity], ...] = ()


def compare(source: Sequence[Quantity], target: Sequence[Quantity]) -> Comparison:
    """What the target lost, added and changed. A value may be said once or often; soft and damaged ones excuse, never
    accuse."""
    lost, new = list(_unmatched(source, target)), list(_unmatched(target, source))
    changed = [*_changed(lost, new)]
    gone = {id(quantity) for pair in changed for quantity in pair}
    missing = tuple(quantity for quantity in lost if _accuses(quantity) and id(quantity) not in gone)
    added = tuple(quantity for quantity in new if _accuses(quantity) and id(quantity) not in gone)
    return Comparison(missing, added, tuple(changed))


def _accuses(quantity: Quantity) -> bool:
    return not quantity.soft and not quantity.damaged


def _unmatched(wanted: Sequence[Quantity], given: Sequence[Quantity]) -> Iterator[Quantity]:
    """Quantities of ``wanted`` that none of ``given`` can mean: linear, since a value has few distinct readings."""
    known: dict[Fraction, set[Reading]] = defaultdict(set)
    for quantity in given:
        for value, reading in readings(quantity):
            known[value].add(reading)
    for quantity in wanted:
        if not any(reading.agrees(other) for value, reading in readings(quantity) for other in known.get(value, ())):
            yield quantity


def _changed(lost: Sequence[Quantity], new: Sequence[Quantity]) -> Iterator[tuple[Quantity, Quantity]]:
    """Pairs of the same figure that disagree in unit or change, and of soft rivals (this year, last year)."""
    figures: dict[Fraction, list[Quantity]] = defaultdict(list)
    rivals: dict[tuple[str, str], list[Quantity]] = defaultdict(list)
    for quantity in reversed(new):
        if _accuses(quantity):
            figures[quantity.value].append(quantity)
        elif quantity.kind in {"relative", "code"}:
            rivals[quantity.kind, quantity.unit].append(quantity)
    for quantity in lost:
        accuses = _accuses(quantity)
        others = figures[quantity.value] if accuses else rivals[quantity.kind, quantity.unit]
        if others and (not accuses or _contradict(quantity, others[-1])):
            yield quantity, others.pop()


def described(quantity: Quantity) -> str:
    """A quantity in words for a person.

    >>> described(chinese("增长2.5万元")[0])
    'by 25,000 CNY'
    """
    value = quantity.value
    number = f"{int(value):,}" if value.denominator == 1 else f"{float(value):,.10g}"
    if quantity.kind == "relative":
        return _DAYS.get(int(value), number) if quantity.unit == "day" else f"{_AWAY.get(int(value))} {quantity.unit}"
    return " ".join(part for part in (quantity.change, number, quantity.unit) if part)


def _contradict(one: Quantity, other: Quantity) -> bool:
    units = bool(one.unit and other.unit and one.unit != other.unit)
    return units or bool(one.change and other.change and one.change != other.change)
