"""Jobs: many documents handed in at once, kept in the store, and asked after by their owner.

A job exists if and only if the transaction committed that holds all its documents. To anyone but its owner it does not
exist. ``service.leases`` hands its documents to workers. Whatever changes a job's documents locks the job's row first,
so two such changes never wait for each other in a circle, and the last document to be done knows that it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, func, insert, or_, select, update

from service.audit import record
from service.errors import ServiceError
from service.store import Store, is_id, new_id
from service.tables import documents, jobs

STATES = ("queued", "running", "succeeded", "failed", "cancelled")
OPEN = ("queued", "running")
_BATCH = 500
"""Documents written by one statement: what is in memory at once."""
CURSOR = r"^([0-9]{1,12}(?:\.[0-9]{1,12})?)~(job_[0-9a-f]{24})$"
"""What a cursor of the list of jobs looks like."""
_CANCELLED = {"code": "cancelled", "message": "the job was cancelled before the document was done"}


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document to be worked on: its JSON, the client's id of it, its code points."""

    body: str
    document: str | None
    characters: int


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it is stored; times are seconds since 1970, ``options`` is JSON."""

    id: str
    owner: str
    status: str
    options: str
    webhook: str | None
    total: int
    created: float
    started: float | None
    finished: float | None


@dataclass(frozen=True, slots=True)
class Progress:
    """Documents by state, all states named, and the seconds that the rest may take, None where nothing tells."""

    counts: Mapping[str, int]
    remaining: float | None

    @property
    def done(self) -> int:
        """Documents that have a result or never will."""
        return sum(count for state, count in self.counts.items() if state not in OPEN)


Finished = Callable[[Connection, Job], None]
"""Called within the transaction in which a job ends, so that what it writes is there if and only if the job ended."""


@dataclass(frozen=True, slots=True)
class Jobs:
    """The jobs of a store. Thread-safe. Every method raises ServiceError not_found where the owner has no such job."""

    store: Store
    on_finished: Finished = lambda connection, job: None

    def create(
        self,
        connection: Connection,
        owner: str,
        documents_: Iterable[NewDocument],
        options: Mapping[str, Any] | None = None,
        webhook: str | None = None,
    ) -> Job:
        """A new job, part of the caller's transaction: there once that commits.

        Raises ServiceError invalid_request where it has no documents.
        """
        now, id, total = self.store.clock(), new_id("job"), 0
        row = {"id": id, "owner": owner, "status": "queued", "options": json.dumps(options or {}), "webhook": webhook}
        connection.execute(insert(jobs), row | {"total": 0, "created": now, "turn": now})
        for rows in _rows(id, documents_):
            connection.execute(insert(documents), rows)
            total += len(rows)
        if not total:
            raise ServiceError("invalid_request", "the job has 0 documents: send one or more")
        connection.execute(update(jobs).where(jobs.c.id == id).values(total=total))
        return owned(connection, owner, id)

    def characters(self, connection: Connection, id: str) -> int:
        """Code points of a job's documents."""
        return connection.scalar(select(func.sum(documents.c.characters)).where(documents.c.job == id)) or 0

    def get(self, owner: str, id: str) -> tuple[Job, Progress]:
        """A job and how far it is."""
        with self.store.read() as connection:
            job = owned(connection, owner, id)
            return job, self._progress(connection, job)

    def page(self, owner: str, limit: int, cursor: str | None = None) -> tuple[list[tuple[Job, Progress]], str | None]:
        """The owner's jobs, newest first, and the cursor of the next page. Raises ServiceError invalid_request."""
        query = select(jobs).where(jobs.c.owner == owner).order_by(jobs.c.created.desc(), jobs.c.id.desc())
        if cursor is not None:
            query = query.where(_after(cursor))
        with self.store.read() as connection:
            found = [_job(row) for row in connection.execute(query.limit(limit + 1))]
            page = [(job, self._progress(connection, job)) for job in found[:limit]]
        last = found[limit - 1] if len(found) > limit else None
        return page, None if last is None else f"{last.created:.7f}~{last.id}"

    def results(self, owner: str, id: str, cursor: int, limit: int) -> tuple[list[str], int | None]:
        """Result lines from document number ``cursor`` on, in input order, up to the first that is not done yet.

        Beside them the cursor to go on with, None where the last document's line is among them.
        """
        columns = (documents.c.document, documents.c.state, documents.c.result)
        query = select(*columns).where(documents.c.job == id, documents.c.index >= cursor)
        with self.store.read() as connection:
            job = owned(connection, owner, id)
            lines = []
            for document, state, result in connection.execute(query.order_by(documents.c.index).limit(limit)):
                if state in OPEN:
                    break
                lines.append(result if result is not None else failure(document, **_CANCELLED))
        reached = cursor + len(lines)
        return lines, None if reached >= job.total else reached

    def cancel(self, owner: str, id: str) -> Job:
        """End a job: what is not done never will be, and its texts are deleted. One that has ended stays as it is."""
        now = self.store.clock()
        with self.store.write() as connection:
            job = owned(connection, owner, id, lock=True)
            if job.status not in OPEN:
                return job
            ended = {"state": "cancelled", "body": None, "worker": None, "lease": None, "finished": now}
            here = and_(documents.c.job == id, documents.c.state.in_(OPEN))
            connection.execute(update(documents).where(here).values(**ended))
            return end(connection, id, "cancelled", now, self.on_finished)

    def retry(self, owner: str, id: str) -> Job:
        """Queue the failed documents of an ended job again. Raises ServiceError job_not_failed where there are none."""
        with self.store.write() as connection:
            job = owned(connection, owner, id, lock=True)
            if job.status != "failed":
                detail = f"the job is {job.status}: only a failed one, with failed documents, can be retried"
                raise ServiceError("job_not_failed", detail)
            again = {"state": "queued", "attempts": 0, "result": None, "error": None, "finished": None}
            failed = and_(documents.c.job == id, documents.c.state == "failed")
            connection.execute(update(documents).where(failed).values(**again))
            changed = {"status": "queued", "started": None, "finished": None, "turn": self.store.clock()}
            connection.execute(update(jobs).where(jobs.c.id == id).values(**changed))
            return owned(connection, owner, id)

    def delete(self, owner: str, id: str) -> None:
        """Delete a job with its texts and results, at once, also while it runs."""
        with self.store.write() as connection:
            job = owned(connection, owner, id, lock=True)
            connection.execute(delete(jobs).where(jobs.c.id == id))
            record(connection, self.store.clock(), owner, "job.deleted", id, {"documents": job.total})

    def _progress(self, connection: Connection, job: Job) -> Progress:
        query = select(documents.c.state, func.count()).where(documents.c.job == job.id).group_by(documents.c.state)
        counts = dict.fromkeys(STATES, 0) | {row[0]: row[1] for row in connection.execute(query)}
        left = sum(counts[state] for state in OPEN)
        if job.started is None or not left:
            return Progress(counts, None if left else 0.0)
        since = and_(documents.c.job == job.id, documents.c.finished >= job.started)
        done = connection.scalar(select(func.count()).where(since)) or 0
        passed = max(0.0, self.store.clock() - job.started)
        return Progress(counts, passed * left / done if done else None)


def owned(connection: Connection, owner: str, id: str, *, lock: bool = False) -> Job:
    """The owner's job, its row locked if asked. Raises ServiceError not_found."""
    row = None
    if is_id(id):
        row = connection.execute(_locked(select(jobs).where(jobs.c.id == id, jobs.c.owner == owner), lock)).first()
    if row is None:
        raise ServiceError("not_found", f"there is no job {id[:40]!r}: see GET /v1/jobs for those there are")
    return _job(row)


def end(connection: Connection, id: str, status: str, now: float, on_finished: Finished) -> Job:
    """Give a job, whose row is locked, its last status and tell ``on_finished``."""
    connection.execute(update(jobs).where(jobs.c.id == id).values(status=status, finished=now))
    job = _job(connection.execute(select(jobs).where(jobs.c.id == id)).one())
    on_finished(connection, job)
    return job


def failure(document: str | None, code: str, message: str) -> str:
    """The result line of a document that has no answer."""
    return json.dumps({"id": document, "error": {"code": code, "message": message}}, ensure_ascii=False)


def _locked(query: Select[Any], lock: bool) -> Select[Any]:
    return query.with_for_update() if lock else query


def _job(row: Any) -> Job:
    return Job(**{name: getattr(row, name) for name in Job.__slots__})


def _rows(job: str, given: Iterable[NewDocument]) -> Iterator[list[dict[str, Any]]]:
    numbered = enumerate(given)
    while batch := list(islice(numbered, _BATCH)):
        yield [
            {"job": job, "index": index, "document": item.document, "body": item.body, "characters": item.characters}
            | {"state": "queued", "attempts": 0}
            for index, item in batch
        ]


def _after(cursor: str) -> Any:
    match = re.fullmatch(CURSOR, cursor)
    if match is None:
        raise ServiceError("invalid_request", f"the cursor {cursor[:40]!r} is none: send one that a page gave")
    created, id = float(match[1]), match[2]
    # Half a microsecond to either side: the cursor's decimals are fewer than the number's.
    near = jobs.c.created.between(created - 5e-7, created + 5e-7)
    return or_(jobs.c.created < created - 5e-7, and_(near, jobs.c.id < id))
