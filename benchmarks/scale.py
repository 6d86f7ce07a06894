"""The measured inputs of docs/scale.md: seconds, bytes and memory for each document of an archive.

``python benchmarks/scale.py articles.jsonl.xz --documents 48``: of the articles, drawn evenly, so many are briefed with
the embedded weights in one worker and written in every form, and near duplicates are sought among ``--texts`` texts.
The last line is JSON; all of it is of one run on one machine.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from service import duplicates
from service.archive import Job, run
from service.assembly import assemble
from service.estimate import sample
from service.ledger import Ledger
from service.records import Record, records
from service.window import Plan
from tests.archiving import Quiet


def written(rows: list[Record], folder: Path, window: int) -> dict[str, Any]:
    """Brief ``rows``: seconds and bytes for each document."""
    source, out = folder / "in.jsonl", folder / "out"
    source.write_bytes(b"".join(row.data + b"\n" for row in rows))
    begun = time.monotonic()
    run(Job(str(source), out, Plan(window=window), parquet=True, pages="html"), partial(assemble, "embedded"), Quiet())
    seconds, ledger, count = time.monotonic() - begun, Ledger(out), len(rows)
    entries = [entry for number in ledger.numbers() for entry in ledger.entries(number) or []]
    log = [json.loads(text) for text in (out / "run.log.jsonl").read_bytes().splitlines()]
    sizes = {
        name: sum(path.stat().st_size for path in out.glob(pattern)) / count
        for name, pattern in {
            "shard": "shards/*",
            "manifest": "manifest/*",
            "parquet": "parquet/*",
            "page": "pages/*/*",
            "index": "index/*/*",
        }.items()
    }
    return {
        "documents": count,
        "errors": sum(entry["status"] == "error" for entry in entries),
        "characters": sum(entry["characters"] for entry in entries) / count,
        "tokens": sum(entry["tokens"] for entry in entries) / count,
        "input_bytes": source.stat().st_size / count,
        "seconds": sum(entry["seconds"] for entry in log) / count,
        "seconds_with_loading": seconds / count,
        "bytes": {name: round(size) for name, size in sizes.items()},
    }


def sought(texts: list[str], count: int, folder: Path) -> dict[str, Any]:
    """Near duplicates among ``count`` texts: seconds and peak memory of this process beyond what it had."""
    many = (texts[i % len(texts)] + f"第{i}篇" for i in range(count))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.monotonic()
    with Ledger(folder / "links").locked():
        found = duplicates.links(Ledger(folder / "links"), Plan(duplicates="near"), [], many)
    more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {"texts": count, "links": len(found), "seconds": (time.monotonic() - begun) / count, "mib": more // 1024}


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", help="JSONL")
    parser.add_argument("--documents", type=int, default=48)
    parser.add_argument("--window", type=int, default=16)
    parser.add_argument("--texts", type=int, default=20_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows, _ = sample(records(args.articles), max(args.documents, 2000))
        drawn = [_flat(json.loads(row.data)) for row in rows]
        short = [Record("-", i, "row", json.dumps(row, ensure_ascii=False).encode()) for i, row in enumerate(drawn)]
        found = {"duplicates": sought([row["text"] for row in drawn], args.texts, folder)}
        found["briefs"] = written(short[: args.documents], folder, args.window)
    print(json.dumps(found))


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """An article as one text under its title."""
    body = row["text"] if "text" in row else "\n".join(row["paragraphs"])
    return {"id": row.get("id", ""), "text": f"{row.get('title', '')}\n\n{body}", "source": row.get("source")}


if __name__ == "__main__":
    main()
