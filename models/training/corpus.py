"""Training text: sentence pairs and summaries read from a data folder, cleaned, with the count of each filter."""

from __future__ import annotations

import json
import lzma
import re
from collections import Counter
from collections.abc import Container, Iterator
from itertools import islice
from pathlib import Path

from models.prompts import HEADLINE, SUMMARISE, TRANSLATE
from models.training.examples import Example, Pair
from models.training.filters import key, pair_fault, summary_fault

AGENCY = re.compile(r"\s*\([A-Z][A-Z .]{2,}\)$")
"""The agency at the end of an English headline, which has no Chinese beside it."""


def read_lines(path: Path) -> Iterator[str]:
    """Lines of a plain or ``.xz`` file, without their line ends."""
    opened = lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8")
    with opened as file:
        for line in file:
            yield line.rstrip("\n")


def pairs(
    path: Path, held_out: set[str], counts: Counter[str], sources: Container[str] | None = None
) -> Iterator[Pair]:
    """Clean pairs of a file (source, Chinese, English) in their order, of ``sources`` only where they are named.

    ``counts`` learns what each filter dropped, under the name of the file.
    """
    group = path.name.split(".")[0]
    seen = set[str]()
    for number, line in enumerate(read_lines(path)):
        source, zh, en = line.split("\t")
        if sources is not None and source not in sources:
            counts[f"{group}: not used"] += 1
            continue
        zh, en = zh.strip(), AGENCY.sub("", en.strip())
        fault = "held out" if zh in held_out or en in held_out else pair_fault(source, zh, en)
        said = key(zh, en)
        fault = fault or ("duplicate" if said in seen else None)
        seen.add(said)
        counts[f"{group}: {fault or 'kept'}"] += 1
        if fault is None:
            yield Pair(source, number, Example(TRANSLATE, zh, en))


def summaries(data: Path, counts: Counter[str], longest: int = 480) -> Iterator[Example]:
    """Clean headline and summary examples; texts over ``longest`` characters and unsupported summaries are dropped."""
    for line in read_lines(data / "sum" / "train.jsonl.xz"):
        row = json.loads(line)
        text, summary, kind = row["text"].strip(), row["summary"].strip(), row["kind"]
        fault = summary_fault(row["source"], text, summary, row.get("cov"), longest)
        counts[f"{kind}: {fault or 'kept'}"] += 1
        if fault is None:
            yield Example(HEADLINE if kind == "headline" else SUMMARISE, text, summary)


def held_out(data: Path) -> set[str]:
    """Every sentence of the development and test sets, which training never sees."""
    files = [*(data / "mt" / "dev").iterdir(), *(data / "mt" / "test").iterdir()]
    return {line.strip() for path in files for line in read_lines(path)}


def development(data: Path, count: int) -> list[Example]:
    """The first ``count`` pairs of flores-dev: to measure with, never to train on."""
    zh, en = (read_lines(data / "mt" / "dev" / f"flores-dev.{side}") for side in ("zh", "en"))
    return [Example(TRANSLATE, *pair) for pair in islice(zip(zh, en, strict=True), count)]
