"""Shared batches: what they gain on one-sentence requests, and how often they change an answer.

``python benchmarks/sharing.py [--sentences 200] [--clients 4,16] [--engine embedded|standin]``: sentences of the pages
in ``seeds/pages``, one a request, are translated by the service for one client alone, then for each number of clients
without and with shared batches. ``gain`` is the seconds without over those with; ``busy`` is the share of the time in
which the engine was at work; ``answers differ`` counts bodies that are not the same bytes as alone, ``words differ``
those with other English. The service takes as many requests at once (``DUIZHAO_CONCURRENCY``) as there are clients. The
last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import statistics
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from load import engine_of, served  # noqa: E402

LENGTHS = range(12, 61)
"""Characters of the sentences that are asked."""


def sentences(number: int) -> list[str]:
    """So many different sentences of the pages, the same ones each time, in random order."""
    from models.sections import PageSplitter
    from models.text import is_chinese, sentences

    splitter, found = PageSplitter(), set[str]()
    for path in sorted((ROOT / "seeds" / "pages").glob("*.txt")):
        article = splitter.split(path.read_text(encoding="utf-8"))
        paragraphs = (paragraph for section in article.sections for paragraph in section.paragraphs)
        found |= {sentence.text.strip() for paragraph in paragraphs for sentence in sentences(paragraph)}
    fitting = sorted(text for text in found if len(text) in LENGTHS and is_chinese(text))
    return random.Random(0).sample(fitting, number)


def ask(url: str, texts: list[str], clients: int) -> tuple[float, list[float], list[str]]:
    """Seconds for all, seconds of each, and the bodies in order; runs in a process of its own."""
    from concurrent.futures import ThreadPoolExecutor

    import httpx

    with httpx.Client(base_url=url, timeout=600) as http, ThreadPoolExecutor(clients) as pool:

        def one(text: str) -> tuple[float, str]:
            begun = time.monotonic()
            response = http.post("/v1/translations", json={"texts": [text]}).raise_for_status()
            return time.monotonic() - begun, response.text

        begun = time.monotonic()
        made = list(pool.map(one, texts))
        return time.monotonic() - begun, [seconds for seconds, _ in made], [body for _, body in made]


def english(body: str) -> str:
    """The English of an answer."""
    (made,) = json.loads(body)["translations"]
    return str(made["en"])


def compared(alone: list[str], other: list[str]) -> dict[str, int]:
    """How many of ``other`` differ from ``alone``, as a whole and in their English."""
    pairs = list(zip(alone, other, strict=True))
    words = sum(english(one) != english(two) for one, two in pairs)
    return {"answers differ": sum(one != two for one, two in pairs), "words differ": words}


def served_run(pool: Any, engine: Any, loaded: Any, texts: list[str], clients: int, *, shared: bool) -> dict[str, Any]:
    """Seconds, bodies and prompts of a batch of one run."""
    from benchmarks.standin import Recorder

    recorder = Recorder(engine)
    with served(recorder, loaded, concurrency=clients, shared_batches=shared) as (url, _):
        pool.apply(ask, (url, texts[:1], 1))  # what is made at the first request is made now
        recorder.asked.clear()
        seconds, each, bodies = pool.apply(ask, (url, texts, clients))
    batches, busy = [len(prompts) for prompts, *_ in recorder.asked], sum(spent for *_, spent in recorder.asked)
    made = {"seconds": seconds, "busy": busy / seconds, "p50": statistics.median(each), "bodies": bodies}
    return made | {"batch": statistics.mean(batches)}


def told(run: dict[str, Any], alone: dict[str, Any]) -> dict[str, Any]:
    """The figures of a run, with what differs from the answers given alone."""
    figures = {name: round(run[name], 3) for name in ("seconds", "p50", "busy")}
    return figures | {"prompts per batch": round(run["batch"], 2)} | compared(alone["bodies"], run["bodies"])


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sentences", type=int, default=200)
    parser.add_argument("--clients", default="4,16")
    parser.add_argument("--engine", choices=("standin", "embedded"), default="embedded")
    args = parser.parse_args()
    engine, loaded = engine_of(args.engine)
    texts, report = sentences(args.sentences), dict[str, Any](engine=args.engine, sentences=args.sentences, runs=[])
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        alone = served_run(pool, engine, loaded, texts, 1, shared=False)
        report["alone"] = told(alone, alone)
        for clients in map(int, args.clients.split(",")):
            own, shared = (served_run(pool, engine, loaded, texts, clients, shared=way) for way in (False, True))
            run = {"clients": clients, "own": told(own, alone), "shared": told(shared, alone)}
            report["runs"].append(run | {"gain": round(own["seconds"] / shared["seconds"], 2)})
            print(report["runs"][-1], flush=True)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
