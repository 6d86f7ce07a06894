"""The store: one database, SQLite in a file by default or PostgreSQL by URL, brought to the newest schema when opened.

Everything that must outlive the process is in it. A transaction is either whole or not there: with SQLite writers
stand in line (``BEGIN IMMEDIATE``) and a commit has reached the disk (``synchronous=FULL``).
"""

from __future__ import annotations

import re
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError

from service.postgres import DRIVER, hurry

MIGRATIONS = Path(__file__).parent / "migrations"
FILE = "duizhao.sqlite3"
BUSY_MS = 30_000
"""How long a writer waits for another with SQLite."""
LOG_SECONDS = 0.01
"""Between two tries to set the write-ahead log while another sets it."""
SECONDS = 30
"""How long PostgreSQL may leave a statement without an answer."""
UPGRADE_LOCK = 0x64757A68
"""Key of PostgreSQL's advisory lock while the schema is changed: of several services starting, one upgrades."""


def sqlite_url(folder: Path) -> str:
    """The URL of the SQLite store within ``folder``, which is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder.absolute() / FILE}"


def new_id(kind: str) -> str:
    """An id that nobody can guess: ``kind``, an underscore and 24 hex digits."""
    return f"{kind}_{secrets.token_hex(12)}"


def is_id(text: str) -> bool:
    """Whether ``new_id`` may have made it. Anything else could hold NUL, which PostgreSQL refuses to look for."""
    return re.fullmatch(r"[a-z]+_[0-9a-f]{24}", text) is not None


@dataclass(frozen=True, slots=True)
class Store:
    """An open database. Thread-safe. ``clock`` tells the seconds since 1970."""

    engine: Engine
    clock: Callable[[], float] = time.time

    @classmethod
    def open(
        cls,
        url: str,
        clock: Callable[[], float] = time.time,
        *,
        upgrade: bool = True,
        seconds: int = SECONDS,
    ) -> Store:
        """Connect to ``url``, an SQLAlchemy URL, and bring its schema to the newest revision.

        ``seconds``: how long PostgreSQL may leave a statement without an answer before it has failed.
        Raises sqlalchemy's SQLAlchemyError where the database cannot be reached.
        """
        store = cls(_engine(url, seconds), clock)
        if upgrade:
            store.upgrade()
        return store

    @property
    def is_sqlite(self) -> bool:
        """Whether it is SQLite, which has no row locks."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may write: committed at the end, rolled back where an error leaves the block."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads, and with SQLite does not wait for writers."""
        with self.engine.connect().execution_options(reading=True) as connection, connection.begin():
            yield connection

    def upgrade(self, revision: str = "head") -> None:
        """Bring the schema up to ``revision``; several processes may do so at once."""
        from alembic import command

        with self._migration() as connection:
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
            command.upgrade(_alembic(connection), revision)

    def downgrade(self, revision: str) -> None:
        """Bring the schema back down to ``revision``."""
        from alembic import command

        with self._migration() as connection:
            command.downgrade(_alembic(connection), revision)

    @contextmanager
    def _migration(self) -> Iterator[Connection]:
        """A transaction in which tables may be made anew, over a connection of its own, for as long as that takes.

        SQLite would delete the rows that refer to a table which is dropped, unless foreign keys are off before the
        transaction begins (https://www.sqlite.org/lang_altertable.html#otheralter).
        """
        with self.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            if self.is_sqlite:
                driver.execute("PRAGMA foreign_keys=OFF")
            else:
                driver.patience = None
            try:
                with connection.begin():
                    if not self.is_sqlite:
                        for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
                            connection.exec_driver_sql(f"SET LOCAL {name} = 0")
                    yield connection
            finally:
                connection.invalidate()

    def revision(self) -> str | None:
        """The schema's revision, None for an empty database."""
        from alembic.runtime.migration import MigrationContext

        with self.read() as connection:
            return MigrationContext.configure(connection).get_current_revision()

    def fault(self) -> str | None:
        """Why the database does not answer, or None."""
        try:
            with self.read() as connection:
                connection.execute(text("SELECT 1"))
        except SQLAlchemyError as error:
            return f"the store does not answer: {type(error).__name__}"
        return None

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _engine(url: str, seconds: int) -> Engine:
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", DRIVER, 1)
    engine = create_engine(url, pool_pre_ping=True)
    if url.startswith(DRIVER):
        hurry(engine, seconds)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _: Any) -> None:
    """SQLite's own settings; the driver's are turned off, since it begins transactions late."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={BUSY_MS}", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    _keep_log(cursor)
    cursor.close()


def _keep_log(cursor: Any) -> None:
    """Set the write-ahead log, again while others do so too: of several that make a file's log at once, SQLite tells
    all but one that it is locked, and without waiting (https://www.sqlite.org/c3ref/busy_handler.html).
    """
    end = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(LOG_SECONDS)


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _alembic(connection: Connection) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
