"""What the store holds, counted when the metrics are read, at a bounded cost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Column, Connection, Table, func, select
from sqlalchemy.exc import SQLAlchemyError

from service.store import Store
from service.tables import deliveries, documents, jobs

MOST = 100_000
"""Rows of a state that are counted; where there are more, the metric stays here."""
FRESH = 5.0
"""Seconds for which what was counted is told again."""
JOB_STATES = ("queued", "running", "succeeded", "failed", "cancelled")
COUNTED: tuple[tuple[str, str, Table, Column[str], tuple[str, ...]], ...] = (
    ("duizhao_jobs", "Jobs by state", jobs, jobs.c.status, JOB_STATES),
    ("duizhao_documents", "Documents of jobs by state", documents, documents.c.state, JOB_STATES),
    (
        "duizhao_webhook_deliveries",
        "Webhook deliveries by state",
        deliveries,
        deliveries.c.state,
        ("pending", "delivered", "failed"),
    ),
)
"""Metric, its help, table, indexed column and the values it may have."""


@dataclass(eq=False, slots=True)
class Standing(Collector):
    """Rows of the store by state, at most MOST of each, and ``duizhao_store_up``: whether it could be asked."""

    store: Store
    _told: list[Metric] = field(default_factory=list)
    _at: float = float("-inf")

    def describe(self) -> list[Metric]:
        """Nothing beforehand: registering it does not ask the store."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The metrics; without the counts where the store does not answer."""
        if time.monotonic() - self._at > FRESH:
            self._told, self._at = self._ask(), time.monotonic()
        yield from self._told

    def _ask(self) -> list[Metric]:
        up = GaugeMetricFamily("duizhao_store_up", "Whether the store answers")
        try:
            with self.store.read() as connection:
                found = [_family(connection, *counted) for counted in COUNTED]
        except SQLAlchemyError:
            up.add_metric([], 0)
            return [up]
        up.add_metric([], 1)
        return [up, *found]


def _family(
    connection: Connection, name: str, help_: str, table: Table, column: Column[str], states: tuple[str, ...]
) -> Metric:
    family = GaugeMetricFamily(name, f"{help_}, counted up to {MOST}", labels=["state"])
    for state in states:
        rows = select(column).select_from(table).where(column == state).limit(MOST).subquery()
        family.add_metric([state], connection.scalar(select(func.count()).select_from(rows)) or 0)
    return family
