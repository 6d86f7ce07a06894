"""Which sentences of the source support a sentence of a summary.

Sentences are compared by what they are made of: Han bigrams, Han characters, Latin words and the values of their
quantities. What few sentences of the passage have weighs more (inverse document frequency: Spärck Jones 1972, "A
statistical interpretation of term specificity"). Candidates are ranked by the Tversky index (1977, "Features of
similarity"), which wants the summary's features in the source and minds a little what else the source says, so that
of two sentences that hold the same the shorter is first. ``benchmarks/evidence.py`` measures it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from models.numbers import chinese
from models.text import HAN, bigrams
from models.types import Evidence, MappedText

WEIGHTS = {"bigram": 1.0, "character": 0.5, "word": 2.0, "quantity": 2.0}
"""Of the kinds of features, before their rarity: characters find the abbreviated and reworded (新能源 → 能源)."""
ELSE = 0.1
"""Weight of what the source sentence says beside: 0 would be the plain share of the summary that is found."""
WORTH = 0.15
"""What a second sentence must add to the support to be named, unless it has a quantity that the first lacks."""
UNSUPPORTED = 0.3
"""Score below which a sentence counts as unsupported."""

Feature = tuple[str, str]
_WORD = re.compile("[A-Za-z]+")
_CHARACTER = re.compile(f"[{HAN}]")


@dataclass(frozen=True, slots=True)
class Match:
    """Positions of the one or two sentences that support a text, the best first, the share of it that they hold, and
    the share that the best holds alone."""

    units: tuple[int, ...]
    score: float
    alone: float


class Source:
    """The sentences ``units`` of a passage, ready to be named as evidence."""

    def __init__(self, units: Sequence[MappedText]) -> None:
        self.units = units
        self._features = [features(unit.text) for unit in units]
        self._spread = Counter(feature for found in self._features for feature in found)

    def match(self, sentence: str) -> Match:
        """The sentences that support ``sentence``: none where nothing of it is found. A copy has its original first.

        >>> Source([MappedText.of("雨停了。"), MappedText.of("大桥今天通车。")]).match("大桥通车。")
        Match(units=(1,), score=0.8, alone=0.8)
        """
        wanted = features(sentence)
        total = self._weight(wanted)
        if not any(feature in self._spread for feature in wanted):
            return Match((), 0.0, 0.0)
        best = max(range(len(self.units)), key=lambda i: (self._similarity(wanted, total, i), -i))
        left = wanted - self._features[best]
        alone = self._share(left, total)
        other = max(range(len(self.units)), key=lambda i: (self._gain(left, wanted, i), -i))
        added = left & self._features[other]
        if self._weight(added) >= WORTH * total or any(kind == "quantity" for kind, _ in added):
            return Match((best, other), self._share(left - added, total), alone)
        return Match((best,), alone, alone)

    def evidence(self, sentence: str, index: int) -> Evidence:
        """The spans that support sentence number ``index`` of a summary, those of the best sentence first."""
        match = self.match(sentence)
        return Evidence(index, tuple(span for i in match.units for span in self.units[i].spans()), match.score)

    def _share(self, left: set[Feature], total: float) -> float:
        return round(1 - self._weight(left) / total, 3)

    def _similarity(self, wanted: set[Feature], total: float, unit: int) -> float:
        has = self._features[unit]
        return self._weight(wanted & has) / (total + ELSE * self._weight(has - wanted))

    def _gain(self, left: set[Feature], wanted: set[Feature], unit: int) -> float:
        has = self._features[unit]
        return self._weight(left & has) - ELSE * self._weight(has - wanted)

    def _weight(self, found: Collection[Feature]) -> float:
        """Sum of the features' weights; one that no sentence has is as rare as one that a single sentence has.

        ``fsum`` is exact, hence the same whatever the order of the set.
        """
        count = len(self.units)
        return math.fsum(
            WEIGHTS[kind] * math.log(1 + count / max(1, self._spread[kind, value])) for kind, value in found
        )


def overlap(part: set[str], whole: set[str]) -> float:
    """Share of ``part`` that ``whole`` has; 0 for an empty part."""
    return len(part & whole) / len(part) if part else 0.0


def features(text: str) -> set[Feature]:
    """What ``text`` is made of.

    >>> sorted(features("AI芯片"))
    [('bigram', '芯片'), ('character', '片'), ('character', '芯'), ('word', 'ai')]
    """
    found = {("bigram", gram) for gram in bigrams(text)}
    found |= {("character", character) for character in _CHARACTER.findall(text)}
    found |= {("word", word.lower()) for word in _WORD.findall(text)}
    return found | {("quantity", str(quantity.value)) for quantity in chinese(text) if not quantity.damaged}
