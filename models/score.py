"""How likely a sentence of an answer is right, judged by what is known of it without a reader.

A logistic regression over a few signals, none of which depends on which model answered. ``score.json`` beside this
module has the coefficients, the revision of the weights whose answers they were fitted to and the number of sentences
judged (``benchmarks/calibration.py`` made it). A text is right where all its sentences are; they are taken as
independent, hence its score is the product of theirs.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

Task = Literal["summary", "translation"]
Signals = Mapping[str, float]
BIAS = "bias"
FAULTY = 0.5
"""Most that is given where a check of severity ``error`` stands. All judged sentences with one had less anyway."""
UNSURE = -2.0
"""Mean token log-probability where none is known, as of clauses translated apart: below any that was judged."""


def summary_signals(zh: str, log_probability: float, share: float) -> dict[str, float]:
    """Signals of a summary sentence: ``log_probability`` is the mean over the tokens of the model's answer, ``share``
    how much of the sentence the best source sentence alone holds (those fused of two are wrong more often)."""
    return {"certainty": log_probability, "length": _length(zh), "share": share}


def translation_signals(zh: str, log_probability: float, errors: int, warnings: int) -> dict[str, float]:
    """Signals of a translated sentence, with the numbers of checks that stand."""
    return {
        "certainty": log_probability,
        "length": _length(zh),
        "error": float(errors > 0),
        "warning": float(warnings > 0),
    }


def _length(zh: str) -> float:
    """Logarithm of the characters of the Chinese."""
    return math.log(max(1, len(zh)))


def chance(task: Task, signals: Signals, fitted: Mapping[str, Any] | None = None) -> float:
    """Probability that the sentence is right, by ``fitted`` (default: the packaged coefficients).

    >>> chance("summary", {"certainty": 0.0}, {"summary": {"bias": 1.0, "certainty": 2.0}})
    0.731
    """
    weights = (fitted or packaged())[task]
    odds = weights[BIAS] + math.fsum(weights[name] * value for name, value in signals.items())
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, odds)))), 3)


@cache
def packaged() -> dict[str, Any]:
    """The coefficients that come with the package."""
    loaded: dict[str, Any] = json.loads((Path(__file__).parent / "score.json").read_text(encoding="utf-8"))
    return loaded
