"""What a quantity can mean: two are the same where some reading of one agrees with some reading of the other.

A language may leave open what the other tells (a unit, "by", which half of the day), and either may say it in other
terms (500斤, 250 kg; 七成, 70 percent; 增长两倍, up 200 percent, tripled).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from models.quantity import Change, Kind, Quantity
from models.units import UNITS

LOOSE = frozenset({"number", "ordinal", "code"})
"""Kinds that may stand for any of ``COUNTED`` of the same figure: languages drop units differently."""
COUNTED = LOOSE | {"money", "measure", "year", "month", "day", "plan", "decade", "figure"}


class Reading(NamedTuple):
    """What a value may count. A value has few distinct readings, so that comparing them all is cheap.

    Kinds beside those of quantities: ``base``, an amount in the base unit of its dimension; ``share``, a part of a
    whole; ``nth``, an ordinal; ``roman``, what may stand in Roman numerals (燕十三, Yan XIII); ``figure``, what only a
    number without a kind can stand for (8 for 20 o'clock), or a measure in its unit.
    """

    kind: str
    unit: str = ""
    change: Change = ""

    def agrees(self, other: Reading) -> bool:
        """Whether both can be meant by the same value: what one leaves open, the other may tell."""
        if self.change and other.change and self.change != other.change:
            return False
        if self.kind == other.kind != "figure":
            return self.unit == other.unit or not self.unit or not other.unit
        kinds = {self.kind, other.kind}
        if kinds == {"figure", "measure"}:
            return self.unit == other.unit
        if kinds == {"roman", "number"}:
            return True
        return bool(kinds & LOOSE) and kinds <= COUNTED


Readings = Iterator[tuple[Fraction, Reading]]


def readings(quantity: Quantity) -> Readings:
    """Every way to understand a quantity, each with its value."""
    return _READERS.get(quantity.kind, _plain)(quantity)


def agreeing(one: Quantity, other: Quantity) -> bool:
    """Whether some reading of one agrees with some reading of the other.

    >>> agreeing(*(Quantity(Fraction(n), "measure", 0, 3, unit=unit) for n, unit in ((250, "kg"), (500, "jin"))))
    True
    """
    meant = list(readings(other))
    return any(value == known and reading.agrees(told) for value, reading in readings(one) for known, told in meant)


def _plain(quantity: Quantity) -> Readings:
    yield quantity.value, Reading(quantity.kind, quantity.unit, quantity.change)


def _number(quantity: Quantity) -> Readings:
    value, unit = quantity.value, quantity.unit
    yield value, Reading(quantity.kind, "", quantity.change)
    if unit == "points":
        yield value, Reading("percent", "point", quantity.change)
    elif unit == "nth":
        yield value, Reading("share", "", quantity.change)
        yield 1 / value, Reading("ordinal")
    elif 0 < value < 1:
        yield value, Reading("share", "", quantity.change)
        if unit == "quarters":
            yield value * 4, Reading("number")
            yield 1 / value, Reading("ordinal")


def _amount(quantity: Quantity) -> Readings:
    """Money and measures, in their unit and in the base unit; "pound" is a weight, too."""
    value, unit, change = quantity.value, quantity.unit, quantity.change
    if unit == "pound":
        yield from _amount_in(value, "money", "GBP", change)
        yield from _amount_in(value, "measure", "lb", change)
    else:
        yield from _amount_in(value, quantity.kind, unit, change)


def _amount_in(value: Fraction, kind: Kind, unit: str, change: Change) -> Readings:
    yield value, Reading(kind, unit, change)
    if unit:
        yield value * UNITS[unit].size, Reading("base", UNITS[unit].dimension, change)


def _percent(quantity: Quantity) -> Readings:
    """A percentage of either sign, as a share, and from 100 percent on as the multiple that results; that of a price,
    with what is off."""
    value, change = quantity.value, quantity.change
    if quantity.unit == "off":
        for part in (value, 100 - value):
            yield from _percent(replace(quantity, value=part, unit="%"))
        return
    yield value, Reading("percent", quantity.unit, change)
    yield -value, Reading("percent", quantity.unit, change)
    if quantity.unit == "point":
        return
    yield value / 100, Reading("share", "", change)
    if value >= 100 and change != "by":
        yield value / 100, Reading("ratio")
    if value >= 100 and change != "to":
        yield value / 100 + 1, Reading("ratio")


def _ratio(quantity: Quantity) -> Readings:
    """A multiple; "grew three times" may mean three or four; "three times" may count occasions."""
    yield quantity.value, Reading("ratio")
    if quantity.change == "by":
        yield quantity.value + 1, Reading("ratio")
    if quantity.unit == "times":
        yield quantity.value, Reading("number")


def _ordinal(quantity: Quantity) -> Readings:
    """An ordinal; that of a congress (十九大) cannot be told by a number (19 delegates), nor a day by XIX."""
    if quantity.unit == "roman":
        yield quantity.value, Reading("roman")
    elif quantity.unit != "congress":
        yield from _plain(quantity)
    yield quantity.value, Reading("nth")


def _hour(quantity: Quantity) -> Readings:
    """The hours that may be meant, what a plain number may have for them (11.29), and minutes and seconds (3:35)."""
    value, known = quantity.value, bool(quantity.unit)
    whole = value // 1
    if whole != value:
        yield whole + (value - whole) * 60 / 100, Reading("figure")
    for hour in (value % 12, value % 12 + 12):
        if hour == value or not known:
            yield hour, Reading("hour")
        yield hour, Reading("figure")
    yield value, Reading("measure", "minute")


def _year(quantity: Quantity) -> Readings:
    """A year, or what only the figure tells: 早1000年, the 2016 Euros."""
    yield quantity.value, Reading("year")
    yield quantity.value, Reading("measure", "year")
    yield quantity.value, Reading("number")


def _decade(quantity: Quantity) -> Readings:
    """Years of a century, all of it (the 1700s), of a life (in her sixties), or degrees (in the high 90s)."""
    yield quantity.value, Reading("decade")
    if quantity.value % 100 == 0:
        yield quantity.value / 100 + 1, Reading("ordinal", "century")
    for unit in ("year", "C", "F"):
        yield quantity.value % 100, Reading("figure", unit)


def _month(quantity: Quantity) -> Readings:
    """A month; the last of those from January on counts them (1至6月, the first six months)."""
    yield quantity.value, Reading("month")
    if quantity.unit == "first":
        yield quantity.value, Reading("measure", "month")


def _period(quantity: Quantity) -> Readings:
    yield quantity.value, Reading("period", quantity.unit)
    if quantity.unit == "quarter":
        yield quantity.value, Reading("figure")


def _day(quantity: Quantity) -> Readings:
    """A day of a month; without a month, 10日 may be ten days."""
    yield quantity.value, Reading("day", quantity.unit)
    if not quantity.unit:
        yield quantity.value, Reading("measure", "day")


_READERS: dict[Kind, Callable[[Quantity], Readings]] = {
    "ordinal": _ordinal,
    "number": _number,
    "code": _number,
    "money": _amount,
    "measure": _amount,
    "percent": _percent,
    "ratio": _ratio,
    "hour": _hour,
    "year": _year,
    "decade": _decade,
    "period": _period,
    "day": _day,
    "month": _month,
}
