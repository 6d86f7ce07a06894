"""The lines of a story's headline: which is the title, which are kickers (引题 above it, 副题 below it)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from models.lines import Line
from models.marks import LARGER

_LABEL, _MUCH_LONGER = 20, 1.6  # widest name of a column, and how much longer the line under it is
_UNEVEN, _LONG = 4, 20  # columns by which the halves of a title may differ, and least width of both
_WHOLE = "！？!?”」》"
_DASHES = ("—", "--", "－")


def title_index(lines: Sequence[Line]) -> int:
    """Index of the title among the lines of a headline.

    A title is set in the largest type: where sizes are known and differ it is the first of the largest lines. Else, of
    lines that fill the same columns it has the fewest characters; it is the line that carries a quoted figure of
    speech; a line that begins with a dash is never it, nor a short label over a much longer line (the name of a
    column). Ties go to the first. Raises ValueError without lines.
    """
    if not lines:
        raise ValueError("0 lines, but a headline has at least 1")
    largest = max(line.size for line in lines)
    if largest >= LARGER * min(line.size for line in lines):
        return next(i for i, line in enumerate(lines) if LARGER * line.size > largest)
    labels = {i for i, (line, below) in enumerate(pairwise(lines)) if _is_label(line, below)}
    left = [i for i in range(len(lines)) if i not in labels]
    shortest = min(lines[i].width for i in left)
    return max(left, key=lambda i: (_weight(lines[i], shortest), -i))


def _is_label(line: Line, below: Line) -> bool:
    return line.width <= _LABEL and below.width >= _MUCH_LONGER * line.width and not below.text.startswith(_DASHES)


def title_range(lines: Sequence[Line]) -> tuple[int, int]:
    """Indices ``[first, end)`` of the lines of the title: one, or two neighbours as wide as each other, which are one
    title over two lines, or the characters of one that stands upright. Raises ValueError without lines."""
    index = title_index(lines)
    if len(lines[index].text) == 1:
        end = next((i for i in range(index, len(lines)) if len(lines[i].text) > 1), len(lines))
        return index, end
    for first in (index - 1, index):
        if 0 <= first < len(lines) - 1 and _balanced(lines[first], lines[first + 1]):
            return first, first + 2
    return index, index + 1


def _balanced(upper: Line, lower: Line) -> bool:
    """Whether two lines read as the halves of one title: as wide as each other, without a gap, neither set off."""
    alike = upper.size < LARGER * lower.size and lower.size < LARGER * upper.size
    even = alike and abs(upper.width - lower.width) <= _UNEVEN and upper.width + lower.width >= _LONG
    whole = upper.text[-1] in _WHOLE or any(line.text.startswith(_DASHES) for line in (upper, lower))
    return even and lower.gap == 0 and not whole


def _weight(line: Line, shortest: int) -> float:
    quoted = 1.0 if any(mark in line.text for mark in "“「『") else 0.0
    dashed = 3.0 if line.text.startswith(_DASHES) else 0.0
    return quoted - dashed - 2.0 * (line.width / shortest - 1.0)
