"""Bodies that no client should send: every POST and PUT of the service, asked thousands of times.

``python benchmarks/hostile.py [--count 20000] [--seed 0] [--store URL] [--files 0.05]``: the service runs in this
process over the stand-in engine and is called by ASGI, without a server before it that would refuse half of it.
Hypothesis draws path, query, headers and body: broken and deep JSON, wrong types, huge numbers, lone surrogates, NUL,
charsets, forms and files cut or spoilt anywhere, pages of garbage, clients that leave. ``files`` is the share of HTML,
PDF and DOCX, each of which takes a process. Answers are counted by status. The last line is JSON; its ``failures`` are
the places in the code that made an answer of 500 or above (503 and 504 are deliberate) or one without a code. The exit
code is 1 where there are any.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import socket
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote

from hypothesis import HealthCheck, Phase, given, seed, settings

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.garbage import Asked, requests  # noqa: E402

DELIBERATE = {503, 504}
NOWHERE = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 9))]
"""What every name of a host leads to."""


class Called:
    """The app called by ASGI, one request after the other, in an event loop of its own."""

    def __init__(self, app: Any, loop: asyncio.AbstractEventLoop, state: dict[str, Any]) -> None:
        self._app, self._loop, self._state = app, loop, state

    def ask(self, asked: Asked) -> tuple[int, bytes]:
        """Status and body; status 0 where there was no answer, which is right only if the client left."""
        return self._loop.run_until_complete(asyncio.wait_for(self._ask(asked), 120))

    async def _ask(self, asked: Asked) -> tuple[int, bytes]:
        chunks, status, body = list(asked.chunks), 0, b""

        async def receive() -> dict[str, Any]:
            if chunks:
                return {"type": "http.request", "body": chunks.pop(0), "more_body": bool(chunks) or asked.gone}
            if not asked.gone:
                await asyncio.Event().wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            nonlocal status, body
            status = message.get("status", status)
            body += message.get("body", b"")

        try:
            await self._app(self._scope(asked), receive, send)
        except Exception:  # after its answer, as the error handler of Starlette does it
            logging.getLogger("hostile").exception("%s %s", asked.method, asked.path)
        return status, body

    def _scope(self, asked: Asked) -> dict[str, Any]:
        raw = asked.path.encode()
        return {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "method": asked.method,
            "path": unquote(asked.path), "raw_path": raw, "query_string": asked.query, "headers": list(asked.headers),
            "client": ("127.0.0.1", 9), "server": ("127.0.0.1", 80), "root_path": "", "state": dict(self._state),
        }  # fmt: skip


@contextmanager
def called(store: str | None = None) -> Iterator[Called]:
    """The service over the stand-in engine with small limits; no name of a host leads out of this machine."""
    from benchmarks.standin import StandIn, standing
    from service.app import create_app
    from service.assembly import pipeline_over
    from service.config import Settings

    loop, pipeline = asyncio.new_event_loop(), pipeline_over(standing(StandIn()))
    with tempfile.TemporaryDirectory() as folder, patch("socket.getaddrinfo", lambda *_, **__: NOWHERE):
        limits: dict[str, Any] = {
            "max_bytes": 4000,
            "max_file_bytes": 100_000,
            "max_job_bytes": 100_000,
            "parse_seconds": 20,
        }
        hooks: dict[str, Any] = {"webhook_http": True, "webhook_allow": (ip_network("127.0.0.0/8"),)}
        app = create_app(Settings(data_dir=Path(folder), store=store, **limits, **hooks), lambda: pipeline)
        context = app.router.lifespan_context(app)
        state = loop.run_until_complete(context.__aenter__())
        try:
            calling = Called(app, loop, dict(state or {}))
            while calling.ask(Asked("GET", "/readyz", b"", (), (b"",)))[0] != 200:
                time.sleep(0.01)
            yield calling
        finally:
            loop.run_until_complete(context.__aexit__(None, None, None))
            loop.close()


def wrong(asked: Asked, status: int, body: bytes) -> str:
    """What is wrong with an answer, or nothing."""
    if asked.gone:
        return f"{status} after the client left" if status == 500 else ""
    if status == 0 or (status >= 500 and status not in DELIBERATE):
        return f"{status} {body[:200]!r}"
    if status >= 400 and "code" not in json.loads(body):
        return f"{status} without a code"
    return ""


class Heard(logging.Handler):
    """Keeps where the last exception that was logged was raised."""

    last = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Take note of one."""
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            frames = traceback.extract_tb(error.__traceback__)[-4:]
            self.last = f"{type(error).__name__}: {str(error)[:150]} | " + " < ".join(
                f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames)
            )


def main() -> int:
    """Read the arguments and ask."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--store", help="URL of the store, a SQLite file where there is none")
    parser.add_argument("--files", type=float, default=0.05)
    args = parser.parse_args()
    statuses, found, began, heard = Counter[int](), dict[str, Asked](), time.monotonic(), Heard()
    logging.getLogger().handlers[:] = [heard]
    with called(args.store) as service:

        @seed(args.seed)
        @settings(
            max_examples=args.count,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=[*HealthCheck],
        )
        @given(requests(args.files))
        def ask(asked: Asked) -> None:
            heard.last = ""
            status, body = service.ask(asked)
            statuses[status] += 1
            if fault := wrong(asked, status, body):
                found.setdefault(heard.last or fault, asked)

        ask()
    for fault, asked in found.items():
        print(fault, repr(asked)[:600], sep="\n  ")
    counts = {str(status): count for status, count in sorted(statuses.items())}
    report = {"requests": sum(statuses.values()), "seed": args.seed, "statuses": counts, "failures": len(found)}
    print(json.dumps(report | {"seconds": round(time.monotonic() - began)}))
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
