"""Security headers of every response. Cross-origin requests are not allowed: there is no CORS header at all."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY"}
CLOSED = "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
PAGES = f"default-src 'self'; {CLOSED}"
"""Of the service's own pages: only what the service itself sends."""
DOCS = f"default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; {CLOSED}"
"""Of the documentation, whose script sets styles and has its pictures within."""
DOCUMENTATION = "/docs"


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
                    docs = scope["path"] == DOCUMENTATION
                    wanted["Content-Security-Policy"] = DOCS if docs else PAGES
                for name, value in wanted.items():
                    headers.setdefault(name, value)
                message["headers"] = headers.raw
            await send(message)

        await self._app(scope, receive, shielded)
