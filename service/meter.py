"""The progress of an archive's run on stderr: a bar on a terminal, a line now and then elsewhere, or lines of JSON."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from service.crew import TENTHS, Done
from service.notice import say

BARS = "▁▂▃▄▅▆▇█"
EVERY = 10.0
"""Seconds between lines where there is no terminal."""


class Meter:
    """Counts what was done; ``numbers`` is what there is to show."""

    def __init__(self, form: str) -> None:
        self._form, self._begun, self._shown = form, time.monotonic(), 0.0
        self._total = self._before = self._documents = self._errors = self._characters = self._copies = 0
        self._codes: Counter[str] = Counter()
        self._scores = [0] * TENTHS
        self._bar: Any = None

    def begin(self, documents: int, done: int) -> None:
        """Start the clock."""
        self._begun, self._total, self._before = time.monotonic(), documents, done
        self._show(last=True)

    def done(self, window: Done) -> None:
        """Add a window and show where the run stands."""
        self._documents += window.documents
        self._errors += window.errors
        self._characters += window.characters
        self._copies += window.duplicates
        self._codes.update(window.codes)
        self._scores = [a + b for a, b in zip(self._scores, window.scores or [0] * TENTHS, strict=True)]
        self._show(last=self._before + self._documents == self._total)

    def say(self, message: str) -> None:
        """Pass a message on."""
        self._write({"message": message}, message)

    @property
    def numbers(self) -> dict[str, Any]:
        """Documents done and in all, characters a second, seconds that remain; what this run met: errors by code,
        duplicates, documents by tenths of their score."""
        seconds = max(time.monotonic() - self._begun, 1e-9)
        left = self._total - self._before - self._documents
        return {
            "documents": self._before + self._documents,
            "total": self._total,
            "errors": self._errors,
            "error_codes": dict(sorted(self._codes.items())),
            "duplicates": self._copies,
            "scores": self._scores,
            "characters_per_second": round(self._characters / seconds),
            "remaining_seconds": round(left * seconds / self._documents) if self._documents else None,
        }

    def _show(self, *, last: bool) -> None:
        now = time.monotonic()
        if self._form == "json" or self._bar or last or now - self._shown >= EVERY:
            self._shown, found = now, self.numbers
            left = found["remaining_seconds"]
            text = f"{found['documents']} of {found['total']} documents, {found['errors']} errors"
            text += f", {found['characters_per_second']} characters/s" if self._documents else ""
            text += f", {left} s remain" if left else ""
            text += f", scores 0 {bars(self._scores)} 1" if any(self._scores) else ""
            self._write(found, text)

    def _write(self, found: dict[str, Any], text: str) -> None:
        if self._bar and "total" in found:
            self._bar.update(
                self._bar.task_ids[0], total=found["total"], completed=found["documents"], description=text
            )
        else:
            say(json.dumps(found) if self._form == "json" else text)

    def attach(self, bar: Any) -> None:
        """Show the numbers on a ``rich`` bar."""
        bar.add_task("reading", total=None)
        self._bar = bar


def bars(counts: Sequence[int]) -> str:
    """Counts as a row of bars.

    >>> bars([0, 1, 4, 8])
    '·▁▄█'
    """
    most = max(counts)
    return "".join(BARS[-(-count * len(BARS) // most) - 1] if count else "·" for count in counts)


@contextmanager
def meter(form: str) -> Iterator[Meter]:
    """A meter that shows itself as the terminal and ``form`` allow."""
    from rich.console import Console
    from rich.progress import Progress

    console, found = Console(stderr=True), Meter(form)
    if form == "json" or not console.is_terminal:
        yield found
        return
    with Progress(console=console, transient=True) as bar:
        found.attach(bar)
        yield found
