"""One queue before an engine: the batches of all requests go through it, one at a time.

A single thread runs the batches, so a library with threads of its own is always called from the same one. Requests of
one priority take turns batch by batch; interactive ones go before bulk ones, which get every fifth batch while both
wait. A batch is never made of two requests, so turns change when an answer comes and not what it is.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from models.batching import Work
from models.errors import Abandoned, DeadlineExceeded, QueueFull
from models.generation import Capabilities, Engine, Generation, GenerationOptions, Prompt
from models.types import Priority

SHARE = 4
"""Interactive batches in a row while bulk work waits."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a queue takes: prompts, and their tokens. A call that finds nothing before it is taken whatever its size."""

    items: int = 1 << 16
    tokens: int = 1 << 22


@dataclass(eq=False, slots=True)
class Entry:
    """A call that waits: ``done`` is set when nothing of its work is left, or when ``error`` says why it ended."""

    work: Work
    done: threading.Event = field(default_factory=threading.Event)
    error: Exception | None = None

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
        if not self.done.wait(_left(self.work.options)):
            raise DeadlineExceeded("the time for this request ended in the queue: allow more or send less")
        if self.error:
            raise self.error


class Turns:
    """Whose batch is next: round robin within a priority, ``SHARE`` interactive ones to one of bulk."""

    def __init__(self) -> None:
        self._waiting: dict[Priority, deque[Entry]] = {"interactive": deque(), "bulk": deque()}
        self._streak = 0

    def __iter__(self) -> Iterator[Entry]:
        for entries in self._waiting.values():
            yield from entries

    def add(self, entry: Entry) -> None:
        """Put ``entry`` behind those of its priority."""
        self._waiting[entry.work.options.priority].append(entry)

    def sweep(self) -> None:
        """Drop those that nobody waits for."""
        for priority, entries in self._waiting.items():
            self._waiting[priority] = deque(entry for entry in tuple(entries) if entry.live())

    def take(self) -> Entry | None:
        """The next one, taken out; None where nothing waits."""
        interactive, bulk = self._waiting["interactive"], self._waiting["bulk"]
        if bulk and (not interactive or self._streak >= SHARE):
            self._streak = 0
            return bulk.popleft()
        self._streak = self._streak + 1 if bulk else 0
        return interactive.popleft() if interactive else None


class Schedule:
    """The turns with their lock: what callers and the worker share."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds, self._turns, self._closed = bounds, Turns(), False
        self._running: Entry | None = None
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
            entries = [*self._turns, *([self._running] if self._running else [])]
            loads = [entry.work.load for entry in entries]
            return sum(items for items, _ in loads), sum(tokens for _, tokens in loads)

    def next(self) -> Entry | None:
        """The entry whose batch is to run, as soon as there is one; None when the queue is closed."""
        with self._changed:
            while not self._closed:
                self._turns.sweep()
                self._running = self._turns.take()
                if self._running:
                    return self._running
                self._changed.wait()
            return None

    def back(self, entry: Entry) -> None:
        """Queue ``entry`` again for the rest of its work, or let its caller go on where there is none."""
        with self._changed:
            self._running = None
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
            self._turns = Turns()
            self._changed.notify_all()


class EngineQueue:
    """Implements ``models.generation.Engine`` and ``models.batching.Runner`` over ``engine``.

    Its thread ends with ``close``, or when nobody holds the queue any more.
    """

    def __init__(self, engine: Engine, bounds: Bounds | None = None) -> None:
        self._engine, self._schedule = engine, Schedule(bounds or Bounds())
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
                worker = threading.Thread(
                    target=_serve, args=(self._schedule, self._engine), name="engine", daemon=True
                )
                worker.start()
                self._workers.append(worker)
        return entry


def _end(schedule: Schedule, workers: list[threading.Thread]) -> None:
    """Close the queue and wait for the batch in flight: an engine still held by a thread at exit aborts the process."""
    schedule.close()
    for worker in workers:
        if worker is not threading.current_thread():
            worker.join()


def _serve(schedule: Schedule, engine: Engine) -> None:
    """Run batches until the queue is closed. It knows nothing of the EngineQueue, which would else never be freed."""
    while entry := schedule.next():
        try:
            entry.work.step(engine)
        except Exception as error:
            entry.work.pending.clear()
            entry.error = error
        schedule.back(entry)
        del entry


def _left(options: GenerationOptions) -> float | None:
    """Seconds until the deadline."""
    return None if options.deadline is None else max(0.0, options.deadline - time.monotonic())
