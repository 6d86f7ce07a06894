"""Runs of an archive killed at random moments: is the output that of an uninterrupted run, byte for byte?

``python benchmarks/archive.py --kills 30 --documents 400``: the small deterministic engine of the tests, one and two
workers; each run is killed (SIGKILL to the whole group) after a random wait and started again. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from service.integrity import holes
from service.window import Plan
from tests.archiving import articles, command, done, tree

ROOT = Path(__file__).resolve().parent.parent


def killed(told: list[str], kills: int, longest: float, chance: random.Random) -> int:
    """Run and kill ``kills`` times, then to the end; how many kills hit a living run."""
    hits = 0
    for _ in range(kills):
        child = subprocess.Popen(told, cwd=ROOT, start_new_session=True)
        try:
            child.wait(chance.random() * longest)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            hits += 1
        child.wait()
    subprocess.run(told, cwd=ROOT, check=True)
    return hits


def main() -> None:
    """Print what happened for each number of workers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--longest", type=float, default=4.0, help="most seconds before a kill")
    parser.add_argument("--duplicates", choices=("exact", "near"), help="the input twice, its copies linked")
    args = parser.parse_args()
    found = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        location = articles(folder / "in.jsonl", args.documents)
        if args.duplicates:
            location.write_bytes(location.read_bytes() * 2)
        done(location, folder / "whole", plan=Plan(window=4, duplicates=args.duplicates))
        for workers in args.workers:
            out = folder / str(workers)
            told = command(location, out, workers, duplicates=args.duplicates)
            hits = killed(told, args.kills, args.longest, random.Random(workers))
            same = tree(out) == tree(folder / "whole")
            found[workers] = {"kills": hits, "identical": same, "holes": len(list(holes(out)))}
            print(f"{workers} workers: {hits} of {args.kills} kills hit a run; identical: {same}", flush=True)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
