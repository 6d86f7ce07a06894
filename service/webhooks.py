"""Webhook endpoints and what is to be delivered to them (Standard Webhooks, https://www.standardwebhooks.com).

An event is put into the store in the transaction of what it tells (``enqueue``), so that it is there if and only if
that is; ``service.deliveries`` sends it. Each owner has endpoints of its own; those of others are not found.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from service.audit import record
from service.errors import ServiceError
from service.jobs import Job
from service.store import is_id, new_id
from service.tables import attempts, deliveries, documents, endpoints

TEST = "webhook.test"
SECRET_BYTES = 32
"""Standard Webhooks asks for 24 to 64."""
MOST = 20
"""Endpoints of one owner."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A signing secret (``whsec_`` and base64); ``until`` is when it ends after a rotation."""

    value: str
    until: float | None = None


def new_secret() -> Secret:
    """A random secret."""
    return Secret("whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode())


def valid(stored: str, now: float) -> tuple[Secret, ...]:
    """The secrets of an endpoint's row that sign now, the newest first."""
    return tuple(Secret(value, until) for value, until in json.loads(stored) if until is None or until > now)


def register(connection: Connection, owner: str, url: str, now: float) -> tuple[str, str]:
    """Make an endpoint of a URL that was checked: its id and its secret. Raises ServiceError too_many_webhooks."""
    if len(connection.scalars(select(endpoints.c.id).where(endpoints.c.owner == owner)).all()) >= MOST:
        raise ServiceError("too_many_webhooks", f"there are {MOST} webhooks, which is the limit: delete one")
    id, secret = new_id("wh"), new_secret()
    row = {"id": id, "owner": owner, "url": url, "secrets": _dumped(secret), "enabled": True, "created": now}
    connection.execute(insert(endpoints), row)
    record(connection, now, owner, "webhook.created", id, {"host": urlsplit(url).hostname})
    return id, secret.value


def listed(connection: Connection, owner: str) -> list[Row[Any]]:
    """The owner's endpoints in the order they were made."""
    query = select(endpoints).where(endpoints.c.owner == owner).order_by(endpoints.c.created, endpoints.c.id)
    return list(connection.execute(query))


def endpoint(connection: Connection, owner: str, id: str, code: str = "not_found") -> Row[Any]:
    """One endpoint. Raises ServiceError ``code``: for a job's option ``webhook`` it is unknown_webhook."""
    query = select(endpoints).where(endpoints.c.owner == owner, endpoints.c.id == id)
    row = connection.execute(query).one_or_none() if is_id(id) else None
    if row is None:
        raise ServiceError(code, f"there is no webhook {id[:80]!r}: see GET /v1/webhooks for those there are")
    return row


def remove(connection: Connection, owner: str, id: str, now: float) -> None:
    """Delete an endpoint with its deliveries. Raises ServiceError not_found."""
    endpoint(connection, owner, id)
    connection.execute(delete(endpoints).where(endpoints.c.id == id))
    record(connection, now, owner, "webhook.deleted", id)


def rotate(connection: Connection, owner: str, id: str, now: float, overlap: float) -> str:
    """A new secret. That before signs, too, for ``overlap`` seconds; one still older ends at once."""
    before = valid(endpoint(connection, owner, id).secrets, now)
    secret = new_secret()
    kept = Secret(before[0].value, now + overlap)
    connection.execute(update(endpoints).where(endpoints.c.id == id).values(secrets=_dumped(secret, kept)))
    record(connection, now, owner, "webhook.rotated", id)
    return secret.value


def enqueue(connection: Connection, id: str, event: str, data: Mapping[str, Any], now: float) -> str | None:
    """Have ``event`` sent to the endpoint ``id`` once the transaction commits: the delivery's id.

    None where the endpoint is gone or disabled. ``data`` should hold ids, states and counts, not text of articles.
    """
    enabled = select(endpoints.c.enabled).where(endpoints.c.id == id)
    if not connection.scalar(enabled.with_for_update(read=True, key_share=True)):  # it may not go away meanwhile
        return None
    delivery = new_id("msg")
    moment = datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    payload = json.dumps({"type": event, "timestamp": moment, "data": dict(data)}, ensure_ascii=False)
    row = {"id": delivery, "endpoint": id, "event": event, "payload": payload, "state": "pending"}
    connection.execute(insert(deliveries), row | {"attempts": 0, "due": now, "created": now})
    return delivery


def job_ended(connection: Connection, job: Job) -> None:
    """Enqueue ``job.succeeded``, ``job.failed`` or ``job.cancelled`` for the job's webhook, if it is its owner's.

    Fits ``Jobs.on_finished``.
    """
    owned = select(endpoints.c.id).where(endpoints.c.id == job.webhook, endpoints.c.owner == job.owner)
    webhook, now = connection.scalar(owned), job.finished
    if webhook is None or now is None:
        return
    query = select(documents.c.state, func.count()).where(documents.c.job == job.id).group_by(documents.c.state)
    counts = {state: int(count) for state, count in connection.execute(query.order_by(documents.c.state))}
    data = {"job": job.id, "status": job.status, "total": job.total, "counts": counts}
    enqueue(connection, webhook, f"job.{job.status}", data, now)


def test_event(connection: Connection, owner: str, id: str, now: float) -> Row[Any]:
    """Enqueue a test event: its delivery. Raises ServiceError not_found or webhook_disabled."""
    _enabled(endpoint(connection, owner, id))
    return _delivery(connection, id, enqueue(connection, id, TEST, {"webhook": id}, now) or "")


def log(connection: Connection, owner: str, id: str, limit: int = 100) -> list[Row[Any]]:
    """The newest deliveries to an endpoint, the newest first. Raises ServiceError not_found."""
    endpoint(connection, owner, id)
    query = select(deliveries).where(deliveries.c.endpoint == id)
    return list(connection.execute(query.order_by(deliveries.c.created.desc(), deliveries.c.id).limit(limit)))


def tried(connection: Connection, owner: str, id: str, delivery: str, limit: int = 100) -> list[Row[Any]]:
    """The newest attempts of a delivery, in the order they were made. Raises ServiceError not_found."""
    endpoint(connection, owner, id)
    _delivery(connection, id, delivery)
    query = select(attempts).where(attempts.c.delivery == delivery).order_by(attempts.c.id.desc()).limit(limit)
    return list(connection.execute(query))[::-1]


def redeliver(connection: Connection, owner: str, id: str, delivery: str, now: float) -> Row[Any]:
    """Send a delivery again, as it was and under its id. Raises ServiceError not_found or webhook_disabled."""
    _enabled(endpoint(connection, owner, id))
    _delivery(connection, id, delivery)
    fresh = {"state": "pending", "attempts": 0, "due": now, "status": None, "error": None, "finished": None}
    connection.execute(update(deliveries).where(deliveries.c.id == delivery).values(**fresh))
    return _delivery(connection, id, delivery)


def disable(connection: Connection, id: str, reason: str, now: float) -> None:
    """Send nothing more to an endpoint; what waits for it has failed."""
    connection.execute(update(endpoints).where(endpoints.c.id == id).values(enabled=False, reason=reason))
    waiting = (deliveries.c.endpoint == id, deliveries.c.state == "pending")
    failed = {"state": "failed", "error": reason, "due": None, "finished": now}
    connection.execute(update(deliveries).where(*waiting).values(**failed))


def _delivery(connection: Connection, id: str, delivery: str) -> Row[Any]:
    query = select(deliveries).where(deliveries.c.id == delivery, deliveries.c.endpoint == id)
    row = connection.execute(query).one_or_none() if is_id(delivery) else None
    if row is None:
        raise ServiceError("not_found", f"there is no delivery {delivery[:80]!r}: see GET /v1/webhooks/…/deliveries")
    return row


def _enabled(row: Row[Any]) -> None:
    if not row.enabled:
        raise ServiceError("webhook_disabled", f"the webhook is disabled ({row.reason}): register it anew")


def _dumped(*kept: Secret) -> str:
    return json.dumps([[secret.value, secret.until] for secret in kept])
