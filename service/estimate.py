"""How long an archive will take: a sample of it is briefed and timed."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable

from service.records import InputError, Record, records, windows
from service.window import Factory, Plan, brief_window

SEED = 0
MACHINES = (1, 2, 4, 8, 16, 32)


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


def estimate(location: str, plan: Plan, factory: Factory, size: int, query: str = "") -> str:
    """What a run on this machine would take, as text. Raises InputError."""
    drawn, count = sample(records(location, query), size)
    if not drawn:
        raise InputError(f"{location} has no document")
    pipeline = factory()
    begun = time.monotonic()
    outputs = [brief_window(pipeline, plan, window) for window in windows(drawn, plan.window)]
    each = (time.monotonic() - begun) / len(drawn)
    errors = sum(output.manifest.count(b'"status":"error"') for output in outputs)
    size_ = sum(len(output.shard) + len(output.manifest) for output in outputs) / len(drawn)
    lines = [
        f"{count} documents; {len(drawn)} of them took {each:.3f} s each in one worker, {errors} failed",
        f"output: about {count * size_ / 1e6:.1f} MB",
        *(f"{n:>3} machine{'s' if n > 1 else ' '}: {_span(count * each / n)}" for n in MACHINES),
        "The lines for several machines divide the first one: reading and loading models are not in them.",
    ]
    return "\n".join(lines) + "\n"


def _span(seconds: float) -> str:
    """Seconds as hours, minutes and seconds.

    >>> _span(3725)
    '1 h 2 min 5 s'
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes or hours else "", f"{rest} s"]
    return " ".join(part for part in parts if part)
