"""What an archive costs besides its models: with more documents, more workers, and on Ray.

``python benchmarks/scaling.py [--documents 100,1000,10000] [--workers 1,2,4] [--ray 1,2]``: the stand-in engine of
``benchmarks/standin.py``, articles of twelve sentences. ``flat`` is the cost of an article at the largest number over
that at the smallest, in seconds and in processor time, the median of ``--rounds`` runs each (the largest is run once).
Then ``--size`` articles by each number of workers, and of Ray's: seconds, whether the output is the same byte for byte,
and ``processor``, the seconds of processor time of this process, of the workers and of what Ray has besides. ``steady``
are the seconds from the first window that was done to the last, without the start of workers. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
SENTENCES = 12


def standin_pipeline(threads: int = 0) -> Any:
    """The product's pipeline over the stand-in engine; ``threads`` are nothing to it."""
    from benchmarks.standin import StandIn, standing
    from service.assembly import pipeline_over

    return pipeline_over(standing(StandIn()))


def article(number: int) -> str:
    """The text of an article; all are of like length."""
    from benchmarks.standin import sentence

    text = "".join(sentence(SENTENCES * number + j) for j in range(SENTENCES))
    return f"第{number}座大桥通车\n\n{text}\n"


def articles(path: Path, count: int) -> Path:
    """An archive of articles."""
    with path.open("w", encoding="utf-8") as file:
        for i in range(count):
            file.write(json.dumps({"id": f"a{i}", "text": article(i)}, ensure_ascii=False) + "\n")
    return path


class Clock:
    """Hears of a run; the clock starts when the models are there, and so does ``processor``."""

    def __init__(self, processor: Any = None) -> None:
        self.begun = time.perf_counter()
        self.ends: list[float] = []
        self._processor = processor

    def begin(self, documents: int, done: int) -> None:
        """Start."""
        self.begun = time.perf_counter()
        if self._processor:
            self._processor.begin()

    def done(self, window: Any) -> None:
        """Keep the moment."""
        self.ends.append(time.perf_counter())

    def say(self, message: str) -> None:
        """Print it."""
        print(message, flush=True)


def seconds(location: Path, out: Path, clock: Clock | None = None, **more: Any) -> float:
    """Of one run, from the moment at which its models are loaded to its summary."""
    from service.archive import Job, run
    from service.window import Plan

    clock = clock or Clock()
    summary = run(Job(str(location), out, Plan(), **more), standin_pipeline, clock)
    assert summary["errors"] == 0, summary
    return time.perf_counter() - clock.begun


def told(location: Path, out: Path, **more: Any) -> dict[str, Any]:
    """The figures of one run."""
    from benchmarks.processor import Processor

    with Processor() as processor:
        clock = Clock(processor)
        spent = seconds(location, out, clock, **more)
    steady = clock.ends[-1] - clock.ends[0]
    return {"seconds": round(spent, 2), "steady": round(steady, 2), "processor": processor.seconds}


def flat(folder: Path, counts: list[int], rounds: int) -> dict[int, tuple[float, ...]]:
    """Milliseconds of an article for each number of documents, and those of the processor; rounds of all in turn."""
    made: dict[int, list[tuple[float, float]]] = {count: [] for count in counts}
    seconds(articles(folder / "warm.jsonl", 64), folder / "warm")
    for turn in range(rounds):
        for count in counts if turn == 0 else counts[:-1]:
            location = articles(folder / f"{count}.jsonl", count)
            began = time.process_time()
            spent = seconds(location, folder / f"flat-{turn}-{count}") / count * 1000
            made[count].append((spent, (time.process_time() - began) / count * 1000))
            print(f"{count} documents: {spent:.2f} ms each, {made[count][-1][1]:.2f} of the processor", flush=True)
    return {count: tuple(round(statistics.median(one), 3) for one in zip(*made[count], strict=True)) for count in made}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", default="100,1000,10000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", default="1,2,4")
    parser.add_argument("--size", type=int, default=2000, help="documents for workers and Ray")
    parser.add_argument("--ray", default="", help="numbers of Ray's workers")
    args = parser.parse_args()
    from service.cluster import Pool
    from tests.archiving import tree

    counts = [int(text) for text in args.documents.split(",") if text]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found: dict[str, Any] = {"milliseconds": flat(folder, counts, args.rounds) if counts else {}}
        if counts:
            last, first = (found["milliseconds"][count] for count in (counts[-1], counts[0]))
            found["flat"] = [round(one / other, 3) for one, other in zip(last, first, strict=True)]
        location = articles(folder / "in.jsonl", args.size)
        ways: dict[str, Any] = {text: {"workers": int(text)} for text in args.workers.split(",") if text}
        ways |= {f"ray {text}": {"pool": Pool(most=int(text))} for text in args.ray.split(",") if text}
        for way, more in ways.items():
            found[way] = told(location, folder / way, **more)
            print(f"{way}: {found[way]}", flush=True)
        whole = [tree(folder / way) for way in ways]
    print(json.dumps(found | {"size": args.size, "identical": all(one == whole[0] for one in whole)}))


if __name__ == "__main__":
    main()
