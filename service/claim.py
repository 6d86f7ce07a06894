"""Who writes into an archive's output: one run at a time.

A folder is locked by the operating system, which ends with the process. An object store has no locks: there a run puts
an object with its name and renews it; one that was killed leaves it, and it counts no longer once it is old. That keeps
people from starting a run twice and no more: between two looks at it two runs can both begin. They would do work twice
and write the same bytes.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from service.storage import replace, store

RENEWED = 60.0
"""Seconds after which a run renews its claim in a store."""
STALE = 5 * RENEWED
"""Seconds after which a claim that was not renewed counts no longer."""


class Taken(Exception):
    """Another run is at work; the message says who."""


@contextmanager
def claimed(path: Path) -> Iterator[None]:
    """The right to write, kept in the file or object ``path``. Raises Taken."""
    with _marked(path) if store(path) else _locked(path):
        yield


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    import fcntl

    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Taken("wait for it") from None
        yield


@contextmanager
def _marked(path: Path) -> Iterator[None]:
    mine = {"host": socket.gethostname(), "process": os.getpid(), "run": uuid.uuid4().hex}
    there = _read(path)
    if there and not _over(there, mine):
        raise Taken(f"process {there['process']} of {there['host']}, wait for it, or delete {path} if it is gone")
    ended = threading.Event()
    _renew(path, mine)
    renewing = threading.Thread(target=_renewed, args=(path, mine, ended), daemon=True)
    renewing.start()
    try:
        yield
    finally:
        ended.set()
        renewing.join()
        path.unlink(missing_ok=True)


def _renewed(path: Path, mine: dict[str, Any], ended: threading.Event) -> None:
    while not ended.wait(RENEWED):
        with suppress(OSError):  # a store that is away for a moment: the next time counts
            _renew(path, mine)


def _renew(path: Path, mine: dict[str, Any]) -> None:
    replace(path, json.dumps(mine | {"at": round(time.time(), 3)}).encode())


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    return found


def _over(there: dict[str, Any], mine: dict[str, Any]) -> bool:
    """Whether a claim counts no longer: it is old, or of a process of this machine that is gone."""
    if time.time() - there["at"] > STALE:
        return True
    return bool(there["host"] == mine["host"]) and not _lives(there["process"])


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
