"""Workers: threads of the serving process that claim documents of jobs, brief them and store the result lines.

They outlive the database: while it is gone they wait, longer and longer, and a result in hand is kept until it is
stored or the document has gone to another worker.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TypeVar

from models.errors import Abandoned, ModelError
from service import answers
from service.config import Settings
from service.document import Limits
from service.errors import ServiceError, problem
from service.jobs import Jobs, failure
from service.leases import Lease, Leases
from service.pipeline import Pipeline
from service.reading import check_text, receive
from service.requests import JobDocument, Options
from service.tracing import Tracing

logger = logging.getLogger(__name__)
T = TypeVar("T")
Stop = Callable[[], bool]
Answer = Callable[[Lease, Stop], str]
"""The result line of a document; raises Abandoned once ``stop`` is True, another error where there is no answer."""
LONGEST = 30.0
"""Most seconds between two tries to reach the database."""


def briefing(pipeline: Pipeline, limits: Limits, max_bytes: int, tracing: Tracing) -> Answer:
    """What ``POST /v1/briefs`` answers, made after interactive requests."""

    def answer(lease: Lease, stop: Stop) -> str:
        with tracing.span("job document", job=lease.job, index=lease.index):
            return made(lease, stop)

    def made(lease: Lease, stop: Stop) -> str:
        asked = JobDocument.model_validate_json(lease.body)
        wanted = Options.model_validate_json(lease.options)
        options = replace(wanted.brief_options(time.monotonic()), stop=stop, priority="bulk")
        page = asked.html
        with tracing.span("read"):
            document = receive(asked.text or "", "text") if page is None else receive(page, "html", limits, stop)
        check_text(document.text, max_bytes)
        brief = pipeline.brief(document.text, options, marks=document.marks)
        return answers.brief_answer(brief, document, options, id=asked.id, include=wanted.include).model_dump_json()

    return answer


def worker_name() -> str:
    """A name that no other worker has: machine, process and a random end."""
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(4)}"


@dataclass(frozen=True, slots=True)
class Worker:
    """One worker; ``poll`` is how many seconds it waits where there is nothing to do."""

    leases: Leases
    answer: Answer
    poll: float = 0.5
    name: str = field(default_factory=worker_name)
    _closing: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Work until closed."""
        while not self._closing.is_set():
            lease = self._surely(lambda: self.leases.claim(self.name))
            if lease is None:
                self._closing.wait(self.poll)
            else:
                self._work(lease)

    def close(self) -> None:
        """Have ``run`` return soon: the document in hand is finished if it is done, else handed back."""
        self._closing.set()

    def _work(self, lease: Lease) -> None:
        with self._kept(lease) as lost:
            try:
                line, code = self._line(lease, lambda: lost.is_set() or self._closing.is_set())
            except Abandoned:
                self._surely(lambda: self.leases.release(lease))
            except _Busy:
                self._surely(lambda: self.leases.release(lease))
                self._closing.wait(self.poll)
            else:
                self._surely(lambda: self.leases.finish(lease, line, code))

    def _line(self, lease: Lease, stop: Stop) -> tuple[str, str | None]:
        try:
            return self.answer(lease, stop), None
        except Abandoned:
            raise
        except Exception as error:
            found = problem(error).body
            if found["code"] in {"overloaded", "not_ready"}:
                raise _Busy from error
            if not isinstance(error, ServiceError | ModelError):
                logger.exception("document %d of %s failed", lease.index, lease.job)
            return failure(lease.document, found["code"], found["detail"]), found["code"]

    @contextmanager
    def _kept(self, lease: Lease) -> Iterator[threading.Event]:
        """Renew the lease meanwhile; the event is set once it is lost."""
        lost, done = threading.Event(), threading.Event()

        def keep() -> None:
            while not (lost.is_set() or done.wait(self.leases.seconds / 3)):
                try:
                    if not self.leases.renew(lease):
                        lost.set()
                except Exception as error:
                    logger.warning("a lease could not be renewed: %s", type(error).__name__)

        thread = threading.Thread(target=keep, name="lease", daemon=True)
        thread.start()
        try:
            yield lost
        finally:
            done.set()
            thread.join()

    def _surely(self, act: Callable[[], T]) -> T | None:
        """What ``act`` returns, tried until it works; None once closed: then the lease's end does the rest."""
        delay = self.poll
        while True:
            try:
                return act()
            except Exception as error:  # the database, its disk, or what else the transaction calls
                logger.warning("the store failed, again in %.1f s: %s", delay, type(error).__name__)
            if self._closing.wait(delay):
                return None
            delay = min(2 * delay, LONGEST)


class _Busy(Exception):
    """The model takes no more now."""


def crew_of(settings: Settings, jobs: Jobs, pipeline: Pipeline, tracing: Tracing) -> Crew:
    """The workers that ``settings`` ask for, not started yet."""
    leases = Leases(jobs.store, jobs.on_finished, settings.job_lease_seconds, settings.job_attempts)
    answer = briefing(pipeline, settings.limits, settings.max_bytes, tracing)
    return Crew([Worker(leases, answer) for _ in range(settings.job_workers)])


class Crew:
    """The workers of a process, each in a thread."""

    def __init__(self, workers: Sequence[Worker]) -> None:
        self._workers = workers
        self._threads = [threading.Thread(target=worker.run, name="jobs", daemon=True) for worker in workers]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """Tell all to end and wait until they have."""
        for worker in self._workers:
            worker.close()
        for thread in self._threads:
            thread.join()
