"""What makes a training step cheap: tokens a second of each way, side by side on the same rows.

``python benchmarks/training.py START``: START is a transformers folder with ``tokenizer.model``
(``python -m models.training.restore models/embedded START`` makes one). Rows are drawn with lengths like those of news
pairs; padding is no work done, so only the rows' own tokens count. ``--precision float32`` is for a processor that does
not compute in bfloat16, ``--ways`` leaves all but those out whose name has one of its words. The last line is JSON;
``ratio`` compares the recipe's way (``train``, or with ``--compiled`` ``train --fuse``) with the first.
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
from torch import nn
from transformers import AutoModelForCausalLM

from models.training.batches import batches as bucketed
from models.training.masters import Masters
from models.training.recipe import Recipe
from models.training.train import loss_of

Rows = list[tuple[list[int], int]]
Loss = Callable[[Any, Rows, str], Any]
Ways = dict[str, tuple[list[Rows], dict[str, Any]]]
"""Name of a way → its batches and what ``stepper`` is told."""
RECIPE = Recipe(steps=1, decay=0)
RECIPE_WAY, COMPILED = "the recipe: rows of like length, padded", "the recipe, compiled"
FLOAT, AUTOCAST = "the recipe in float32", "the recipe in float32 weights and bfloat16 autocast"
WHOLE = 262_144
"""Pieces of the base model's vocabulary before it is cut."""
RANK, ALPHA = 16, 32
"""Of the low-rank matrices (Hu et al. 2022, LoRA)."""


def rows(count: int, vocabulary: int, seed: int) -> Rows:
    """``count`` rows of random ids, 12 to 400 and in the median 60 long, half of each a prompt."""
    rng = random.Random(seed)
    sizes = [min(400, max(12, round(rng.lognormvariate(4.1, 0.6)))) for _ in range(count)]
    return [([rng.randrange(300, vocabulary) for _ in range(size)], size // 2) for size in sizes]


def by_length(drawn: Rows, budget: int) -> list[Rows]:
    """The recipe's batches: rows of like length."""
    return [[drawn[i] for i in batch] for batch in bucketed([len(ids) for ids, _ in drawn], budget, 1)]


def as_they_come(drawn: Rows, budget: int, padded: bool) -> list[Rows]:
    """Rows in their order, as many in a batch as ``budget`` tokens hold, with padding or without."""
    made: list[Rows] = [[]]
    for row in drawn:
        sizes = [len(ids) for ids, _ in (*made[-1], row)]
        if made[-1] and (max(sizes) * len(sizes) if padded else sum(sizes)) > budget:
            made.append([])
        made[-1].append(row)
    return made[:-1]


def packed_loss(model: Any, batch: Rows, device: str) -> Any:
    """As ``loss_of``, the rows one after the other in a single one; positions begin anew, so that none sees another."""
    ids = torch.tensor([[i for row, _ in batch for i in row]], device=device)
    positions = torch.tensor([[i for row, _ in batch for i in range(len(row))]], device=device)
    wanted = torch.tensor([[start - 1 <= i < len(row) - 1 for row, start in batch for i in range(len(row))]])
    hidden = model.model(input_ids=ids, position_ids=positions, use_cache=False).last_hidden_state[wanted.to(device)]
    targets = ids.roll(-1, dims=1)[wanted.to(device)]
    return nn.functional.cross_entropy(model.lm_head(hidden).float(), targets)


def autocast_loss(model: Any, batch: Rows, device: str) -> Any:
    """As ``loss_of``, products in bfloat16 by autocast."""
    with torch.autocast(device, dtype=torch.bfloat16):
        return loss_of(model, batch, device)


class LowRank(nn.Module):  # type: ignore[misc]
    """A frozen linear layer and the product of two narrow matrices beside it."""

    def __init__(self, whole: nn.Linear) -> None:
        super().__init__()
        self.whole = whole
        self.down = nn.Linear(whole.in_features, RANK, bias=False, dtype=whole.weight.dtype)
        self.up = nn.Linear(RANK, whole.out_features, bias=False, dtype=whole.weight.dtype)
        nn.init.zeros_(self.up.weight)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """What the layer makes of ``values``."""
        added: torch.Tensor = self.up(self.down(values))
        return self.whole(values) + added * (ALPHA / RANK)


def freeze(model: Any, embeddings: bool, layers: int) -> None:
    """Leave the embeddings, which are the output's matrix too, or the lower ``layers`` as they are."""
    frozen = [model.model.embed_tokens] * embeddings + list(model.model.layers[:layers])
    for part in frozen:
        part.requires_grad_(False)


def widen(model: Any, pieces: int) -> None:
    """Give the vocabulary ``pieces`` pieces, as before it was cut."""
    model.resize_token_embeddings(pieces, mean_resizing=False)


def low_rank(model: Any) -> None:
    """Freeze everything and put low-rank matrices beside every linear layer of the blocks."""
    model.requires_grad_(False)
    for layer in model.model.layers:
        for block in (layer.self_attn, layer.mlp):
            for name, part in list(block.named_children()):
                if isinstance(part, nn.Linear):
                    setattr(block, name, LowRank(part))


def stepper(
    start: Path, device: str, dtype: torch.dtype, loss: Loss = loss_of, change: Callable[[Any], None] | None = None
) -> Callable[[Rows], None]:
    """The recipe's step on a model that ``change`` has changed."""
    model: Any = AutoModelForCausalLM.from_pretrained(start, dtype=dtype).train()
    if change:
        change(model)
    masters = Masters(model.to(device), RECIPE)

    def step(batch: Rows) -> None:
        loss(model, batch, device).backward()
        masters.step(RECIPE.rate)

    return step


def compiled(model: Any) -> None:
    """As ``train --fuse``."""
    model.model.compile(dynamic=True)


def speed(step: Callable[[Rows], None], batches: list[Rows], device: str) -> float:
    """Tokens a second over ``batches``, padding not counted, after two small steps to warm up.

    On a CPU the seconds are those of one core, which other processes hardly disturb.
    """
    for batch in batches[:2]:
        step(batch[: max(2, len(batch) // 4)])
    began = seconds(device)
    for batch in batches:
        step(batch)
    return sum(len(row) for batch in batches for row, _ in batch) / (seconds(device) - began)


def seconds(device: str) -> float:
    """A clock: processor time of this process, or, when a CUDA device has done what it was told, the time of day."""
    if device == "cuda":
        torch.cuda.synchronize()
        return time.perf_counter()
    return time.process_time()


def changes(half: int) -> dict[str, Callable[[Any], None]]:
    """What is done to the model of the recipe's way; ``half`` of its layers are the lower ones."""
    return {
        f"its vocabulary whole, of {WHOLE:,} pieces": lambda model: widen(model, WHOLE),
        "its embeddings frozen": lambda model: freeze(model, True, 0),
        "its lower half frozen": lambda model: freeze(model, False, half),
        "embeddings and lower half frozen": lambda model: freeze(model, True, half),
        f"low-rank matrices only (LoRA, rank {RANK})": low_rank,
    }


def main() -> None:
    """Read the arguments, measure each way, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("start", type=Path)
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--tokens", type=int, default=2048, help="of a batch")
    parser.add_argument("--precision", choices=("bfloat16", "float32"), default="bfloat16")
    parser.add_argument("--compiled", action="store_true", help="measure the compiled recipe too: minutes on a CPU")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--ways", nargs="+", default=[""], help="words of the names of the ways to measure")
    args = parser.parse_args()
    torch.manual_seed(1)
    config = json.loads((args.start / "config.json").read_text())
    drawn = rows(args.steps * args.tokens // 20, config["vocab_size"], 1)
    half, dtype = config["num_hidden_layers"] // 2, getattr(torch, args.precision)
    mixed, packed = (as_they_come(drawn, args.tokens, padded)[: args.steps] for padded in (True, False))
    full = by_length(drawn, args.tokens)[: args.steps]
    ways: Ways = {
        "rows as they come, padded": (mixed, {}),
        "rows as they come, packed without padding": (packed, {"loss": packed_loss}),
        RECIPE_WAY: (full, {}),
        **{name: (full, {"change": change}) for name, change in changes(half).items()},
    }
    if args.compiled:
        ways[COMPILED] = (full, {"change": compiled})
    if args.precision == "bfloat16":
        whole = {"dtype": torch.float32}
        ways = {FLOAT: (full, whole), AUTOCAST: (full, whole | {"loss": autocast_loss})} | ways
    ways = {name: way for name, way in ways.items() if any(word in name for word in args.ways)}
    print(
        f"{torch.get_num_threads()} threads, {args.precision}, {args.tokens} tokens a batch; seconds of a core",
        flush=True,
    )
    found = dict[str, float]()
    for name, (group, more) in ways.items():
        found[name] = speed(stepper(args.start, args.device, **({"dtype": dtype} | more)), group, args.device)
        print(f"{found[name]:8.1f} tokens/s  {found[name] / next(iter(found.values())):5.2f}  {name}", flush=True)
    ratio = found[COMPILED if args.compiled else RECIPE_WAY] / next(iter(found.values()))
    print(json.dumps({"ratio": round(ratio, 2), **{name: round(value, 1) for name, value in found.items()}}))


if __name__ == "__main__":
    main()
