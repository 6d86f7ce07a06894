"""What a key may use: requests a minute, requests at once, characters a month.

Rate and concurrency are counted in the memory of one process, so that N replicas admit up to N times as much.
Characters are counted in the store, by one statement that adds them only where they fit: exact for all replicas.
Headers are those of draft-ietf-httpapi-ratelimit-headers.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from service.errors import ServiceError
from service.tables import usage

WINDOW = 60.0
"""Seconds of a window; it begins with the first request after the last one ended."""


@dataclass(slots=True)
class _Count:
    """One owner's requests: since ``begun`` of the gate's clock, and now."""

    begun: float
    seen: int = 0
    running: int = 0


class Gate:
    """Counts the requests of each owner. Thread-safe. ``clock`` tells seconds and never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._counts: dict[str, _Count] = {}

    def enter(self, owner: str, rate: int | None, concurrency: int | None) -> dict[str, str]:
        """Let a request in, which ``leave`` must end; the headers of its response.

        Raises ServiceError rate_limited, then it was not let in.
        """
        with self._lock:
            now = self._clock()
            count = self._counts.setdefault(owner, _Count(now))
            if now - count.begun >= WINDOW:
                count.begun, count.seen = now, 0
            left = max(1, math.ceil(count.begun + WINDOW - now))
            if rate is not None and count.seen >= rate:
                detail = f"the key may send {rate} requests a minute and has: wait {left} s"
                raise ServiceError("rate_limited", detail, retry_after=left, headers=_headers(rate, 0, left))
            headers = {} if rate is None else _headers(rate, rate - count.seen - 1, left)
            if concurrency is not None and count.running >= concurrency:
                detail = f"the key may have {concurrency} requests at once and has: wait for one to end"
                raise ServiceError("rate_limited", detail, retry_after=1)
            count.seen, count.running = count.seen + 1, count.running + 1
            return headers

    def leave(self, owner: str) -> None:
        """End a request that ``enter`` let in."""
        with self._lock:
            self._counts[owner].running -= 1


def _headers(rate: int, remaining: int, seconds: int) -> dict[str, str]:
    return {
        "RateLimit-Policy": f'"default";q={rate};w={WINDOW:.0f}',
        "RateLimit": f'"default";r={remaining};t={seconds}',
    }


def charge(connection: Connection, owner: str, quota: int | None, characters: int, now: float) -> None:
    """Count ``characters`` of source text against the month of ``now``; nothing is counted for a key without a quota.

    Raises ServiceError quota_exceeded where they do not fit; then none are counted.
    """
    if quota is None:
        return
    month = datetime.fromtimestamp(now, UTC).strftime("%Y-%m")
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = make(usage).values(owner=owner, month=month, characters=characters)
    total = usage.c.characters + characters
    fits = row.on_conflict_do_update(
        index_elements=[usage.c.owner, usage.c.month], set_={"characters": total}, where=total <= quota
    )
    if characters > quota or connection.scalar(fits.returning(usage.c.characters)) is None:
        used = used_in(connection, owner, month)
        wait = _seconds_left(now)
        detail = (
            f"{used} of the key's {quota} characters of {month} are used, and this has {characters}: wait for {wait} s"
        )
        raise ServiceError("quota_exceeded", detail, retry_after=wait, used=used, limit=quota)


def used_in(connection: Connection, owner: str, month: str) -> int:
    """Characters that ``owner`` used in ``month`` (``2026-11``, in UTC)."""
    query = select(usage.c.characters).where(usage.c.owner == owner, usage.c.month == month)
    return int(connection.scalar(query) or 0)


def _seconds_left(now: float) -> int:
    """Until the next month begins, in UTC."""
    at = datetime.fromtimestamp(now, UTC)
    following = datetime(at.year + at.month // 12, at.month % 12 + 1, 1, tzinfo=UTC)
    return math.ceil(following.timestamp() - now)
