"""How a task model is asked: decoding by effort, and answers in which one bad input fails alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from models import batching
from models.errors import ModelError
from models.generation import Generation, GenerationOptions, TaskModel
from models.shapes import BUDGET
from models.types import BriefOptions, Effort, Fault, Priority

BEAMS: dict[Effort, int] = {"fast": 1, "balanced": 2, "best": 4}
"""Beam size, and number of hypotheses, of each effort."""
RETRY_BEAMS = 4
RETRY_HYPOTHESES = 2
RETRY_NGRAM = 4
"""The second attempt: a wider beam in which no 4-gram may stand twice. Its third and fourth hypotheses mended nothing
that the first two did not, and their tokens were a fifth of all (``benchmarks/repair.py``)."""


class _Waiting(TypedDict):
    deadline: float | None
    priority: Priority


def first(options: BriefOptions, max_tokens: int) -> GenerationOptions:
    """Decoding of the first attempt."""
    beam = BEAMS[options.effort]
    return GenerationOptions(beam_size=beam, hypotheses=beam, max_tokens=max_tokens, **_waiting(options))


def second(options: BriefOptions, max_tokens: int) -> GenerationOptions:
    """Decoding for what failed at first."""
    return GenerationOptions(
        beam_size=RETRY_BEAMS,
        hypotheses=RETRY_HYPOTHESES,
        max_tokens=max_tokens,
        no_repeat_ngram=RETRY_NGRAM,
        **_waiting(options),
    )


def _waiting(options: BriefOptions) -> _Waiting:
    """How long, and in which queue, the prompts may wait."""
    return {"deadline": options.deadline, "priority": options.priority}


def ask(
    task: TaskModel, texts: Sequence[str], decoding: GenerationOptions, options: BriefOptions
) -> list[list[Generation] | Fault]:
    """The hypotheses for each text, in order, or why there are none.

    Where a batch fails, its texts are asked one by one, so that only the guilty one is without an answer. Raises
    Abandoned, DeadlineExceeded and QueueFull.
    """
    prompts = [task.prompt(text) for text in texts]
    made = batching.outcomes(task.engine, prompts, decoding, options.stop, task.budget or BUDGET)
    return [_fault(item) if isinstance(item, Exception) else item for item in made]


def _fault(error: Exception) -> Fault:
    return Fault(error.code if isinstance(error, ModelError) else ModelError.code, str(error))
