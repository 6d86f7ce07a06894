"""Seconds of processor time that this process and those that it began have taken, by kind. Needs /proc."""

from __future__ import annotations

import os
import threading
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Self

PAUSE = 0.5
"""Seconds between looks; what a process takes after the last look at it is not seen."""
TICKS = os.sysconf("SC_CLK_TCK")


class Processor:
    """Looks again and again while it is open; ``seconds`` counts from ``begin`` on."""

    def __init__(self) -> None:
        self._before: dict[int, float] = {}
        self._seen: dict[int, tuple[str, float]] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def begin(self) -> None:
        """Count from here."""
        self._before = {pid: spent for pid, (_, spent) in family(os.getpid()).items()}

    @property
    def seconds(self) -> dict[str, float]:
        """``driver`` is this process, ``workers`` those that brief, ``others`` what Ray has besides."""
        found = Counter[str]()
        for pid, (name, spent) in list(self._seen.items()):
            found[_kind(pid, name)] += spent - self._before.get(pid, 0.0)
        return {kind: round(spent, 1) for kind, spent in found.items()}

    def _watch(self) -> None:
        while not self._ended.wait(PAUSE):
            self._seen |= family(os.getpid())


def _kind(pid: int, name: str) -> str:
    if pid == os.getpid():
        return "driver"
    return "workers" if "MapWorker" in name or "multiprocessing.spawn" in name else "others"


def family(root: int) -> dict[int, tuple[str, float]]:
    """Command line and seconds of processor time of a process and of all below it."""
    parents, found = dict[int, int](), dict[int, tuple[str, float]]()
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = (path / "stat").read_text(errors="replace").rpartition(")")[2].split()
            parents[int(path.name)] = int(fields[1])
            name = (path / "cmdline").read_text(errors="replace").replace("\0", " ")
            found[int(path.name)] = name, (int(fields[11]) + int(fields[12])) / TICKS
    return {pid: told for pid, told in found.items() if _descends(pid, root, parents)}


def _descends(pid: int, root: int, parents: dict[int, int]) -> bool:
    while pid != root and pid in parents:
        pid = parents[pid]
    return pid == root
