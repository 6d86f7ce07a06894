"""Every request counted, timed, logged and, while the service stops, refused."""

from __future__ import annotations

import logging
import time
from typing import Any

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.drain import Drain
from service.errors import PROBLEM_TYPE, problem
from service.metrics import Metrics

PROBES = {"/healthz", "/readyz", "/metrics"}
"""Paths that are answered while the service stops, and whose good answers are not logged."""
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
UNROUTED = "unrouted"
logger = logging.getLogger("service.access")


class Observed:
    """Middleware around all routes. It reads ``request_id``, ``route``, ``timing`` and ``owner`` of the scope."""

    def __init__(self, app: ASGIApp, metrics: Metrics, drain: Drain) -> None:
        self._app, self._metrics, self._drain = app, metrics, drain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.monotonic(), 500

        async def heard(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        probe = scope["path"] in PROBES
        self._drain.running += not probe
        try:
            await self._answer(scope, receive, heard, probe)
        finally:
            self._drain.running -= not probe
            self._told(scope, status, time.monotonic() - begun, probe)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, probe: bool) -> None:
        if self._drain.since is None or probe:
            await self._app(scope, receive, send)
            return
        found = problem(self._drain.refuse())
        headers = found.headers | {"Connection": "close"}
        await JSONResponse(found.body, found.status, headers, PROBLEM_TYPE)(scope, receive, send)

    def _told(self, scope: Scope, status: int, seconds: float, probe: bool) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = getattr(scope.get("route"), "path", UNROUTED)
        self._metrics.requested(route, method, status, seconds)
        if probe and status == 200:
            return
        fields: dict[str, Any] = {"request_id": scope.get("request_id", ""), "method": method, "route": route}
        fields |= {"status": status, "seconds": round(seconds, 4)} | scope.get("timing", {})
        fields |= {"owner": scope["owner"]} if "owner" in scope else {}
        logger.info("request", extra={"fields": fields})
