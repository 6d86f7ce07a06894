"""Load: a mix of requests against the service on loopback, and a short request under bulk load.

``python benchmarks/load.py [--seconds 60] [--levels 1,8,32,128] [--engine standin|embedded] [--parity 500]``: the
service runs here in a uvicorn server, the clients in a process of their own. At each level as many clients ask one
request after another. Then every ``--replay``-th batch that the engine was given is given to it again, directly one
after another: ``ratio`` is the seconds this takes, times ``--replay``, over those of the level, hence the throughput as
a share of the engine's own. A 503 is no error but back-pressure; its client waits and asks anew. ``--short`` asks a
short request on the idle service and under bulk load. ``--parity`` compares so many answers, from request ``--start``
on, given alone with those given 32 at once. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
TIMES = 40  # short requests asked, idle and under bulk load


@contextmanager
def served(recorder: Any, loaded: Any, **settings: Any) -> Iterator[tuple[str, Any]]:
    """The address of a running service over ``recorder``, and its pipeline."""
    import uvicorn

    from service.app import create_app, queued
    from service.assembly import pipeline_over
    from service.config import Settings
    from service.metrics import Metrics
    from service.tracing import Untraced

    tasks = {
        name: replace(getattr(loaded, name), engine=recorder) for name in ("summariser", "headliner", "translator")
    }
    with tempfile.TemporaryDirectory() as folder:
        given, metrics = Settings(data_dir=Path(folder), **settings), Metrics()
        pipeline = pipeline_over(replace(loaded, **tasks), partial(queued, given, metrics=metrics, tracing=Untraced()))
        app = create_app(given, lambda: pipeline, metrics)
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", pipeline
        finally:
            server.should_exit = True
            thread.join()


def clients(url: str, number: int, seconds: float) -> dict[str, Any]:
    """Statuses, latencies and the service's own seconds of work: ``number`` clients ask for ``seconds``.

    Runs in a process of its own.
    """
    import asyncio

    import httpx

    from benchmarks.standin import requests

    mix, statuses, latencies, worked = requests(), Counter[str](), list[float](), list[float]()

    async def client(http: httpx.AsyncClient, end: float) -> None:
        while time.monotonic() < end:
            path, body = next(mix)
            began = time.monotonic()
            response = await http.post(url + path, content=body, headers={"Content-Type": "application/json"})
            statuses[str(response.status_code)] += 1
            if response.status_code == 200:
                latencies.append(time.monotonic() - began)
                worked.append(float(response.headers["Server-Timing"].rpartition("=")[2]) / 1000)
            else:
                await asyncio.sleep(0.2)

    async def run() -> float:
        limits = httpx.Limits(max_connections=None, keepalive_expiry=2)  # before the server closes idle connections
        began = time.monotonic()
        async with httpx.AsyncClient(timeout=600, limits=limits) as http:
            await asyncio.gather(*(client(http, began + seconds) for _ in range(number)))
        return time.monotonic() - began

    return {"seconds": asyncio.run(run()), "statuses": dict(statuses), "latencies": latencies, "worked": worked}


def answers(url: str, start: int, number: int, at_once: int) -> list[bytes]:
    """The answers to ``number`` requests from ``start`` on; runs in a process of its own."""
    from concurrent.futures import ThreadPoolExecutor

    import httpx

    from benchmarks.standin import requests

    with httpx.Client(base_url=url, timeout=600) as http, ThreadPoolExecutor(at_once) as pool:

        def ask(request: tuple[str, str]) -> bytes:
            response = http.post(request[0], content=request[1], headers={"Content-Type": "application/json"})
            return response.raise_for_status().content

        return list(pool.map(ask, islice(requests(), start, start + number)))


def short(url: str) -> list[float]:
    """Seconds of short requests, one after another; runs in a process of its own."""
    import httpx

    from benchmarks.standin import sentence

    seconds = []
    with httpx.Client(timeout=600) as http:
        for number in range(TIMES):
            began = time.monotonic()
            http.post(f"{url}/v1/translations", json={"texts": [sentence(number)]}).raise_for_status()
            seconds.append(time.monotonic() - began)
    return seconds


def level(pool: Any, url: str, recorder: Any, engine: Any, number: int, args: Any) -> dict[str, Any]:
    """The figures of ``number`` clients."""
    recorder.asked.clear()
    found = pool.apply(clients, (url, number, args.seconds))
    asked = list(recorder.asked)
    again, began = asked[:: args.replay], time.perf_counter()
    for prompts, options, _ in again:
        engine.generate(prompts, replace(options, deadline=None))
    direct = (time.perf_counter() - began) * len(asked) / len(again)
    cuts = statistics.quantiles(found["latencies"], n=100, method="inclusive")
    wrong = sum(count for status, count in found["statuses"].items() if status not in ("200", "503"))
    return {
        "clients": number,
        "statuses": found["statuses"],
        "errors": wrong,
        **{f"p{p}": round(cuts[p - 1], 3) for p in (50, 95, 99)},
        "mean": {
            "latency": round(statistics.mean(found["latencies"]), 4),
            "work": round(statistics.mean(found["worked"]), 4),
            "batches": round(sum(seconds for *_, seconds in asked) / len(found["latencies"]), 4),
        },
        "batches": len(asked),
        "requests/s": round(len(found["latencies"]) / found["seconds"], 2),
        "ratio": round(direct / found["seconds"], 3),
    }


def under_bulk(pool: Any, url: str, recorder: Any, pipeline: Any) -> dict[str, float]:
    """A short request's latency on the idle service and while four bulk requests are always at work."""
    from benchmarks.standin import PAGE
    from models.types import BriefOptions

    idle = pool.apply(short, (url,))
    ended = threading.Event()
    page, options = PAGE.read_text(encoding="utf-8"), BriefOptions(priority="bulk")

    def bulk() -> None:
        while not ended.is_set():
            pipeline.brief(page, options)

    threads = [threading.Thread(target=bulk) for _ in range(4)]
    for thread in threads:
        thread.start()
    recorder.asked.clear()
    busy = pool.apply(short, (url,))
    batches = [seconds for _, options, seconds in list(recorder.asked) if options.priority == "bulk"]
    ended.set()
    for thread in threads:
        thread.join()
    # A request that comes at any moment finds a batch in flight in proportion to its length, half of it left.
    left = sum(seconds**2 for seconds in batches) / (2 * sum(batches))
    found = {"idle": statistics.median(idle), "bulk": statistics.median(busy), "batch left": left}
    found |= {"ratio": found["bulk"] / found["idle"], "but for batch": (found["bulk"] - left) / found["idle"]}
    return {name: round(value, 4) for name, value in found.items()}


def engine_of(name: str, *, waiting: bool = True) -> tuple[Any, Any]:
    """An engine and the models over it; the stand-in takes its time where ``waiting``."""
    from benchmarks.standin import StandIn, standing
    from models.registry import load

    if name == "embedded":
        loaded = load(device="cpu")
        return loaded.translator.engine, loaded
    engine = StandIn(overhead=0.02, rate=0.0001) if waiting else StandIn()
    return engine, standing(engine)


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60, help="of each level")
    parser.add_argument("--levels", default="1,8,32,128", help="numbers of clients")
    parser.add_argument("--engine", choices=("standin", "embedded"), default="standin")
    parser.add_argument("--replay", type=int, default=1, help="of how many batches one is given to the engine again")
    parser.add_argument("--short", action="store_true", help="measure a short request under bulk load")
    parser.add_argument("--parity", type=int, default=0, help="answers compared alone and 32 at once")
    parser.add_argument("--start", type=int, default=0, help="number of the first request compared")
    args = parser.parse_args()
    from benchmarks.standin import Recorder

    engine, loaded = engine_of(args.engine)
    recorder, report = Recorder(engine), dict[str, Any](engine=args.engine, levels=[])
    with served(recorder, loaded) as (url, pipeline), multiprocessing.get_context("spawn").Pool(1) as pool:
        pool.apply(short, (url,))  # what is made at the first request is made now
        for number in map(int, filter(None, args.levels.split(","))):
            report["levels"].append(level(pool, url, recorder, engine, number, args))
            print(report["levels"][-1], flush=True)
        if args.short:
            report["short"] = under_bulk(pool, url, recorder, pipeline)
        if args.parity:
            alone, together = (pool.apply(answers, (url, args.start, args.parity, n)) for n in (1, 32))
            differ = sum(one != other for one, other in zip(alone, together, strict=True))
            report["parity"] = {"start": args.start, "answers": len(alone), "differ": differ}
    print(json.dumps(report))


if __name__ == "__main__":
    main()
