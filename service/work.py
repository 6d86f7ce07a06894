"""Blocking work off the event loop: a few threads, a bounded queue, and an end when nobody waits any more."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from models.errors import Abandoned, DeadlineExceeded
from service.errors import RETRY_SECONDS, ServiceError

T = TypeVar("T")
Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """A result, and the seconds it waited and took."""

    value: T
    queued: float
    worked: float


class Workers:
    """``concurrency`` threads with room for ``queue`` waiting jobs, served in the order they came.

    Call it from one event loop. ``waited`` is told the seconds that each job has waited for a thread. A job runs in the
    context of its caller and gets a function ``stop`` that it should poll: True means that its result will
    not be read. Its thread is free again only when the job has returned.
    """

    def __init__(
        self, concurrency: int, queue: int, name: str = "work", waited: Callable[[float], None] | None = None
    ) -> None:
        self._threads = ThreadPoolExecutor(concurrency, thread_name_prefix=name)
        self._room = threading.BoundedSemaphore(concurrency + queue)
        self._limits = f"{concurrency} at once and {queue} waiting"
        self._closing, self._waited = threading.Event(), waited or _unheard
        self._taken, self._working = Tally(), Tally()

    @property
    def working(self) -> int:
        """Jobs that a thread is at work on."""
        return self._working.value

    @property
    def waiting(self) -> int:
        """Jobs that wait for a thread."""
        return max(0, self._taken.value - self._working.value)

    async def run(
        self,
        job: Callable[[Stop], T],
        *,
        gone: Callable[[], Awaitable[None]] | None = None,
        deadline: float | None = None,
    ) -> Done[T]:
        """The result of ``job``, or whatever it raises.

        Raises ServiceError overloaded where the queue is full, Abandoned as soon as ``gone`` returns, DeadlineExceeded
        at ``deadline`` (of ``time.monotonic()``). A job still waiting then is dropped, a running one told to stop.
        """
        if not self._room.acquire(blocking=False):
            detail = f"the service takes {self._limits}, and there are as many: try again later"
            raise ServiceError("overloaded", detail, retry_after=RETRY_SECONDS)
        left = threading.Event()
        self._taken.add(1)
        begun = self._threads.submit(
            copy_context().run, self._timed, job, lambda: left.is_set() or self._closing.is_set(), time.monotonic()
        )
        begun.add_done_callback(self._freed)  # before anyone hears of the result
        result = asyncio.wrap_future(begun)
        leaving = asyncio.ensure_future((gone or _never)())
        try:
            timeout = None if deadline is None else max(0.0, deadline - time.monotonic())
            waited: set[asyncio.Future[Any]] = {result, leaving}
            await asyncio.wait(waited, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
            if result.done():
                return result.result()
            raise Abandoned if leaving.done() else DeadlineExceeded("the time given in timeout_ms is used up")
        finally:
            left.set()
            leaving.cancel()
            result.cancel()

    async def close(self) -> None:
        """Drop what waits, tell what runs to stop, and return when it has."""
        self._closing.set()
        await asyncio.to_thread(self._threads.shutdown, wait=True, cancel_futures=True)

    def _timed(self, job: Callable[[Stop], T], stop: Stop, asked: float) -> Done[T]:
        begun = time.monotonic()
        self._waited(begun - asked)
        self._working.add(1)
        try:
            value = job(stop)
        finally:
            self._working.add(-1)
        return Done(value, begun - asked, time.monotonic() - begun)

    def _freed(self, _: Future[Any]) -> None:
        self._taken.add(-1)
        self._room.release()


class Tally:
    """A number that several threads change."""

    def __init__(self) -> None:
        self.value, self._lock = 0, threading.Lock()

    def add(self, number: int) -> None:
        """Add ``number`` to it."""
        with self._lock:
            self.value += number


async def _never() -> None:
    await asyncio.Event().wait()


def _unheard(seconds: float) -> None:
    """Tell nobody."""
