"""An archive briefed, against the service, the plain way, and the engine alone.

``python benchmarks/throughput.py [ARTICLES] [--pages 10] [--few 2]``: ARTICLES is a file that ``benchmarks/pages.py``
reads, whose composed pages are the archive, or with ``--shortest`` its shortest articles, each its title and text;
without it, made-up articles of twelve sentences are. Side by side in one run: the archive; every ``--every``-th of the
batches that its engine was given, again, directly one after another; ``POST /v1/briefs`` for ``few`` of the pages,
evenly taken, one after another; the archive by two processes of one thread each, of those few where ``--every`` is more
than 1; the plain way of ``benchmarks/brief.py`` (transformers in float32, text after text, no checks) for the few.
Loading counts nowhere. ``busy`` is the share of the archive's time in which its engine was at work, ``processor`` the
processor time of this process, the service's client among it. Rates are characters of the input a second. The last line
is JSON.

``--engine standin`` has the engine of ``benchmarks/standin.py`` in place of the embedded weights, and neither processes
nor the plain way. It takes next to no time: what is compared is the work around the engine.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


PROCESSES = 2


def archived(texts: list[str], recorder: Any, loaded: Any, folder: Path) -> float:
    """Seconds of ``duizhao archive run`` over the texts by this process."""
    from service.assembly import pipeline_over
    from service.window import Plan

    tasks = {
        name: replace(getattr(loaded, name), engine=recorder) for name in ("summariser", "headliner", "translator")
    }
    pipeline = pipeline_over(replace(loaded, **tasks))
    return timed(texts, folder, lambda: pipeline, plan=Plan())


def divided(texts: list[str], folder: Path) -> float:
    """Seconds of the same by PROCESSES processes of one thread each, a window for each, with the embedded weights."""
    from functools import partial

    from service.assembly import assemble
    from service.window import Plan

    plan = Plan(window=-(-len(texts) // PROCESSES))
    return timed(texts, folder, partial(assemble, device="cpu", threads=1), plan=plan, workers=PROCESSES)


def timed(texts: list[str], folder: Path, factory: Callable[[], Any], **how: Any) -> float:
    """Seconds of a run from when its models are loaded."""
    from service.archive import Job, run
    from tests.archiving import Quiet

    class Clock(Quiet):  # type: ignore[misc]
        began = 0.0

        def begin(self, documents: int, done: int) -> None:
            self.began = time.perf_counter()

    rows = [json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts]
    folder.mkdir()
    (folder / "in.jsonl").write_text("".join(rows), encoding="utf-8")
    clock = Clock()
    summary = run(Job(str(folder / "in.jsonl"), folder / "out", **how), factory, clock)
    assert summary["errors"] == 0, summary
    return time.perf_counter() - clock.began


def again(recorder: Any, engine: Any, every: int) -> float:
    """Seconds of the same batches, given to the engine directly; of every ``every``-th, the others reckoned to have
    slowed down or sped up as these did."""
    taken, began = recorder.asked[::every], time.perf_counter()
    for prompts, options, _ in taken:
        engine.generate(prompts, options)
    seconds = time.perf_counter() - began
    return seconds * sum(before for *_, before in recorder.asked) / sum(before for *_, before in taken)


def asked(texts: list[str], recorder: Any, loaded: Any) -> float:
    """Seconds of a loop over the service."""
    from benchmarks.load import served

    with served(recorder, loaded) as (url, _):
        began = time.perf_counter()
        for text in texts:
            body = json.dumps({"text": text}).encode()
            urlopen(Request(f"{url}/v1/briefs", body, {"Content-Type": "application/json"})).read()
        return time.perf_counter() - began


def plain(texts: list[str], folder: Path) -> float:
    """Seconds of the plain way."""
    from benchmarks.brief import EMBEDDED, plain_way
    from models.training.restore import restore

    weights, page, seconds = folder / "weights", folder / "page.txt", 0.0
    restore(EMBEDDED, weights)
    for text in texts:
        page.write_text(text, encoding="utf-8")
        seconds += plain_way(page, weights)["work"]
    return seconds


def made_up(count: int) -> list[str]:
    """Texts of the articles of ``benchmarks/scaling.py``."""
    from benchmarks.scaling import article

    return [article(number) for number in range(count)]


def composed(articles: Path, count: int, seed: int) -> list[str]:
    """Texts of pages made of articles."""
    from benchmarks.pages import Composer, sources

    composer = Composer(*sources(articles, "seen"))
    return [composer.page(seed + number).text for number in range(count)]


def shortest(articles: Path, count: int) -> list[str]:
    """Texts of the shortest articles, in the order of the file."""
    from benchmarks.pages import sources

    found = sources(articles, "seen")[0]
    size = [sum(map(len, source.paragraphs)) for source in found]
    kept = sorted(sorted(range(len(found)), key=lambda i: (size[i], i))[:count])
    return ["\n\n".join((found[i].title, *found[i].paragraphs)) for i in kept]


def ways(
    texts: list[str], few: list[str], loaded: Any, *, plainly: bool, every: int = 1
) -> Iterator[tuple[str, float, float]]:
    """Each way, its seconds, and those of its processors; ``busy`` besides, the seconds in which the engine worked."""
    from benchmarks.standin import Recorder

    engine = loaded.translator.engine
    recorder = Recorder(engine)
    with tempfile.TemporaryDirectory() as name:
        yield "archive", *spent(lambda: archived(texts, recorder, loaded, Path(name) / "one"))
        yield "busy", sum(seconds for *_, seconds in recorder.asked), 0.0
        yield "engine", *spent(lambda: again(recorder, engine, every))
        yield "service", *spent(lambda: asked(few, Recorder(engine), loaded))
        if plainly:
            yield "processes", *spent(lambda: divided(texts if every == 1 else few, Path(name) / "several"))
            yield "plain", *spent(lambda: plain(few, Path(name)))


def spent(way: Callable[[], float]) -> tuple[float, float]:
    """The seconds that a way tells, and the processor time of this process meanwhile, with loading."""
    began = time.process_time()
    return way(), time.process_time() - began


def given(args: argparse.Namespace) -> list[str]:
    """The texts that are asked for."""
    if not args.articles:
        return made_up(args.pages)
    return shortest(args.articles, args.pages) if args.shortest else composed(args.articles, args.pages, args.seed)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, nargs="?", help="without it: made-up articles")
    parser.add_argument("--engine", choices=("embedded", "standin"), default="embedded")
    parser.add_argument("--pages", type=int, default=10)
    parser.add_argument("--few", type=int, default=2)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--shortest", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    from benchmarks.load import engine_of

    texts = given(args)
    few, real = texts[:: len(texts) // args.few][: args.few], args.engine == "embedded"
    seconds, processor = dict[str, float](), dict[str, float]()
    loaded = engine_of(args.engine, waiting=False)[1]
    for way, seconds[way], processor[way] in ways(texts, few, loaded, plainly=real, every=args.every):
        print(f"{way}: {seconds[way]:.1f} s", flush=True)
    busy = seconds.pop("busy") / seconds["archive"]
    characters, part = sum(map(len, texts)), sum(map(len, few))
    sizes = dict.fromkeys(("archive", "engine"), characters) | {"service": part, "plain": part}
    sizes["processes"] = characters if args.every == 1 else part
    rates = {way: sizes[way] / seconds[way] for way in seconds}
    found = {"engine": args.engine, "pages": len(texts), "few": len(few)}
    found |= {"characters": characters, "characters of few": part}
    found |= {"seconds": {way: round(value, 1) for way, value in seconds.items()}}
    found |= {"processor": {way: round(processor[way], 1) for way in seconds}}
    found |= {"characters a second": {way: round(value, 1) for way, value in rates.items()}}
    found |= {f"of {way}": round(rates["archive"] / rates[way], 3) for way in rates if way != "archive"}
    print(json.dumps(found | {"busy": round(busy, 3), "pages a second": round(len(texts) / seconds["archive"], 4)}))


if __name__ == "__main__":
    main()
