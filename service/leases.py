"""Who works on which document: leases in the documents' own rows.

A worker claims a document until a time, which it puts off while it works. One whose time is past may be claimed anew,
since its worker is dead, cut off, or has a clock that went astray. A result counts only from the worker, and in the
attempt, that holds the document when the result comes; hence there is exactly one for each. Jobs take turns, document
by document, so a short job does not wait for the end of a long one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, exists, or_, select, update

from service.jobs import OPEN, Finished, end, failure
from service.store import Store
from service.tables import documents, jobs

SKEW = 3
"""Leases' lengths after now at which no lease of a right clock ends; the clocks of replicas differ by less."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A document that ``worker`` has, in attempt number ``attempt`` from 1; ``body`` and ``options`` are JSON."""

    job: str
    index: int
    attempt: int
    worker: str
    owner: str
    document: str | None
    body: str
    options: str


@dataclass(frozen=True, slots=True)
class Leases:
    """The leases of a store. Thread-safe. ``seconds`` is how long one lasts unless it is renewed.

    A document whose worker vanished in ``attempts`` attempts has failed with ``worker_lost``: it may be what kills
    them.
    """

    store: Store
    on_finished: Finished = lambda connection, job: None
    seconds: float = 60
    attempts: int = 3

    def claim(self, worker: str) -> Lease | None:
        """The next document for ``worker``, None where there is none. Raises SQLAlchemyError as all methods do."""
        with self.store.read() as connection:  # With SQLite, who has nothing to do keeps no writer waiting.
            if connection.execute(_next_job(self._free(self.store.clock()))).first() is None:
                return None
        while True:
            with self.store.write() as connection:
                now = self.store.clock()
                free = self._free(now)
                job = connection.execute(_next_job(free).with_for_update(skip_locked=True)).first()
                found = job and connection.execute(_next_document(job.id, free)).first()
                if not job or not found:
                    return None
                if found.attempts < self.attempts:
                    return self._take(connection, job, found, worker, now)
                self._lose(connection, found, now)

    def renew(self, lease: Lease) -> bool:
        """Put off the lease's end; False where it is no longer held."""
        with self.store.write() as connection:
            until = self.store.clock() + self.seconds
            return connection.execute(update(documents).where(_held(lease)).values(lease=until)).rowcount == 1

    def finish(self, lease: Lease, result: str, error: str | None = None) -> bool:
        """Store the document's result line, a failure if ``error`` names its code; False where it is no longer held.

        The text of a document that has its answer is deleted. With the last document the job ends.
        """
        now = self.store.clock()
        values: dict[str, Any] = {"result": result, "error": error, "finished": now, "worker": None, "lease": None}
        values |= {"state": "succeeded", "body": None} if error is None else {"state": "failed"}
        return self._change(lease, values, now)

    def release(self, lease: Lease) -> bool:
        """Hand the document back undone, as if it had not been claimed; False where it is no longer held."""
        values = {"state": "queued", "worker": None, "lease": None, "attempts": lease.attempt - 1}
        return self._change(lease, values, self.store.clock())

    def _free(self, now: float) -> Any:
        """Documents that may be claimed: a lease that ends in the far future was given before the clock went back."""
        over = or_(documents.c.lease < now, documents.c.lease > now + SKEW * self.seconds)
        return or_(documents.c.state == "queued", and_(documents.c.state == "running", over))

    def _change(self, lease: Lease, values: dict[str, Any], now: float) -> bool:
        with self.store.write() as connection:
            connection.execute(select(jobs.c.id).where(jobs.c.id == lease.job).with_for_update())
            held = connection.execute(update(documents).where(_held(lease)).values(**values)).rowcount == 1
            if held:
                self._settle(connection, lease.job, now)
            return held

    def _take(self, connection: Connection, job: Any, found: Any, worker: str, now: float) -> Lease:
        attempt = found.attempts + 1
        taken = {"state": "running", "worker": worker, "lease": now + self.seconds, "attempts": attempt}
        here = and_(documents.c.job == job.id, documents.c.index == found.index)
        connection.execute(update(documents).where(here).values(**taken))
        turn = {"status": "running", "turn": now, "started": now if job.started is None else job.started}
        connection.execute(update(jobs).where(jobs.c.id == job.id).values(**turn))
        return Lease(job.id, found.index, attempt, worker, job.owner, found.document, found.body, job.options)

    def _lose(self, connection: Connection, found: Any, now: float) -> None:
        message = (
            f"its worker vanished {found.attempts} times, the limit is {self.attempts}: look whether it is to blame"
        )
        values = {"state": "failed", "error": "worker_lost", "worker": None, "lease": None, "finished": now}
        here = and_(documents.c.job == found.job, documents.c.index == found.index)
        line = failure(found.document, "worker_lost", message)
        connection.execute(update(documents).where(here).values(result=line, **values))
        self._settle(connection, found.job, now)

    def _settle(self, connection: Connection, job: str, now: float) -> None:
        """End the job, whose row is locked, if all its documents are done."""

        def has(*states: str) -> bool:
            query = select(documents.c.index).where(documents.c.job == job, documents.c.state.in_(states)).limit(1)
            return connection.execute(query).first() is not None

        if not has(*OPEN):
            end(connection, job, "failed" if has("failed") else "succeeded", now, self.on_finished)


def _next_job(free: Any) -> Any:
    waiting = exists().where(documents.c.job == jobs.c.id, free)
    return select(jobs).where(jobs.c.status.in_(OPEN), waiting).order_by(jobs.c.turn, jobs.c.id).limit(1)


def _next_document(job: str, free: Any) -> Any:
    query = select(documents).where(documents.c.job == job, free).order_by(documents.c.index).limit(1)
    return query.with_for_update(skip_locked=True)


def _held(lease: Lease) -> Any:
    return and_(
        documents.c.job == lease.job,
        documents.c.index == lease.index,
        documents.c.state == "running",
        documents.c.worker == lease.worker,
        documents.c.attempts == lease.attempt,
    )
