"""Security headers of every response. Cross-origin requests are not allowed: there is no CORS header at all."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY"}
CLOSED = "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
PAGES = f"default-src 'self'; {CLOSED}"
"""Of the service's own pages: only what the service itself sends."""
DOCS = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' https://cdn.jsdelivr.net; style-src 'self' 'unsafe-inline' "
    "https://cdn.jsdelivr.net https://fonts.googleapis.com; font-src https://fonts.gstatic.com; worker-src blob:; "
    f"img-src 'self' data: https://fastapi.tiangolo.com https://cdn.redoc.ly; {CLOSED}"
)
"""Of FastAPI's documentation, whose scripts come from outside."""
DOCUMENTATION = ("/docs", "/redoc")


class Shield:
    """Adds the headers; a response that has one of them already keeps its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""

        async def shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message["headers"]))
                wanted = dict(HEADERS)
                if headers.get("content-type", "").startswith("text/html"):
                    docs = scope["path"].startswith(DOCUMENTATION)
                    wanted["Content-Security-Policy"] = DOCS if docs else PAGES
                for name, value in wanted.items():
                    headers.setdefault(name, value)
                message["headers"] = headers.raw
            await send(message)

        await self._app(scope, receive, shielded)
