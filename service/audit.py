"""The audit log: who made, changed or deleted what, written in the transaction that did it. Rows are never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from service.store import Store
from service.tables import audit

OPERATOR = "operator"
"""The actor of commands: whoever may run them on this machine."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event; ``at`` is in seconds since 1970."""

    at: float
    actor: str
    event: str
    subject: str
    detail: Mapping[str, Any]


def record(
    connection: Connection, at: float, actor: str, event: str, subject: str, detail: Mapping[str, Any] | None = None
) -> None:
    """Note that ``actor`` (a key's name, or OPERATOR) did ``event`` to ``subject`` at ``at``, the store's clock.

    It stands if and only if the transaction of ``connection`` commits. ``detail`` holds no text of articles, no secret.
    """
    told = json.dumps(dict(detail or {}), ensure_ascii=False, sort_keys=True)
    row = {"at": at, "actor": actor[:32], "event": event, "subject": subject[:200], "detail": told}
    connection.execute(insert(audit), row)


def entries(store: Store, limit: int = 1000) -> list[Entry]:
    """The newest ``limit`` events, in the order they happened."""
    newest = select(audit).order_by(audit.c.id.desc()).limit(limit)
    with store.read() as connection:
        rows = connection.execute(newest).all()
    return [Entry(row.at, row.actor, row.event, row.subject, json.loads(row.detail)) for row in reversed(rows)]
