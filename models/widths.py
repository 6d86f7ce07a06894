"""Where the width of the column changes between the elements of a page."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

from models.joins import Element
from models.types import Role

_CHANGE = 1.2  # ratio of column widths from which two texts are set differently
_NEAR = 3  # paragraphs on either side that tell the column width


def changed(elements: Sequence[Element]) -> dict[Element, bool]:
    """For each element, whether the paragraphs after it are set in another width than those before it."""
    before, after = _widths(elements), _widths(elements[::-1])[::-1]
    return {e: changes(a, b) for e, a, b in zip(elements, before, after, strict=True)}


def changes(before: int, after: int) -> bool:
    """Whether two column widths, both known, differ by layout and not by raggedness."""
    return bool(before and after) and max(before, after) >= _CHANGE * min(before, after)


def median(values: Iterable[int]) -> int:
    """The upper median, 0 of nothing."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2] if ordered else 0


def _widths(elements: Iterable[Element]) -> list[int]:
    """For each element the column width of the paragraphs before it, 0 where unknown."""
    near: deque[int] = deque(maxlen=_NEAR)
    found = []
    for element in elements:
        found.append(median(near) if len(near) == _NEAR else near[-1] if near else 0)
        if element.role is Role.PARAGRAPH and element.measure:
            near.append(element.measure)
    return found
