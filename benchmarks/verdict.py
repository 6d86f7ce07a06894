"""What killed processes did to the documents of clients: lost, doubled, changed; see ``benchmarks/faults.py``."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import Future
from pathlib import Path

from sqlalchemy import select

from benchmarks.clients import Client
from service.store import Store
from service.tables import audit, documents, jobs

Asked = tuple[str, list[str], list[str]]
"""A job's id, and its lines as they were read while it ran, and afterwards."""


def judged(store: Store, clients: list[Client], asked: list[Future[Asked]], log: Path) -> dict[str, int]:
    """What of the clients' documents was lost, doubled, changed."""
    found = Counter[str]()
    for client, one in zip(clients, asked, strict=True):
        id, lines, again = one.result()
        pairs = zip(lines, client.expected, strict=True)
        found["lost"] += sum(1 for line, right in pairs if json.loads(line) != json.loads(right))
        found["changed"] += lines != again
        found["refused"] += sum(client.refused.values())
        found["doubled"] += doubled(store, id, client.documents[0]["id"], log)
    return dict(found)


def doubled(store: Store, id: str, first: str, log: Path) -> int:
    """Results of a job that were taken twice, ends not told once, and jobs made for one key beyond one."""
    notes = Counter(line.rpartition(" ")[0] for line in log.read_text().splitlines() if line.startswith(id))
    with store.read() as connection:
        ends = len(connection.execute(select(audit.c.id).where(audit.c.subject == id)).all())
        same = select(jobs.c.id).join(documents).where(documents.c.index == 0, documents.c.document == first)
        made = len(connection.execute(same).all())
    return sum(count - 1 for count in notes.values()) + abs(ends - 1) + abs(made - 1)


def taken(log: Path) -> int:
    """Results that the store took."""
    return log.read_bytes().count(b"\n") if log.exists() else 0
