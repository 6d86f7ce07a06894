"""The lines of a story's headline: which are the title, which are kickers (引题 above it, 副题 below it)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import inf

from models.lines import Line
from models.marks import LARGER
from models.signals import INNER_SPACE, unclosed
from models.subjects import subjects
from models.text import bigrams, echoed
from models.weights import Weights

_EVEN = 4  # columns by which the halves of a title may differ
_STEP, _MOST = 6, 8  # columns to a step of width, and the most steps told apart
_COUNT = 3  # lines of a headline that are told apart
_DASHES = ("—", "--", "－")
_MARKS = {
    "quoted": re.compile("[“「『]"),
    "comma": re.compile("[，,]"),
    "colon": re.compile("[：:]"),
    "digits": re.compile(r"\d"),
}
_ENDS = "！？!?：:，,"
_PHRASE_LEFT = re.compile("[的地得和与及或在为把被将向对从]$")
_PHRASE_RIGHT = re.compile("^[的地得和与及或]")


class Headline:
    """The lines of a headline, and what is seen of each beside the others. ``body``: how the story's text begins."""

    def __init__(self, lines: Sequence[Line], body: str) -> None:
        self._lines = lines
        widths = [line.width for line in lines]
        self._narrowest, self._widest = min(widths), max(widths)
        self._smallest = min(line.size for line in lines)
        self._echoes = [int(echoed(bigrams(line.text), body) * 6) for line in lines]
        self._least, self._most = min(self._echoes), max(self._echoes)

    def signals(self, i: int) -> list[str]:
        """For line ``i`` being the title or a part of it."""
        line, echo, count = self._lines[i], self._echoes[i], len(self._lines)
        where, step = f"{min(i, _COUNT)} of {min(count, _COUNT)}", min(_MOST, line.width // _STEP)
        found = [where, f"width {step}", f"width {step} {where}"]
        found.append(f"shortest {line.width == self._narrowest} {where}")
        found.append(f"longest {line.width == self._widest} {where}")
        for side, j in (("above", i - 1), ("below", i + 1)):
            found += [f"{side} {name}" for name in _beside(self._lines, i, j)]
        found += _wording(line.text, where)
        found += [f"echo {min(4, echo)}", f"echo most {echo == self._most} least {echo == self._least}"]
        if line.size >= LARGER * self._smallest:
            found.append("larger")
        return found


def title_range(lines: Sequence[Line], body: str, weights: Weights) -> tuple[int, int]:
    """Indices ``[first, end)`` of the lines of the title: the neighbours whose log-odds have the greatest sum, the
    first of several. Raises ValueError without lines.
    """
    if not lines:
        raise ValueError("0 lines, but a headline has at least 1")
    if len(lines) == 1:
        return 0, 1
    headline = Headline(lines, body)
    return heaviest([weights.score("title", headline.signals(i)) for i in range(len(lines))])


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


def _beside(lines: Sequence[Line], i: int, j: int) -> Iterator[str]:
    """What line ``i`` is beside its neighbour ``j``."""
    if not 0 <= j < len(lines):
        yield "none"
        return
    line, other, upper, lower = lines[i], lines[j], lines[min(i, j)], lines[max(i, j)]
    ratio = line.width / max(1, other.width)
    yield "wider" if ratio > 1.3 else "narrower" if ratio < 0.77 else "same"
    yield f"even {abs(line.width - other.width) <= _EVEN} {lower.gap > 0}"
    yield f"gap {lower.gap > 0}"
    yield f"spaces {INNER_SPACE.search(line.text) is not None} {INNER_SPACE.search(other.text) is not None}"
    if unclosed(upper.text):
        yield "unclosed"
    if _PHRASE_LEFT.search(upper.text) or _PHRASE_RIGHT.search(lower.text):
        yield "one phrase"
    if upper.text[-1] in _ENDS:
        yield f"ends {upper.text[-1]}"
    if other.text.startswith(_DASHES):
        yield "dashed"


def _wording(text: str, where: str) -> Iterator[str]:
    if len(text) == 1:
        yield "upright"
    if text.startswith(_DASHES):
        yield "dashed"
    for name, pattern in _MARKS.items():
        if pattern.search(text):
            yield name
            yield f"{name} {where}"
    if INNER_SPACE.search(text):
        yield f"inner_space {where}"
    yield f"last {text[-1]}"
    yield f"first {text[0]}"
    yield f"last two {text[-2:]}"
    yield f"first two {text[:2]}"
    yield from (f"speaks of {name}" for name in subjects(text))
