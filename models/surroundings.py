"""What a line is beside the lines around it: other headlines, the texts before and after it, their columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from math import floor, log2, sqrt

from models.leads import leading
from models.lines import Line, Setting
from models.repetition import Repetition
from models.roles import numbering
from models.signals import INNER_SPACE, unclosed

_HEADLINE = 72  # columns of the widest line that may be one
_EVEN = 4  # columns by which the halves of a title may differ
_SIDES = (("far", 24), ("near", 8))  # lines on either side whose words are compared
_STEP = 6  # columns to a step of width
_CHANGE = 1.2  # ratio of column widths from which two lines are set differently
_BELOW = 5  # lines among which the column below is looked for
_DASHES = ("—", "--", "－")
_ENDS = "！？!?：:，,"
_PHRASE_LEFT = re.compile("[的地得和与及或在为把被将向对从]$")
_PHRASE_RIGHT = re.compile("^[的地得和与及或]")


class Surroundings:
    """The lines of a page beside each other."""

    def __init__(self, lines: Sequence[Line], settings: Sequence[Setting], repetition: Repetition) -> None:
        self._lines, self._settings = lines, settings
        heads = [line for line in lines if _short(line)]
        self._shapes = Counter(map(_shape, heads))
        widths = sorted(line.width for line in heads)
        self._usual = widths[len(widths) // 2] if widths else 1
        self._sides = [(name, [side.tolist() for side in repetition.sides(reach)]) for name, reach in _SIDES]

    def signals(self, i: int) -> Iterator[str]:
        """For line ``i``, whatever it is."""
        yield from leading(self._lines[i].text)
        yield from self._columns(i)

    def headline(self, i: int) -> Iterator[str]:
        """For line ``i``, which does not look like running text: what it is beside others if it can be a headline."""
        line = self._lines[i]
        if _short(line):
            yield from self._beside(i)
            yield from self._cohesion(i)
            yield f"parallel {min(4, self._shapes[_shape(line)])}"
            yield f"usual {min(6, 4 * line.width // max(1, self._usual))}"

    def _beside(self, i: int) -> Iterator[str]:
        for side, j in (("above", i - 1), ("below", i + 1)):
            if 0 <= j < len(self._lines) and self._lines[j].width <= _HEADLINE:
                yield from (f"{side} {name}" for name in beside(self._lines, i, j))

    def _columns(self, i: int) -> Iterator[str]:
        above, own = self._settings[i - 1].measure if i else 0, self._settings[i].measure
        below = next((s.measure for s in self._settings[i + 1 : i + 1 + _BELOW] if s.measure), 0)
        yield f"column above {_change(above, own)}"
        yield f"column below {_change(own, below)}"

    def _cohesion(self, i: int) -> Iterator[str]:
        """How much of the words of the text after the line is in the text before it: a section's go on."""
        for name, (earlier, later, both) in self._sides:
            yield from (f"{name} {own}" for own in cohesion(earlier[i], later[i], both[i]))


def _short(line: Line) -> bool:
    return line.bare and line.width <= _HEADLINE


def _shape(line: Line) -> tuple[int, int]:
    """What parallel headings share: their numbering and rough length."""
    return numbering(line.text), line.width // _STEP


def cohesion(earlier: int, later: int, both: int) -> Iterator[str]:
    """What numbers of words in the text before a line, in the text after it, and in both say."""
    if not earlier or not later:
        yield "alone"
        return
    cosine = min(10, int(both / sqrt(earlier * later) / 0.03))
    yield f"shared {min(6, both * 20 // later)}"
    yield f"cosine {cosine}"
    yield f"cosine {cosine} {max(-3, min(3, floor(log2(earlier / later))))}"


def _change(before: int, after: int) -> str:
    if not before or not after:
        return "none"
    return "wider" if after >= _CHANGE * before else "narrower" if before >= _CHANGE * after else "same"


def beside(lines: Sequence[Line], i: int, j: int) -> Iterator[str]:
    """What line ``i`` is beside its neighbour ``j``."""
    line, other, upper, lower = lines[i], lines[j], lines[min(i, j)], lines[max(i, j)]
    ratio = line.width / max(1, other.width)
    yield "wider" if ratio > 1.3 else "narrower" if ratio < 0.77 else "same"
    yield f"even {abs(line.width - other.width) <= _EVEN} {lower.gap > 0}"
    yield f"spaces {INNER_SPACE.search(line.text) is not None} {INNER_SPACE.search(other.text) is not None}"
    if unclosed(upper.text):
        yield "unclosed"
    if _PHRASE_LEFT.search(upper.text) or _PHRASE_RIGHT.search(lower.text):
        yield "one phrase"
    if upper.text[-1] in _ENDS:
        yield f"ends {upper.text[-1]}"
    if other.text.startswith(_DASHES):
        yield "dashed"
