"""What a line is beside the lines around it: other headlines, the texts before and after it, their columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from models.leads import leading
from models.lines import Line, Setting
from models.roles import numbering
from models.signals import INNER_SPACE, unclosed
from models.text import bigrams

_HEADLINE = 72  # columns of the widest line that may be one
_EVEN = 4  # columns by which the halves of a title may differ
_LINES, _LONG = 24, 400  # on either side whose words are compared, and characters of each
_STEP = 6  # columns to a step of width
_CHANGE = 1.2  # ratio of column widths from which two lines are set differently
_BELOW = 5  # lines among which the column below is looked for
_DASHES = ("—", "--", "－")
_ENDS = "！？!?：:，,"
_PHRASE_LEFT = re.compile("[的地得和与及或在为把被将向对从]$")
_PHRASE_RIGHT = re.compile("^[的地得和与及或]")


class Surroundings:
    """The lines of a page beside each other."""

    def __init__(self, lines: Sequence[Line], settings: Sequence[Setting]) -> None:
        self._lines, self._settings = lines, settings
        heads = [line for line in lines if _short(line)]
        self._shapes = Counter(map(_shape, heads))
        widths = sorted(line.width for line in heads)
        self._usual = widths[len(widths) // 2] if widths else 1
        self._known: dict[int, set[str]] = {}

    def signals(self, i: int) -> Iterator[str]:
        """For line ``i``; in order, so that the words of lines far above are not kept."""
        line = self._lines[i]
        self._known.pop(i - _LINES - 1, None)
        yield from leading(line.text)
        yield from self._columns(i)
        if _short(line):
            yield from self._beside(i)
            yield self._cohesion(i)
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

    def _cohesion(self, i: int) -> str:
        """How many of the words of the text after the line are in the text before it: a section's go on."""
        wanted, before = self._words(i + 1, i + 1 + _LINES), self._words(max(0, i - _LINES), i)
        if not wanted or not before:
            return "cohesion none"
        return f"cohesion {min(6, len(wanted & before) * 20 // len(wanted))}"

    def _words(self, start: int, end: int) -> set[str]:
        return set().union(*map(self._bigrams, range(start, min(end, len(self._lines)))))

    def _bigrams(self, i: int) -> set[str]:
        """Kept, for each line is asked for as often as there are headlines near it."""
        if i not in self._known:
            self._known[i] = bigrams(self._lines[i].text[:_LONG])
        return self._known[i]


def _short(line: Line) -> bool:
    return line.bare and line.width <= _HEADLINE


def _shape(line: Line) -> tuple[int, int]:
    """What parallel headings share: their numbering and rough length."""
    return numbering(line.text), line.width // _STEP


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
