"""Topical sections of a text without headings: the likeliest cut between its paragraphs.

Utiyama and Isahara, "A statistical model for domain-independent text segmentation" (ACL 2001): the words of a segment
are drawn from its own distribution, estimated from it with Laplace smoothing, and each segment costs a multiple of the
logarithm of the text's length. The cheapest cut is found by dynamic programming. Chinese has no word boundaries, so
character bigrams stand for words, those aside that hold a function character.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from math import inf, log

from models.text import HAN

LONG = 600
"""Characters from which a text is cut at all."""
LONGEST = 3000
"""Characters of a topic, unless one paragraph is longer: keeps the work linear in the length of the text."""
_PRIOR = 5.0  # what a segment costs, as a multiple of the logarithm of the number of bigrams: fitted on joined articles
_FUNCTION = "的了在是和与为对将也而及或等就都这那我他她它们一不有中上下并其以于从被把"
_WORD = re.compile(f"(?=((?![{_FUNCTION}])[{HAN}](?![{_FUNCTION}])[{HAN}]))")


def topics(paragraphs: Sequence[str]) -> list[int]:
    """Indices of the paragraphs that begin a topic, from 0 on; only 0 for a text under LONG, none for no paragraphs."""
    if sum(map(len, paragraphs)) < LONG:
        return [0][: len(paragraphs)]
    text = _Text.of(paragraphs)
    best, since = [0.0] + [inf] * len(paragraphs), [0] * (len(paragraphs) + 1)
    for start in range(len(paragraphs)):
        for end, cost in text.costs(start):
            if best[start] + cost < best[end]:
                best[end], since[end] = best[start] + cost, start
    cuts, end = [], len(paragraphs)
    while end:
        end = since[end]
        cuts.append(end)
    return cuts[::-1]


@dataclass(frozen=True, slots=True)
class _Text:
    """Words and characters of each paragraph, the number of different words, what a segment costs, and how much dearer
    the n-th word of a kind makes n·log(n + 1)."""

    words: list[list[str]]
    lengths: list[int]
    kinds: int
    charge: float
    steps: list[float]

    @classmethod
    def of(cls, paragraphs: Sequence[str]) -> _Text:
        words = list(map(_WORD.findall, paragraphs))
        counts = Counter(chain.from_iterable(words))
        grown = [n * log(n + 1) for n in range(max(counts.values(), default=0) + 1)]
        steps = [after - before for before, after in pairwise(grown)]
        return cls(words, list(map(len, paragraphs)), len(counts), _PRIOR * log(max(2, counts.total())), steps)

    def costs(self, start: int) -> Iterator[tuple[int, float]]:
        """Each end of a segment that begins at ``start``, with its negative log-likelihood: the charge and, for each
        word, log((words + kinds) / (its count + 1))."""
        counts: dict[str, int] = {}
        number, spread, length = 0, 0.0, 0
        for end in range(start, len(self.words)):
            length += self.lengths[end]
            if end > start and length > LONGEST:
                return
            for word in self.words[end]:
                count = counts.get(word, 0)
                spread += self.steps[count]
                counts[word] = count + 1
            number += len(self.words[end])
            yield end + 1, self.charge + number * log(max(1, number + self.kinds)) - spread
