"""Whether the store can be reached, asked without harm to the event loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

FRESH = 1.0
"""Seconds for which an answer of the store counts."""
PATIENCE = 5.0
"""Seconds after which a store that has not answered is out of reach."""


@dataclass(slots=True)
class StoreProbe:
    """Asks ``fault`` in a thread, of which there is never more than one: a store that hangs takes no others."""

    fault: Callable[[], str | None]
    patience: float = PATIENCE
    _asked: asyncio.Task[str | None] | None = None
    _at: float = float("-inf")

    async def __call__(self) -> str | None:
        """Why the store cannot be used, or None."""
        if self._asked is None or (self._asked.done() and time.monotonic() - self._at > FRESH):
            self._asked = asyncio.create_task(asyncio.to_thread(self.fault))
            self._asked.add_done_callback(self._noted)
        done, _ = await asyncio.wait([self._asked], timeout=self.patience)
        return self._asked.result() if done else f"the store has not answered for {self.patience:g} s"

    def _noted(self, _: asyncio.Task[str | None]) -> None:
        self._at = time.monotonic()
