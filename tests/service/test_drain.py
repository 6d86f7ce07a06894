"""SIGTERM sent to a real server."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]


def until(condition):
    for _ in range(2000):
        try:
            if condition():
                return
        except httpx.TransportError:
            pass
        time.sleep(0.01)
    raise AssertionError("not in time")


@pytest.fixture
def started(tmp_path):
    """Starts a server: its process, and a client of it."""
    running = []

    def start(**settings):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        given = {f"DUIZHAO_{name.upper()}": str(value) for name, value in settings.items()}
        env = os.environ | {"DUIZHAO_DATA_DIR": str(tmp_path), "DUIZHAO_PORT": str(port)} | given
        command = [sys.executable, "-m", "tests.slow_service"]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True)
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)
        running.append((process, client))
        until(lambda: client.get("/readyz").status_code == 200)
        return process, client

    yield start
    for process, client in running:
        client.close()
        process.kill()
        process.communicate()


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
