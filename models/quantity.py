"""What a quantity is, and how a text is scanned for the forms that quantities take.

A form is a pattern that is tried where a quantity may start, and what is read from its match. Every pattern is bounded
(it looks at no more than some hundred characters), and the scan never goes back, so reading takes linear time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Kind = Literal[
    "number", "ordinal", "percent", "ratio", "money", "measure", "year", "month", "day", "weekday", "hour", "decade",
    "period", "plan", "relative", "code",
]  # fmt: skip
Change = Literal["", "by", "to"]
LONGEST = 30
"""Digits of a numeral beyond which it is no quantity but a code."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity and its place ``[start, end)`` in the text, in characters: the numeral with its scale and % sign.

    ``value`` is exact, in terms of ``unit`` (a name of ``models.units``, the month of a day, or empty where the text
    tells none): ``percent`` in hundredths (``off``: of a price, after what is taken off), ``ratio`` the multiple that
    results (增长两倍 is 3), ``hour`` in hours since midnight where the text tells which half of the day (unit ``24h``),
    ``decade`` its first year, ``relative`` years, months, weeks or days from now, ``code`` the digits of a name or
    telephone number. ``change`` tells "by" from "to".
    """

    value: Fraction
    kind: Kind
    start: int
    end: int
    soft: bool = False
    damaged: bool = False
    unit: str = ""
    change: Change = ""


Reader = Callable[[re.Match[str]], "Sequence[Quantity] | None"]


@dataclass(frozen=True, slots=True)
class Form:
    """A pattern, and what its match says: quantities, none (the text is no quantity), or None (another form's)."""

    pattern: re.Pattern[str]
    read: Reader


def scan(text: str, starts: re.Pattern[str], forms: Sequence[Form]) -> Iterator[Quantity]:
    """Quantities of ``text`` in order: at each place that ``starts`` finds, those of the first form that reads it."""
    at = 0
    while found := starts.search(text, at):
        at = found.start() + 1
        for form in forms:
            match = form.pattern.match(text, found.start())
            quantities = form.read(match) if match else None
            if match and quantities is not None:
                yield from quantities
                at = max(at, match.end())
                break


def nothing(match: re.Match[str]) -> Sequence[Quantity]:
    """The reading of text that has digits or numerals and is no quantity."""
    return ()


def one(value: Fraction | int, kind: Kind, match: re.Match[str], group: str = "", **more: object) -> Quantity:
    """A quantity in the place of a match or of one of its groups."""
    start, end = match.span(group or 0)
    return Quantity(Fraction(value), kind, start, end, **more)  # type: ignore[arg-type]


def code(match: re.Match[str]) -> Sequence[Quantity]:
    """A name with digits (5G, G20, COVID-19): soft, its digits the value, its letters the unit."""
    digits = re.sub(r"\D", "", match[0])[:LONGEST]
    if not digits:
        return ()
    letters = re.sub(r"[\d\W]+", "#", match[0]).rstrip("sS").strip("#").lower()
    return (one(int(digits), "code", match, soft=True, unit=letters),)
