"""Who works on the windows of an archive: this process, or several with models of their own.

Reading, splitting and writing go on beside the models' work: in threads of the one process, or in the other processes.
"""

from __future__ import annotations

import os
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, Generic, TypeVar

from models.types import Fault
from service.ledger import Entry, Ledger
from service.pipeline import Pipeline
from service.records import Window
from service.window import Answers, Factory, Pages, Plan, answered, failed, split, written

AHEAD = 2
"""Windows that wait for each worker."""
TENTHS = 10
"""Bars of a histogram of scores."""
TRIALS = 2
"""Times that a worker answers the window of a trial."""
Source = Callable[[], Iterator[Window]]
"""The windows to do, from the first each time it is called."""
T = TypeVar("T")


class Broken(Exception):
    """A worker died, or its work cannot go on; the message says why."""


@dataclass(frozen=True, slots=True)
class Done:
    """A window that was written. ``seconds`` is how long its three steps took together.

    ``codes`` counts its errors by code, ``scores`` its documents by tenths of their score.
    """

    number: int
    documents: int
    errors: int
    characters: int
    seconds: float
    duplicates: int = 0
    codes: Mapping[str, int] = field(default_factory=dict)
    scores: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Timed(Generic[T]):
    """What a step made, and the seconds since the window's first began, those of waiting left out."""

    value: T
    seconds: float


@dataclass(frozen=True, slots=True)
class Worker:
    """A pipeline at work for one output folder."""

    pipeline: Pipeline
    plan: Plan
    ledger: Ledger

    @property
    def models(self) -> list[dict[str, Any]]:
        """The models that answer."""
        return [asdict(record) for record in self.pipeline.models]

    def work(self, window: Window) -> Done:
        """Brief a window and keep its output."""
        return self.write(self.answer(self.split(window)))

    def give_up(self, window: Window, fault: Fault) -> Done:
        """Keep ``fault`` as the output of each of a window's documents."""
        begun = time.monotonic()
        entries = self.ledger.put(window.number, failed(self.pipeline, self.plan, window, fault))
        return counted(window.number, entries, time.monotonic() - begun)

    def split(self, window: Window) -> Timed[Pages]:
        """Read and split its documents."""
        begun = time.monotonic()
        pages = split(self.pipeline, self.plan, window)
        return Timed(pages, time.monotonic() - begun)

    def answer(self, pages: Timed[Pages]) -> Timed[Answers]:
        """Ask the models."""
        begun = time.monotonic()
        answers = answered(self.pipeline, self.plan, pages.value)
        return Timed(answers, pages.seconds + time.monotonic() - begun)

    def write(self, answers: Timed[Answers]) -> Done:
        """Keep the output."""
        begun, number = time.monotonic(), answers.value.pages.window.number
        entries = self.ledger.put(number, written(self.pipeline, self.plan, answers.value))
        return counted(number, entries, answers.seconds + time.monotonic() - begun)


def counted(number: int, entries: Sequence[Entry], seconds: float) -> Done:
    """What a window's manifest tells."""
    codes = Counter(entry["error"] for entry in entries if entry["status"] == "error")
    scores = Counter(tenth(entry["score"]) for entry in entries if entry["score"] is not None)
    characters, copies = sum(e["characters"] for e in entries), sum(e["status"] == "duplicate" for e in entries)
    errors, tenths = codes.total(), [scores[i] for i in range(TENTHS)]
    return Done(number, len(entries), errors, characters, seconds, copies, dict(sorted(codes.items())), tenths)


def tenth(score: float) -> int:
    """Which tenth of 0 to 1 a score is in."""
    return min(int(score * TENTHS), TENTHS - 1)


class Alone:
    """This process: the models work in the thread that asks, two others read ahead and write behind."""

    def __init__(self, factory: Factory, plan: Plan, folder: Path) -> None:
        self._worker = Worker(factory(), plan, Ledger(folder))
        self.models = self._worker.models

    def work(self, source: Source) -> Iterator[Done]:
        """The windows in order."""
        waiting: deque[Future[Done]] = deque()
        with ThreadPoolExecutor(1) as writer, closing(ahead(map(self._worker.split, source()), AHEAD)) as windows:
            for pages in windows:
                waiting.append(writer.submit(self._worker.write, self._worker.answer(pages)))
                while waiting and (len(waiting) > AHEAD or waiting[0].done()):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    def trial(self, window: Window) -> float:
        """How often a second the window can be answered. Nothing is kept."""
        return 1 / min(_tried(self._worker, window) for _ in range(TRIALS))

    def close(self) -> None:
        """Nothing is left behind."""


def available() -> int:
    """Cores that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def ahead(items: Iterator[T], size: int) -> Generator[T]:
    """The items in order, made by a thread of their own, ``size`` of them before they are asked for."""
    end: Any = object()
    lane = ThreadPoolExecutor(1)
    try:
        waiting = deque(lane.submit(next, items, end) for _ in range(size))
        while (found := waiting.popleft().result()) is not end:
            waiting.append(lane.submit(next, items, end))
            yield found
    finally:
        lane.shutdown(cancel_futures=True)


class Several:
    """``count`` processes. Their order of work changes no output, for each window is written by itself."""

    def __init__(self, factory: Factory, plan: Plan, folder: Path, count: int) -> None:
        context = get_context("spawn")
        self._count, self._most = count, AHEAD * count
        self._pool = ProcessPoolExecutor(count, context, initializer=_start, initargs=(factory, plan, folder))
        try:
            self.models = self._pool.submit(_models).result()
        except BaseException:
            self.close()
            raise

    def work(self, source: Source) -> Iterator[Done]:
        """The windows in order, a few ahead of what was asked for."""
        waiting: deque[Future[Done]] = deque()
        for window in source():
            waiting.append(self._pool.submit(_work, window))
            if len(waiting) >= self._most:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def trial(self, window: Window) -> float:
        """How often a second all together can answer the window. Nothing is kept."""
        list(self._pool.map(_try, [window] * self._count))  # each loads its models
        begun, count = time.monotonic(), TRIALS * self._count
        list(self._pool.map(_try, [window] * count))
        return count / (time.monotonic() - begun)

    def close(self) -> None:
        """End the processes after the windows in their hands."""
        self._pool.shutdown(wait=True, cancel_futures=True)


_HERE: dict[str, Worker] = {}
"""The worker of a process of ``Several``; only ``_start`` puts one in."""


def _start(factory: Factory, plan: Plan, folder: Path) -> None:
    threading.Thread(target=_follow, daemon=True).start()
    _HERE["worker"] = Worker(factory(), plan, Ledger(folder))


def _follow() -> None:
    """End with the parent, however that ends: no orphan writes into a folder that another run has taken."""
    if parent := parent_process():
        wait([parent.sentinel])
        os._exit(1)


def _models() -> list[dict[str, Any]]:
    return _HERE["worker"].models


def _tried(worker: Worker, window: Window) -> float:
    begun = time.monotonic()
    worker.answer(worker.split(window))
    return time.monotonic() - begun


def _try(window: Window) -> float:
    return _tried(_HERE["worker"], window)


def _work(window: Window) -> Done:
    return _HERE["worker"].work(window)
