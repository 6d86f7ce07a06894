"""What a training pair is worth: how far a step on pairs of each kind would lower the held-out loss.

``python benchmarks/worth.py MODEL DATA``: MODEL is a transformers folder. To first order a step against the gradient of
a batch lowers the held-out loss by the product of both gradients (TracIn, Pruthi et al. 2020). Batches are those of
the recipe: as many tokens each, so that a row compares pairs at the same cost. ``worth`` is that product (above 0 the
step lowers the loss), with the standard error of its draws; ``cosine`` leaves out how long the gradients are. Beside
them stand the loss of a target token and the pairs of a batch. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import torch
from transformers import AutoModelForCausalLM

from models.tokenizer import Tokenizer
from models.training import corpus
from models.training.batches import Row, encode
from models.training.train import loss_of

SHORT, LONG = 25, 60
"""Characters up to which a Chinese sentence is short, and from which it is long."""
GROUPS = ("news", "general", "formal")


def kinds(data: Path) -> dict[str, list[Any]]:
    """The clean pairs by group and length; statutes are not told apart by length."""
    found: dict[str, list[Any]] = {}
    unseen, counts = corpus.held_out(data), Counter[str]()
    for group in GROUPS:
        for pair in corpus.pairs(data / "mt" / f"{group}.tsv.xz", unseen, counts):
            size = len(pair.example.source)
            length = "short" if size <= SHORT else "long" if size >= LONG else "middling"
            name = group if group == "formal" else f"{group}, {length}"
            found.setdefault(name, []).append(pair.example)
    return found


def batch(examples: Sequence[Any], tokenizer: Tokenizer, budget: int, rng: random.Random) -> list[Row]:
    """Examples drawn by ``rng``, as many as ``budget`` tokens hold."""
    made: list[Row] = []
    for example in rng.sample(list(examples), min(len(examples), budget)):
        row = encode(example, tokenizer)
        if made and sum(len(ids) for ids, _ in (*made, row)) > budget:
            break
        made.append(row)
    return made


def gradient(model: Any, groups: Sequence[Sequence[Row]]) -> tuple[Any, float]:
    """The gradient of the mean loss over the target tokens of all groups, as one vector, and that loss."""
    sizes = [sum(len(ids) - start for ids, start in rows) for rows in groups]
    total = 0.0
    model.zero_grad()
    for rows, size in zip(groups, sizes, strict=True):
        loss = loss_of(model, rows, "cpu") * (size / sum(sizes))
        loss.backward()
        total += float(loss.detach())
    return torch.cat([part.grad.flatten() for part in model.parameters()]), total


def measured(model: Any, wanted: Any, draws: Sequence[Sequence[Row]]) -> dict[str, list[float]]:
    """Of each draw the product of its gradient with ``wanted``, the cosine of both, and the loss."""
    found: dict[str, list[float]] = {"product": [], "cosine": [], "loss": [], "pairs": []}
    for rows in draws:
        own, loss = gradient(model, [rows])
        product = float(own @ wanted)
        found["product"].append(product)
        found["cosine"].append(product / float(own.norm() * wanted.norm()))
        found["loss"].append(loss)
        found["pairs"].append(len(rows))
    return found


def main() -> None:
    """Read the arguments, measure each kind, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--draws", type=int, default=4, help="batches of each kind")
    parser.add_argument("--tokens", type=int, default=1536, help="of a batch")
    parser.add_argument("--held-out", type=int, default=100, help="pairs of flores-dev")
    args = parser.parse_args()
    tokenizer = Tokenizer.load(args.model / "tokenizer.model")
    model: Any = AutoModelForCausalLM.from_pretrained(args.model, dtype=torch.float32)
    unseen = [encode(pair, tokenizer) for pair in corpus.development(args.data, args.held_out)]
    wanted, loss = gradient(model, [unseen[start : start + 10] for start in range(0, len(unseen), 10)])
    print(f"held-out loss {loss:.3f}\n\n| pairs | worth | cosine | loss | pairs of a batch |\n|{' --- |' * 5}")
    figures: dict[str, dict[str, list[float]]] = {}
    for name, examples in sorted(kinds(args.data).items(), key=lambda item: GROUPS.index(item[0].split(",")[0])):
        rng = random.Random(1)
        draws = [batch(examples, tokenizer, args.tokens, rng) for _ in range(args.draws)]
        figures[name] = found = measured(model, wanted, draws)
        error = stdev(found["product"]) / args.draws**0.5
        cells = (f"{mean(found['product']):+.3f} ± {error:.3f}", f"{mean(found['cosine']):+.3f}")
        print(f"| {name} | {' | '.join(cells)} | {mean(found['loss']):.2f} | {mean(found['pairs']):.0f} |", flush=True)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
