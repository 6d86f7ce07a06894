"""What stands in an archive's output, a folder or a prefix of an object store, and what is still to be done there.

``shards/N.jsonl`` and ``manifest/N.jsonl`` for each window, ``settings.json``, and at the end ``summary.json`` and
``errors.jsonl``. Each is there wholly or not at all. A window is done where its manifest is of the settings and models
at hand and agrees with its shard.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from service.claim import Taken, claimed
from service.intake import digest
from service.storage import DRAFT, ensured, listed, replace, replacing
from service.window import Output, line

SHARDS, MANIFEST = "shards", "manifest"
SETTINGS, SUMMARY, ERRORS, LOG, LOCK = "settings.json", "summary.json", "errors.jsonl", "run.log.jsonl", ".lock"
OWN = {SETTINGS, SUMMARY, ERRORS, LOG, LOCK, SHARDS, MANIFEST}
Entry = dict[str, Any]


class Refused(Exception):
    """A folder that cannot be used as asked; the message says why and names the remedy."""


class Ledger:
    """An output folder, or the same in an object store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, kind: str, number: int) -> Path:
        """The file of a window."""
        return self.folder / kind / f"{number:06}.jsonl"

    def put(self, number: int, output: Output) -> list[Entry]:
        """Keep a window's output, the shard first, so that a manifest never stands without it; the manifest."""
        replace(self.path(SHARDS, number), output.shard)
        replace(self.path(MANIFEST, number), output.manifest)
        return [json.loads(text) for text in output.manifest.splitlines()]

    def entries(self, number: int) -> list[Entry] | None:
        """The manifest of a window, or None where there is none or the shard is not what it says."""
        try:
            found = [json.loads(text) for text in self.path(MANIFEST, number).read_bytes().splitlines()]
            hashes = [digest(text) for text in self.path(SHARDS, number).read_bytes().splitlines(keepends=True)]
            agree = hashes == [entry["output_sha256"] for entry in found]
        except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
            return None
        return found if agree else None

    def tried(self, number: int) -> int:
        """Note that a window is taken in hand; how often that was in this run, for a worker that dies cannot tell."""
        draft = self.folder / MANIFEST / f"{number:06}{DRAFT}"
        count = 1 + (int(draft.read_bytes() or b"0") if draft.exists() else 0)
        replace(draft, b"%d" % count)
        return count

    def numbers(self) -> list[int]:
        """The windows that have a manifest, in order."""
        names = [path.stem for path in (self.folder / MANIFEST).glob("*.jsonl")]
        return sorted(int(name) for name in names if name.isdigit())

    def settings(self) -> dict[str, Any] | None:
        """What the folder was made with; None for a new one."""
        try:
            found: dict[str, Any] = json.loads((self.folder / SETTINGS).read_bytes())
        except FileNotFoundError:
            return None
        return found

    def foreign(self) -> list[str]:
        """What stands in a folder without settings that no run killed at its beginning has left there."""
        begun = {SHARDS, MANIFEST, LOCK}
        return [path.name for path in listed(self.folder) if path.name not in begun and path.suffix != DRAFT]

    def finish(self, summary: dict[str, Any]) -> dict[str, Any]:
        """Write ``errors.jsonl`` and ``summary.json``, made of the shards alone, and return the summary."""
        counts = {"documents": 0, "errors": 0, "duplicates": 0, "characters": 0, "tokens": 0}
        with replacing(self.folder / ERRORS) as errors:
            for number in self.numbers():
                entries = self.entries(number) or []
                for entry in entries:
                    counts["documents"] += 1
                    counts["errors"] += entry["status"] == "error"
                    counts["duplicates"] += entry["status"] == "duplicate"
                    counts["characters"] += entry["characters"]
                    counts["tokens"] += entry["tokens"]
                errors.writelines(self._faults(number, entries))
        replace(self.folder / SUMMARY, line(summary | counts))
        return summary | counts

    def _faults(self, number: int, entries: list[Entry]) -> Iterator[bytes]:
        texts = self.path(SHARDS, number).read_bytes().splitlines() if any(e["error"] for e in entries) else []
        for entry, text in zip(entries, texts, strict=False):
            if entry["error"]:
                place = {name: entry[name] for name in ("index", "id", "source", "offset")}
                yield line(place | json.loads(text)["error"])

    @contextmanager
    def locked(self) -> Iterator[None]:
        """The folder for this process alone. Raises Refused where another has it."""
        for name in (SHARDS, MANIFEST):
            ensured(self.folder / name)
        try:
            with claimed(self.folder / LOCK):
                self.sweep()
                yield
        except Taken as error:
            raise Refused(f"another run is at work in {self.folder}: {error}, or take another folder") from None

    def sweep(self) -> None:
        """Remove the drafts of writers that were killed."""
        for path in list(self.folder.rglob(f"*{DRAFT}")):
            path.unlink(missing_ok=True)
