"""How a run goes: a line of ``log.jsonl`` for each step, and now and then a line for a person."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from models.training.recipe import Recipe, learning_rate

SAY_EVERY = 20
"""Steps from one printed line to the next."""


class Progress:
    """Counts the tokens of a run that starts or goes on now, at step ``first``."""

    def __init__(self, out: Path, recipe: Recipe, first: int) -> None:
        self._path, self._recipe, self._first = out / "log.jsonl", recipe, first
        self._began, self._tokens = time.monotonic(), 0

    def log(self, step: int, loss: float, tokens: int) -> None:
        """Note a finished ``step`` (0-based) with its loss in nats and its tokens."""
        self._tokens += tokens
        gone = time.monotonic() - self._began
        left = gone / (step + 1 - self._first) * (self._recipe.steps - step - 1)
        speed = self._tokens / gone
        self._write(
            step=step,
            loss=round(loss, 4),
            rate=learning_rate(step, self._recipe),
            tokens_per_second=round(speed, 1),
            seconds_left=round(left),
        )
        if (step + 1) % SAY_EVERY == 0 or step + 1 == self._recipe.steps:
            time_left = timedelta(seconds=round(left))
            print(f"step {step + 1}/{self._recipe.steps}  loss {loss:.3f}  {speed:.0f} tokens/s  {time_left} left")

    def log_held_out(self, step: int, loss: float) -> None:
        """Note the loss on the held-out pairs after ``step``."""
        self._write(step=step, held_out_loss=round(loss, 4))
        print(f"step {step + 1}/{self._recipe.steps}  held-out loss {loss:.3f}")

    def _write(self, **row: Any) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")


def read(path: Path) -> list[dict[str, Any]]:
    """The rows of a log, in order of steps; of a step that was done twice, the later row."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    latest = {(row["step"], "held_out_loss" in row): row for row in rows}
    return [latest[key] for key in sorted(latest)]
