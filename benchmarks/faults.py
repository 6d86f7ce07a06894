"""Workers, the serving process and the database are killed with SIGKILL at random moments: is a result lost or doubled?

``python -m benchmarks.faults --store postgresql --rounds 10 --documents 1000``: each round, clients hand in five jobs
over REST with an ``Idempotency-Key``, again until they are answered, and read the results page by page while the work
goes on. Meanwhile one process after another is killed and started again; a process that has not yet done anything since
its start is passed over, and between two kills some results are taken, lest nothing be done at all. A worker notes each
result that the store took from it.

``lost``: documents whose right result was not read in its place; ``doubled``: results taken twice, jobs made twice for
one key, and ends of jobs told another number of times than once; ``changed``: results that read otherwise a second
time; ``refused``: answers to a client other than the right one, 409 and 503. The work is a pause of a few milliseconds:
what is tried is the bookkeeping, not the model.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import signal
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx
from sqlalchemy import Connection, insert, select

from benchmarks.databases import Postgres, database
from service.config import Settings
from service.jobs import Job
from service.leases import Lease, Leases
from service.store import Store
from service.tables import audit, documents, jobs
from service.worker import Crew, Worker

JOBS, PAGE = 5, 100
LEASE_SECONDS = 1.0
HASTY, PACE = 5, 10
"""Kills of a round that wait for nothing, so that some come while jobs are handed in; results between later ones."""
PRELOADED = (
    "alembic.command",
    "benchmarks.databases",
    "benchmarks.standin",
    "httpx",
    "service.app",
    "service.assembly",
    "uvicorn.lifespan.on",
    "uvicorn.protocols.http.h11_impl",
)
"""What the processes import: once, so that they start soon."""


def note_end(connection: Connection, job: Job) -> None:
    """The hook of a job's end: a row in the same transaction."""
    row = {"at": 0.0, "actor": "faults", "event": "job.ended", "subject": job.id, "detail": job.status}
    connection.execute(insert(audit), row)


class NotingLeases(Leases):
    """Leases that append each result the store took to a file."""

    __slots__ = ()

    def finish(self, lease: Lease, result: str, error: str | None = None) -> bool:
        """As Leases does."""
        taken = super().finish(lease, result, error)
        if taken:
            log = os.open(os.environ["FAULTS_LOG"], os.O_APPEND | os.O_WRONLY | os.O_CREAT)
            os.write(log, f"{lease.job} {lease.index} {os.getpid()}\n".encode())
            os.close(log)
        return taken


def answer(lease: Lease, stop: object) -> str:
    """A pause, and the document's own text."""
    time.sleep(random.uniform(0, 0.005))
    return expected(lease.document or "", json.loads(lease.body)["text"])


def expected(document: str, text: str) -> str:
    """The one right line."""
    return json.dumps({"id": document, "said": text}, ensure_ascii=False)


def work(url: str, log: str) -> None:
    """A process of two workers."""
    os.environ["FAULTS_LOG"] = log
    _quiet()
    leases = NotingLeases(Store.open(url, upgrade=False, seconds=5), note_end, LEASE_SECONDS, attempts=1000)
    crew = Crew([Worker(leases, answer, poll=0.02) for _ in range(2)])
    crew.start()
    signal.pause()


def serve(url: str, port: int) -> None:
    """The service as ``duizhao serve`` runs it, without workers of its own; its models are never asked."""
    from benchmarks.standin import StandIn, standing
    from service.app import run
    from service.assembly import pipeline_over
    from service.metrics import Metrics

    _quiet()
    settings = Settings(store=url, port=port, job_workers=0, store_seconds=5, idempotency_lease_seconds=LEASE_SECONDS)
    run(settings, lambda: pipeline_over(standing(StandIn())), Metrics())


def _quiet() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


class Client:
    """Hands in one job and reads its results, whatever happens to the service."""

    def __init__(self, port: int, key: str, count: int, stop: threading.Event) -> None:
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10)
        self._key, self._stop, self.refused = key, stop, Counter[int]()
        self.documents = [{"id": f"{key}-{i}", "text": f"{key}的第{i}座桥今天通车。"} for i in range(count)]
        self.expected = [expected(document["id"], document["text"]) for document in self.documents]

    def run(self) -> tuple[str, list[str], list[str]]:
        """The job's id, and its lines as they were read while it ran, and afterwards."""
        headers = {"Idempotency-Key": f'"{self._key}"'}
        body = {"documents": self.documents}
        with self._http:
            id = self._surely(202, lambda: self._http.post("/v1/jobs", json=body, headers=headers)).json()["id"]
            return id, self._read(id), self._read(id)

    def _read(self, id: str) -> list[str]:
        lines: list[str] = []
        while len(lines) < len(self.documents):
            query = {"cursor": len(lines), "limit": PAGE}
            page = self._surely(200, lambda: self._http.get(f"/v1/jobs/{id}/results", params=query))  # noqa: B023
            lines += page.text.splitlines()
            if not page.text:
                time.sleep(0.05)
        return lines

    def _surely(self, status: int, ask: Callable[[], httpx.Response]) -> httpx.Response:
        while not self._stop.is_set():
            try:
                response = ask()
            except httpx.TransportError:
                time.sleep(0.05)
                continue
            if response.status_code == status:
                return response
            if response.status_code not in (409, 503):
                self.refused[response.status_code] += 1
            time.sleep(0.05)
        raise InterruptedError("the round was stopped")


class Ring:
    """The processes, each under its name, of which any may be killed and is started again."""

    def __init__(self, url: str, log: Path, workers: int, server: Postgres | None) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(PRELOADED))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._makers: dict[str, Callable[[], BaseProcess]] = {
            f"worker-{number}": lambda: context.Process(target=work, args=(url, str(log)), daemon=True)
            for number in range(workers)
        } | {"web": lambda: context.Process(target=serve, args=(url, self.port), daemon=True)}
        self._running = {name: self._started(name) for name in self._makers}
        self._server, self._log, self.killed = server, log, Counter[str]()

    def revive(self) -> None:
        """Start again what has ended by itself, as a supervisor does: a service that found no database at its start."""
        for name, process in self._running.items():
            if not process.is_alive():
                self._running[name] = self._started(name)

    def kill_one(self) -> None:
        """One of them, by chance, if there is one that has done anything."""
        able = [name for name in self._makers if self._able(name)]
        if not able:
            return
        victim = random.choice([*able, *(["database"] if self._server else [])])
        self.killed[victim.partition("-")[0]] += 1
        if self._server and victim == "database":
            self._server.kill()
            time.sleep(random.uniform(0, 0.5))
            self._server.start()
            return
        self._end(victim)
        self._running[victim] = self._started(victim)

    def close(self) -> None:
        """Kill all but the database."""
        for name in self._running:
            self._end(name)

    def _able(self, name: str) -> bool:
        """Whether a process listens, or has a result that was taken."""
        if name == "web":
            with socket.socket() as tried:
                return tried.connect_ex(("127.0.0.1", self.port)) == 0
        done = f" {self._running[name].pid}\n"
        return self._log.exists() and done in self._log.read_text()

    def _started(self, name: str) -> BaseProcess:
        process = self._makers[name]()
        process.start()
        return process

    def _end(self, name: str) -> None:
        self._running[name].kill()
        self._running[name].join()


def one_round(ring: Ring, store: Store, number: int, count: int, log: Path) -> dict[str, int]:
    """Five jobs of ``count`` documents together: what was killed, lost, doubled."""
    stop = threading.Event()
    clients = [Client(ring.port, f"{number}-{i}-{os.getpid()}", count // JOBS, stop) for i in range(JOBS)]
    before = sum(ring.killed.values())
    with ThreadPoolExecutor(JOBS) as pool:
        asked, kills, done = [pool.submit(client.run) for client in clients], 0, taken(log)
        try:
            while not all(one.done() for one in asked):
                time.sleep(random.uniform(0.2, 1.5))
                if kills < HASTY or taken(log) >= done + PACE:
                    ring.kill_one()
                    kills, done = kills + 1, taken(log)
                ring.revive()
        finally:
            stop.set()
    found = Counter(killed=sum(ring.killed.values()) - before)
    for client, one in zip(clients, asked, strict=True):
        id, lines, again = one.result()
        pairs = zip(lines, client.expected, strict=True)
        found["lost"] += sum(1 for line, right in pairs if json.loads(line) != json.loads(right))
        found["changed"] += lines != again
        found["refused"] += sum(client.refused.values())
        found["doubled"] += doubled(store, id, client.documents[0]["id"], log)
    return dict(found)


def taken(log: Path) -> int:
    """Results that the store took."""
    return log.read_bytes().count(b"\n") if log.exists() else 0


def doubled(store: Store, id: str, first: str, log: Path) -> int:
    """Results of a job that were taken twice, ends not told once, and jobs made for one key beyond one."""
    notes = Counter(line.rpartition(" ")[0] for line in log.read_text().splitlines() if line.startswith(id))
    with store.read() as connection:
        ends = len(connection.execute(select(audit.c.id).where(audit.c.subject == id)).all())
        same = select(jobs.c.id).join(documents).where(documents.c.index == 0, documents.c.document == first)
        made = len(connection.execute(same).all())
    return sum(count - 1 for count in notes.values()) + abs(ends - 1) + abs(made - 1)


def run(
    url: str,
    rounds: int,
    count: int,
    workers: int,
    log: Path,
    *,
    server: Postgres | None = None,
    seconds: float = float("inf"),
) -> dict[str, int]:
    """All rounds together, of which none is begun after ``seconds``."""
    store, sums, begun = Store.open(url), Counter[str](), time.monotonic()
    ring = Ring(url, log, workers, server)
    try:
        for number in range(rounds):
            if time.monotonic() - begun > seconds:
                rounds = number
                break
            found = one_round(ring, store, number, count, log)
            sums.update(found)
            print(f"round {number + 1}: {found}, at {time.monotonic() - begun:.1f} s", flush=True)
    finally:
        ring.close()
        store.close()
    return (
        {"rounds": rounds, "documents": rounds * count, "workers": workers}
        | dict(sums)
        | {f"killed_{name}": number for name, number in sorted(ring.killed.items())}
    )


def main() -> None:
    """Read the arguments, run, print; ended by SIGTERM, too, it leaves no process behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", default="sqlite", help="sqlite, postgresql or a URL")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no round after so long")
    parser.add_argument("--workers", type=int, default=2, help="processes of two workers each")
    asked = parser.parse_args()
    with database(asked.store) as (url, server), tempfile.TemporaryDirectory() as folder:
        found = run(
            url,
            asked.rounds,
            asked.documents,
            asked.workers,
            Path(folder) / "log",
            server=server,
            seconds=asked.seconds,
        )
    print(json.dumps({"store": asked.store} | found))


if __name__ == "__main__":
    main()
