"""Weights of the splitter's signals, learned from labelled pages: log-odds, so that a sum over 0 says yes.

``splitter.json`` beside this module holds them by decision and signal (``benchmarks/weights.py`` made them). A signal
that was never seen weighs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from math import exp
from pathlib import Path
from typing import Literal

Decision = Literal["furniture", "flow", "headline", "opening", "another", "title", "lead"]
BIAS = "bias"
KIND = "kind "
"""Before the names of the decisions for each kind of line."""


@dataclass(frozen=True)
class Weights:
    """Log-odds of each signal for each decision."""

    table: Mapping[str, Mapping[str, float]]

    @cached_property
    def _by_signal(self) -> dict[str, tuple[float, ...]]:
        """For each signal its weights for the kinds, in their order."""
        tables = [self.table[f"{KIND}{kind}"] for kind in self._kinds]
        signals = dict.fromkeys(signal for table in tables for signal in table)
        return {signal: tuple(table.get(signal, 0.0) for table in tables) for signal in signals}

    @cached_property
    def _kinds(self) -> list[str]:
        return [name.removeprefix(KIND) for name in self.table if name.startswith(KIND)]

    def kind(self, signals: Iterable[str]) -> tuple[str, float]:
        """The likeliest kind of a line of furniture, and its probability."""
        rows = filter(None, map(self._by_signal.get, (BIAS, *signals)))
        odds = [sum(column) for column in zip(*rows, strict=True)]
        best = max(range(len(odds)), key=odds.__getitem__)
        return self._kinds[best], round(1 / sum([exp(max(-30.0, o - odds[best])) for o in odds]), 2)

    def score(self, decision: Decision, signals: Iterable[str]) -> float:
        """The log-odds of yes."""
        weights = self.table[decision]
        return weights[BIAS] + sum(filter(None, map(weights.get, signals)))


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a decision was made of."""

    decision: Decision
    signals: Sequence[str]
    weights: Weights = field(repr=False)

    def weightiest(self, count: int) -> tuple[tuple[str, float], ...]:
        """At most ``count`` signals with their log-odds, positive for yes, the weightiest first; none that weighs 0."""
        table = self.weights.table[self.decision]
        found = [(signal, table[signal]) for signal in dict.fromkeys(self.signals) if table.get(signal)]
        return tuple(sorted(found, key=lambda pair: -abs(pair[1]))[:count])


@cache
def packaged() -> Weights:
    """The weights that come with the package."""
    return Weights(json.loads((Path(__file__).parent / "splitter.json").read_text(encoding="utf-8")))


def certainty(score: float) -> float:
    """Probability of the decision taken, by its log-odds: 0.5 to 1.

    >>> certainty(0.0), certainty(-2.2)
    (0.5, 0.9)
    """
    return round(1 / (1 + exp(-min(abs(score), 30.0))), 2)
