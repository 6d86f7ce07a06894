"""Soak: memory, threads and file handles of the service over many short requests.

``python benchmarks/soak.py [--requests 20000] [--clients 8] [--engine standin|embedded]``: the service runs in this
process, the clients in another. Its resident memory, threads and open files are read after the first tenth of the
requests and at the end; ``memory ratio`` is the end over the first tenth. Open files are told by kind: those of the
store are its pooled connections (two files each: database and log), sockets are the server's and its clients'. The last
line is JSON.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from load import engine_of, served  # noqa: E402


def ask(url: str, start: int, count: int, clients: int) -> int:
    """Ask ``count`` one-sentence requests from number ``start`` on; how many failed. Runs in a process of its own."""
    from concurrent.futures import ThreadPoolExecutor

    import httpx

    from benchmarks.standin import sentence

    with httpx.Client(base_url=url, timeout=600) as http, ThreadPoolExecutor(clients) as pool:

        def one(number: int) -> bool:
            return http.post("/v1/translations", json={"texts": [sentence(number)]}).status_code != 200

        return sum(pool.map(one, range(start, start + count)))


def state() -> dict[str, Any]:
    """MiB of resident memory, threads (those of libraries too) and open files of this process."""
    time.sleep(1)  # for the server to close the connections that its clients have closed
    memory = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    threads = len(list(Path("/proc/self/task").iterdir()))
    files = Counter(filter(None, map(kind, Path("/proc/self/fd").iterdir())))
    found = {"mib": round(memory, 1), "threads": threads, "python threads": threading.active_count()}
    return found | {"files": files.total(), **dict(sorted(files.items()))}


def kind(handle: Path) -> str:
    """What an open file is; empty where it is closed by now, as that of the listing itself."""
    with suppress(FileNotFoundError):
        target = str(handle.readlink())
        return "store" if ".sqlite3" in target else "sockets" if target.startswith("socket:") else "other files"
    return ""


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--engine", choices=("standin", "embedded"), default="standin")
    args = parser.parse_args()
    engine, loaded = engine_of(args.engine, waiting=False)
    tenth, report = args.requests // 10, dict[str, Any](requests=args.requests, engine=args.engine)
    with served(engine, loaded) as (url, _), multiprocessing.get_context("spawn").Pool(1) as pool:
        began = time.monotonic()
        failed = pool.apply(ask, (url, 0, tenth, args.clients))
        report["first tenth"] = state()
        failed += pool.apply(ask, (url, tenth, args.requests - tenth, args.clients))
        report["end"] = state()
        report |= {"failed": failed, "seconds": round(time.monotonic() - began, 1)}
    report["memory ratio"] = round(report["end"]["mib"] / report["first tenth"]["mib"], 4)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
