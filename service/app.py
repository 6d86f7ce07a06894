"""The REST service put together: a factory, its lifespan, and the function that serves it."""

from __future__ import annotations

import asyncio
import logging
import re
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.errors import Abandoned, ModelError
from models.generation import Engine
from models.queue import Bounds, EngineQueue
from service import endpoints, glossroutes, joblist, logs, manual, probes, retention
from service.config import Settings
from service.deliveries import Couriers
from service.deps import Service
from service.drain import Drain, draining_server
from service.errors import PROBLEM_TYPE, STATUS_CODES, ServiceError, problem, store_unavailable
from service.examples import PROBLEM_SCHEMA, request_schemas
from service.keys import PublicWithoutKeys, guard
from service.links import link
from service.metering import MeteredEngine, metered
from service.metrics import Metrics
from service.observe import Observed
from service.pipeline import Pipeline
from service.routes import router
from service.shield import Shield
from service.store import Store, sqlite_url
from service.tracing import Tracing, Untraced, tracing_of
from service.worker import Crew, crew_of

VERSION = "0.1.0"
logger = logging.getLogger(__name__)
ROUTERS = (router, joblist.router, glossroutes.router, endpoints.router, manual.router, probes.router)
_REQUEST_ID = re.compile(r"[\w.:-]{1,128}", re.ASCII)


def create_app(
    settings: Settings,
    pipeline_factory: Callable[[], Pipeline],
    metrics: Metrics | None = None,
    drain: Drain | None = None,
    tracing: Tracing | None = None,
) -> FastAPI:
    """The service. Its models are made by ``pipeline_factory`` in a thread once it has started.

    ``metrics`` are counted, ``drain`` is obeyed and ``tracing`` is closed by one service only.
    """
    metrics, drain, tracing = metrics or Metrics(), drain or Drain(), tracing or Untraced()

    service = partial(_opened, settings, metrics, drain, tracing)
    app = FastAPI(
        title="Duizhao",
        version=VERSION,
        description="Bilingual briefs of Chinese news.",
        lifespan=_lifespan(service, lambda: metered(pipeline_factory(), metrics, tracing)),
        docs_url=None,
        redoc_url=None,
        telemetry=tracing.requests,
    )
    for part in ROUTERS:
        app.include_router(part)
    _surround(app, metrics, drain)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]
    return app


def _lifespan(
    opened: Callable[[], Awaitable[Service]], factory: Callable[[], Pipeline]
) -> Callable[[FastAPI], AbstractAsyncContextManager[dict[str, Any]]]:
    """What runs beside the requests: loading of the models, retention, webhooks; at the end each is closed in turn."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
        service = await _guarded(await opened())
        loading = asyncio.create_task(_begin(service, factory))
        keeping = asyncio.create_task(retention.kept(service.store, service.settings.retention_days))
        couriers = Couriers(endpoints.courier_of(service.settings, service.store, service.metrics))
        couriers.start()
        yield {"service": service}
        keeping.cancel()
        if crew := await loading:
            await asyncio.to_thread(crew.close)
        await asyncio.to_thread(couriers.stop)
        await service.close()
        await asyncio.to_thread(service.tracing.close)

    return lifespan


def _surround(app: FastAPI, metrics: Metrics, drain: Drain) -> None:
    """What every request passes through, and what becomes of each kind of error."""
    app.add_middleware(Observed, metrics=metrics, drain=drain)
    app.add_middleware(RequestIds)
    app.add_middleware(Shield)
    refusals = {ServiceError: _refused, ModelError: _refused, Exception: _refused, HTTPException: _unrouted}
    refusals |= {DBAPIError: _storeless, TimeoutError: _storeless, ClientDisconnect: _left}
    for kind, handler in refusals.items():
        app.add_exception_handler(kind, handler)


async def _opened(settings: Settings, metrics: Metrics, drain: Drain, tracing: Tracing) -> Service:
    """The service, or a line in the log that says why not: no text has come yet, so the message may be shown."""
    try:
        return await Service.of(settings, metrics, drain, tracing)
    except Exception as error:
        logger.error("the service cannot start: %s", str(error).partition("\n")[0], exc_info=True)
        raise


async def _guarded(service: Service) -> Service:
    """``service``, closed again where others could reach it without a key. Raises PublicWithoutKeys."""
    try:
        await asyncio.to_thread(guard, service.settings, service.store)
    except PublicWithoutKeys:
        await service.close()
        raise
    return service


async def _begin(service: Service, factory: Callable[[], Pipeline]) -> Crew | None:
    """Load the models, then set the workers to work, which are returned."""
    await service.models.load(factory)
    if service.models.pipeline is None:
        return None
    crew = crew_of(service.settings, service.jobs, service.models.pipeline, service.tracing)
    crew.start()
    return crew


async def _refused(request: Request, error: Exception) -> JSONResponse:
    request_id = request.scope.get("request_id", "")
    found = problem(error, request_id)
    if found.status == 500:
        logger.error("request %s failed", request_id, exc_info=error)
    headers = found.headers | ({"X-Request-ID": request_id} if found.status == 500 else {})
    return JSONResponse(found.body, found.status, headers, PROBLEM_TYPE)


async def _left(request: Request, error: Exception) -> JSONResponse:
    """The client went before its body was whole: nobody reads this, but log and metrics get their status."""
    return await _refused(request, Abandoned())


async def _storeless(request: Request, error: Exception) -> JSONResponse:
    """The database is gone, full, or locked for too long: it may come back. A fault of a statement is the service's."""
    if isinstance(error, DBAPIError) and not (isinstance(error, OperationalError) or error.connection_invalidated):
        return await _refused(request, error)
    logger.warning("request %s: the store does not answer", request.scope.get("request_id", ""))
    return await _refused(request, store_unavailable(error))


async def _unrouted(request: Request, error: Exception) -> JSONResponse:
    """What the router refuses: an unknown path or method."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = f"{request.method} {request.scope['path']} is not an operation: see /docs"
    response = await _refused(request, ServiceError(STATUS_CODES.get(status, "internal_error"), detail))
    response.headers.update(getattr(error, "headers", None) or {})
    if status == 405:
        response.headers["Allow"] = _allowed(request)
    return response


def _allowed(request: Request) -> str:
    """The methods of all operations at the request's path; the router names those of the first one only."""
    known = (route for part in ROUTERS for route in part.routes)
    routes = [route for route in known if route.matches(request.scope)[0] != Match.NONE]
    return ", ".join(sorted({method for route in routes for method in getattr(route, "methods", None) or ()}))


def _openapi(app: FastAPI) -> dict[str, Any]:
    """The document, made once: FastAPI's, with the problem's schema and without its own validation answers."""
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        schemas = made.setdefault("components", {}).setdefault("schemas", {})
        schemas |= {"Problem": PROBLEM_SCHEMA} | request_schemas()
        link(made)
        app.openapi_schema = made
    return app.openapi_schema


class RequestIds:
    """Gives each request the id of its ``X-Request-ID`` header, or one of its own, and sends it back."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection. The headers of the key's limits are put there, too."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        scope["request_id"] = request_id

        async def tagged(message: Message) -> None:
            if message["type"] == "http.response.start":
                more = {"x-request-id": request_id} | scope.get("ratelimit", {})
                message["headers"] = [*message["headers"], *((k.lower().encode(), v.encode()) for k, v in more.items())]
            await send(message)

        await self._app(scope, receive, tagged)


def serve(settings: Settings) -> None:
    """Serve until stopped; the models are those of ``settings.profile``.

    Raises PublicWithoutKeys and TracesUnavailable.
    """
    from service.assembly import assemble

    store = Store.open(settings.store or sqlite_url(settings.data_dir))
    try:
        guard(settings, store)
    finally:
        store.close()
    metrics, tracing = Metrics(), tracing_of(settings.traces)

    def factory() -> Pipeline:
        return assemble(
            settings.profile,
            directory=settings.models_dir,
            device=settings.device,
            threads=settings.threads,
            wrap=lambda engine, model: queued(settings, engine, model, metrics, tracing),
        )

    run(settings, factory, metrics, tracing)


def queued(settings: Settings, engine: Engine, model: str, metrics: Metrics, tracing: Tracing) -> EngineQueue:
    """``engine`` behind the queue that ``settings`` ask for, both counted and traced under the name of its model."""
    queue = EngineQueue(
        MeteredEngine(engine, model, metrics, tracing),
        Bounds(settings.queue_items, settings.queue_tokens),
        shared=settings.shared_batches,
        heard=partial(metrics.turned, model),
    )
    metrics.queued(model, partial(getattr, queue, "load"))
    return queue


def run(settings: Settings, factory: Callable[[], Pipeline], metrics: Metrics, tracing: Tracing | None = None) -> None:
    """Serve the pipeline of ``factory`` until a signal says stop; the log goes to stderr."""
    import uvicorn

    logs.configure(settings.log_format)
    drain = Drain()
    app = create_app(settings, factory, metrics, drain, tracing)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_keep_alive=settings.keep_alive_seconds,
    )
    draining_server(config, drain, settings.drain_seconds).run()
