"""How often the lines of a page repeat the words of the lines around them.

Texts of one story share words (Hearst, "TextTiling", Computational Linguistics 23(1), 1997). Chinese has no word
boundaries, so character bigrams stand for words. All is counted from where each bigram stands next, for every line at
once: linear in the length of the text but for one sort.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.text import HAN

Counts = NDArray[np.int64]
_HAN = tuple((ord(part[0]), ord(part[2])) for part in re.findall("(.-.)", HAN))
_NEVER = 1 << 40  # a line farther away than any


@dataclass(frozen=True)
class Repetition:
    """The bigrams of a page: one entry for each line that one stands in. ``line`` is where, ``before`` and ``after``
    are the lines where it stood last and stands next, far away where it does not."""

    count: int
    line: Counts
    before: Counts
    after: Counts

    @classmethod
    def of(cls, texts: Sequence[str]) -> Repetition:
        """That of lines of ``texts``, none with a line break."""
        grams, rows = _bigrams(texts)
        order = np.lexsort((rows, grams))
        grams, rows = grams[order], rows[order]
        first = np.ones(len(grams), bool)
        first[1:] = (grams[1:] != grams[:-1]) | (rows[1:] != rows[:-1])
        grams, rows = grams[first], rows[first]
        follows = grams[1:] == grams[:-1]
        before, after = np.full(len(rows), -_NEVER), np.full(len(rows), _NEVER)
        before[1:][follows] = rows[:-1][follows]
        after[:-1][follows] = rows[1:][follows]
        return cls(len(texts), rows, before, after)

    @cached_property
    def words(self) -> Counts:
        """For each line, how many bigrams it has."""
        return np.bincount(self.line, minlength=self.count)

    def shares(self, reach: int) -> tuple[list[float], list[float]]:
        """For each line, the share of its bigrams that the ``reach`` lines before it have, and those after it; 0 of
        none."""
        near = self.line - self.before <= reach, self.after - self.line <= reach
        before, after = ((self._sum(side) / np.maximum(1, self.words)).tolist() for side in near)
        return before, after

    def sides(self, reach: int) -> tuple[Counts, Counts, Counts]:
        """For each line, how many bigrams stand in the ``reach`` lines before it, in those after it, and in both."""
        line, before, after = self.line, self.before, self.after
        earlier = self._between(line + 1, np.minimum(after, line + reach))
        later = self._between(np.maximum(before, line - reach), line - 1)
        spanned = self._between(np.maximum(line + 1, after - reach), np.minimum(after - 1, line + reach))
        around = self._sum((line - before <= reach) & (after - line <= reach))
        return earlier, later, spanned + around

    def _sum(self, chosen: NDArray[np.bool_]) -> Counts:
        """For each line, how many of its entries are ``chosen``."""
        return np.bincount(self.line[chosen], minlength=self.count)

    def _between(self, first: Counts, last: Counts) -> Counts:
        """For each line, how many entries have it in what lies ``first`` to ``last``, both counted; nothing does where
        ``last`` is before ``first``."""
        first, last = np.maximum(first, 0), np.minimum(last, self.count - 1)
        some = first <= last
        begun = np.bincount(first[some], minlength=self.count + 1)
        ended = np.bincount(last[some] + 1, minlength=self.count + 1)
        counts: Counts = (begun - ended).cumsum()[: self.count]
        return counts


def _bigrams(texts: Sequence[str]) -> tuple[Counts, Counts]:
    """Every two neighbouring Han characters as a number, and the row of its text."""
    codes = np.frombuffer("\n".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    han = np.zeros(len(codes), bool)
    for low, high in _HAN:
        han |= (low <= codes) & (codes <= high)
    rows = np.cumsum(codes == ord("\n"))
    pairs = np.flatnonzero(han[:-1] & han[1:])
    return codes[pairs] << 21 | codes[pairs + 1], rows[pairs]
