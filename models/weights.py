"""Weights of the splitter's signals, learned from labelled pages: log-odds, so that a sum over 0 says yes.

``splitter.json`` beside this module holds them by decision and signal (``benchmarks/weights.py`` made them). A signal
that was never seen weighs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path
from typing import Literal

Decision = Literal["flow", "headline", "opening", "another"]
BIAS = "bias"


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds of each signal for each decision."""

    table: Mapping[str, Mapping[str, float]]

    def score(self, decision: Decision, signals: Iterable[str]) -> float:
        """The log-odds of yes."""
        weights = self.table[decision]
        return weights[BIAS] + sum([weights.get(signal, 0.0) for signal in signals])

    def strongest(self, decision: Decision, signals: Iterable[str], yes: bool) -> str:
        """The signal that speaks most for the decision taken."""
        weights = self.table[decision]
        return max(signals, key=lambda signal: weights.get(signal, 0.0) * (1 if yes else -1), default=BIAS)


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
