"""Which quantity of a translation stands for which of its source, one for one: a figure said twice excuses no other.

``models.numbers.compare`` asks whether a value is there at all; here each is used once, so that "5, 3 and 3" is not
taken for "5, 5 and 3", and the order and units of what was matched are looked at.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from models.quantity import Quantity
from models.readings import agreeing, readings
from models.units import UNITS

Pair = tuple[Quantity, Quantity]
Alike = Callable[[Quantity, Quantity], bool]


@dataclass(frozen=True, slots=True)
class Pairing:
    """``pairs`` of source and target in source order, and the hard quantities of either that have no partner."""

    pairs: tuple[Pair, ...]
    fewer: tuple[Quantity, ...]
    more: tuple[Quantity, ...]


def paired(source: Sequence[Quantity], target: Sequence[Quantity]) -> Pairing:
    """Each source quantity with the first free target of the same reading, else with the first that can mean it.

    >>> from models.numbers import chinese, english
    >>> [str(q.value) for q in paired(chinese("增长5%、5%和3%"), english("up 5%, 3% and 3%")).fewer]
    ['5']
    """
    partners: dict[int, int] = {}
    for alike in (_same, _surely, agreeing):
        free = _by_value([(j, quantity) for j, quantity in enumerate(target) if j not in set(partners.values())])
        for i, quantity in sorted(enumerate(source), key=lambda item: item[1].soft):
            if i not in partners and (j := _taken(quantity, free, target, alike)) is not None:
                partners[i] = j
    used = set(partners.values())
    return Pairing(
        tuple((source[i], target[j]) for i, j in sorted(partners.items())),
        tuple(quantity for i, quantity in enumerate(source) if i not in partners and hard(quantity)),
        tuple(quantity for j, quantity in enumerate(target) if j not in used and hard(quantity)),
    )


def hard(quantity: Quantity) -> bool:
    """Whether a quantity must be kept."""
    return not quantity.soft and not quantity.damaged


def _by_value(quantities: Sequence[tuple[int, Quantity]]) -> dict[Fraction, deque[int]]:
    free: dict[Fraction, deque[int]] = defaultdict(deque)
    for j, quantity in quantities:
        for value in {value for value, _ in readings(quantity)}:
            free[value].append(j)
    return free


def _taken(
    quantity: Quantity, free: dict[Fraction, deque[int]], target: Sequence[Quantity], alike: Alike
) -> int | None:
    """The first free target that is ``alike``, taken from ``free``."""
    for value in dict.fromkeys(value for value, _ in readings(quantity)):
        for j in free.get(value, ()):
            if alike(quantity, target[j]):
                for other in {value for value, _ in readings(target[j])}:
                    free[other].remove(j)
                return j
    return None


def _same(one: Quantity, other: Quantity) -> bool:
    return (one.value, one.kind, one.unit) == (other.value, other.kind, other.unit)


def _surely(one: Quantity, other: Quantity) -> bool:
    """Whether ``other`` is hard and can mean ``one``: a soft one (May, the modal verb) does not stand in its way."""
    return not other.soft and agreeing(one, other)


def dimension(quantity: Quantity) -> str:
    """What a quantity has in common with those it may be mistaken for, beside its kind: the dimension of a measure."""
    return UNITS[quantity.unit].dimension if quantity.kind == "measure" and quantity.unit in UNITS else ""


def crossed(pairs: Sequence[Pair]) -> Iterator[tuple[Pair, Pair]]:
    """Pairs that lent each other their units: 5人 and 3元 as "3 people" and "5 yuan"."""
    lost: dict[tuple[str, str], deque[Pair]] = defaultdict(deque)
    for pair in pairs:
        if pair[0].kind in {"money", "measure"} and pair[1].kind == "number" and not pair[1].unit:
            lost[pair[0].kind, pair[0].unit].append(pair)
    for pair in pairs:
        waiting = lost.get((pair[1].kind, pair[1].unit))
        if waiting and pair[0].kind == "number" and not pair[0].unit:
            yield pair, waiting.popleft()


def inverted(pairs: Sequence[Pair]) -> Iterator[tuple[Pair, Pair]]:
    """Neighbours of one kind and dimension, each told once in either language, whose order differs."""
    classes: dict[Hashable, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if hard(pair[0]) and hard(pair[1]):
            classes[pair[0].kind, dimension(pair[0])].append(pair)
    for told in classes.values():
        for one, other in pairwise(told):
            if one[0].value != other[0].value and one[1].start > other[1].start:
                yield one, other
