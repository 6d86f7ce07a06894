"""What makes a training step cheap: tokens a second of each way, side by side on the same rows.

``python benchmarks/training.py START``: START is a transformers folder with ``tokenizer.model``
(``python -m models.training.restore models/embedded START`` makes one). The last line is JSON; ``ratio`` compares the
recipe's way with float32 weights under bfloat16 autocast.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM

from models.training.masters import Masters
from models.training.recipe import Recipe
from models.training.train import loss_of

Rows = list[tuple[list[int], int]]
RECIPE = Recipe(steps=1, decay=0)


def rows(count: int, size: int, vocabulary: int, seed: int) -> Rows:
    """``count`` rows of ``size`` random ids, half of each a prompt."""
    rng = random.Random(seed)
    return [([rng.randrange(300, vocabulary) for _ in range(size)], size // 2) for _ in range(count)]


def autocast(start: Path, device: str) -> Callable[[Rows], Any]:
    """Float32 weights; products in bfloat16 by autocast; logits at every position."""
    model: Any = AutoModelForCausalLM.from_pretrained(start, dtype=torch.float32).to(device).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=RECIPE.rate, fused=True)

    def step(batch: Rows) -> None:
        ids = torch.tensor([row for row, _ in batch], device=device)
        labels = torch.tensor([[-100] * start + row[start:] for row, start in batch], device=device)
        with torch.autocast(device, dtype=torch.bfloat16):
            model(input_ids=ids, attention_mask=torch.ones_like(ids), labels=labels).loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)

    return step


def pure(start: Path, device: str, fuse: bool) -> Callable[[Rows], Any]:
    """The recipe's own step, compiled or not."""
    model: Any = AutoModelForCausalLM.from_pretrained(start, dtype=torch.bfloat16).to(device).train()
    masters = Masters(model, RECIPE)
    if fuse:
        model.model.compile(dynamic=True)

    def step(batch: Rows) -> None:
        loss_of(model, batch, device).backward()
        masters.step(RECIPE.rate)

    return step


def speed(step: Callable[[Rows], Any], batches: list[Rows], device: str) -> float:
    """Tokens a second over ``batches``, after two steps to warm up."""
    for batch in batches[:2]:
        step(batch)
    wait(device)
    began = time.perf_counter()
    for batch in batches:
        step(batch)
    wait(device)
    return sum(len(row) for batch in batches for row, _ in batch) / (time.perf_counter() - began)


def wait(device: str) -> None:
    """Until the device has done what it was told."""
    if device == "cuda":
        torch.cuda.synchronize()


def main() -> None:
    """Read the arguments, measure each way, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("start", type=Path)
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--tokens", type=int, default=2048, help="of a batch")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    args = parser.parse_args()
    torch.manual_seed(1)
    vocabulary = json.loads((args.start / "config.json").read_text())["vocab_size"]
    batches = [rows(args.tokens // size, size, vocabulary, i) for i, size in enumerate([64, 96, 128] * args.steps)]
    batches = batches[: args.steps]
    ways = {
        "float32 weights, bfloat16 autocast": lambda: autocast(args.start, args.device),
        "bfloat16 weights, float32 copies in the optimiser": lambda: pure(args.start, args.device, False),
        "the same, compiled": lambda: pure(args.start, args.device, True),
    }
    found = {name: speed(make(), batches, args.device) for name, make in ways.items()}
    first, *_, last = found.values()
    print(f"{torch.get_num_threads()} threads, {args.tokens} tokens a batch")
    for name, value in found.items():
        print(f"{value:8.0f} tokens/s  {value / first:5.2f}  {name}")
    print(json.dumps({"ratio": round(last / first, 2), **{name: round(value) for name, value in found.items()}}))


if __name__ == "__main__":
    main()
