"""What decides a training run, and the learning rate that follows from it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

LOWEST = 0.02
"""Share of the peak rate that a run ends with."""


@dataclass(frozen=True)
class Recipe:
    """Everything that decides a run. Lengths are in tokens.

    ``schedule``: the rate warms up linearly, then ``wsd`` stays and falls linearly over the last ``decay`` steps
    (warmup-stable-decay, Hu et al. 2024, MiniCPM), so that a run can be prolonged before its fall; ``cosine`` falls
    along half a cosine from the warm-up to the end (Loshchilov and Hutter 2017), for a run whose length is settled.
    """

    steps: int
    decay: int
    warmup: int = 60
    rate: float = 1.5e-4
    batch_tokens: int = 2048
    seed: int = 1
    save_every: int = 100
    precision: Literal["bfloat16", "float32"] = "bfloat16"
    schedule: Literal["wsd", "cosine"] = "wsd"
    keep: int = 0
    """Snapshots of the weights that are kept beside the checkpoint: the latest ones."""


def learning_rate(step: int, recipe: Recipe) -> float:
    """Rate of 0-based ``step``.

    >>> learning_rate(0, Recipe(steps=100, decay=50, warmup=10, rate=1.0))
    0.1
    """
    rise = min(1.0, (step + 1) / recipe.warmup)
    if recipe.schedule == "cosine":
        gone = max(0.0, (step - recipe.warmup) / max(1, recipe.steps - recipe.warmup))
        left = 0.5 * (1 + math.cos(math.pi * gone))
    else:
        left = (recipe.steps - step) / recipe.decay if recipe.decay else 1.0
    return recipe.rate * min(rise, max(LOWEST, min(1.0, left)))
