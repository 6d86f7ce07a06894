"""Connections to PostgreSQL that give up: a network that swallows what is sent holds no thread, and no client's locks.

TCP alone notices a lost peer after minutes, or never where something in between keeps the connection. Here the client
bounds the wait for each answer, and the server, which is asked to by ``options``, that for locks, statements and
clients that fell silent within a transaction.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from functools import cache
from typing import Any

from sqlalchemy import Engine, event

DRIVER = "postgresql+psycopg://"


def parameters(seconds: int) -> dict[str, Any]:
    """What libpq is told for both sides to give up in about ``seconds``, the server for a silent client in twice that.

    >>> parameters(30)["options"].split(" -c ")[0]
    '-c lock_timeout=20s'
    """
    server = {
        "lock_timeout": f"{max(1, 2 * seconds // 3)}s",
        "statement_timeout": f"{seconds}s",
        "idle_in_transaction_session_timeout": f"{2 * seconds}s",
        "tcp_keepalives_idle": str(seconds),
        "tcp_user_timeout": f"{2 * seconds}s",
    }
    client = {"connect_timeout": min(10, seconds), "tcp_user_timeout": 1000 * seconds, "keepalives_idle": seconds}
    options = " ".join(f"-c {name}={value}" for name, value in server.items())
    return client | {"keepalives_interval": 5, "keepalives_count": 3, "options": options}


def hurry(engine: Engine, seconds: int) -> None:
    """Have all connections of ``engine``, which is PostgreSQL by psycopg, keep to ``parameters``.

    What the store's URL says goes before them.
    """

    def connect(dialect: Any, record: Any, args: Any, given: dict[str, Any]) -> Any:
        connection = _patient().connect(*args, **{**parameters(seconds), **given})
        connection.patience = seconds
        return connection

    event.listen(engine, "do_connect", connect)


@cache
def _patient() -> Any:
    """Psycopg's connection, all of whose waiting goes through ``wait``."""
    import psycopg

    class PatientConnection(psycopg.Connection[Any]):
        patience: float | None = None
        """Seconds without a byte of the answer after which it is given up; None waits for ever."""

        def wait(self, gen: Any, *args: Any, **more: Any) -> Any:
            """As psycopg's; raises OperationalError, and the connection is closed, where no answer comes."""
            if self.patience is None:
                return super().wait(gen, *args, **more)
            try:
                return super().wait(_bounded(gen, self.patience), *args, **more)
            except _Silence:
                self.pgconn.finish()
                raise psycopg.OperationalError(f"no answer for {self.patience:g} s") from None

    return PatientConnection


class _Silence(Exception):
    """The other side says nothing."""


def _bounded(gen: Generator[Any, Any, Any], seconds: float) -> Generator[Any, Any, Any]:
    """``gen``, which yields what it waits for and is sent what is ready, nothing of it now and then."""
    until = time.monotonic() + seconds
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if ready:
                until = time.monotonic() + seconds
            elif time.monotonic() > until:
                raise _Silence
            wanted = gen.send(ready)
    except StopIteration as done:
        return done.value
