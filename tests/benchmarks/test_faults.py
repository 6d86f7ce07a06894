"""Worker processes killed with SIGKILL lose and double nothing, on both kinds of store."""

from benchmarks.faults import run


def test_killed_workers_lose_and_double_nothing(store_url, tmp_path):
    found = run(store_url, 1, 25, 2, tmp_path / "log")
    assert (found["lost"], found["doubled"], found["documents"]) == (0, 0, 25)
    assert found["killed"] >= 1
