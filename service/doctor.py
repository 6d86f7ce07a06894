"""What may be wrong with an installation, looked for without changing anything."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from models.errors import ModelUnavailable
from models.registry import EMBEDDED
from models.shards import Manifest, read
from service.backup import BackupFault, path_of, revisions
from service.config import Settings
from service.store import FILE, Store
from service.tables import jobs

Level = Literal["ok", "warn", "fail"]
LOW, EMPTY = 1 << 30, 100 << 20
"""Free bytes of the disk under which it warns, and fails."""
EPOCH = 1_767_225_600.0
"""2026-01-01: no clock that is right shows less."""
SKEW = 60.0
"""Seconds that a job may seem to come from the future."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, and what to do about it."""

    level: Level
    name: str
    detail: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.level:4}  {self.name}: {self.detail}" + (f": {self.remedy}" if self.remedy else "")


def examine(settings: Settings) -> Iterator[Finding]:
    """Models, store, disk, threads and clock, in this order."""
    yield from models(settings)
    yield from store(settings)
    yield disk(settings.data_dir)
    yield threads(settings.threads)
    yield clock(time.time())


def models(settings: Settings) -> Iterator[Finding]:
    """Every file of the profile's models against its checksum."""
    if settings.profile == "embedded":
        folders = [settings.models_dir or EMBEDDED]
    elif settings.models_dir is None:
        yield Finding("fail", "models", f"profile {settings.profile} has no folder", "set DUIZHAO_MODELS_DIR")
        return
    else:
        folders = [settings.models_dir / role for role in ("summariser", "translator")]
    for folder in folders:
        yield _model(folder)


def _model(folder: Path) -> Finding:
    try:
        manifest = Manifest.read(folder)
        size = sum(len(read(folder, manifest, name)) for name in manifest.files)
    except ModelUnavailable as error:
        return Finding("fail", "models", str(error))
    detail = f"{manifest.name}@{manifest.revision}, {len(manifest.files)} files, {size >> 20} MiB, checksums right"
    return Finding("ok", "models", detail)


def store(settings: Settings) -> Iterator[Finding]:
    """Whether the store answers, its schema, and its times."""
    url = settings.store or f"sqlite:///{settings.data_dir.absolute() / FILE}"
    try:
        missing = not path_of(url).exists()
    except BackupFault:
        missing = False
    if missing:
        yield Finding("warn", "store", "there is none yet", "the first start makes it")
        return
    opened = Store.open(url, upgrade=False)
    try:
        yield schema(opened.revision())
        yield _newest(opened)
    except SQLAlchemyError as error:
        yield Finding(
            "fail", "store", f"it does not answer ({type(error).__name__})", "check DUIZHAO_STORE and its server"
        )
    finally:
        opened.close()


def schema(revision: str | None) -> Finding:
    """The schema's revision beside those that this version knows."""
    known = revisions()
    if revision == known[0]:
        return Finding("ok", "store", f"it answers and has the newest schema, {revision}")
    if revision is None or revision in known:
        return Finding(
            "warn", "store", f"its schema is {revision or 'empty'}", f"the next start brings it to {known[0]}"
        )
    remedy = "install the version that made it, or restore a backup"
    return Finding("fail", "store", f"its schema {revision} is newer than {known[0]}", remedy)


def _newest(opened: Store) -> Finding:
    """The clock beside the newest job."""
    with opened.read() as connection:
        newest = connection.scalar(select(func.max(jobs.c.created))) if opened.revision() else None
    ahead = (newest or 0.0) - opened.clock()
    if ahead > SKEW:
        detail = f"the newest job is {ahead:.0f} s in the future"
        return Finding("warn", "clock", detail, "set the clocks of all replicas by NTP")
    return Finding("ok", "store", "no job is from the future")


def disk(folder: Path) -> Finding:
    """Room for the data, and whether it may be written."""
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not os.access(there, os.W_OK):
        return Finding("fail", "disk", f"{there} may not be written", "give it to the user that runs the service")
    free = shutil.disk_usage(there).free
    level: Level = "fail" if free < EMPTY else "warn" if free < LOW else "ok"
    remedy = "" if level == "ok" else "free some, or set DUIZHAO_RETENTION_DAYS lower and run duizhao purge"
    return Finding(level, "disk", f"{free >> 20} MiB free for {folder}", remedy)


def threads(asked: int) -> Finding:
    """The threads of a model beside the cores that this process may use."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if asked > cores:
        detail = f"{asked} threads on {cores} cores"
        return Finding("warn", "threads", detail, f"set DUIZHAO_THREADS to {cores} or 0")
    return Finding("ok", "threads", f"{asked or 'one for each core'}, {cores} cores")


def clock(now: float) -> Finding:
    """Whether the clock is set at all."""
    shown = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(now))
    if now < EPOCH:
        return Finding("fail", "clock", f"it shows {shown}", "set it, for instance by NTP")
    return Finding("ok", "clock", shown)
