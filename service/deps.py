"""What the routes work with: the service's parts, held in the lifespan's state and named once as dependencies."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated

from fastapi import Depends, Request

from service.config import Settings
from service.drain import Drain
from service.errors import RETRY_SECONDS, ServiceError
from service.jobs import Finished, Jobs
from service.limits import Gate
from service.metrics import Metrics
from service.pipeline import Pipeline
from service.reach import StoreProbe
from service.standing import Standing
from service.store import Store, sqlite_url
from service.tracing import Tracing
from service.webhooks import job_ended
from service.work import Workers

logger = logging.getLogger(__name__)
READERS = 2
"""Documents read at once: one that takes long leaves room for others."""


@dataclass(slots=True)
class Models:
    """The pipeline, once it is loaded; until then ``reasons`` say why it is not there."""

    pipeline: Pipeline | None = None
    reasons: list[str] = field(default_factory=lambda: ["the models are being loaded"])

    async def load(self, factory: Callable[[], Pipeline]) -> None:
        """Make the pipeline in a thread. A failure is logged and becomes the reason."""
        try:
            self.pipeline = await asyncio.to_thread(factory)
        except Exception as error:
            logger.exception("the models could not be loaded")
            self.reasons = [f"the models could not be loaded: {error}"]
        else:
            self.reasons = []

    def ready(self) -> Pipeline:
        """The pipeline. Raises ServiceError not_ready."""
        if self.pipeline is None:
            detail = "; ".join(self.reasons)
            raise ServiceError("not_ready", detail, retry_after=RETRY_SECONDS, reasons=list(self.reasons))
        return self.pipeline


@dataclass(frozen=True, slots=True)
class Service:
    """All parts of a running service: ``heavy`` does model work, ``light`` reads and splits."""

    settings: Settings
    models: Models
    heavy: Workers
    light: Workers
    store: Store
    metrics: Metrics
    drain: Drain
    tracing: Tracing
    probe: StoreProbe
    gate: Gate = field(default_factory=Gate)
    on_finished: Finished = job_ended

    @property
    def jobs(self) -> Jobs:
        """The jobs of its store; ``on_finished`` is called in the transaction in which one ends."""
        return Jobs(self.store, self.on_finished)

    @classmethod
    async def of(cls, settings: Settings, metrics: Metrics, drain: Drain, tracing: Tracing) -> Service:
        """A service without its models yet. Raises sqlalchemy's SQLAlchemyError where the store cannot be reached."""
        url = settings.store or sqlite_url(settings.data_dir)
        store = await asyncio.to_thread(partial(Store.open, url, seconds=settings.store_seconds))
        heavy = Workers(settings.concurrency, settings.queue, "models", partial(metrics.waited, "models"))
        light = Workers(READERS, settings.queue, "reading", partial(metrics.waited, "reading"))
        metrics.watch([("models", heavy), ("reading", light)])
        metrics.collect(Standing(store))
        models = Models()
        metrics.loaded(lambda: models.pipeline is not None)
        return cls(settings, models, heavy, light, store, metrics, drain, tracing, StoreProbe(store.fault))

    async def close(self) -> None:
        """End all work."""
        await self.heavy.close()
        await self.light.close()
        await asyncio.to_thread(self.store.close)


def service_of(request: Request) -> Service:
    """The service that ``request`` came to."""
    service: Service = request.state.service
    return service


def pipeline_of(service: ServiceDep) -> Pipeline:
    """Its pipeline. Raises ServiceError not_ready."""
    return service.models.ready()


ServiceDep = Annotated[Service, Depends(service_of)]
PipelineDep = Annotated[Pipeline, Depends(pipeline_of)]
