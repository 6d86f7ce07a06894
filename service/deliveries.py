"""Sends what ``service.webhooks`` has put into the store: claims, attempts, and further attempts over days.

Any number of threads and processes may do so. A claim moves the due time on by a lease, and the time it was moved to
proves the claim: what was claimed by a process that died comes due again, and a late result of an old claim is not
written. Thus every event is sent at least once, always under the same ``webhook-id``, by which a receiver tells.
Each attempt has a row, put there by its claim: one whose process died is seen as an attempt without an end.
"""

from __future__ import annotations

import http.client
import json
import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from service.addresses import Policy, Resolver, checked, resolve
from service.errors import ServiceError
from service.sending import Sender
from service.store import Store
from service.tables import attempts, deliveries, endpoints
from service.webhooks import Secret, disable, valid

logger = logging.getLogger(__name__)
SCHEDULE = (5.0, 300.0, 1800.0, 7200.0, 18000.0, 36000.0, 50400.0, 72000.0, 86400.0)
"""Seconds from a failed attempt to the next, as Standard Webhooks recommends: ten attempts within about three days."""
JITTER = 0.2
"""Each wait is longer or shorter by up to this share, lest all come back at once."""
GONE = 410


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one attempt: the status of the answer, or why there is none; the seconds that it took."""

    status: int | None
    error: str | None = None
    seconds: float = 0.0

    @property
    def delivered(self) -> bool:
        """Whether the receiver has it."""
        return self.status is not None and 200 <= self.status < 300


def signed(id: str, payload: str, secrets: tuple[Secret, ...], now: float) -> dict[str, str]:
    """The headers of Standard Webhooks: a signature by each secret."""
    from standardwebhooks import Webhook

    moment = datetime.fromtimestamp(int(now), UTC)
    signatures = " ".join(Webhook(secret.value).sign(id, moment, payload) for secret in secrets)
    return {"webhook-id": id, "webhook-timestamp": str(int(now)), "webhook-signature": signatures}


@dataclass(frozen=True, slots=True)
class Courier:
    """Makes the attempts. ``lease``: seconds that a claim holds, more than an attempt takes; ``chance``: 0 to 1.

    ``attempted`` is told the status of each answer, None where there was none.
    """

    store: Store
    policy: Policy = field(default_factory=Policy)
    sender: Sender = field(default_factory=Sender)
    schedule: tuple[float, ...] = SCHEDULE
    lease: float = 120.0
    resolver: Resolver = resolve
    chance: Callable[[], float] = random.random
    attempted: Callable[[int | None], None] = lambda status: None

    def step(self) -> bool:
        """Make the attempt that is most overdue; False where none is due. Blocks."""
        claim = self._claim()
        if claim is None:
            return False
        begun = time.perf_counter()
        outcome = self._attempt(claim)
        self._record(claim, replace(outcome, seconds=time.perf_counter() - begun))
        return True

    def _claim(self) -> Row[Any] | None:
        now = self.store.clock()
        due = select(deliveries.c.id).where(deliveries.c.state == "pending", deliveries.c.due <= now)
        due = due.order_by(deliveries.c.due).limit(1)
        with self.store.read() as connection:  # an idle courier does not stand in the line of writers
            if connection.scalar(due) is None:
                return None
        with self.store.write() as connection:
            id = connection.scalar(due.with_for_update(skip_locked=True))
            if id is None:
                return None
            found = deliveries.c.id == id
            moved = {"due": now + self.lease, "attempts": deliveries.c.attempts + 1}
            connection.execute(update(deliveries).where(found).values(moved))
            made = connection.scalar(insert(attempts).values(delivery=id, at=now).returning(attempts.c.id))
            columns = (endpoints.c.url, endpoints.c.secrets, attempts.c.id.label("attempt"))
            joined = select(deliveries, *columns).select_from(deliveries).join(endpoints).join(attempts)
            return connection.execute(joined.where(attempts.c.id == made)).one()

    def _attempt(self, claim: Row[Any]) -> Outcome:
        now = self.store.clock()
        headers = signed(claim.id, claim.payload, valid(claim.secrets, now), now)
        headers |= {"Content-Type": "application/json", "User-Agent": "duizhao-webhooks"}
        try:
            target = checked(claim.url, self.policy, self.resolver)
            return Outcome(self.sender.post(target, claim.payload.encode(), headers))
        except ServiceError as error:
            return Outcome(None, error.detail)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return Outcome(None, f"no answer: {type(error).__name__}")

    def _record(self, claim: Row[Any], outcome: Outcome) -> None:
        now = self.store.clock()
        told = {"status": outcome.status, "error": self._reason(outcome)}
        values = told | self._next(claim, outcome, now)
        with self.store.write() as connection:
            if outcome.status == GONE:  # an endpoint's row before those of its deliveries, as whoever deletes it does
                connection.execute(select(endpoints.c.id).where(endpoints.c.id == claim.endpoint).with_for_update())
            held = (deliveries.c.id == claim.id, deliveries.c.state == "pending", deliveries.c.due == claim.due)
            if connection.execute(update(deliveries).where(*held).values(values)).rowcount and outcome.status == GONE:
                disable(connection, claim.endpoint, "the receiver answered 410 Gone", now)
            attempt = update(attempts).where(attempts.c.id == claim.attempt)
            connection.execute(attempt.values(told | {"seconds": outcome.seconds}))
        self.attempted(outcome.status)
        state = {"delivery": claim.id, "attempt": claim.attempts, "status": outcome.status, "state": values["state"]}
        logger.info("webhook %s", json.dumps(state))

    def _reason(self, outcome: Outcome) -> str | None:
        return outcome.error if outcome.status is None or outcome.delivered else f"the answer was {outcome.status}"

    def _next(self, claim: Row[Any], outcome: Outcome, now: float) -> dict[str, Any]:
        over = claim.attempts > len(self.schedule) or outcome.status == GONE
        if outcome.delivered or over:
            return {"state": "delivered" if outcome.delivered else "failed", "due": None, "finished": now}
        wait = self.schedule[claim.attempts - 1] * (1 + JITTER * (2 * self.chance() - 1))
        return {"state": "pending", "due": now + wait}


class Couriers:
    """Threads that make the attempts until they are stopped; ``poll``: seconds between looks into an empty store."""

    def __init__(self, courier: Courier, threads: int = 4, poll: float = 1.0) -> None:
        self._courier, self._poll, self._stop = courier, poll, threading.Event()
        self._threads = [threading.Thread(target=self._run, name=f"webhooks-{n}", daemon=True) for n in range(threads)]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Begin no attempt any more, and return when those begun are over. Blocks."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                worked = self._courier.step()
            except SQLAlchemyError as error:  # a claim whose result could not be written comes due again
                logger.warning("the store does not answer: %s", type(error).__name__)
                worked = False
            except Exception:
                logger.exception("a delivery could not be made")
                worked = False
            if not worked:
                self._stop.wait(self._poll)
