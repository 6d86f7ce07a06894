"""Who works on the windows of an archive: this process, or several with models of their own."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from service.ledger import Ledger
from service.pipeline import Pipeline
from service.records import Window
from service.window import Factory, Plan, brief_window

AHEAD = 2
"""Windows in memory for each worker."""


@dataclass(frozen=True, slots=True)
class Done:
    """A window that was written. ``seconds`` is how long it took."""

    number: int
    documents: int
    errors: int
    characters: int
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
        begun = time.monotonic()
        self.ledger.put(window.number, brief_window(self.pipeline, self.plan, window))
        entries = self.ledger.entries(window.number) or []
        errors, characters = sum(e["status"] == "error" for e in entries), sum(e["characters"] for e in entries)
        return Done(window.number, len(entries), errors, characters, time.monotonic() - begun)


class Alone:
    """This process."""

    def __init__(self, factory: Factory, plan: Plan, folder: Path) -> None:
        self._worker = Worker(factory(), plan, Ledger(folder))
        self.models = self._worker.models

    def work(self, windows: Iterable[Window]) -> Iterator[Done]:
        """Each window as it is asked for."""
        return map(self._worker.work, windows)

    def close(self) -> None:
        """Nothing is left behind."""


class Several:
    """``count`` processes. Their order of work changes no output, for each window is written by itself."""

    def __init__(self, factory: Factory, plan: Plan, folder: Path, count: int) -> None:
        context = get_context("spawn")
        self._most = AHEAD * count
        self._pool = ProcessPoolExecutor(count, context, initializer=_start, initargs=(factory, plan, folder))
        try:
            self.models = self._pool.submit(_models).result()
        except BaseException:
            self.close()
            raise

    def work(self, windows: Iterable[Window]) -> Iterator[Done]:
        """The windows in order, a few ahead of what was asked for."""
        waiting: deque[Future[Done]] = deque()
        for window in windows:
            waiting.append(self._pool.submit(_work, window))
            if len(waiting) >= self._most:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

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


def _work(window: Window) -> Done:
    return _HERE["worker"].work(window)
