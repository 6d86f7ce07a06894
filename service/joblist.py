"""The operations on jobs."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from service import webhooks
from service.auth import ReaderDep, WriterDep
from service.deps import Service, ServiceDep
from service.drain import Drain
from service.errors import ServiceError
from service.examples import PROBLEM_RESPONSES, documented
from service.idempotency import HEADER, REPLAYED, Idempotency, Kept, key_of
from service.jobs import CURSOR, OPEN, STATES, Job, Jobs, Progress
from service.limits import charge
from service.routes import stored
from service.schemas import Answer
from service.submission import LINES, check_job, new_documents, receive_job

router = APIRouter()
logger = logging.getLogger(__name__)
PAGE = 20
MOST_JOBS, MOST_LINES, MOST_CURSOR = 100, 1000, 10**9
POLL_SECONDS = 0.5
"""How often a stream of events asks the store."""
ALIVE_SECONDS = 15.0
"""After so long without an event a comment keeps the connection."""
JobStatus = Literal["queued", "running", "succeeded", "failed", "cancelled"]


class Counts(Answer):
    """Documents by state."""

    queued: int
    running: int
    succeeded: int
    failed: int
    cancelled: int


class JobAnswer(Answer):
    """A job. Times are RFC 3339 in UTC; ``failed``: every document is done and some have no answer."""

    id: str
    status: JobStatus
    total: int
    counts: Counts
    created: str
    started: str | None
    finished: str | None
    remaining_seconds: float | None
    options: dict[str, Any]
    webhook: str | None


class JobsAnswer(Answer):
    """A page of jobs, newest first; ``next`` is the cursor of the next page."""

    jobs: tuple[JobAnswer, ...]
    next: str | None


def _parameters(**described: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "parameters": [
            {"name": name, "in": "query", "description": text, "schema": schema}
            for name, (text, schema) in described.items()
        ]
    }


def _up_to(most: int, least: int = 1) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most}


@router.post("/v1/jobs", status_code=202, **documented("jobs", JobAnswer))
async def create_job(request: Request, service: ServiceDep, caller: WriterDep) -> Response:
    """Many documents at once, worked on when there is time; taken whole or not at all."""
    key = key_of(request.headers.getlist(HEADER), required=service.settings.require_idempotency_key)
    async with AsyncExitStack() as held:
        received = await receive_job(request, service.settings, held)
        wanted = await stored(service, caller, received.options)  # the glossary as it is now
        wanted.brief_options(time.monotonic())  # refuses what would fail for every document
        options = wanted.model_dump(mode="json", exclude_unset=True)

        def make(connection: Connection) -> Kept:
            if received.webhook is not None:
                webhooks.endpoint(connection, caller.owner, received.webhook, "unknown_webhook")
            job = service.jobs.create(connection, caller.owner, new_documents(received), options, received.webhook)
            characters = service.jobs.characters(connection, job.id)
            charge(connection, caller.owner, caller.quota, characters, service.store.clock())
            progress = Progress(dict.fromkeys(STATES, 0) | {"queued": job.total}, None)
            return Kept(202, _answer(job, progress).model_dump_json().encode(), {"Location": f"/v1/jobs/{job.id}"})

        def store() -> Kept:
            check_job(received, service.settings)
            return _idempotency(service).once(caller.owner, key, received.fingerprint.hexdigest(), make)

        kept = await asyncio.to_thread(store)
    headers = dict(kept.headers) | ({REPLAYED: "true"} if kept.replayed else {})
    return Response(kept.body, kept.status, headers, "application/json")


def _idempotency(service: Service) -> Idempotency:
    settings = service.settings
    return Idempotency(service.store, settings.idempotency_seconds, settings.idempotency_lease_seconds)


@router.get(
    "/v1/jobs",
    response_model=JobsAnswer,
    responses=PROBLEM_RESPONSES,
    openapi_extra=_parameters(
        limit=("most jobs of the page", _up_to(MOST_JOBS)),
        cursor=("next of the page before", {"type": "string", "pattern": CURSOR}),
    ),
)
def list_jobs(request: Request, service: ServiceDep, caller: ReaderDep) -> JobsAnswer:
    """The caller's jobs, newest first."""
    limit = _number(request, "limit", PAGE, 1, MOST_JOBS)
    page, cursor = service.jobs.page(caller.owner, limit, request.query_params.get("cursor"))
    return JobsAnswer(jobs=tuple(_answer(*item) for item in page), next=cursor)


@router.get("/v1/jobs/{id}", response_model=JobAnswer, responses=PROBLEM_RESPONSES)
def get_job(id: str, service: ServiceDep, caller: ReaderDep) -> JobAnswer:
    """A job and how far it is."""
    return _answer(*service.jobs.get(caller.owner, id))


@router.get(
    "/v1/jobs/{id}/results",
    response_class=Response,
    responses={**PROBLEM_RESPONSES, 200: {"content": {LINES: {}}, "description": "a line of JSON for each document"}},
    openapi_extra=_parameters(
        limit=("most lines of the page", _up_to(MOST_LINES)),
        cursor=("X-Next-Cursor of the page before", _up_to(MOST_CURSOR, 0)),
    ),
)
def job_results(id: str, request: Request, service: ServiceDep, caller: ReaderDep) -> Response:
    """Answers in input order, up to the first document that is not done yet."""
    cursor = _number(request, "cursor", 0, 0, MOST_CURSOR)
    limit = _number(request, "limit", 100, 1, MOST_LINES)
    lines, after = service.jobs.results(caller.owner, id, cursor, limit)
    headers = {}
    if after is not None:
        link = f'</v1/jobs/{id}/results?cursor={after}&limit={limit}>; rel="next"'
        headers = {"X-Next-Cursor": str(after), "Link": link}
    return Response("".join(f"{line}\n" for line in lines), media_type=LINES, headers=headers)


@router.get(
    "/v1/jobs/{id}/events",
    response_class=StreamingResponse,
    responses={**PROBLEM_RESPONSES, 200: {"content": {"text/event-stream": {}}, "description": "progress, then done"}},
)
async def job_events(id: str, request: Request, service: ServiceDep, caller: ReaderDep) -> StreamingResponse:
    """Progress as it is made; an event's id is the number of documents done, for ``Last-Event-ID``."""
    last = request.headers.get("last-event-id", "")
    seen = int(last) if last.isascii() and last.isdigit() and len(last) < 10 else -1

    def look() -> tuple[Job, Progress]:
        return service.jobs.get(caller.owner, id)

    first = await asyncio.to_thread(look)  # a job that is not there is a 404, not a stream
    return StreamingResponse(_events(look, first, seen, service.drain), media_type="text/event-stream")


@router.delete(
    "/v1/jobs/{id}",
    response_model=JobAnswer,
    responses={**PROBLEM_RESPONSES, 204: {"description": "deleted"}},
    openapi_extra=_parameters(purge=("true deletes the job with its texts and results", {"type": "boolean"})),
)
def cancel_job(id: str, request: Request, service: ServiceDep, caller: WriterDep) -> Response:
    """End a job; one that has ended stays as it is. With ``purge=true`` delete it."""
    purge = request.query_params.get("purge", "false")
    if purge not in {"true", "false"}:
        raise ServiceError("invalid_request", f"purge is {purge[:40]!r}: send true or false")
    if purge == "true":
        service.jobs.delete(caller.owner, id)
        return Response(status_code=204)
    return _answered(service.jobs, service.jobs.cancel(caller.owner, id), 200)


@router.post("/v1/jobs/{id}/retry", status_code=202, response_model=JobAnswer, responses=PROBLEM_RESPONSES)
def retry_job(id: str, service: ServiceDep, caller: WriterDep) -> Response:
    """Queue the failed documents of a failed job again."""
    return _answered(service.jobs, service.jobs.retry(caller.owner, id), 202)


async def _events(
    look: Callable[[], tuple[Job, Progress]], first: tuple[Job, Progress], seen: int, drain: Drain
) -> AsyncIterator[str]:
    (job, progress), quiet = first, time.monotonic()
    while True:
        ended = job.status not in OPEN
        if ended or progress.done != seen:
            seen, quiet = progress.done, time.monotonic()
            yield _event("done" if ended else "progress", job, progress)
        elif time.monotonic() - quiet > ALIVE_SECONDS:
            quiet = time.monotonic()
            yield ": still here\n\n"
        if ended or drain.since is not None:
            return
        await asyncio.sleep(POLL_SECONDS)
        try:
            job, progress = await asyncio.to_thread(look)
        except ServiceError:  # deleted meanwhile
            return
        except SQLAlchemyError as error:  # the database is gone, and may come back
            logger.warning("events wait for the store: %s", type(error).__name__)


def _event(name: str, job: Job, progress: Progress) -> str:
    data = json.dumps({"id": job.id, "status": job.status, "total": job.total, "counts": progress.counts})
    return f"id: {progress.done}\nevent: {name}\ndata: {data}\n\n"


def _answered(jobs: Jobs, job: Job, status: int) -> Response:
    body = _answer(*jobs.get(job.owner, job.id)).model_dump_json()
    return Response(body, status, {"Location": f"/v1/jobs/{job.id}"}, "application/json")


def _answer(job: Job, progress: Progress) -> JobAnswer:
    remaining = None if progress.remaining is None else round(progress.remaining, 1)
    return JobAnswer(
        id=job.id,
        status=job.status,
        total=job.total,
        counts=Counts(**progress.counts),
        created=_time(job.created) or "",
        started=_time(job.started),
        finished=_time(job.finished),
        remaining_seconds=remaining,
        options=json.loads(job.options),
        webhook=job.webhook,
    )


def _time(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _number(request: Request, name: str, default: int, least: int, most: int) -> int:
    """A number of the query. Raises ServiceError invalid_request."""
    given = request.query_params.get(name)
    if given is None:
        return default
    if not (given.isascii() and given.isdigit() and len(given) < 12 and least <= int(given) <= most):
        raise ServiceError("invalid_request", f"{name} is {given[:40]!r}: send a number from {least} to {most}")
    return int(given)
