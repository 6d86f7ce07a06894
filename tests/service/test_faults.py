"""The disk is full, the clock jumps, clients are slow, a model is damaged, the database hangs: on real parts."""

import os
import shutil
import socket
import subprocess
import threading
from contextlib import ExitStack, contextmanager

import pytest
from fastapi.testclient import TestClient

from benchmarks.databases import Postgres
from models.registry import EMBEDDED
from service.app import create_app
from service.config import Settings
from service.idempotency import Idempotency, Kept
from service.leases import Leases
from service.store import Store, sqlite_url
from tests.fakes import fake_pipeline
from tests.service.test_jobs import clock, ended, found, made, timed
from tests.serving import serving, until

__all__ = ["clock", "ended", "found", "timed"]
DAY = 86_400.0
TEXT = "大桥今天建成通车。市民纷纷前来观看，车程缩短一半。"


@contextmanager
def small_disk(folder, mib):
    """``folder`` on a file system of its own of so many MiB."""
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mib}m", "tmpfs", folder], check=False)
    if mounted.returncode:
        pytest.skip("no file system may be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root mounts a file system")
def test_a_full_disk_refuses_jobs_whole_and_takes_them_again_when_there_is_room(tmp_path):
    job = {"documents": [{"text": TEXT * 200, "id": str(i)} for i in range(100)]}
    with small_disk(tmp_path / "disk", 4) as disk:
        filler = disk / "filler"
        settings = Settings(data_dir=disk, job_workers=0)
        with TestClient(create_app(settings, fake_pipeline), raise_server_exceptions=False) as client:
            with filler.open("wb", 0) as file, pytest.raises(OSError, match="No space left"):
                while True:
                    file.write(bytes(4096))
            refused = [client.post("/v1/jobs", json=job, headers={"Idempotency-Key": f'"{i}"'}) for i in range(3)]
            assert {(r.status_code, r.json()["code"]) for r in refused} == {(503, "store_unavailable")}
            assert client.get("/v1/jobs").json() == {"jobs": [], "next": None}
            assert client.get("/healthz").status_code == 200
            filler.unlink()
            taken = client.post("/v1/jobs", json=job, headers={"Idempotency-Key": '"0"'})
            assert (taken.status_code, taken.json()["total"]) == (202, 100)
            again = client.post("/v1/jobs", json=job, headers={"Idempotency-Key": '"0"'})
            assert again.json() == taken.json()
        store = Store.open(sqlite_url(disk))
        with store.read() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        store.close()


def test_a_clock_that_goes_back_does_not_keep_what_a_dead_worker_had(found, clock):
    id = made(found, 1)
    clock.now += DAY
    assert Leases(found.store).claim("dead")
    clock.now -= DAY
    lease = Leases(found.store).claim("living")
    assert lease.attempt == 2
    assert Leases(found.store).finish(lease, "line")
    assert found.results("local", id, 0, 1) == (["line"], None)
    job, progress = found.get("local", id)
    assert (job.status, progress.remaining) == ("succeeded", 0.0)


def test_a_clock_that_differs_a_little_between_replicas_takes_nothing_from_the_living(found, clock):
    made(found, 1)
    clock.now += 30
    lease = Leases(found.store).claim("ahead")
    clock.now -= 30
    assert Leases(found.store).claim("behind") is None
    assert Leases(found.store).finish(lease, "line")


def test_a_clock_that_jumps_while_a_job_runs_doubles_nothing(found, clock, ended):
    id, done = made(found, 6), []
    leases = Leases(found.store, found.on_finished)
    for jump in (0, 3600, -7200, DAY * 400, -DAY * 800, 5):
        lease = leases.claim("w")
        clock.now += jump
        done.append(leases.finish(lease, str(lease.index)))
        assert found.get("local", id)[1].remaining in (None, 0.0) or found.get("local", id)[1].remaining >= 0
    assert (done, ended) == ([True] * 6, [(id, "succeeded")])
    assert found.results("local", id, 0, 10) == ([str(i) for i in range(6)], None)


def test_a_kept_answer_outlives_a_clock_that_goes_back(timed):
    keys = Idempotency(timed, lifetime=100, lease=10)
    first = keys.once("a", "k", "f", lambda connection: Kept(201, b"{}"))
    timed.clock.now -= DAY
    assert keys.once("a", "k", "f", lambda connection: Kept(500, b"")).body == first.body


def test_slow_clients_do_not_keep_others_waiting(tmp_path):
    """Sixty that send a byte now and then of their headers, sixty of their bodies, and thirty that read nothing."""
    head = b"POST /v1/briefs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    begun = (
        [head] * 60
        + [head + b"Content-Length: 1000\r\n\r\n{"] * 60
        + [b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n"] * 30
    )
    stop = threading.Event()
    with ExitStack() as held, serving(data_dir=tmp_path) as (_, client):
        address = (client.base_url.host, client.base_url.port)
        slow = [held.enter_context(socket.create_connection(address)) for _ in begun]
        for one, start in zip(slow, begun, strict=True):
            one.sendall(start)

        def trickle():
            while not stop.wait(0.1):
                for one in slow[:120]:
                    one.sendall(b" ")

        thread = threading.Thread(target=trickle)
        thread.start()
        try:
            answers = [client.post("/v1/briefs", json={"text": TEXT}).status_code for _ in range(5)]
            ready = client.get("/readyz").status_code
        finally:
            stop.set()
            thread.join()
    assert (answers, ready) == ([200] * 5, 200)


def test_a_damaged_model_is_not_served(tmp_path):
    """``duizhao serve`` over a copy of the embedded model in which one byte is another."""
    copy = tmp_path / "models"
    shutil.copytree(EMBEDDED, copy)
    shard = copy / "model.bin.000"
    with shard.open("r+b") as file:
        file.seek(1_000_000)
        byte = file.read(1)
        file.seek(1_000_000)
        file.write(bytes([byte[0] ^ 1]))
    settings = {"models_dir": copy, "data_dir": tmp_path / "data"}
    with serving(ready=False, module="service.cli", arguments=("serve",), **settings) as (process, client):
        until(lambda: "could not be loaded" in client.get("/readyz").text)
        ready = client.get("/readyz")
        assert (ready.status_code, len(ready.json()["reasons"])) == (503, 1)
        assert "models/model.bin has SHA-256" in ready.json()["reasons"][0]
        refused = client.post("/v1/briefs", json={"text": TEXT})
        assert (refused.status_code, refused.json()["code"]) == (503, "not_ready")
        assert client.get("/healthz").status_code == 200
        assert process.poll() is None


def test_a_database_that_hangs_and_one_that_is_killed_come_back(tmp_path):
    server = Postgres(tmp_path / "pg")
    settings = Settings(store=server.url, store_seconds=1, job_workers=1, job_lease_seconds=2)
    with TestClient(create_app(settings, fake_pipeline), raise_server_exceptions=False) as client:
        until(lambda: client.get("/readyz").status_code == 200)
        server.pause()
        assert client.get("/v1/jobs").json()["code"] == "store_unavailable"
        server.resume()
        until(lambda: client.get("/v1/jobs").status_code == 200)
        id = client.post("/v1/jobs", json={"documents": [{"text": TEXT}] * 20}).json()["id"]
        server.kill()
        assert client.get("/v1/jobs").json()["code"] == "store_unavailable"
        server.start()
        until(lambda: client.get(f"/v1/jobs/{id}").json().get("status") == "succeeded")
        assert len(client.get(f"/v1/jobs/{id}/results").text.splitlines()) == 20
    server.close()
