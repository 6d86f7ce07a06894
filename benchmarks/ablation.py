"""What a change of the training mixture gave: held-out loss of the models of several runs, side by side.

``python benchmarks/ablation.py DATA LOSSES MODEL…``: each MODEL is a transformers folder (``RUN/model``); the first,
for instance the START that the runs went on from, is what the others are compared with. The sets are made of the
first ``--limit`` pairs of flores-dev: as they are, with hints, joined in threes, and changed as pages change them;
headlines of the development set tell what was forgotten. A cell is the mean cross-entropy of a target token in nats;
below the first row each is the difference from it, with the standard error of the paired differences of texts. The
losses of each text go to LOSSES as they come, a line for each model and set, so that the same command goes on after a
kill.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoModelForCausalLM

from models import hints
from models.lexicon import Lexicon
from models.prompts import HEADLINE, TRANSLATE
from models.registry import EMBEDDED
from models.tokenizer import Tokenizer
from models.training import corpus, noise
from models.training.batches import Row, encode
from models.training.examples import Example
from models.training.train import loss_of

CHANGES = {
    "traditional": noise.traditional,
    "hard line ends": noise.wrapped,
    "one character lost": noise.damaged,
    "no punctuation": noise.unpunctuated,
}
LONGEST = 480
"""Characters of a text with a headline."""


def sets(data: Path, lexicon: Lexicon, limit: int) -> dict[str, list[Example]]:
    """The held-out examples by the name of their set."""
    pairs = corpus.development(data, limit)
    found = {"plain, no hints": pairs, "plain": pairs, "three joined": list(_joined(pairs))}
    for name, change in CHANGES.items():
        rng = random.Random(1)
        found[name] = [change(pair, rng) for pair in pairs]
    told = {
        name: [_hinted(pair, lexicon) for pair in group] for name, group in found.items() if name != "plain, no hints"
    }
    return found | told | {"headlines": list(islice(_headlines(data), limit))}


def _joined(pairs: Sequence[Example]) -> Iterator[Example]:
    for start in range(0, len(pairs) - 2, 3):
        group = pairs[start : start + 3]
        yield Example(TRANSLATE, "".join(pair.source for pair in group), " ".join(pair.target for pair in group))


def _hinted(pair: Example, lexicon: Lexicon) -> Example:
    return replace(pair, source=hints.prompt_text(pair.source, [], hints.find(pair.source, lexicon)))


def _headlines(data: Path) -> Iterator[Example]:
    for line in corpus.read_lines(data / "sum" / "dev.jsonl"):
        row = json.loads(line)
        if row["kind"] == "headline" and len(row["text"]) <= LONGEST:
            yield Example(HEADLINE, row["text"], row["summary"])


def losses(model: Any, rows: Sequence[Row]) -> list[tuple[float, int]]:
    """Of each row the summed cross-entropy of its target tokens, in nats, and their number."""
    with torch.no_grad():
        sizes = [len(ids) - start for ids, start in rows]
        return [(float(loss_of(model, [row], "cpu")) * size, size) for row, size in zip(rows, sizes, strict=True)]


def measure(path: Path, rows: dict[str, list[Row]], out: Path) -> None:
    """Append the losses of the model in ``path`` on each set that has no line in ``out`` yet."""
    known = {(line["model"], line["set"]) for line in read(out)}
    missing = [name for name in rows if (str(path), name) not in known]
    model: Any = AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32).eval() if missing else None
    for name in missing:
        with out.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"model": str(path), "set": name, "losses": losses(model, rows[name])}) + "\n")


def read(out: Path) -> list[dict[str, Any]]:
    """The lines that earlier runs wrote."""
    return [json.loads(line) for line in corpus.read_lines(out)] if out.exists() else []


def difference(of: Sequence[tuple[float, int]], base: Sequence[tuple[float, int]]) -> tuple[float, float]:
    """Difference of the mean loss of a token, and the standard error of it over texts (a ratio's, by linearisation).

    >>> difference([(1.0, 1), (2.0, 1)], [(2.0, 1), (3.0, 1)])
    (-1.0, 0.0)
    """
    change = np.array([a - b for (a, _), (b, _) in zip(of, base, strict=True)])
    sizes = np.array([size for _, size in of])
    mean = change.sum() / sizes.sum()
    spread = np.sqrt(((change - mean * sizes) ** 2).sum()) / sizes.sum()
    return float(mean), float(spread)


def main() -> None:
    """Read the arguments, measure what is missing, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("losses", type=Path)
    parser.add_argument("models", type=Path, nargs="+")
    parser.add_argument("--limit", type=int, default=100, help="texts of a set; pairs that threes are made of")
    args = parser.parse_args()
    tokenizer = Tokenizer.load(args.models[0] / "tokenizer.model")
    examples = sets(args.data, Lexicon.load(EMBEDDED / "lexicon.tsv"), args.limit)
    rows = {name: [encode(example, tokenizer) for example in group] for name, group in examples.items()}
    for path in args.models:
        measure(path, rows, args.losses)
    found = {(line["model"], line["set"]): line["losses"] for line in read(args.losses)}
    first = str(args.models[0])
    print(f"| model | {' | '.join(rows)} |\n|{' --- |' * (len(rows) + 1)}")
    means = [
        sum(total for total, _ in found[first, name]) / sum(size for _, size in found[first, name]) for name in rows
    ]
    print(f"| {args.models[0]} | {' | '.join(f'{mean:.3f}' for mean in means)} |")
    for path in args.models[1:]:
        changes = [difference(found[str(path), name], found[first, name]) for name in rows]
        print(f"| {path} | {' | '.join(f'{change:+.3f} ± {error:.3f}' for change, error in changes)} |")


if __name__ == "__main__":
    main()
