"""On what the models compute: device, type of number, size of batches. In floating point answers depend on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from models.shapes import BUDGET

Device = Literal["cpu", "cuda"]
CUDA_BUDGET = 16 * BUDGET
"""A batch on a GPU. Chosen, not measured."""


@dataclass(frozen=True, slots=True)
class Compute:
    """``type`` is one of CTranslate2's, such as int8, float16 and int8_float16; ``budget`` as in ``models.shapes``."""

    device: Device = "cpu"
    type: str = "int8"
    budget: int = BUDGET


USUAL = Compute()


def choose(device: Literal["auto", "cpu", "cuda"] = "auto", type_: str | None = None, budget: int = 0) -> Compute:
    """What was asked for; CUDA where there is one, and what suits the device, where nothing was."""
    from models.engines import ctranslate2

    chosen: Device = ctranslate2.best_device() if device == "auto" else device
    usual = BUDGET if chosen == "cpu" else CUDA_BUDGET
    return Compute(chosen, type_ or ctranslate2.COMPUTE_TYPES[chosen], budget or usual)
