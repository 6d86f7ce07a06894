"""Stores for the tests: SQLite in a folder, and a real PostgreSQL server started once for the run."""

import uuid

import pytest
from sqlalchemy import create_engine, text

from benchmarks.databases import database
from service.store import Store, sqlite_url


@pytest.fixture(scope="session")
def postgres():
    """The URL of a PostgreSQL server of the tests' own.

    Its folder is not one of pytest's: under root the server runs as another user, whom the next run of pytest beside
    this one would shut out of them.
    """
    with database("postgresql") as (url, _):
        yield url


def created(base):
    """The URL of a new, empty database of the server at ``base``."""
    name = f"test_{uuid.uuid4().hex}"
    admin = create_engine(base.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    head, _, query = base.partition("?")
    return head.rsplit("/", 1)[0] + "/" + name + ("?" + query if query else "")


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request, tmp_path):
    """The URL of an empty database, of each kind in turn."""
    sqlite = request.param == "sqlite"
    return sqlite_url(tmp_path / "store") if sqlite else created(request.getfixturevalue("postgres"))


@pytest.fixture
def store(store_url):
    """An open store of each kind."""
    opened = Store.open(store_url)
    yield opened
    opened.close()
