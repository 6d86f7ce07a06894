"""What an archive costs besides its models: with more documents, more workers, and on Ray.

``python benchmarks/scaling.py [--documents 100,1000,10000] [--workers 1,2,4] [--ray]``: the stand-in engine of
``benchmarks/standin.py``, articles of twelve sentences. ``flat`` is the cost of an article at the largest number over
that at the smallest, the median of ROUNDS runs each. Then the largest archive by each number of workers, and on Ray
with one and two workers: rates, and whether the output is the same byte for byte. The last line is JSON.
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
ROUNDS = 3
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
    """Hears of a run; the clock starts when the models are there."""

    def __init__(self) -> None:
        self.begun = time.perf_counter()

    def begin(self, documents: int, done: int) -> None:
        """Start."""
        self.begun = time.perf_counter()

    def done(self, window: Any) -> None:
        """Nothing."""

    def say(self, message: str) -> None:
        """Print it."""
        print(message, flush=True)


def seconds(location: Path, out: Path, **more: Any) -> float:
    """Of one run, from the moment at which its models are loaded to its summary."""
    from service.archive import Job, run
    from service.window import Plan

    clock = Clock()
    summary = run(Job(str(location), out, Plan(), **more), standin_pipeline, clock)
    assert summary["errors"] == 0, summary
    return time.perf_counter() - clock.begun


def flat(folder: Path, counts: list[int]) -> dict[int, float]:
    """Milliseconds of an article for each number of documents, rounds of all in turn."""
    made: dict[int, list[float]] = {count: [] for count in counts}
    seconds(articles(folder / "warm.jsonl", 64), folder / "warm")
    for turn in range(ROUNDS):
        for count in counts if turn == 0 else counts[:-1]:
            location = articles(folder / f"{count}.jsonl", count)
            made[count].append(seconds(location, folder / f"flat-{turn}-{count}") / count * 1000)
            print(f"{count} documents: {made[count][-1]:.2f} ms each", flush=True)
    return {count: round(statistics.median(found), 3) for count, found in made.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", default="100,1000,10000")
    parser.add_argument("--workers", default="1,2,4")
    parser.add_argument("--size", type=int, default=2000, help="documents for workers and Ray")
    parser.add_argument("--ray", action="store_true")
    args = parser.parse_args()
    from service.cluster import Pool
    from tests.archiving import tree

    counts = [int(text) for text in args.documents.split(",") if text]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found: dict[str, Any] = {"milliseconds": flat(folder, counts) if counts else {}}
        if counts:
            found["flat"] = round(found["milliseconds"][counts[-1]] / found["milliseconds"][counts[0]], 3)
        location = articles(folder / "in.jsonl", args.size)
        ways = {text: {"workers": int(text)} for text in args.workers.split(",")}
        if args.ray:
            ways |= {f"ray {n}": {"pool": Pool(most=n)} for n in (1, 2)}
        found["seconds"] = {}
        for way, more in ways.items():
            found["seconds"][way] = round(seconds(location, folder / way, **more), 2)
            print(f"{way}: {found['seconds'][way]} s", flush=True)
        whole = tree(folder / next(iter(ways)))
        found["identical"] = all(tree(folder / way) == whole for way in ways)
        if args.ray:
            found["of local"] = {n: round(found["seconds"][n] / found["seconds"][f"ray {n}"], 3) for n in ("1", "2")}
    print(json.dumps(found | {"size": args.size}))


if __name__ == "__main__":
    main()
