"""Workers, the serving process and the database are killed with SIGKILL at random moments: is a result lost or doubled?

``python -m benchmarks.faults --store postgresql --rounds 10 --documents 1000``: each round, clients hand in five jobs
over REST with an ``Idempotency-Key``, again until they are answered, and read the results page by page while the work
goes on. Meanwhile one process after another is killed and started again; a process that has not yet done anything since
its start is passed over, and between two kills some results are taken, lest nothing be done at all. A worker notes each
result that the store took from it.

``lost``: documents whose right result was not read in its place; ``doubled``: results taken twice, jobs made twice for
one key, and ends of jobs told another number of times than once; ``changed``: results that read otherwise a second
time; ``refused``: answers to a client other than the right one, 409 and 503. The work is a pause of milliseconds:
what is tried is the bookkeeping, not the model. ``--gone 30`` kills nothing but the database, once, and tells what
``/readyz`` said while it was gone and the seconds from its start to the next result.
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
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Connection, insert

from benchmarks.clients import Client, expected
from benchmarks.databases import Postgres, database
from benchmarks.verdict import Asked, judged, taken
from service.config import Settings
from service.jobs import Job
from service.leases import Lease, Leases
from service.store import Store
from service.tables import audit
from service.worker import Crew, Worker

JOBS = 5
LEASE_SECONDS = 1.0
HASTY, PACE = 5, 10
"""Kills of a round that wait for nothing, so that some come while jobs are handed in; results between later ones."""
QUICK, SLOW = 0.005, 0.1
"""Seconds that a document takes at most: among kills, and where some must be left when the database goes."""
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


def answer(pause: float, lease: Lease, stop: object) -> str:
    """A pause of so many seconds at most, and the document's own text."""
    time.sleep(random.uniform(0, pause))
    return expected(lease.document or "", json.loads(lease.body)["text"])


def work(url: str, log: str, pause: float) -> None:
    """A process of two workers."""
    os.environ["FAULTS_LOG"] = log
    _quiet()
    leases = NotingLeases(Store.open(url, upgrade=False, seconds=5), note_end, LEASE_SECONDS, attempts=1000)
    crew = Crew([Worker(leases, partial(answer, pause), poll=0.02) for _ in range(2)])
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


@dataclass(frozen=True, slots=True)
class Trial:
    """``rounds`` of kills, of which none is begun after ``seconds``; with ``gone`` one outage of so many seconds."""

    rounds: int = 10
    documents: int = 1000
    workers: int = 2
    seconds: float = float("inf")
    gone: float = 0


class Ring:
    """The processes, each under its name, of which any may be killed and is started again."""

    def __init__(self, url: str, log: Path, trial: Trial, server: Postgres | None) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(PRELOADED))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        pause = SLOW if trial.gone else QUICK
        self._makers: dict[str, Callable[[], BaseProcess]] = {
            f"worker-{number}": lambda: context.Process(target=work, args=(url, str(log), pause), daemon=True)
            for number in range(trial.workers)
        } | {"web": lambda: context.Process(target=serve, args=(url, self.port), daemon=True)}
        self._running = {name: self._started(name) for name in self._makers}
        self.server, self._log, self.killed = server, log, Counter[str]()

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
        victim = random.choice([*able, *(["database"] if self.server else [])])
        self.killed[victim.partition("-")[0]] += 1
        if self.server and victim == "database":
            self.server.kill()
            time.sleep(random.uniform(0, 0.5))
            self.server.start()
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


@contextmanager
def asking(ring: Ring, number: int, count: int) -> Iterator[tuple[list[Client], list[Future[Asked]]]]:
    """Five clients at work on ``count`` documents together, and what they will have read."""
    stop = threading.Event()
    clients = [Client(ring.port, f"{number}-{i}-{os.getpid()}", count // JOBS, stop) for i in range(JOBS)]
    with ThreadPoolExecutor(JOBS) as pool:
        try:
            yield clients, [pool.submit(client.run) for client in clients]
        finally:
            stop.set()


def one_round(ring: Ring, store: Store, number: int, count: int, log: Path) -> dict[str, int]:
    """Five jobs of ``count`` documents together: what was killed, lost, doubled."""
    before = sum(ring.killed.values())
    with asking(ring, number, count) as (clients, asked):
        kills, done = 0, taken(log)
        while not all(one.done() for one in asked):
            time.sleep(random.uniform(0.2, 1.5))
            if kills < HASTY or taken(log) >= done + PACE:
                ring.kill_one()
                kills, done = kills + 1, taken(log)
            ring.revive()
    return {"killed": sum(ring.killed.values()) - before} | judged(store, clients, asked, log)


def outage(ring: Ring, store: Store, count: int, log: Path, seconds: float) -> dict[str, Any]:
    """The database is killed when a tenth of the results is there, and runs again after ``seconds``."""
    if ring.server is None:
        raise SystemExit("--gone needs a server that can be killed: --store postgresql")
    with asking(ring, 0, count) as (clients, asked):
        while taken(log) < count // 10 or readiness(ring.port) != "200":
            time.sleep(0.05)
        ring.server.kill()
        end, said = time.monotonic() + seconds, Counter[str]()
        while time.monotonic() < end:
            said[readiness(ring.port)] += 1
            time.sleep(0.5)
        before = taken(log)
        if before == count:
            raise SystemExit(f"all {count} documents were done before the database was gone: ask for more --documents")
        ring.server.start()
        began = time.monotonic()
        while taken(log) == before:
            time.sleep(0.01)
        found = {"gone": seconds, "readiness": dict(said), "next_result": round(time.monotonic() - began, 2)}
        for one in asked:
            one.result()
    return found | judged(store, clients, asked, log)


def readiness(port: int) -> str:
    """What ``/readyz`` says: the status and why."""
    response = httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=30)
    return f"{response.status_code} {response.json().get('detail', '')}".strip()


def run(url: str, trial: Trial, log: Path, server: Postgres | None = None) -> dict[str, Any]:
    """All rounds together."""
    store = Store.open(url)
    ring = Ring(url, log, trial, server)
    try:
        if trial.gone:
            return outage(ring, store, trial.documents, log, trial.gone)
        found = rounds(ring, store, trial, log)
    finally:
        ring.close()
        store.close()
    return found | {f"killed_{name}": number for name, number in sorted(ring.killed.items())}


def rounds(ring: Ring, store: Store, trial: Trial, log: Path) -> dict[str, int]:
    """The sums of the rounds."""
    sums, begun, number = Counter[str](), time.monotonic(), 0
    while number < trial.rounds and time.monotonic() - begun <= trial.seconds:
        found = one_round(ring, store, number, trial.documents, log)
        sums.update(found)
        number += 1
        print(f"round {number}: {found}, at {time.monotonic() - begun:.1f} s", flush=True)
    return {"rounds": number, "documents": number * trial.documents, "workers": trial.workers} | dict(sums)


def main() -> None:
    """Read the arguments, run, print; ended by SIGTERM, too, it leaves no process behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", default="sqlite", help="sqlite, postgresql or a URL")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no round after so long")
    parser.add_argument("--workers", type=int, default=2, help="processes of two workers each")
    parser.add_argument("--gone", type=float, default=0, help="instead: the database is gone once, for so many seconds")
    asked = vars(parser.parse_args())
    kind = asked.pop("store")
    with database(kind) as (url, server), tempfile.TemporaryDirectory() as folder:
        found = run(url, Trial(**asked), Path(folder) / "log", server)
    print(json.dumps({"store": kind} | found))


if __name__ == "__main__":
    main()
