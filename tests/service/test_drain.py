"""SIGTERM sent to a real server."""

import json
import signal
import threading
from contextlib import ExitStack

import httpx
import pytest
from sqlalchemy import select

from service.store import Store, sqlite_url
from service.tables import documents
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


def job_of(client, *texts):
    asked = {"documents": [{"id": f"d{number}", "text": text} for number, text in enumerate(texts)]}
    return client.post("/v1/jobs", json=asked).json()["id"]


def states(folder, job):
    """State and attempts of the job's documents, read from the store of a service that has ended."""
    store = Store.open(sqlite_url(folder))
    with store.read() as connection:
        rows = connection.execute(select(documents).where(documents.c.job == job).order_by(documents.c.index)).all()
    store.close()
    return [(row.state, row.attempts) for row in rows]


def test_a_jobs_document_is_handed_back_and_finished_by_the_next_process(started, tmp_path):
    process, client = started()
    job = job_of(client, "请停一停。", "第二篇。")
    until((tmp_path / "begun").exists)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert states(tmp_path, job) == [("queued", 0), ("queued", 0)]
    (tmp_path / "go").touch()
    _, other = started()
    until(lambda: other.get(f"/v1/jobs/{job}").json()["status"] == "succeeded")
    lines = [json.loads(line) for line in other.get(f"/v1/jobs/{job}/results").text.splitlines()]
    assert [(line["id"], line["sections"][0]["summary"]["zh"]) for line in lines] == [("d0", "摘要"), ("d1", "摘要")]


def test_what_a_job_has_done_is_kept_when_the_process_ends(started, tmp_path):
    process, client = started()
    job = job_of(client, "第一篇。", "请停一停。")
    until((tmp_path / "begun").exists)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert [state for state, _ in states(tmp_path, job)] == ["succeeded", "queued"]
