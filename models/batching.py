"""Prompts of one request → batches of like length → answers in the order of the prompts.

Batches hold the prompts of one call only and depend on nothing but them, so the same request is computed in the same
shapes, and hence to the same bytes, whatever else runs. Their order does not depend on the order of the prompts
either: reversing the prompts reverses the answers.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from models.errors import Abandoned, DeadlineExceeded, QueueFull
from models.generation import Engine, Generation, GenerationOptions, Prompt
from models.shapes import BUDGET, batches

ENDS = (Abandoned, DeadlineExceeded, QueueFull)
"""What ends a whole call; any other error of the engine is that of a batch."""
Outcome = list[Generation] | Exception


@dataclass(slots=True)
class Work:
    """The batches of one call that are left, and what became of the others.

    ``sizes`` are the prompts' lengths in tokens; ``pending`` holds indices of ``prompts``.
    """

    prompts: Sequence[Prompt]
    sizes: Sequence[int]
    options: GenerationOptions
    stop: Callable[[], bool]
    pending: deque[list[int]]
    made: dict[int, Outcome] = field(default_factory=dict)

    @property
    def widths(self) -> list[int]:
        """Lengths in tokens of the prompts of the next batch."""
        return [self.sizes[i] for i in self.pending[0]]

    @property
    def load(self) -> tuple[int, int]:
        """Prompts that are left, and their tokens."""
        left = [i for batch in tuple(self.pending) for i in batch]
        return len(left), sum(self.sizes[i] for i in left)

    def check(self) -> None:
        """Raise Abandoned where the caller left, DeadlineExceeded where the time is used up."""
        if self.stop():
            raise Abandoned("the caller went away")
        check_deadline(self.options)

    def step(self, engine: Engine) -> None:
        """Run the next batch. Where it fails, its prompts come next, one by one, and the guilty keep their errors.

        Raises what is in ENDS.
        """
        batch = self.pending.popleft()
        try:
            answers = engine.generate([self.prompts[i] for i in batch], self.options)
            self.made.update(zip(batch, answers, strict=True))
        except ENDS:
            raise
        except Exception as error:
            if len(batch) == 1:
                self.made[batch[0]] = error
            else:
                self.pending.extendleft([i] for i in sorted(batch, reverse=True))

    def outcomes(self) -> list[Outcome]:
        """What became of each prompt, in order."""
        return [self.made[i] for i in range(len(self.prompts))]


@runtime_checkable
class Runner(Protocol):
    """An engine that takes the batches of a call together, to run them when their turn comes."""

    def run(self, work: Work) -> None:
        """Return when nothing of ``work`` is pending. Raises what is in ENDS."""


def outcomes(
    engine: Engine,
    prompts: Sequence[Prompt],
    options: GenerationOptions,
    stop: Callable[[], bool],
    budget: int = BUDGET,
) -> list[Outcome]:
    """The hypotheses for each prompt, in order, made batch by batch, or the error of the engine for it alone.

    Between batches ``stop`` is polled. Raises Abandoned when it says so, DeadlineExceeded when the deadline of
    ``options`` has passed, QueueFull where a queue refuses. A batch holds at least one prompt, whatever ``budget`` is.
    """
    sizes = [engine.count(prompt.text) for prompt in prompts]
    work = Work(prompts, sizes, options, stop, deque(batches(prompts, sizes, options, budget)))
    if isinstance(engine, Runner):
        engine.run(work)
    while work.pending:
        work.check()
        work.step(engine)
    return work.outcomes()


def generate(
    engine: Engine,
    prompts: Sequence[Prompt],
    options: GenerationOptions,
    stop: Callable[[], bool],
    budget: int = BUDGET,
) -> list[list[Generation]]:
    """As ``outcomes``, but the first error of a prompt is raised."""
    made = outcomes(engine, prompts, options, stop, budget)
    answers = [item for item in made if not isinstance(item, Exception)]
    for item in made:
        if isinstance(item, Exception):
            raise item
    return answers


def check_deadline(options: GenerationOptions) -> None:
    """Raise DeadlineExceeded where the deadline has passed."""
    if options.deadline is not None and time.monotonic() >= options.deadline:
        raise DeadlineExceeded("the time for this request is used up: allow more or send less")
