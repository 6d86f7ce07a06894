"""An archive of documents briefed window by window, resumable at any moment; see docs/archive.md.

The windows are cut by the documents' indices alone and every window is written by itself, so interruption, number of
workers and of machines change no byte of the output.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any, Protocol

from service import catalogue, duplicates, renewal, report, sheets
from service.cluster import Cluster, Pool
from service.crew import Alone, Done, Several, Source
from service.estimate import span
from service.intake import digest, take
from service.ledger import LOG, SETTINGS, Entry, Ledger, Refused
from service.query import named
from service.records import Window, records, windows
from service.storage import appending
from service.storage import replace as keep
from service.tuning import Tuned
from service.window import Factory, Plan, line


@dataclass(frozen=True, slots=True)
class Job:
    """A run. ``shard`` i of n takes the windows whose number modulo n is i. ``max_errors`` of None is no limit.

    ``workers`` of None is measured; with ``pool`` the work is done on Ray.
    """

    location: str
    out: Path
    plan: Plan = field(default_factory=Plan)
    workers: int | None = 1
    shard: tuple[int, int] = (0, 1)
    upgrade: bool = False
    retry_errors: bool = False
    max_errors: int | None = None
    parquet: bool = False
    pages: catalogue.Form | None = None
    query: str = ""
    pool: Pool | None = None

    @property
    def input(self) -> str:
        """What is read, without a password."""
        return f"{named(self.location)} {self.query}" if self.query else self.location

    def windows(self) -> Iterator[Window]:
        """The input, read from its beginning."""
        return windows(records(self.location, self.query, self.plan.limits), self.plan.window)

    def mine(self, number: int) -> bool:
        """Whether this run is to do a window."""
        return number % self.shard[1] == self.shard[0]


class TooManyErrors(Exception):
    """The run was stopped because more documents failed than was allowed."""


class Reporter(Protocol):
    """Who hears how the run goes on."""

    def begin(self, documents: int, done: int) -> None:
        """So many documents there are for this run, so many were done before."""

    def done(self, window: Done) -> None:
        """A window was written."""

    def say(self, message: str) -> None:
        """Something a person should know."""


def run(job: Job, factory: Factory, reporter: Reporter) -> dict[str, Any]:
    """Do what is still to be done and return the summary of the whole.

    Raises InputError, Refused, TooManyErrors, and what loading the models raises.
    """
    if job.parquet:
        sheets.ready()
    duplicates.ready(job.plan)
    seen = [(len(window.records), window.mark) for window in job.windows()]
    sizes = [size for size, _ in seen]
    ledger = Ledger(job.out)
    if ledger.settings() is None and ledger.foreign():
        raise Refused(f"{job.out} is not empty and has no {SETTINGS}: take another folder")
    with ledger.locked():
        crew = _crew(job, factory, reporter)
        try:
            _agree(job, ledger, crew.models, reporter)
            marks = [mark for _, mark in seen]
            copies = _copies(job, ledger, marks)
            open_ = _open(job, ledger, crew.models, len(sizes))
            mine = [number for number in range(len(sizes)) if job.mine(number)]
            total = sum(sizes[number] for number in mine)
            reporter.begin(total, total - sum(sizes[number] for number in open_))
            source = partial(_windows, job, ledger, open_, marks, copies)
            _work(job, ledger, crew.work(source), reporter)
        finally:
            crew.close()
        ledger.sweep()
        summary = ledger.finish({"input_documents": sum(sizes), "window": job.plan.window, "shard": _shard(job)})
        report.write(ledger)
        if job.parquet:
            sheets.write(ledger)
        if job.pages:
            catalogue.write(ledger, job.pages)
        return summary


class Crew(Protocol):
    """Who works on windows: ``models`` are those that answer."""

    models: list[dict[str, Any]]

    def work(self, source: Source) -> Iterator[Done]:
        """Brief and keep each window that ``source`` gives."""

    def close(self) -> None:
        """End what was begun."""


def _crew(job: Job, factory: Factory, reporter: Reporter) -> Crew:
    if job.pool:
        return Cluster(factory, job.plan, job.out, job.pool)
    if job.workers is None:
        return Tuned(factory, job.plan, job.out, reporter.say)
    if job.workers == 1:
        return Alone(factory, job.plan, job.out)
    return Several(factory, job.plan, job.out, job.workers)


def _shard(job: Job) -> str | None:
    return None if job.shard[1] == 1 else f"{job.shard[0]}/{job.shard[1]}"


def _agree(job: Job, ledger: Ledger, models: list[dict[str, Any]], reporter: Reporter) -> None:
    """Write what the folder is made with, or refuse what it was not made with."""
    head = {"input": job.input, "window": job.plan.window, "shard": _shard(job)}
    wanted = json.loads(json.dumps(head | {"settings": job.plan.settings, "models": models}))
    found = ledger.settings()
    if found == wanted:
        return
    if found is not None:
        differ = [name for name in wanted if found.get(name) != wanted[name]]
        if set(differ) - {"settings", "models"}:
            names = ", ".join(f"{name} was {found.get(name)!r}, is {wanted[name]!r}" for name in differ)
            raise Refused(f"{job.out} was made otherwise ({names}): run it as before, or take another folder")
        if not job.upgrade:
            names = " and ".join(differ)
            raise Refused(f"{job.out} was made with other {names}: run it as before, or renew it with --upgrade")
        stale = renewal.stale(ledger, found, wanted)
        lasting = _lasting(ledger, stale, job.workers)
        reporter.say(f"{' and '.join(differ)} changed: {stale} documents are done again, {lasting}")
    keep(ledger.folder / SETTINGS, line(wanted))


def _lasting(ledger: Ledger, documents: int, workers: int | None) -> str:
    """How long it takes by the log of what was done."""
    done = report.logged(ledger)
    count = sum(entry["documents"] for entry in done)
    if not count:
        return "how long it takes is not known, for the log is gone: see duizhao archive estimate"
    each = sum(entry["seconds"] for entry in done) / count
    return f"about {span(documents * each / (workers or 1))} at {each:.3f} s for each as before"


def _open(job: Job, ledger: Ledger, models: list[dict[str, Any]], count: int) -> set[int]:
    """The windows still to be done."""
    stray = [number for number in ledger.numbers() if number >= count]
    if stray:
        raise Refused(f"{job.input} has {count} windows, but {job.out} has window {stray[-1]}: the input has shrunk")
    mine = filter(job.mine, range(count))
    return {number for number in mine if not _fresh(job, ledger.entries(number), models)}


def _fresh(job: Job, entries: list[Entry] | None, models: list[dict[str, Any]]) -> bool:
    """Whether a window need not be done again."""
    if not entries or (job.retry_errors and any(entry["error"] for entry in entries)):
        return False
    return all(entry["settings"] == job.plan.digest and entry["models"] == models for entry in entries)


def _copies(job: Job, ledger: Ledger, marks: list[bytes]) -> dict[int, int]:
    """The documents that are not to be briefed, since they say what an earlier one says; none unless asked."""
    if job.plan.duplicates is None:
        return {}
    columns, limits = dict(job.plan.columns), job.plan.limits
    items = (take(record, columns, limits) for window in _reread(job, marks) for record in window.records)
    return duplicates.links(ledger, job.plan, marks, (item.document.text if item.document else None for item in items))


def _windows(
    job: Job, ledger: Ledger, open_: set[int], marks: list[bytes], copies: Mapping[int, int]
) -> Iterator[Window]:
    """The windows to do, and a look at each of the others: its records must be those that it was made of."""
    for window in _reread(job, marks):
        if window.number in open_:
            indices = range(window.start, window.start + len(window.records))
            yield replace(window, copies={index: copies[index] for index in indices if index in copies})
        elif job.mine(window.number):
            _same(job, window, ledger.entries(window.number) or [])


def _reread(job: Job, marks: list[bytes]) -> Iterator[Window]:
    """The input once more. Raises Refused where a window is not what it was when the input was counted."""
    for window, mark in zip_longest(job.windows(), marks):
        if window is None or window.mark != mark:
            raise Refused(
                f"{job.input} was not the same when read twice: let nothing write to it, or ORDER BY a unique column"
            )
        yield window


def _same(job: Job, window: Window, entries: list[Entry]) -> None:
    places = [(record.source, record.offset) for record in window.records]
    if places != [(entry["source"], entry["offset"]) for entry in entries]:
        raise Refused(f"window {window.number} of {job.input} has changed since {job.out} was begun: use a new folder")
    for record, entry in zip(window.records, entries, strict=True):
        if record.data and digest(record.data) != entry["input_sha256"]:
            raise Refused(f"{record.place} has changed since {job.out} was begun: use a new folder")


def _work(job: Job, ledger: Ledger, dones: Iterator[Done], reporter: Reporter) -> None:
    errors = 0
    with appending(ledger.folder / LOG) as log:
        for done in dones:
            log.write(line(asdict(done) | {"at": round(time.time(), 3)}))
            log.flush()
            reporter.done(done)
            errors += done.errors
            if job.max_errors is not None and errors > job.max_errors:
                raise TooManyErrors(
                    f"{errors} documents failed, {job.max_errors} may: see {job.out}, or raise --max-errors"
                )
