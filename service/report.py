"""The summary of a finished archive as one HTML file: counts, lengths, checks, scores, throughput over time.

It is made of the manifest and of ``run.log.jsonl``, whose times are those of the runs: like that file it differs from
run to run and is no part of what ``verify`` compares.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from service.crew import TENTHS, tenth
from service.ledger import LOG, SETTINGS, Entry, Ledger
from service.render import template
from service.storage import replace

FILE = "report.html"
MOST_CODES = 20
"""Bars of a plot of codes; further ones are counted together."""
SLICES = 40
"""Bars of the throughput over time."""
Bar = tuple[str, float, str]
"""What a bar is of, its value, its value as it is shown."""


def write(ledger: Ledger) -> None:
    """Write the report, wholly or not at all."""
    counts, plots = _plots(ledger)
    settings = json.loads((ledger.folder / SETTINGS).read_bytes())
    page = template("report.html.j2").render(counts=counts, plots=plots, settings=settings)
    replace(ledger.folder / FILE, page.encode())


def logged(ledger: Ledger) -> list[dict[str, Any]]:
    """The lines of the log of all runs; one that a crash cut off is left out."""
    try:
        lines = (ledger.folder / LOG).read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    return [json.loads(text) for text in lines[:-1] if text.endswith(b"}")]


def _plots(ledger: Ledger) -> tuple[dict[str, int], list[tuple[str, list[Bar]]]]:
    """Counts of all documents, and the plots with their titles; one pass over the manifest."""
    status: Counter[str] = Counter()
    lengths: Counter[int] = Counter()
    scores: Counter[int] = Counter()
    checks: Counter[str] = Counter()
    errors: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    for number in ledger.numbers():
        for entry in ledger.entries(number) or []:
            status[entry["status"]] += 1
            sums.update(characters=entry["characters"], tokens=entry["tokens"])
            _add(entry, lengths, scores, checks, errors)
    counts = {"documents": status.total(), **{name: status[name] for name in ("ok", "error", "duplicate")}, **sums}
    plots = [
        ("Characters of a document", _ranged(lengths)),
        ("Lowest score of a document", _counted((f"{i / TENTHS:.1f}–", scores[i]) for i in range(TENTHS))),
        ("Checks by code", _coded(checks)),
        ("Errors by code", _coded(errors)),
        ("Characters a second over time, all runs", throughput(logged(ledger))),
    ]
    return counts, [(title, bars) for title, bars in plots if any(value for _, value, _ in bars)]


def _add(entry: Entry, lengths: Counter[int], scores: Counter[int], checks: Counter[str], errors: Counter[str]) -> None:
    if entry["status"] == "error":
        errors[entry["error"]] += 1
    if entry["characters"]:
        lengths[entry["characters"].bit_length()] += 1
    if entry["score"] is not None:
        scores[tenth(entry["score"])] += 1
    checks.update(entry["checks"])


def _ranged(lengths: Mapping[int, int]) -> list[Bar]:
    """Bars of powers of two, from the shortest document's to the longest's."""
    places = range(min(lengths, default=0), max(lengths, default=-1) + 1)
    return _counted((f"{1 << (place - 1):,}–", lengths.get(place, 0)) for place in places)


def _coded(codes: Counter[str]) -> list[Bar]:
    ranked = sorted(codes.items(), key=lambda item: (-item[1], item[0]))
    rest = sum(count for _, count in ranked[MOST_CODES:])
    return _counted([*ranked[:MOST_CODES], *([("others", rest)] if rest else [])])


def _counted(bars: Iterable[tuple[str, int]]) -> list[Bar]:
    return [(name, count, f"{count:,}") for name, count in bars]


def throughput(log: Sequence[Mapping[str, Any]]) -> list[Bar]:
    """Characters a second of equal slices of the time from the first window's begin to the last one's end."""
    ends = [entry for entry in log if "at" in entry]
    if not ends:
        return []
    begin = min(entry["at"] - entry["seconds"] for entry in ends)
    width = max(max(entry["at"] for entry in ends) - begin, 1e-3) / SLICES
    found = [0.0] * SLICES
    for entry in ends:
        found[min(int((entry["at"] - begin) / width), SLICES - 1)] += entry["characters"] / width
    return [(f"{i * width:,.0f} s", value, f"{value:,.0f}") for i, value in enumerate(found)]
