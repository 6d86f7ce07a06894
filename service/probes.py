"""What watches the service asks: whether it is up, whether it can work, and its metrics."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Response

from service.deps import Service, ServiceDep
from service.drain import REASON
from service.errors import RETRY_SECONDS, ServiceError
from service.examples import PROBLEM_RESPONSES
from service.schemas import StatusAnswer

router = APIRouter()


async def reasons(service: Service) -> list[str]:
    """Why the service cannot work: it is stopping, its models are not loaded, its store does not answer."""
    found = [REASON] if service.drain.since is not None else []
    fault = await service.probe()
    return [*found, *service.models.reasons, *([fault] if fault else [])]


@router.get("/healthz", response_model=StatusAnswer)
async def healthz() -> StatusAnswer:
    """Whether the process is up."""
    return StatusAnswer(status="ok")


@router.get("/readyz", response_model=StatusAnswer, responses=PROBLEM_RESPONSES)
async def readyz(service: ServiceDep) -> StatusAnswer:
    """Whether requests can be answered; 503 with the reasons where not."""
    found = await reasons(service)
    if found:
        raise ServiceError("not_ready", "; ".join(found), retry_after=RETRY_SECONDS, reasons=found)
    return StatusAnswer(status="ready")


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(service: ServiceDep) -> Response:
    """Counters for Prometheus, in its text format."""
    text = await asyncio.to_thread(service.metrics.text)
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")
