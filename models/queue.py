"""One queue before an engine: the batches of all requests go through it, one at a time.

A single thread runs the batches, so a library with threads of its own is always called from the same one. Whose batch
is next is said by ``models.turns``. A batch is never made of two requests unless ``shared`` says so: turns change when
an answer comes and not what it is.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.batching import Work
from models.errors import Abandoned, QueueFull
from models.generation import Capabilities, Engine, Generation, GenerationOptions, Prompt
from models.shapes import BUDGET, cost
from models.turns import Entry, Turns, common, run
from models.types import Priority


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a queue takes: prompts, and their tokens. A call that finds nothing before it is taken whatever its size."""

    items: int = 1 << 16
    tokens: int = 1 << 22


@dataclass(frozen=True, slots=True)
class Turn:
    """What a queue tells of a batch that is about to run: the seconds that each of its calls waited for it, and the
    share of the budget that it fills, which is above 1 where a single prompt exceeds the budget."""

    priority: Priority
    waits: tuple[float, ...]
    fill: float

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Turn:
        """The turn of ``entries``, whose batch they share where there are several."""
        works, now = [entry.work for entry in entries], time.monotonic()
        sizes = [size for work in works for size in work.widths]
        waits = tuple(now - entry.since for entry in entries)
        return cls(works[0].options.priority, waits, cost(len(sizes), max(sizes), common(works)) / BUDGET)


Heard = Callable[[Turn], None]


class Schedule:
    """The turns with their lock: what callers and the worker share."""

    def __init__(self, bounds: Bounds, *, shared: bool) -> None:
        self._bounds, self._turns, self._closed = bounds, Turns(shared=shared), False
        self._running: list[Entry] = []
        self._changed = threading.Condition()

    def add(self, entry: Entry) -> None:
        """Queue ``entry``. Raises QueueFull, and Abandoned where the queue is closed."""
        with self._changed:
            if self._closed:
                raise Abandoned("the queue of the engine is closed")
            self._turns.sweep()
            self._admit(entry.work.load)
            self._turns.add(entry)
            self._changed.notify()

    def _admit(self, asked: tuple[int, int]) -> None:
        limits = (self._bounds.items, self._bounds.tokens)
        held = self.load()
        for name, waiting, more, limit in zip(("prompts", "tokens"), held, asked, limits, strict=True):
            if held[0] and waiting + more > limit:
                raise QueueFull(f"{waiting} {name} wait and {more} more came, the limit is {limit}: try again later")

    def load(self) -> tuple[int, int]:
        """Prompts and tokens that wait."""
        with self._changed:
            loads = [entry.work.load for entry in (*self._turns, *self._running)]
            return sum(items for items, _ in loads), sum(tokens for _, tokens in loads)

    def next(self) -> list[Entry]:
        """The entry whose batch is to run, or those that share one, as soon as there is any; none when it is closed."""
        with self._changed:
            while not self._closed:
                self._turns.sweep()
                self._running = self._turns.take()
                if self._running:
                    return self._running
                self._changed.wait()
            return []

    def back(self, entries: Sequence[Entry]) -> None:
        """Queue ``entries`` again for the rest of their work, or let their callers go on where there is none."""
        with self._changed:
            self._running = []
            for entry in entries:
                if self._closed and entry.work.pending:
                    entry.end(Abandoned("the queue of the engine was closed"))
                elif entry.work.pending:
                    self._turns.add(entry)
                else:
                    entry.end(entry.error)

    def close(self) -> None:
        """End what waits and let the worker return."""
        with self._changed:
            self._closed = True
            for entry in self._turns:
                entry.end(Abandoned("the queue of the engine was closed"))
            self._turns.clear()
            self._changed.notify_all()


class EngineQueue:
    """Implements ``models.generation.Engine`` and ``models.batching.Runner`` over ``engine``.

    ``shared``: calls of one prompt share batches (``models.turns``), which may change their answers in the last digit
    and hence in a word. ``heard`` is told of each batch before it runs. The thread ends with ``close``, or when nobody
    holds the queue any more.
    """

    def __init__(
        self, engine: Engine, bounds: Bounds | None = None, *, shared: bool = False, heard: Heard | None = None
    ) -> None:
        self._engine, self._schedule = engine, Schedule(bounds or Bounds(), shared=shared)
        self._heard = heard or _unheard
        self._starting = threading.Lock()
        self._workers: list[threading.Thread] = []
        self.close = weakref.finalize(self, _end, self._schedule, self._workers)

    @property
    def window(self) -> int:
        """Most tokens of a prompt."""
        return self._engine.window

    @property
    def capabilities(self) -> Capabilities:
        """What the engine can do."""
        return self._engine.capabilities

    @property
    def load(self) -> tuple[int, int]:
        """Prompts and tokens that wait."""
        return self._schedule.load()

    def count(self, text: str) -> int:
        """Tokens of plain text; does not wait."""
        return self._engine.count(text)

    def generate(self, prompts: Sequence[Prompt], options: GenerationOptions) -> list[list[Generation]]:
        """See ``models.generation.Engine``: one batch, which waits for its turn. Raises QueueFull besides."""
        if not prompts:
            return []
        whole: deque[list[int]] = deque([list(range(len(prompts)))])
        work = Work(prompts, [self.count(prompt.text) for prompt in prompts], options, lambda: False, whole)
        self.run(work)
        answers = []
        for made in work.outcomes():
            if isinstance(made, Exception):
                raise made
            answers.append(made)
        return answers

    def run(self, work: Work) -> None:
        """Wait until all batches of ``work`` have run. Raises Abandoned, DeadlineExceeded and QueueFull."""
        if work.pending:
            self.submit(work).result()

    def submit(self, work: Work) -> Entry:
        """Queue ``work`` and return at once; its ``result`` waits. Raises as ``run``."""
        work.check()
        entry = Entry(work)
        self._schedule.add(entry)
        with self._starting:
            if not self._workers:
                parts = (self._schedule, self._engine, self._heard)
                worker = threading.Thread(target=_serve, args=parts, name="engine", daemon=True)
                worker.start()
                self._workers.append(worker)
        return entry


def _end(schedule: Schedule, workers: list[threading.Thread]) -> None:
    """Close the queue and wait for the batch in flight: an engine still held by a thread at exit aborts the process."""
    schedule.close()
    for worker in workers:
        if worker is not threading.current_thread():
            worker.join()


def _serve(schedule: Schedule, engine: Engine, heard: Heard) -> None:
    """Run batches until the queue is closed. It knows nothing of the EngineQueue, which would else never be freed."""
    while entries := schedule.next():
        heard(Turn.of(entries))
        entries[0].context.run(run, engine, entries)
        schedule.back(entries)
        del entries


def _unheard(turn: Turn) -> None:
    """Tell nobody."""
