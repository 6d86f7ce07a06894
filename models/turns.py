"""Whose batch is next: turns between the calls that wait for an engine, and calls that share a batch.

Calls of one priority take turns batch by batch; interactive ones go before bulk ones, which get every fifth batch while
both wait. Where batches are shared, a call of a single prompt takes with it those of the same priority that are asked
alike, as far as the batch's budget goes: nobody waits for company, and nobody's turn comes later for it.
"""

from __future__ import annotations

import contextvars
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from models import shapes
from models.batching import Work
from models.errors import DeadlineExceeded
from models.generation import Engine, GenerationOptions
from models.types import Priority

SHARE = 4
"""Interactive batches in a row while bulk work waits."""


@dataclass(eq=False, slots=True)
class Entry:
    """A call that waits: ``done`` is set when nothing of its work is left, or when ``error`` says why it ended.

    Its batches run in the caller's ``context``; ``since`` (``time.monotonic()``) it waits for its turn; ``alone``: it
    shares no batch any more, since one that it shared has failed.
    """

    work: Work
    done: threading.Event = field(default_factory=threading.Event)
    error: Exception | None = None
    context: contextvars.Context = field(default_factory=contextvars.copy_context)
    since: float = 0.0
    alone: bool = False

    def live(self) -> bool:
        """Whether anyone still waits for it; where not, ``error`` is set."""
        try:
            self.work.check()
        except Exception as error:
            self.end(error)
        return self.error is None

    def end(self, error: Exception | None = None) -> None:
        """Let the caller go on."""
        self.error = error
        self.done.set()

    def result(self) -> None:
        """Wait until it is done. Raises its error, and DeadlineExceeded at the deadline even while a batch runs."""
        deadline = self.work.options.deadline
        if not self.done.wait(None if deadline is None else max(0.0, deadline - time.monotonic())):
            raise DeadlineExceeded("the time for this request ended in the queue: allow more or send less")
        if self.error:
            raise self.error


class Turns:
    """Round robin within a priority, ``SHARE`` interactive batches to one of bulk. Not thread-safe."""

    def __init__(self, *, shared: bool = False) -> None:
        self._waiting: dict[Priority, deque[Entry]] = {"interactive": deque(), "bulk": deque()}
        self._streak, self._shared = 0, shared

    def __iter__(self) -> Iterator[Entry]:
        for entries in self._waiting.values():
            yield from entries

    def add(self, entry: Entry) -> None:
        """Put ``entry`` behind those of its priority."""
        entry.since = time.monotonic()
        self._waiting[entry.work.options.priority].append(entry)

    def clear(self) -> None:
        """Drop all."""
        for entries in self._waiting.values():
            entries.clear()

    def sweep(self) -> None:
        """Drop those that nobody waits for."""
        for priority, entries in self._waiting.items():
            self._waiting[priority] = deque(entry for entry in tuple(entries) if entry.live())

    def take(self) -> list[Entry]:
        """The next one with those that share its batch, taken out; none where nothing waits."""
        first = self._next()
        return [first, *self._company(first)] if first else []

    def _next(self) -> Entry | None:
        interactive, bulk = self._waiting["interactive"], self._waiting["bulk"]
        if bulk and (not interactive or self._streak >= SHARE):
            self._streak = 0
            return bulk.popleft()
        self._streak = self._streak + 1 if bulk else 0
        return interactive.popleft() if interactive else None

    def _company(self, first: Entry) -> list[Entry]:
        entries = [first]
        if self._shared:
            waiting = self._waiting[first.work.options.priority]
            for entry in tuple(waiting):
                if together([*entries, entry]):
                    waiting.remove(entry)
                    entries.append(entry)
        return entries[1:]


def together(entries: Sequence[Entry]) -> bool:
    """Whether calls may share a batch: each of one prompt, decoded alike, and sooner answered so.

    How long an answer may be and its deadline do not count: see ``common``.
    """
    if any(entry.alone or len(entry.work.prompts) > 1 for entry in entries):
        return False
    works = [entry.work for entry in entries]
    sizes = [work.sizes[0] for work in works]
    asked = {replace(work.options, max_tokens=1, deadline=None) for work in works}
    return len(asked) == 1 and shapes.together(sizes, common(works))


def common(works: Sequence[Work]) -> GenerationOptions:
    """Options for a batch that ``works`` share: the largest limit of tokens and the latest deadline."""
    deadlines = [work.options.deadline for work in works]
    latest = None if None in deadlines else max(filter(None, deadlines))
    return replace(works[0].options, max_tokens=max(work.options.max_tokens for work in works), deadline=latest)


def run(engine: Engine, entries: Sequence[Entry]) -> None:
    """Run the next batch of one entry, or the batch that several share; where that fails, each comes again alone."""
    if len(entries) == 1:
        _step(engine, entries[0])
        return
    works = [entry.work for entry in entries]
    try:
        answers = engine.generate([work.prompts[0] for work in works], common(works))
        pairs = list(zip(works, answers, strict=True))
    except Exception:
        for entry in entries:
            entry.alone = True
    else:
        for work, answer in pairs:
            work.made[0] = answer
            work.pending.clear()


def _step(engine: Engine, entry: Entry) -> None:
    try:
        entry.work.step(engine)
    except Exception as error:
        entry.work.pending.clear()
        entry.error = error
