"""How fast pages are split, and whether time and memory grow with the text alone.

``python benchmarks/splitting.py [ARTICLES]``: megabytes of UTF-8 a second of processor time over pages composed of
ARTICLES (``benchmarks/pages.py``), or over ``seeds/pages`` where none are given; then a *doubling test*: hostile and
ordinary texts at n/2 and at n, each in a process of its own, with seconds, peak memory and what twice the text costs
(2 is linear). The last line of output is a JSON object.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.pages import Composer, sources
from benchmarks.resident import peak
from models.sections import PageSplitter

SEEDS = Path(__file__).resolve().parent.parent / "seeds" / "pages"
SENTENCE = "本市昨日公布了新一轮老旧小区改造计划，预计惠及三万户居民。"
_NUMERALS = "一二三四五六七八九"
_MIB = 2**20


def ordinary(characters: int) -> str:
    """The written pages one after the other."""
    pages = [path.read_bytes().decode("utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    return "\n\n".join(islice(cycle(pages), 1 + characters // 100))[:characters]


def numbered(characters: int) -> str:
    """Headings of three ranks, each over one sentence."""
    parts = (
        f"{_NUMERALS[i % 9]}、要点\n（{_NUMERALS[i % 3]}）其次\n{i}. 条目\n{SENTENCE}\n" for i in range(characters)
    )
    return "".join(islice(parts, characters // 40))[:characters]


TEXTS: dict[str, tuple[int, Callable[[int], str]]] = {
    "one character a line": (200_000, lambda n: "字\n" * (n // 2)),
    "one line": (5 * _MIB // 3, lambda n: (SENTENCE * (n // len(SENTENCE) + 1))[:n]),
    "one line without a stop": (5 * _MIB // 3, lambda n: "字" * n),
    "nothing but punctuation": (500_000, lambda n: "。，、！？“”（）\n" * (n // 10)),
    "open quotes and brackets": (500_000, lambda n: "“（《" * (n // 3)),
    "numbered headings": (500_000, numbered),
    "blank lines": (500_000, lambda n: "字\n\n\n" * (n // 4)),
    "ordinary page": (5 * _MIB // 3, ordinary),
}
"""Name → characters at full size, and the text of n characters; three bytes to most characters."""


def cost(name: str, characters: int) -> dict[str, float]:
    """Seconds of processor time and peak MiB above the start, in a process of its own."""
    command = [sys.executable, __file__, "--only", name, "--characters", str(characters)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def alone(name: str, characters: int, mode: str) -> dict[str, float]:
    """The same, in this process."""
    text = TEXTS[name][1](characters)
    PageSplitter().split(SENTENCE)
    before, began = peak(), process_time()
    article = PageSplitter().split(text, mode)  # type: ignore[arg-type]
    seconds = process_time() - began
    if article.blocks[-1].end != len(text):
        raise ValueError(f"{name}: the blocks end at {article.blocks[-1].end}, the text at {len(text)}")
    return {"bytes": len(text.encode()), "seconds": round(seconds, 3), "mib": round(peak() - before, 1)}


def doubling(name: str) -> dict[str, float]:
    """What the text costs at full size, and how many times as much as at half."""
    half, full = (cost(name, TEXTS[name][0] // part) for part in (2, 1))
    return full | {"ratio": round(full["seconds"] / max(half["seconds"], 1e-3), 2)}


def speed(texts: Sequence[str], repeats: int) -> float:
    """Megabytes (10⁶ bytes of UTF-8) a second of processor time: the best of several passes."""
    splitter, size, best = PageSplitter(), sum(len(text.encode()) for text in texts), float("inf")
    for _ in range(repeats):
        began = process_time()
        for text in texts:
            splitter.split(text)
        best = min(best, process_time() - began)
    return round(size / 1e6 / best, 2)


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, nargs="?")
    parser.add_argument("--count", type=int, default=300, help="composed pages")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--mode", default="auto", help="of splitting, for one text")
    parser.add_argument("--only", choices=TEXTS, help="cost of one text, in this process")
    parser.add_argument("--characters", type=int, default=100_000, help="of that text")
    args = parser.parse_args()
    if args.only:
        print(json.dumps(alone(args.only, args.characters, args.mode)))
        return
    composer = Composer(*sources(args.articles, "unseen")) if args.articles else None
    pages = [composer.page(seed).text for seed in range(args.count)] if composer else [ordinary(10**6)]
    found = {name: doubling(name) for name in TEXTS}
    for name, figures in found.items():
        print(f"{name}: {figures}")
    print(json.dumps({"mb_per_second": speed(pages, args.repeats), "doubling": found}))


if __name__ == "__main__":
    main()
