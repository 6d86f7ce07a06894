"""SIGTERM sent to a real server."""

import signal
import threading
from contextlib import ExitStack

import httpx
import pytest

from tests.serving import serving, until


@pytest.fixture
def started(tmp_path):
    """Starts a server: its process, and a client of it."""
    with ExitStack() as held:
        yield lambda **settings: held.enter_context(serving(data_dir=tmp_path, **settings))


def asked(client, answers):
    url = f"{client.base_url}/v1/summaries"
    thread = threading.Thread(
        target=lambda: answers.append(httpx.post(url, json={"texts": ["请停一停。"]}, timeout=30))
    )
    thread.start()
    return thread


def test_what_runs_is_finished_and_what_is_new_refused(started, tmp_path):
    process, client = started()
    answers = []
    thread = asked(client, answers)
    until((tmp_path / "begun").exists)
    process.send_signal(signal.SIGTERM)
    until(lambda: client.get("/readyz").status_code == 503)
    ready = client.get("/readyz")
    assert (ready.json()["reasons"], ready.headers["retry-after"]) == (["the service is stopping"], "5")
    refused = client.post("/v1/summaries", json={"texts": ["请停一停。"]})
    assert (refused.status_code, refused.json()["code"]) == (503, "not_ready")
    assert refused.json()["detail"] == "the service is stopping: ask another replica"
    assert client.get("/healthz").json() == {"status": "ok"}
    (tmp_path / "go").touch()
    thread.join(20)
    assert (answers[0].status_code, answers[0].json()["summaries"][0]["zh"]) == (200, "摘要")
    assert process.wait(20) == 0


def test_nothing_running_ends_at_once(started):
    process, _ = started(log_format="text")
    process.send_signal(signal.SIGTERM)
    log = process.communicate(timeout=20)[1]
    assert process.returncode == 0
    assert "INFO service.drain stopping running=0\n" in log


def test_work_that_does_not_end_is_given_up_after_drain_seconds(started, tmp_path):
    process, client = started(drain_seconds=0)
    thread = asked(client, [])
    until((tmp_path / "begun").exists)
    process.send_signal(signal.SIGTERM)
    (tmp_path / "go").touch()
    assert process.wait(20) == 0
    thread.join(20)
