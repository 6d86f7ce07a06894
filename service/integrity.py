"""Is an archive's output whole? Every document once, every hash right, nothing besides. Also: parts into a whole.

A draft is no part of an output: on Ray a killed node's worker may leave one when the run is over; the next removes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from service import catalogue, duplicates, listing, report, sheets
from service.ledger import ERRORS, LOG, MANIFEST, OWN, SETTINGS, SHARDS, SUMMARY, Ledger, Refused
from service.storage import DRAFT, listed, replace
from service.window import line


def holes(folder: Path) -> Iterator[str]:
    """Whatever is wrong with an output folder, a sentence each; none where it is whole."""
    try:
        summary = json.loads((folder / SUMMARY).read_bytes())
        settings = json.loads((folder / SETTINGS).read_bytes())
        size, total = summary["window"], summary["input_documents"]
        first, step = map(int, (summary["shard"] or "0/1").split("/"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield f"{folder}: the run was not finished ({error}): run the same command again"
        return
    ledger = Ledger(folder)
    count = -(-total // size)
    expected = range(first, count, step)
    for number in expected:
        wanted = range(number * size, min(total, (number + 1) * size))
        yield from _window(ledger, number, wanted, settings)
    yield from _strays(folder, set(expected))
    yield from _errors(ledger)
    yield from duplicates.holes(ledger)
    yield from sheets.holes(ledger)
    yield from catalogue.holes(ledger)


def _window(ledger: Ledger, number: int, wanted: range, settings: dict[str, Any]) -> Iterator[str]:
    name = f"window {number} (documents {wanted.start} to {wanted.stop - 1})"
    lost = [kind for kind in (SHARDS, MANIFEST) if not ledger.path(kind, number).is_file()]
    if lost:
        yield f"{name}: {' and '.join(lost)} missing"
        return
    entries = ledger.entries(number)
    if entries is None:
        yield f"{name}: the shard is not what its manifest says"
        return
    shard = [json.loads(text) for text in ledger.path(SHARDS, number).read_bytes().splitlines()]
    for told, found in (("manifest", entries), ("shard", shard)):
        if [entry["index"] for entry in found] != list(wanted):
            yield f"{name}: the {told} has the documents {[entry['index'] for entry in found]}"
    if any(entry["models"] != settings["models"] for entry in entries):
        yield f"{name}: made with other models than {SETTINGS} names"


def _strays(folder: Path, numbers: set[int]) -> Iterator[str]:
    allowed = {f"{number:06}.jsonl" for number in numbers}
    for kind in (SHARDS, MANIFEST):
        for path in listed(folder / kind):
            if path.name not in allowed and path.suffix != DRAFT:
                yield f"{path}: does not belong here"
    made = {duplicates.FILE, report.FILE, sheets.PARQUET, catalogue.PAGES, listing.FOLDER, listing.START}
    for path in listed(folder):
        if path.name not in OWN | made and path.suffix != DRAFT:
            yield f"{path}: does not belong here"


def _errors(ledger: Ledger) -> Iterator[str]:
    """``errors.jsonl`` names exactly the documents that the manifest does."""
    told = [entry["index"] for number in ledger.numbers() for entry in ledger.entries(number) or [] if entry["error"]]
    path = ledger.folder / ERRORS
    found = [json.loads(text)["index"] for text in path.read_bytes().splitlines()] if path.is_file() else None
    if found != told:
        yield f"{path}: names the documents {found}, the manifest {told}"


def merge(parts: Sequence[Path], into: Path) -> dict[str, Any]:
    """The outputs of all shards of a run as one. Raises Refused where they are no such set."""
    for part in parts:
        if hole := next(holes(part), None):
            raise Refused(f"{part} is not whole: {hole}")
    if listed(into):
        raise Refused(f"{into} is not empty: take another folder")
    settings = [json.loads((part / SETTINGS).read_bytes()) for part in parts]
    summaries = [json.loads((part / SUMMARY).read_bytes()) for part in parts]
    shards = sorted(str(one.pop("shard")) for one in settings)
    if shards != sorted(f"{i}/{len(parts)}" for i in range(len(parts))) or any(one != settings[0] for one in settings):
        raise Refused(f"these are not all the shards of one run, but {', '.join(shards)}: name each once")
    if len({(one["input_documents"], one["window"]) for one in summaries}) != 1:
        raise Refused("the shards are of inputs of different sizes: run them again on the same input")
    return _merged(parts, into, settings[0], summaries[0])


def _merged(parts: Sequence[Path], into: Path, settings: dict[str, Any], summary: dict[str, Any]) -> dict[str, Any]:
    ledger = Ledger(into)
    with ledger.locked():
        for part in parts:
            for kind in (SHARDS, MANIFEST):
                for path in sorted((part / kind).glob("*.jsonl")):
                    replace(into / kind / path.name, path.read_bytes())
        duplicates.merge(parts, into)
        names = ("input", "window", "shard", "settings", "models")
        whole = settings | {"shard": None}
        replace(into / SETTINGS, line({name: whole[name] for name in names}))
        replace(into / LOG, b"".join((part / LOG).read_bytes() for part in parts))
        head = {"input_documents": summary["input_documents"], "window": summary["window"], "shard": None}
        counts = ledger.finish(head)
        report.write(ledger)
        return counts
