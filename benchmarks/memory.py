"""An archive larger than memory may be: a run under a limit of address space.

``python benchmarks/memory.py [--gigabytes 5] [--mib 1500]``: JSON lines of 100 kB each. Every hundredth has an article
of twelve sentences, and its padding in another field, which is carried into the output; the others have no Chinese, so
that they end as error records as soon as they were read. Stand-in engine, one worker. The run may map no more than
``mib`` (RLIMIT_AS), code and libraries counted. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
ROW = 100_000
"""Characters of a row."""


def written(path: Path, size: int) -> int:
    """Write ``size`` bytes or a little more; how many rows."""
    from benchmarks.standin import sentence

    count, filler = 0, "lorem ipsum " * (ROW // 12)
    with path.open("w", encoding="utf-8") as file:
        while file.tell() < size:
            text = filler if count % 100 else "".join(sentence(count + j) for j in range(12))
            file.write(json.dumps({"id": f"a{count}", "text": text, "n": filler if not count % 100 else count}) + "\n")
            count += 1
    return count


def limited(location: Path, out: Path, mib: int) -> None:
    """Run in this process under the limit and print its peak in MiB."""
    resource.setrlimit(resource.RLIMIT_AS, (mib << 20, mib << 20))
    from benchmarks.resident import peak
    from benchmarks.scaling import Clock, standin_pipeline
    from service.archive import Job, run
    from service.window import Plan

    summary = run(Job(str(location), out, Plan()), standin_pipeline, Clock())
    print(json.dumps({"peak_mib": round(peak()), "documents": summary["documents"], "errors": summary["errors"]}))


def main() -> None:
    """Write the input, run, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gigabytes", type=float, default=5)
    parser.add_argument("--mib", type=int, default=1500)
    parser.add_argument("--limited", type=Path, nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.limited:
        limited(*args.limited, args.mib)
        return
    with tempfile.TemporaryDirectory() as name:
        location, began = Path(name) / "in.jsonl", time.perf_counter()
        rows = written(location, int(args.gigabytes * 1e9))
        size, began = location.stat().st_size, time.perf_counter()
        command = [sys.executable, __file__, "--mib", str(args.mib), "--limited", str(location), f"{name}/out"]
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
        found = {"bytes": size, "rows": rows, "limit_mib": args.mib, "seconds": round(time.perf_counter() - began)}
        print(json.dumps(found | json.loads(done.stdout.splitlines()[-1])))


if __name__ == "__main__":
    main()
