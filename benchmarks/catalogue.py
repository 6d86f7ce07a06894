"""What an archive's page to find articles by takes: bytes of its files, and memory and seconds of Node as its browser.

``python benchmarks/catalogue.py --rows 1000000`` writes the page of made-up documents and opens, filters, orders and
searches it by ``tests/service/browser.js``, under ``--heap`` MiB of JavaScript's heap. ``held`` is what stays after a
collection of garbage, ``resident`` the most that the process had until then, both in MiB; ``whole`` is what stays where
all files of data are loaded and held instead. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from service.listing import listing

BROWSER = Path(__file__).resolve().parent.parent / "tests/service/browser.js"
SAMPLE: list[tuple[str, str, float | None, list[str]]] = [
    (
        "北京新冠疫苗生产车间建成投产",
        "Production workshop for COVID-19 vaccines completed in Beijing",
        0.72,
        ["name_missing", "number_missing"],
    ),
    (
        "我驻多国使馆举办活动喜迎国庆",
        "Chinese embassies hold events to mark the National Day",
        0.81,
        ["unsupported"],
    ),
    ("京津冀协同发展取得新进展", "", 0.64, []),
    ("", "", None, []),
]
"""Titles, score and checks as they often are; the last is of documents that failed."""
ACTS: dict[str, list[list[str]]] = {
    "opened": [],
    "filtered": [["status", "error"]],
    "ordered": [["status", ""], ["order", "worst"]],
    "searched for what one has": [["query", "id77777"]],
    "searched for what many have": [["query", "beijing"]],
}
WHOLE = """
const fs = require("fs"), kept = [];
global.give = (value) => kept.push(value);
for (const name of process.argv.slice(1)) (0, eval)(fs.readFileSync(name, "utf8"));
global.gc();
console.log(process.memoryUsage().heapUsed);
"""


def documents(count: int) -> Iterator[dict[str, Any]]:
    """As they stand in shards, as far as the page goes."""
    for i in range(count):
        zh, en, score, checks = SAMPLE[i % len(SAMPLE)]
        low = 0.1 if i % 4999 == 0 else i % 100 / 1000
        own = None if score is None else round(score - low, 3)
        names = {"zh": zh and f"{zh}{i}", "en": en and f"{en} {i}"}
        story = {"title": names, "score": own, "checks": [{"code": code} for code in checks]}
        error = {"code": "no_chinese"} if score is None else None
        brief = None if error else {"stories": [story | {"error": None}], "sections": []}
        yield {"index": i, "id": f"id{i}", "title": "", "brief": brief, "error": error}


def written(folder: Path, count: int) -> dict[str, int]:
    """Write the page; bytes by kind of file."""
    sizes: dict[str, int] = {}
    for name, data in listing(documents(count), range(count)):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        kind = path.parent.name if path.stem.isdigit() else path.name
        sizes[kind] = sizes.get(kind, 0) + len(data)
    return sizes


def used(folder: Path, heap: int) -> dict[str, Any]:
    """What each act takes: what the page says, files loaded, MiB, seconds."""
    command = ["node", "--expose-gc", f"--max-old-space-size={heap}", str(BROWSER), str(folder)]
    steps = json.dumps(list(ACTS.values())[1:])
    made = subprocess.run(command, input=steps, check=True, capture_output=True, text=True)
    found = {}
    for name, state in zip(ACTS, json.loads(made.stdout)["states"], strict=True):
        found[name] = {
            "says": state["count"],
            "files": len(state["files"]),
            "held": round(state["held"] / 2**20),
            "resident": round(state["peak"] / 2**20),
            "seconds": round(state["seconds"], 1),
        }
    return found


def whole(folder: Path) -> int:
    """MiB of the heap where all data are held."""
    names = sorted(str(path) for path in folder.glob("index/*/*.js"))
    command = ["node", "--expose-gc", "--max-old-space-size=8192", "-e", WHOLE, *names]
    made = subprocess.run(command, check=True, capture_output=True, text=True)
    return round(int(made.stdout) / 2**20)


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--heap", type=int, default=64)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = {"rows": args.rows, "bytes": written(folder, args.rows), **used(folder, args.heap)}
        print(json.dumps(found | {"whole": whole(folder)}))


if __name__ == "__main__":
    main()
