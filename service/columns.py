"""Reading order of a page of text boxes: columns left to right, each from top to bottom, what spans them first.

A recursive X-Y cut (Nagy, Seth 1984) that prefers vertical cuts: a region with a gutter through all its height falls
into columns; else into bands, each as tall as one gutter reaches, so that a headline over several columns stands before
them and gaps between paragraphs do not cut across columns. Positions are in PDF points, y grows upwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from models.text import is_wide

GUTTER = 1.0
"""Width of the narrowest gutter, in ems of the region (the median size of its boxes)."""
LARGE = 1.25
"""Ratio to the body's size from which a line is set as a headline."""

_Interval = tuple[float, float]  # from left to right

_LONE_GUTTER = 3.0  # ems of white beside a single line that make it a column
_DESCENT = 0.2  # of an em, below the baseline
_TOUCH = 0.1  # of an em by which neighbouring lines may overlap
_SAME_LINE = 0.4  # of an em between baselines of one line
_SPACE, _LATIN_SPACE = 0.7, 0.2  # of an em between boxes that is a space
_APART = 1.6  # of the column's line spacing
_UPRIGHT = 3  # characters one above the other that are a line
_INDENT = (1.5, 2.5)  # ems of white before the first line of a paragraph


@dataclass(frozen=True, slots=True)
class Box:
    """A run of characters on one baseline; ``size`` is the font's, in points."""

    left: float
    right: float
    baseline: float
    size: float
    text: str

    @property
    def top(self) -> float:
        """Upper edge, a little lower than an em square's, for lines set solid."""
        return self.baseline + (1 - _DESCENT - _TOUCH) * self.size

    @property
    def bottom(self) -> float:
        """Lower edge, likewise."""
        return self.baseline - (_DESCENT - _TOUCH) * self.size


@dataclass(frozen=True, slots=True)
class Line:
    """Boxes on one baseline from left to right, and the left edge of their column."""

    boxes: tuple[Box, ...]
    edge: float

    @property
    def main(self) -> Box:
        """The longest box, whose size is the line's."""
        return max(self.boxes, key=lambda box: len(box.text))

    @property
    def text(self) -> str:
        """The boxes joined; where white stands between them, a space."""
        parts = [self.boxes[0].text]
        for left, right in pairwise(self.boxes):
            latin = (left.text[-1:] + right.text[:1]).isascii()
            em = min(left.size, right.size)
            wide = right.left - left.right >= (_LATIN_SPACE if latin else _SPACE) * em
            parts.append(" " * wide + right.text)
        return self._indent + "".join(parts)

    @property
    def _indent(self) -> str:
        """Two ideographic spaces where the line is set in as the first of a paragraph."""
        ems = (self.boxes[0].left - self.edge) / self.boxes[0].size
        return "\u3000\u3000" if _INDENT[0] <= ems <= _INDENT[1] else ""


def page_text(boxes: Sequence[Box], body: float) -> str:
    """The page's lines in reading order: the text of ``page_lines``."""
    return "".join(text for text, _ in page_lines(boxes, body))


def page_lines(boxes: Sequence[Box], body: float) -> list[tuple[str, float]]:
    """The page's lines in reading order, each with its line end and with its size beside ``body`` points.

    A blank line stands where a column ends, at a gap, and around what is set LARGE beside ``body`` points.
    """
    found: list[tuple[str, float]] = []
    above = None
    for column in reading_order(boxes):
        lines = lines_of(column)
        spacing = median([a.main.baseline - b.main.baseline for a, b in pairwise(lines)] or [0.0])
        for i, line in enumerate(lines):
            if above and _is_apart(above, line, body, spacing if i else 0.0):
                found.append(("\n", 0.0))
            found.append((line.text.rstrip() + "\n", line.main.size / body if body else 1.0))
            above = line
    return found


def _is_apart(above: Line, line: Line, body: float, spacing: float) -> bool:
    """Whether a blank line belongs between two; ``spacing`` is that of their column, 0 where they share none."""
    large = [item.main.size >= LARGE * body for item in (above, line)]
    gap = above.main.baseline - line.main.baseline
    if all(large):
        return not 0 < gap <= 2 * max(above.main.size, line.main.size)
    return any(large) or spacing == 0 or gap > _APART * spacing


def body_size(boxes: Iterable[Box]) -> float:
    """The size most characters have, to half a point; 0 without boxes."""
    sizes: Counter[float] = Counter()
    for box in boxes:
        sizes[round(2 * box.size) / 2] += len(box.text)
    return max(sizes, key=lambda size: (sizes[size], -size), default=0.0)


def reading_order(boxes: Sequence[Box]) -> list[list[Box]]:
    """The regions that cannot be cut, in reading order; every box is in exactly one."""
    pending, found = [list(boxes)] if boxes else [], []
    while pending:
        region = pending.pop()
        parts = _columns(region)
        if len(parts) == 1:
            parts = _bands(region)
        if len(parts) == 1:
            found.append(region)
        else:
            pending += reversed(parts)
    return found


def lines_of(column: Sequence[Box]) -> list[Line]:
    """The lines of a region from top to bottom, each from left to right."""
    edge = min(box.left for box in column)
    return [Line(tuple(line), edge) for line in _upright(_levels(column))]


def _levels(region: Sequence[Box]) -> list[list[Box]]:
    """Boxes on one baseline, from left to right, for each baseline from top to bottom."""
    levels: list[list[Box]] = []
    for box in sorted(region, key=lambda box: (-box.baseline, box.left)):
        first = levels[-1][0] if levels else None
        if first and first.baseline - box.baseline <= _SAME_LINE * max(first.size, box.size):
            levels[-1].append(box)
        else:
            levels.append([box])
    return [sorted(level, key=lambda box: box.left) for level in levels]


def _upright(lines: Sequence[list[Box]]) -> list[list[Box]]:
    """Characters one above the other, as in a headline that runs down the page, put into one line."""
    found: list[list[Box]] = []
    for run in _runs(lines):
        found += run if len(run) < _UPRIGHT else [[box for line in run for box in line]]
    return found


def _runs(lines: Sequence[list[Box]]) -> list[list[list[Box]]]:
    """Neighbouring lines that are single wide characters one above the other; others by themselves."""
    runs: list[list[list[Box]]] = []
    for line in lines:
        if runs and _stands_under(runs[-1][-1], line):
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def _stands_under(above: list[Box], line: list[Box]) -> bool:
    (upper, *more), (lower, *others) = above, line
    if more or others or not all(len(box.text) == 1 and is_wide(box.text) for box in (upper, lower)):
        return False
    em = upper.size
    level = abs(upper.left - lower.left) <= _SAME_LINE * em and abs(lower.size - em) <= _SAME_LINE * em
    return level and upper.baseline - lower.baseline <= _APART * em


def _columns(region: list[Box]) -> list[list[Box]]:
    """The region cut at its gutters, those aside that are white within a line."""
    groups = _strips(region)
    columns = groups[:1]
    em = _em(region)
    for group in groups[1:]:
        gap = min(box.left for box in group) - max(box.right for box in columns[-1])
        lone = min(len(_levels(columns[-1])), len(_levels(group))) == 1
        if lone and (gap < _LONE_GUTTER * em or len(_levels(region)) == 1):
            columns[-1] = columns[-1] + group
        else:
            columns.append(group)
    return columns


def _em(region: Sequence[Box]) -> float:
    return median(box.size for box in region)


def _strips(region: Sequence[Box]) -> list[list[Box]]:
    """The region cut wherever white of GUTTER width goes through all its height."""
    width = GUTTER * _em(region)
    strips: list[list[Box]] = []
    reach = 0.0
    for box in sorted(region, key=lambda box: box.left):
        if strips and box.left - reach < width:
            strips[-1].append(box)
            reach = max(reach, box.right)
        else:
            strips.append([box])
            reach = box.right
    return strips


def _rows(region: Sequence[Box]) -> list[list[Box]]:
    """The region cut wherever white goes through all its width, from top to bottom."""
    rows: list[list[Box]] = []
    floor = 0.0
    for box in sorted(region, key=lambda box: -box.top):
        if rows and box.top > floor:
            rows[-1].append(box)
            floor = min(floor, box.bottom)
        else:
            rows.append([box])
            floor = box.bottom
    return rows


def _bands(region: Sequence[Box]) -> list[list[Box]]:
    """Rows put together as long as one gutter goes through them, or none has one."""
    width = GUTTER * _em(region)
    bands: list[list[Box]] = []
    ink: list[_Interval] = []
    for row in _rows(region):
        own = _inked([(box.left, box.right) for box in row], width)
        both = _inked([*ink, *own], width)
        if bands and (len(both) > 1 or len(ink) == len(own) == 1):
            bands[-1] += row
            ink = both
        else:
            bands.append(list(row))
            ink = own
    return bands


def _inked(intervals: Iterable[_Interval], width: float) -> list[_Interval]:
    """Intervals from left to right, those less than ``width`` apart as one."""
    found: list[_Interval] = []
    for left, right in sorted(intervals):
        if found and left - found[-1][1] < width:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found
