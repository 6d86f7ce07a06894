"""The quality gate: a model folder measured on fixed samples fails where it falls below a floor.

``python -m models.training.quality [FOLDER] [--data DATA]``: the samples beside the floors' file are always measured,
the development sets of DATA where it is given; without it that is said loudly. ``--write`` puts the floors a margin
below what was measured. Floors are raised freely and lowered only with ``--lower``: ``--write`` refuses to, and the
gate fails where the file has lower floors than the commit ``--since`` (HEAD).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from models.registry import EMBEDDED, LoadedModels, load
from models.training import corpus, scores
from models.training.answers import answers

FLOORS = Path("seeds/quality.toml")
HEADER = """\
# Floors of the embedded model, in percent: `make quality` fails where a score falls below one.
# Written by `python -m models.training.quality --write` as measured scores less a margin.
"""
MARGINS = {"BLEU": 1.0, "chrF": 1.0, "numbers": 4.0, "ROUGE-1": 1.5, "ROUGE-2": 1.5, "ROUGE-L": 1.5}
"""How far below the measured score a floor is set: what another processor or beam may cost."""
MAX_TOKENS = {"translate": 160, "headline": 120, "summarise": 120}
PAIRS, TEXTS = 200, 60
"""Sentence pairs and texts of each kind of the development sets that are measured."""
Floors = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Sample:
    """Texts with references, and what the model is asked to make of them."""

    name: str
    task: Literal["translate", "headline", "summarise"]
    sources: Sequence[str]
    references: Sequence[str]


def shipped(folder: Path) -> Iterator[Sample]:
    """The samples in ``folder``."""
    rows = [line.split("\t") for line in corpus.read_lines(folder / "flores-sample.tsv.xz")]
    yield Sample("flores-sample", "translate", [zh for zh, _ in rows], [en for _, en in rows])
    texts = [json.loads(line) for line in corpus.read_lines(folder / "summaries.jsonl")]
    sources = [row["text"] for row in texts]
    yield Sample("headlines-sample", "headline", sources, [row["headline"] for row in texts])
    yield Sample("summaries-sample", "summarise", sources, [row["summary"] for row in texts])


def development(data: Path) -> Iterator[Sample]:
    """The first texts of the development sets in ``data``."""
    zh, en = ([*islice(corpus.read_lines(data / "mt" / "dev" / f"flores-dev.{side}"), PAIRS)] for side in ("zh", "en"))
    yield Sample("flores-dev", "translate", zh, en)
    rows = [json.loads(line) for line in corpus.read_lines(data / "sum" / "dev.jsonl")]
    kinds: list[tuple[str, Literal["headline", "summarise"]]] = [("headline", "headline"), ("summary", "summarise")]
    for kind, task in kinds:
        chosen = [row for row in rows if row["kind"] == kind and len(row["text"]) <= 800][:TEXTS]
        yield Sample(f"dev-{kind}", task, [row["text"] for row in chosen], [row["summary"] for row in chosen])


def measure(models: LoadedModels, sample: Sample, beam_size: int) -> dict[str, float]:
    """Scores of a sample, in percent."""
    model = {"translate": models.translator, "headline": models.headliner, "summarise": models.summariser}[sample.task]
    made = answers(model, sample.sources, beam_size, MAX_TOKENS[sample.task], chinese=sample.task != "translate")
    if sample.task != "translate":
        return dict(zip(("ROUGE-1", "ROUGE-2", "ROUGE-L"), scores.rouge(made, sample.references), strict=True))
    found, _ = scores.translation(made, sample.references)
    return found | {"numbers": scores.numbers(sample.sources, made)}


def faults(sample: Sample, found: Mapping[str, float], floors: Mapping[str, float]) -> list[str]:
    """What keeps a sample from passing; empty where it passes."""
    if not floors:
        return [f"{sample.name} has no floors: write them with --write"]
    if floors["texts"] != len(sample.sources):
        texts = f"{len(sample.sources)} texts, but its floors are for {floors['texts']:g}"
        return [f"{sample.name} has {texts}: write them anew with --write"]
    return [
        f"{sample.name}: {name} is {value}, below its floor {floors[name]}"
        for name, value in found.items()
        if value < floors[name]
    ]


def lowered(old: Floors, new: Floors) -> list[str]:
    """Floors of ``old`` that ``new`` lowers or drops."""
    missing = dict[str, float]()
    return [
        f"{name}: {score} from {floor} to {new.get(name, missing).get(score, 'none')}"
        for name, floors in old.items()
        for score, floor in floors.items()
        if score in MARGINS and new.get(name, missing).get(score, -1.0) < floor
    ]


def read(path: Path) -> Floors:
    """The floors of a file; none where there is no file."""
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def committed(path: Path, since: str) -> Floors:
    """The floors of ``path`` as of the commit ``since``; none where git knows none."""
    command = ["git", "-C", str(path.parent), "show", f"{since}:./{path.name}"]
    shown = subprocess.run(command, capture_output=True, text=True, check=False)
    return tomllib.loads(shown.stdout) if shown.returncode == 0 else {}


def write(path: Path, floors: Floors) -> None:
    """Write a floors' file."""
    lines = [HEADER.rstrip()]
    for name, rows in floors.items():
        lines += ["", f"[{name}]", *(f"{key} = {value:g}" for key, value in rows.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def below(sample: Sample, found: Mapping[str, float], beam_size: int) -> dict[str, float]:
    """The floors' table of a measured sample: its size, its decoding, and the scores less their margins."""
    floors = {name: max(0.0, round(value - MARGINS[name], 1)) for name, value in found.items()}
    return {"texts": len(sample.sources), "beam_size": beam_size, **floors}


def gate(models: LoadedModels, args: Any) -> list[str]:
    """Measure what there is, print a line for each score, and return what is wrong."""
    floors, wrong = read(args.floors), list[str]()
    new = dict(floors)
    for sample in (*shipped(args.floors.with_suffix("")), *(development(args.data) if args.data else ())):
        table = floors.get(sample.name, {})
        beam_size = int(args.beam or table.get("beam_size", 2))
        found = measure(models, sample, beam_size)
        new[sample.name] = below(sample, found, beam_size)
        wrong += [] if args.write else faults(sample, found, table)
        for name, value in found.items():
            print(f"{sample.name:18} {len(sample.sources):4} texts  {name:8}{value:5.1f}  floor {table.get(name, '-')}")
    fallen = lowered(floors, new) if args.write else lowered(committed(args.floors, args.since), floors)
    wrong += [] if args.lower else [f"the floor of {row} was lowered: say --lower if that is meant" for row in fallen]
    if args.write and not wrong:
        write(args.floors, new)
    return wrong


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The arguments of the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=EMBEDDED, help="the model (default: the embedded one)")
    parser.add_argument("--data", type=Path, help="folder with the development sets")
    parser.add_argument("--floors", type=Path, default=FLOORS)
    parser.add_argument("--write", action="store_true", help="write floors a margin below what is measured")
    parser.add_argument("--lower", action="store_true", help="allow floors to fall")
    parser.add_argument("--since", default="HEAD", help="the commit whose floors must not be lowered")
    parser.add_argument("--beam", type=int, help="beam size instead of that of the floors")
    return parser.parse_args(arguments)


def main() -> None:
    """Read the arguments, measure, and exit with 1 where something is below its floor."""
    args = parse()
    if not args.data:
        print(
            "NOT MEASURED: the development sets, for no data folder was given (make quality DATA=...)", file=sys.stderr
        )
    wrong = gate(load("embedded", directory=args.folder), args)
    for line in wrong:
        print(f"FAILED: {line}", file=sys.stderr)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
