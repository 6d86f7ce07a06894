"""Prompts of one request → batches of like length → answers in the order of the prompts.

Batches hold the prompts of one call only and depend on nothing but them, so the same request is computed in the same
shapes, and hence to the same bytes, whatever else runs. Their order does not depend on the order of the prompts
either: reversing the prompts reverses the answers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from models.errors import Abandoned, DeadlineExceeded
from models.types import Engine, Generation, GenerationOptions, Prompt

BUDGET = 4096
"""Default size of a batch: prompts, times beams, times tokens of the longest prompt with its answer."""
SPREAD = 1.25
"""Longest over shortest prompt of a batch: a decoder-only engine reads what exceeds the shortest token by token."""


def generate(
    engine: Engine,
    prompts: Sequence[Prompt],
    options: GenerationOptions,
    stop: Callable[[], bool],
    budget: int = BUDGET,
) -> list[list[Generation]]:
    """The hypotheses for each prompt, in order, made batch by batch.

    Between batches ``stop`` is polled. Raises Abandoned when it says so, DeadlineExceeded when the deadline of
    ``options`` has passed, and what the engine raises. A batch holds at least one prompt, whatever ``budget`` is.
    """
    answers: dict[int, list[Generation]] = {}
    sizes = [engine.count(prompt.text) for prompt in prompts]
    for batch in batches(prompts, sizes, options, budget):
        if stop():
            raise Abandoned("the caller went away")
        check_deadline(options)
        made = engine.generate([prompts[i] for i in batch], options)
        answers.update(zip(batch, made, strict=True))
    return [answers[i] for i in range(len(prompts))]


def check_deadline(options: GenerationOptions) -> None:
    """Raise DeadlineExceeded where the deadline has passed."""
    if options.deadline is not None and time.monotonic() >= options.deadline:
        raise DeadlineExceeded("the time for this request is used up: allow more or send less")


def batches(
    prompts: Sequence[Prompt], sizes: Sequence[int], options: GenerationOptions, budget: int = BUDGET
) -> Iterator[list[int]]:
    """Indices of ``prompts`` in batches: the longest first, like lengths together.

    ``sizes`` are the prompts' lengths in tokens; the answers are reckoned as long as the prompts.
    """

    def key(i: int) -> tuple[int, str, str, str]:
        return (-sizes[i], prompts[i].text, prompts[i].before, prompts[i].after)

    batch: list[int] = []
    for i in sorted(range(len(prompts)), key=key):
        width = sizes[batch[0]] if batch else sizes[i]
        cost = (len(batch) + 1) * options.beam_size * (width + min(width, options.max_tokens))
        if batch and (cost > budget or width > SPREAD * sizes[i] + 8):
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch
