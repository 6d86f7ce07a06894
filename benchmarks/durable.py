"""The library dbos beside the leases of the store's own tables, by one kill test on one kind of database.

``python -m benchmarks.durable --way dbos --store postgresql --rounds 5 --documents 200``: a round's documents are
enqueued in one transaction, worker processes are killed with SIGKILL at random moments and replaced until every
document has its result, or nothing was done for 20 s. Ways: ``leases`` (the product's); ``dbos``, where a replaced
process takes over the executor id of the one that died; ``dbos-fresh``, where it has a new one, as a container on
another machine has. dbos is no dependency of the product: ``pip install dbos`` beside it first. The work is a pause of
a few milliseconds.

``lost``: documents without the right result; ``begun_again``: documents whose work was begun, with dbos done, more than
once.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from sqlalchemy import select

from benchmarks.databases import database
from benchmarks.faults import PACE, PRELOADED, expected
from benchmarks.faults import work as work_by_leases
from service.jobs import Jobs, NewDocument
from service.store import Store
from service.tables import documents

QUEUE, VERSION, STUCK = "documents", "1", 20.0


def work_by_dbos(url: str, log: str, executor: str) -> None:
    """A process that does two documents at once."""
    from dbos import DBOS

    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    config = {"name": "faults", "system_database_url": url, "executor_id": executor, "application_version": VERSION}
    DBOS(config=config)

    def pause(document: str, text: str) -> str:
        time.sleep(random.uniform(0, 0.005))
        with Path(log).open("a") as notes:
            notes.write(f"{document}\n")
        return expected(document, text)

    step = DBOS.step(name="pause")(pause)

    def brief(document: str, text: str) -> str:
        return step(document, text)

    DBOS.workflow(name="brief", max_recovery_attempts=1000)(brief)
    DBOS.launch()
    DBOS.register_queue(QUEUE, worker_concurrency=2, polling_interval_sec=0.02)
    signal.pause()


class ByDbos:
    """Documents as workflows, each of one step; the enqueuing of all is one transaction."""

    def __init__(self, url: str) -> None:
        from dbos import DBOS, DBOSClient

        self._url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        DBOS(config={"name": "faults", "system_database_url": self._url, "application_version": VERSION})
        DBOS.launch()  # makes the tables, and this process listens to no queue
        DBOS.register_queue(QUEUE, worker_concurrency=2, polling_interval_sec=0.02)
        DBOS.destroy()
        self._client: Any = DBOSClient(system_database_url=self._url)

    def enqueue(self, texts: dict[str, str]) -> None:
        """All or nothing."""
        with self._client._sys_db.engine.begin() as connection:
            for id, text in texts.items():
                options = {"queue_name": QUEUE, "workflow_name": "brief", "workflow_id": id, "app_version": VERSION}
                self._client.enqueue_in_transaction(connection, options, id, text)

    def results(self, ids: list[str]) -> dict[str, str]:
        """What is done."""
        found = self._client.list_workflows(workflow_ids=ids, status="SUCCESS", load_input=False)
        return {one.workflow_id: one.output for one in found}


class ByLeases:
    """Documents as rows of the store."""

    def __init__(self, url: str) -> None:
        self._store, self._job = Store.open(url), ""

    def enqueue(self, texts: dict[str, str]) -> None:
        """All or nothing."""
        given = (NewDocument(json.dumps({"text": text}), id, 1) for id, text in texts.items())
        with self._store.write() as connection:
            self._job = Jobs(self._store).create(connection, "local", given).id

    def results(self, ids: list[str]) -> dict[str, str]:
        """What is done, in order."""
        lines, _ = Jobs(self._store).results("local", self._job, 0, len(ids))
        return dict(zip(ids, lines, strict=False))


def one_round(way: Any, started: Callable[[int], BaseProcess], texts: dict[str, str], workers: int) -> Counter[str]:
    """The documents ``texts``: what was killed and lost, and the seconds."""
    way.enqueue(texts)
    crew, found = [started(number) for number in range(workers)], Counter[str]()
    began = moved = time.monotonic()
    done: dict[str, str] = {}
    killed_at = 0
    while len(done) < len(texts) and time.monotonic() - moved < STUCK:
        time.sleep(random.uniform(0.5, 1.5))
        now = way.results(list(texts))
        enough = len(now) >= killed_at + PACE
        moved, done = (time.monotonic() if len(now) > len(done) else moved), now
        if len(done) < len(texts) and enough:
            killed_at = len(done)
            victim = random.randrange(workers)
            crew[victim].kill()
            crew[victim].join()
            crew[victim] = started(victim)
            found["killed"] += 1
    for process in crew:
        process.kill()
        process.join()
    found["seconds"] = round(moved - began)
    right = {id: json.loads(expected(id, text)) for id, text in texts.items()}
    found["lost"] = sum(1 for id in texts if id not in done or json.loads(done[id]) != right[id])
    return found


def run(name: str, url: str, rounds: int, count: int, workers: int, log: Path) -> dict[str, Any]:
    """All rounds together."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*PRELOADED, "dbos"])
    way: Any = ByLeases(url) if name == "leases" else ByDbos(url)
    started_ones = iter(range(10**6))

    def started(number: int) -> BaseProcess:
        executor = f"w{next(started_ones)}" if name == "dbos-fresh" else f"w{number}"
        if name == "leases":
            process = context.Process(target=work_by_leases, args=(url, str(log)), daemon=True)
        else:
            psycopg = url.replace("postgresql://", "postgresql+psycopg://", 1)
            process = context.Process(target=work_by_dbos, args=(psycopg, str(log), executor), daemon=True)
        process.start()
        return process

    sums = Counter[str]()
    for number in range(rounds):
        texts = {f"{number}-{i}-{os.getpid()}": f"第{i}座桥今天通车。" for i in range(count)}
        found = one_round(way, started, texts, workers)
        sums.update(found)
        print(f"round {number + 1}: {dict(found)}", flush=True)
    again = begun_again(name, url, log)
    return {"way": name, "rounds": rounds, "documents": rounds * count, "begun_again": again} | dict(sums)


def begun_again(name: str, url: str, log: Path) -> int:
    """Documents whose work was begun, with dbos done, more than once."""
    if name != "leases":
        return sum(1 for number in Counter(log.read_text().splitlines()).values() if number > 1)
    with Store.open(url).read() as connection:
        return len(connection.execute(select(documents.c.job).where(documents.c.attempts > 1)).all())


def main() -> None:
    """Read the arguments, run, print; ended by SIGTERM, too, it leaves no process behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--way", choices=("leases", "dbos", "dbos-fresh"), default="dbos")
    parser.add_argument("--store", default="sqlite", help="sqlite, postgresql or a URL")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    with database(asked.store) as (url, _), tempfile.TemporaryDirectory() as folder:
        found = run(asked.way, url, asked.rounds, asked.documents, asked.workers, Path(folder) / "log")
    print(json.dumps({"store": asked.store} | found))


if __name__ == "__main__":
    main()
