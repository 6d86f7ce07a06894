"""How many processes, and with how many threads each: measured on the first documents of the archive.

Processes are doubled as long as that pays and memory has room. What is made meanwhile is thrown away, so the choice
changes no byte of the output.
"""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from service.crew import Alone, Done, Several, Source, available
from service.pipeline import Pipeline
from service.records import Window
from service.window import Plan

SAMPLE = 4
"""Documents of a trial."""
GAIN = 1.05
"""How much faster twice as many processes must be, for each holds models of its own."""


class Tuned:
    """As many processes as were measured to be best, in the way of ``service.crew``.

    ``factory`` is asked with ``threads``. ``say`` hears what was measured and chosen.
    """

    def __init__(
        self,
        factory: Callable[..., Pipeline],
        plan: Plan,
        folder: Path,
        say: Callable[[str], None],
        cores: int | None = None,
    ) -> None:
        self._factory, self._plan, self._folder, self._say = factory, plan, folder, say
        self._cores = cores or available()
        self._crew: Alone | Several = self._opened(1)
        self.models = self._crew.models

    def work(self, source: Source) -> Iterator[Done]:
        """Measure, then do the windows in order."""
        first = next(source(), None)
        if first is not None:
            self._choose(replace(first, records=first.records[:SAMPLE]))
        yield from self._crew.work(source)

    def close(self) -> None:
        """End the processes."""
        self._crew.close()

    def _choose(self, sample: Window) -> None:
        count, best = 1, self._measured(self._crew, 1, sample)
        while 2 * count <= self._cores and _fits(2 * count):
            wider = self._opened(2 * count)
            speed = self._measured(wider, 2 * count, sample)
            if speed < GAIN * best:
                wider.close()
                break
            self._crew.close()
            self._crew, count, best = wider, 2 * count, speed
        self._say(f"chosen: {self._shape(count)}")

    def _measured(self, crew: Alone | Several, count: int, sample: Window) -> float:
        speed = len(sample.records) * crew.trial(sample)
        self._say(f"{self._shape(count)}: {speed:.2f} documents/s")
        return speed

    def _opened(self, count: int) -> Alone | Several:
        factory = partial(self._factory, threads=self._threads(count))
        plan, folder = self._plan, self._folder
        return Alone(factory, plan, folder) if count == 1 else Several(factory, plan, folder, count)

    def _threads(self, count: int) -> int:
        return max(1, self._cores // count)

    def _shape(self, count: int) -> str:
        return f"{count} processes × {self._threads(count)} threads"


def _fits(count: int) -> bool:
    """Whether memory has room for so many processes as large as this one; where nobody knows, it has."""
    with suppress(OSError):
        for text in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if text.startswith("MemAvailable:"):
                return count * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss <= int(text.split()[1])
    return True
