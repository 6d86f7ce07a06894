"""A database as the input of an archive: the rows of one query, streamed; see docs/archive.md."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from service.parquet import plain
from service.records import InputError, Record

ROWS = 256
"""Rows that are in memory at once."""
_ORDERED = re.compile(r"\border\s+by\b", re.IGNORECASE)


def named(url: str) -> str:
    """A database's URL without its password. Raises InputError where it is none."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        raise InputError("IN is no database URL: with --query give one as sqlite:///archive.db") from None


def rows(url: str, query: str) -> Iterator[Record]:
    """A record for each row of ``query``, through a server-side cursor where the database has such.

    Raises InputError where the query has no ORDER BY, which alone makes rows stand in the same order twice, names a
    column twice, or fails.
    """
    from sqlalchemy import exc

    name = named(url)
    if not _ORDERED.search(query):
        raise InputError("the query has no ORDER BY: order it by a unique column, so that its rows always stand alike")
    if name.startswith("sqlite") and not _exists(url):
        raise InputError(f"there is no database {name}: check the path")
    try:
        yield from _streamed(url, name, query)
    except (exc.SQLAlchemyError, ImportError) as error:
        raise InputError(f"{name} does not answer the query: {getattr(error, 'orig', None) or error}") from None


def _exists(url: str) -> bool:
    """Whether the file of a SQLite URL is there, for its driver would make it."""
    from sqlalchemy import make_url

    path = make_url(url).database or ""
    return path.startswith("file:") or Path(path).is_file()


def _streamed(url: str, name: str, query: str) -> Iterator[Record]:
    """The records; the query goes to the driver as it is, so that neither : nor % in it mean anything."""
    from sqlalchemy import NullPool, create_engine

    options: dict[str, Any] = {"yield_per": ROWS, "no_parameters": True}
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=NullPool)
    with (
        engine.connect().execution_options(**options) as connection,
        connection.exec_driver_sql(query) as result,
    ):
        columns = list(result.keys()) if result.returns_rows else []
        if not columns or len(set(columns)) < len(columns):
            shown = ", ".join(columns) or "none"
            raise InputError(f"the query gives the columns {shown}: each needs a name of its own")
        for number, row in enumerate(result):
            fields = dict(zip(columns, row, strict=True))
            yield Record(name, number, "row", json.dumps(fields, default=plain).encode())
