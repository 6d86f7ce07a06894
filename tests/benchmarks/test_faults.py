"""Processes killed with SIGKILL lose and double nothing, on both kinds of store; on PostgreSQL its server is killed, too."""

import pytest

from benchmarks.databases import Postgres
from benchmarks.faults import run
from service.store import sqlite_url


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_processes_lose_and_double_nothing(kind, tmp_path):
    server = Postgres(tmp_path / "pg") if kind == "postgresql" else None
    found = run(server.url if server else sqlite_url(tmp_path), 1, 25, 1, tmp_path / "log", server=server)
    if server:
        server.close()
    assert [found[name] for name in ("lost", "changed", "doubled", "refused", "documents")] == [0, 0, 0, 0, 25]
