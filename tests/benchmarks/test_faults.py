"""Processes killed with SIGKILL lose and double nothing, on both kinds of store; on PostgreSQL its server is killed, too."""

import pytest

from benchmarks.databases import Postgres
from benchmarks.faults import Trial, run
from service.store import sqlite_url


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_processes_lose_and_double_nothing(kind, tmp_path):
    server = Postgres(tmp_path / "pg") if kind == "postgresql" else None
    trial = Trial(rounds=1, documents=25, workers=1)
    found = run(server.url if server else sqlite_url(tmp_path), trial, tmp_path / "log", server)
    if server:
        server.close()
    assert [found[name] for name in ("lost", "changed", "doubled", "refused", "documents")] == [0, 0, 0, 0, 25]


def test_a_database_that_is_gone_for_a_while_loses_and_doubles_nothing(tmp_path):
    server = Postgres(tmp_path / "pg")
    found = run(server.url, Trial(documents=150, workers=1, gone=3), tmp_path / "log", server)
    server.close()
    assert [found[name] for name in ("lost", "changed", "doubled", "refused")] == [0, 0, 0, 0]
    assert list(found["readiness"]) == ["503 the store does not answer: OperationalError"]
