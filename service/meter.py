"""The progress of an archive's run on stderr: a bar on a terminal, a line now and then elsewhere, or lines of JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from service.crew import Done

EVERY = 10.0
"""Seconds between lines where there is no terminal."""


class Meter:
    """Counts what was done; ``numbers`` is what there is to show."""

    def __init__(self, form: str) -> None:
        self._form, self._begun, self._shown = form, time.monotonic(), 0.0
        self._total = self._before = self._documents = self._errors = self._characters = 0
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
        self._show(last=self._before + self._documents == self._total)

    def say(self, message: str) -> None:
        """Pass a message on."""
        self._write({"message": message}, message)

    @property
    def numbers(self) -> dict[str, Any]:
        """Documents done and in all, errors, characters a second of this run, seconds that remain."""
        seconds = max(time.monotonic() - self._begun, 1e-9)
        left = self._total - self._before - self._documents
        return {
            "documents": self._before + self._documents,
            "total": self._total,
            "errors": self._errors,
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
            self._write(found, text)

    def _write(self, found: dict[str, Any], text: str) -> None:
        if self._bar and "total" in found:
            self._bar.update(
                self._bar.task_ids[0], total=found["total"], completed=found["documents"], description=text
            )
        else:
            print(json.dumps(found) if self._form == "json" else text, file=sys.stderr, flush=True)  # noqa: T201

    def attach(self, bar: Any) -> None:
        """Show the numbers on a ``rich`` bar."""
        bar.add_task("reading", total=None)
        self._bar = bar


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
