"""Texts are not kept for ever: what is over and older than the retention is deleted."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, Table, delete, func, or_, select
from sqlalchemy.exc import SQLAlchemyError

from service.audit import OPERATOR, record
from service.store import Store
from service.tables import deliveries, idempotency, jobs

DAY = 86_400.0
EVERY = 3600.0
"""Seconds between two looks."""
JUMP = 600.0
"""Seconds by which a clock may be set between two looks without suspicion."""
BATCH = 500
"""Rows deleted in one transaction, but a job goes whole: writers do not wait long."""
OVER = ("succeeded", "failed", "cancelled")
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Purged:
    """Rows that were deleted; a job's documents and results went with it."""

    jobs: int = 0
    deliveries: int = 0
    answers: int = 0


def purge(store: Store, days: float) -> Purged:
    """Delete the jobs and webhook deliveries that ended over ``days`` ago, and answers kept for idempotency that are as
    old or have expired. With SQLite the freed pages are overwritten and the write-ahead log is emptied, so that no text
    is left in the files. Raises SQLAlchemyError.
    """
    now = store.clock()
    before = now - days * DAY
    old_jobs = jobs.c.status.in_(OVER) & (func.coalesce(jobs.c.finished, jobs.c.created) < before)
    old_deliveries = (deliveries.c.state != "pending") & (
        func.coalesce(deliveries.c.finished, deliveries.c.created) < before
    )
    old_answers = or_(idempotency.c.created < before, idempotency.c.expires < now)
    found = Purged(
        _delete(store, jobs, old_jobs, 1),
        _delete(store, deliveries, old_deliveries, BATCH),
        _delete(store, idempotency, old_answers, BATCH),
    )
    if found.jobs or found.deliveries:
        with store.write() as connection:
            record(connection, now, OPERATOR, "store.purged", "store", asdict(found) | {"days": days})
    if store.is_sqlite and found != Purged():
        _empty_log(store)
    return found


def _delete(store: Store, table: Table, old: ColumnElement[bool], batch: int) -> int:
    """Delete the rows of ``table`` that are ``old``, in transactions of at most ``batch`` rows."""
    keys, count = list(table.primary_key.columns), 0
    while True:
        with store.write() as connection:
            if store.is_sqlite:
                connection.exec_driver_sql("PRAGMA secure_delete=ON")
            rows = connection.execute(select(*keys).where(old).limit(batch)).all()
            for row in rows:
                pairs = [key == value for key, value in zip(keys, row, strict=True)]
                connection.execute(delete(table).where(*pairs, old))  # unless it came to life meanwhile
        count += len(rows)
        if len(rows) < batch:
            return count


def _empty_log(store: Store) -> None:
    connection = store.engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def _ahead(store: Store) -> float:
    """The store's clock less one that cannot be set."""
    return store.clock() - time.monotonic()


async def kept(store: Store, days: float, every: float = EVERY) -> None:
    """Purge now and then until cancelled; a store that fails is tried again. ``days`` of 0 keeps everything.

    Nothing is deleted at a look before which the clock jumped, so that there is time to put it right.
    """
    ahead = _ahead(store)
    while days:
        before, ahead = ahead, _ahead(store)
        if abs(ahead - before) > JUMP:
            logger.warning("the clock jumped by %.0f s: nothing is deleted for %.0f s", ahead - before, every)
            await asyncio.sleep(every)
            continue
        try:
            found = await asyncio.to_thread(purge, store, days)
        except SQLAlchemyError:
            logger.warning("old texts could not be deleted", exc_info=True)
        else:
            if found != Purged():
                logger.info("old texts deleted", extra={"fields": asdict(found)})
        await asyncio.sleep(every)
