"""Training text: sentence pairs and summaries read from a data folder, cleaned, with the count of each filter."""

from __future__ import annotations

import json
import lzma
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from models.prompts import HEADLINE, SUMMARISE, TRANSLATE

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_DIGITS = re.compile(r"\d+")
CAPS = {
    "transformer_zh2en_json": 6_000,
    "kajweb_dict_sent": 10_000,
    "xquad": 1_500,
    "utopia_microblog": 1_600,
    "ai_challenger_valid": 1_000,
    "tatoeba_cmn": 2_000,
    HEADLINE: 2_500,
    SUMMARISE: 3_000,
}
"""Most examples of each source of general pairs, and of headlines and summaries; a source not named is not used."""
AGENCY = re.compile(r"\s*\([A-Z][A-Z .]{2,}\)$")
"""The agency at the end of an English headline, which has no Chinese beside it."""
LOWER_CASED = frozenset({"lmthang_nlm", "alphadl_science"})
"""Sources whose English is lower-cased and tokenised: dropped."""


@dataclass(frozen=True)
class Example:
    """One training example: the control token of the task, the Chinese source and the target text."""

    task: str
    source: str
    target: str


def read_lines(path: Path) -> Iterator[str]:
    """Lines of a plain or ``.xz`` file, without their line ends."""
    opened = lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8")
    with opened as file:
        for line in file:
            yield line.rstrip("\n")


def pair_fault(source: str, zh: str, en: str) -> str | None:
    """Why a pair is not used, or None. Lengths are in characters."""
    if source in LOWER_CASED:
        return "case"
    if not _HAN.search(zh) or not _LATIN.search(en) or _HAN.search(en):
        return "language"
    if not 4 <= len(zh) <= 220 or not 8 <= len(en) <= 700:
        return "length"
    if not 1.2 <= len(en) / len(zh) <= 7.0:
        return "ratio"
    if zh.count("\ufffd") or en.count("\ufffd"):
        return "debris"
    return "numbers" if _numbers_differ(zh, en) else None


def _numbers_differ(zh: str, en: str) -> bool:
    """True where three or more digits in a row stand on one side only and no Chinese scale explains it."""
    if re.search(r"[万亿千百]", zh):
        return False
    left = {n for n in _DIGITS.findall(zh) if len(n) >= 3}
    right = set(_DIGITS.findall(en.replace(",", "")))
    return bool(left - right)


def pairs(data: Path, group: str, held_out: set[str], counts: Counter[str]) -> Iterator[tuple[str, Example]]:
    """Source and example of each clean pair of ``data/mt/GROUP.tsv.xz``; ``counts`` learns what each filter dropped."""
    for line in read_lines(data / "mt" / f"{group}.tsv.xz"):
        source, zh, en = line.split("\t")
        zh, en = zh.strip(), AGENCY.sub("", en.strip())
        fault = "held out" if zh in held_out or en in held_out else pair_fault(source, zh, en)
        counts[f"{group}: {fault or 'kept'}"] += 1
        if fault is None:
            yield source, Example(TRANSLATE, zh, en)


def summaries(data: Path, counts: Counter[str], longest: int = 480) -> Iterator[Example]:
    """Clean headline and summary examples; texts over ``longest`` characters and unsupported summaries are dropped."""
    for line in read_lines(data / "sum" / "train.jsonl.xz"):
        row = json.loads(line)
        text, summary, kind = row["text"].strip(), row["summary"].strip(), row["kind"]
        fault = _summary_fault(row["source"], text, summary, row.get("cov"), longest)
        counts[f"{kind}: {fault or 'kept'}"] += 1
        if fault is None:
            yield Example(HEADLINE if kind == "headline" else SUMMARISE, text, summary)


def _summary_fault(source: str, text: str, summary: str, cover: float | None, longest: int) -> str | None:
    if source.startswith("csl"):
        return "domain"
    if not 40 <= len(text) <= longest or not 6 <= len(summary) <= 160:
        return "length"
    if cover is not None and cover < 0.55:
        return "unsupported"
    invented = {n for n in _DIGITS.findall(summary) if n not in text}
    return "numbers" if invented else None


def held_out(data: Path) -> set[str]:
    """Every sentence of the development and test sets, which training never sees."""
    files = [*(data / "mt" / "dev").iterdir(), *(data / "mt" / "test").iterdir()]
    return {line.strip() for path in files for line in read_lines(path)}


def development(data: Path, count: int) -> list[Example]:
    """The first ``count`` pairs of flores-dev: to measure with, never to train on."""
    zh, en = (read_lines(data / "mt" / "dev" / f"flores-dev.{side}") for side in ("zh", "en"))
    return [Example(TRANSLATE, *pair) for pair in islice(zip(zh, en, strict=True), count)]


def mixture(data: Path, seed: int, caps: Mapping[str, int] = CAPS) -> tuple[list[Example], Counter[str]]:
    """All news pairs, and of every other pool as many examples as ``caps`` allows, shuffled by ``seed``.

    The counter says how many rows each filter kept and dropped.
    """
    rng, counts, unseen = random.Random(seed), Counter[str](), held_out(data)
    pools: defaultdict[str, list[Example]] = defaultdict(list)
    for group in ("news", "general"):
        for source, example in pairs(data, group, unseen, counts):
            pools[source if group == "general" else "news"].append(example)
    for example in summaries(data, counts):
        pools[example.task].append(example)
    examples = pools["news"]
    for name, cap in caps.items():
        rng.shuffle(pools[name])
        examples += pools[name][:cap]
    rng.shuffle(examples)
    return examples, counts
