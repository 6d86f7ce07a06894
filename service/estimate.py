"""How long an archive will take and what it will cost: a sample of it is briefed and timed."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.records import InputError, Record, records, windows
from service.window import Factory, Plan, brief_window

SEED = 0
MACHINES = (1, 2, 4, 8, 16, 32)


@dataclass(frozen=True, slots=True)
class Measured:
    """A sample of ``drawn`` of an input's ``documents``: seconds, bytes of output and characters of each on average."""

    documents: int
    drawn: int
    errors: int
    seconds: float
    bytes: float
    characters: float


def sample(found: Iterable[Record], size: int) -> tuple[list[Record], int]:
    """``size`` records drawn evenly in one pass (reservoir sampling, algorithm R), and how many there are."""
    drawn: list[Record] = []
    chance, count = random.Random(SEED), 0
    for record in found:
        count += 1
        if len(drawn) < size:
            drawn.append(record)
        elif (place := chance.randrange(count)) < size:
            drawn[place] = record
    return drawn, count


def measure(location: str, plan: Plan, factory: Factory, size: int, query: str = "") -> Measured:
    """Brief a sample in one worker. Raises InputError."""
    drawn, count = sample(records(location, query, plan.limits), size)
    if not drawn:
        raise InputError(f"{location} has no document")
    pipeline = factory()
    begun = time.monotonic()
    outputs = [brief_window(pipeline, plan, window) for window in windows(drawn, plan.window)]
    each = (time.monotonic() - begun) / len(drawn)
    entries = [json.loads(text) for output in outputs for text in output.manifest.splitlines()]
    errors, characters = sum(e["status"] == "error" for e in entries), sum(e["characters"] for e in entries)
    written = sum(len(output.shard) + len(output.manifest) for output in outputs)
    return Measured(count, len(drawn), errors, each, written / len(drawn), characters / len(drawn))


def told(found: Measured, machines: Sequence[int] = MACHINES, price: float | None = None) -> str:
    """The estimate as text; ``price`` is of a machine's hour."""
    whole = found.documents * found.seconds
    rate = found.characters / max(found.seconds, 1e-9)
    lines = [
        f"{found.documents} documents; {found.drawn} of them took {found.seconds:.3f} s each in one worker, "
        f"{found.errors} failed",
        f"{found.characters:.0f} characters each, {rate:.0f} characters/s",
        f"output: about {found.documents * found.bytes / 1e6:.1f} MB",
        *(f"{n:>3} machine{'s' if n > 1 else ' '}: {span(whole / n)}" for n in machines),
    ]
    if price is not None:
        cost = whole / 3600 * price
        million = cost / found.documents * 1e6
        lines.append(f"cost at {price:g} an hour: {cost:.2f} in all, {million:.2f} a million documents")
    lines.append("Only one machine, this one, is measured; more are as many times as fast on paper.")
    lines.append("Reading the input twice and loading the models come on top.")
    return "\n".join(lines) + "\n"


def span(seconds: float) -> str:
    """Seconds as hours, minutes and seconds.

    >>> span(3725)
    '1 h 2 min 5 s'
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes or hours else "", f"{rest} s"]
    return " ".join(part for part in parts if part)
