"""The lines of a story's headline: which are the title, which are kickers (引题 above it, 副题 below it)."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from models.lines import Line
from models.marks import LARGER
from models.tags import Tags

_SET = 12.0  # log-odds of a line being the title that a file sets larger than the others


def title_range(lines: Sequence[Line], tags: Tags) -> tuple[int, int]:
    """Indices ``[first, end)`` of the lines of the title: the neighbours whose log-odds have the greatest sum, the
    first of several. Raises ValueError without lines."""
    if not lines:
        raise ValueError("0 lines, but a headline has at least 1")
    smallest = min(line.size for line in lines)
    return heaviest([tags.odds("title", line.row) + _SET * (line.size >= LARGER * smallest) for line in lines])


def heaviest(values: Sequence[float]) -> tuple[int, int]:
    """Indices ``[first, end)`` of the neighbours whose sum is greatest, at least one (Kadane's algorithm: Bentley,
    "Programming pearls", Communications of the ACM 27(9), 1984).

    >>> heaviest([-1.0, 2.0, -1.0, 2.0]), heaviest([-2.0, -1.0])
    ((1, 4), (1, 2))
    """
    best, found, total, first = -inf, (0, 1), 0.0, 0
    for i, value in enumerate(values):
        if total < 0:
            total, first = 0.0, i
        total += value
        if total > best:
            best, found = total, (first, i + 1)
    return found
