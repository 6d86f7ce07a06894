"""What Prometheus reads at ``/metrics``. Every label is of a small fixed set: no ids, no paths, no texts.

The registry is the service's own, so several may live in one process. ``docs/operations.md`` lists the metrics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.registry import Collector

from models.queue import Turn
from models.types import Check

if TYPE_CHECKING:
    from service.work import Workers

SECONDS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300)
"""Bounds of the histograms of requests and of model batches, in seconds."""
PROMPTS = (1, 2, 4, 8, 16, 32, 64, 128)
"""Bounds of the histogram of a batch's prompts."""
SHARES = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.0)
"""Bounds of the histogram of how full batches are."""


class Metrics:
    """The counters of one service. Thread-safe."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        own = self.registry
        routed = ["route", "method"]
        self._requests = Counter("duizhao_requests_total", "Requests answered", [*routed, "status"], registry=own)
        self._seconds = Histogram(
            "duizhao_request_seconds", "Seconds until a request was answered", routed, buckets=SECONDS, registry=own
        )
        self._checks = Counter(
            "duizhao_checks_total", "Findings about outputs", ["code", "severity", "repaired"], registry=own
        )
        self._queue = Gauge("duizhao_model_queue", "What waits for a model", ["model", "unit"], registry=self.registry)
        self._tokens = Counter(
            "duizhao_model_tokens_total", "Tokens generated, all hypotheses", ["model"], registry=own
        )
        self._model = Histogram(
            "duizhao_model_batch_seconds", "Seconds of a model's batch", ["model"], buckets=SECONDS, registry=own
        )
        self._prompts = Histogram(
            "duizhao_model_batch_prompts", "Prompts of a model's batch", ["model"], buckets=PROMPTS, registry=own
        )
        self._fill = Histogram(
            "duizhao_model_batch_fill", "Share of its token budget", ["model"], buckets=SHARES, registry=own
        )
        self._wait = Histogram(
            "duizhao_model_wait_seconds", "Seconds a batch waited", ["model", "priority"], buckets=SECONDS, registry=own
        )
        self._waited = Histogram(
            "duizhao_work_wait_seconds", "Seconds a request waited", ["pool"], buckets=SECONDS, registry=own
        )
        self._attempts = Counter(
            "duizhao_webhook_attempts_total", "Attempts to send a webhook", ["outcome"], registry=own
        )

    def queued(self, model: str, load: Callable[[], tuple[int, int]]) -> None:
        """Tell what waits for a model: ``load`` gives prompts and tokens."""
        for place, unit in enumerate(("prompts", "tokens")):
            self._queue.labels(model, unit).set_function(partial(_part, load, place))

    def turned(self, model: str, turn: Turn) -> None:
        """A batch's turn has come."""
        self._fill.labels(model).observe(turn.fill)
        for seconds in turn.waits:
            self._wait.labels(model, turn.priority).observe(seconds)

    def waited(self, pool: str, seconds: float) -> None:
        """A request has waited for a thread of ``pool``."""
        self._waited.labels(pool).observe(seconds)

    def requested(self, route: str, method: str, status: int, seconds: float) -> None:
        """A request was answered; ``route`` is its template."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route, method).observe(seconds)

    def attempted(self, status: int | None) -> None:
        """A webhook was sent, and answered with ``status`` or not at all."""
        good = status is not None and 200 <= status < 300
        self._attempts.labels("unanswered" if status is None else "delivered" if good else "refused").inc()

    def checked(self, checks: Iterable[Check]) -> None:
        """Findings about a summary or a translation."""
        for check in checks:
            self._checks.labels(check.code, check.severity, str(check.repaired).lower()).inc()

    def generated(self, model: str, prompts: int, tokens: int, seconds: float) -> None:
        """A model answered a batch."""
        self._tokens.labels(model).inc(tokens)
        self._model.labels(model).observe(seconds)
        self._prompts.labels(model).observe(prompts)

    def watch(self, workers: Sequence[tuple[str, Workers]]) -> None:
        """Tell of each of ``workers``, by name, how many requests wait for it and are worked on."""
        found = Gauge("duizhao_work", "Requests by worker pool and state", ["pool", "state"], registry=self.registry)
        for name, pool in workers:
            found.labels(name, "waiting").set_function(partial(getattr, pool, "waiting"))
            found.labels(name, "working").set_function(partial(getattr, pool, "working"))

    def loaded(self, is_: Callable[[], bool]) -> None:
        """Tell whether the models are loaded."""
        up = Gauge("duizhao_models_up", "Whether the models are loaded", registry=self.registry)
        up.set_function(lambda: float(is_()))

    def collect(self, collector: Collector) -> None:
        """Ask ``collector``, too, whenever the metrics are read."""
        self.registry.register(collector)

    def text(self) -> bytes:
        """All metrics in Prometheus' text format. Blocks as long as the collectors do."""
        return generate_latest(self.registry)


def _part(load: Callable[[], tuple[int, int]], place: int) -> float:
    return load()[place]
