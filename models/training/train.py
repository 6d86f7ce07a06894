"""Fine-tune a causal model on the mixture: resumable, deterministic given a seed, the same on CPU and CUDA.

``python -m models.training.train START DATA OUT --steps N``: OUT gets ``checkpoint.pt`` (weights, optimiser, step;
written atomically), ``log.jsonl`` and, with ``--finish``, ``model.safetensors`` as a transformers folder. The same
command after a kill goes on from the checkpoint: the position in the data follows from the step.

A step is cheap by design: forward and backward run in pure bfloat16 where the processor computes in it (AVX-512 BF16,
AMX, CUDA; elsewhere ``--precision float32`` is many times faster), on a compiled model if asked; AdamW keeps its own
float32 copy of the weights, and logits are made for target positions only (``benchmarks/training.py`` has the gains).

The learning rate warms up linearly, stays, and falls linearly to a fiftieth over the last ``--decay`` steps
(warmup-stable-decay, Hu et al. 2024, MiniCPM), so that a run can be prolonged before its decay begins.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from models.lexicon import Lexicon
from models.prompts import task_prompt
from models.tokenizer import Tokenizer
from models.training import corpus
from models.training.terms import hinted

END = 1
"""Id of ``<eos>``."""


@dataclass(frozen=True)
class Recipe:
    """Everything that decides a run. Lengths are in tokens."""

    steps: int
    decay: int
    warmup: int = 60
    rate: float = 1.5e-4
    batch_tokens: int = 2048
    seed: int = 1
    save_every: int = 100
    precision: Literal["bfloat16", "float32"] = "bfloat16"


def learning_rate(step: int, recipe: Recipe) -> float:
    """Rate of 0-based ``step``.

    >>> learning_rate(0, Recipe(steps=100, decay=50, warmup=10, rate=1.0))
    0.1
    """
    rise = min(1.0, (step + 1) / recipe.warmup)
    left = (recipe.steps - step) / recipe.decay if recipe.decay else 1.0
    return recipe.rate * min(rise, max(0.02, min(1.0, left)))


def encode(example: corpus.Example, tokenizer: Tokenizer) -> tuple[list[int], int]:
    """Ids of prompt, target and end, and the length of the prompt."""
    prompt = tokenizer.encode_prompt(task_prompt(example.task, example.source))
    return [*prompt, *tokenizer.encode(example.target), END], len(prompt)


def batches(sizes: Sequence[int], budget: int, seed: int) -> list[list[int]]:
    """Indices in batches of like length whose padded size stays within ``budget`` tokens, in a shuffled order."""
    rng = random.Random(seed)
    order = list(range(len(sizes)))
    rng.shuffle(order)
    made: list[list[int]] = []
    for start in range(0, len(order), 2048):
        window = sorted(order[start : start + 2048], key=lambda i: sizes[i])
        batch: list[int] = []
        for i in window:
            if batch and (len(batch) + 1) * max(sizes[i], sizes[batch[-1]]) > budget:
                made.append(batch)
                batch = []
            batch.append(i)
        made.append(batch)
    rng.shuffle(made)
    return made


def endless(sizes: Sequence[int], recipe: Recipe) -> Iterator[list[int]]:
    """Batches of epoch after epoch, each shuffled by its own seed."""
    epoch = 0
    while True:
        yield from batches(sizes, recipe.batch_tokens, recipe.seed + epoch)
        epoch += 1


def loss_of(model: Any, rows: list[tuple[list[int], int]], device: str) -> Any:
    """Mean cross-entropy over the target tokens; logits are made for their positions only.

    Rows are padded on the right, where a causal model needs no attention mask.
    """
    import torch

    width = -(-max(len(ids) for ids, _ in rows) // 8) * 8
    ids = torch.tensor([row + [0] * (width - len(row)) for row, _ in rows], device=device)
    wanted = torch.tensor([[start - 1 <= i < len(row) - 1 for i in range(width)] for row, start in rows], device=device)
    hidden = model.model(input_ids=ids, use_cache=False).last_hidden_state[wanted]
    targets = ids.roll(-1, dims=1)[wanted]
    return torch.nn.functional.cross_entropy(model.lm_head(hidden).float(), targets)


class Masters:
    """Float32 copies of a bfloat16 model's weights, which the optimiser updates: bfloat16 would lose small updates.

    The copies of a float32 model are its weights themselves.
    """

    def __init__(self, model: Any, recipe: Recipe) -> None:
        import torch

        self.weights = list(model.parameters())
        self.copies = [weight.detach().float() for weight in self.weights]
        self.optimizer = torch.optim.AdamW(
            self.copies, lr=recipe.rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True
        )

    def step(self, rate: float) -> None:
        """Clip the gradients to norm 1, update the copies at ``rate``, and write them to the model."""
        import torch

        for copy, weight in zip(self.copies, self.weights, strict=True):
            copy.grad = weight.grad.float()
            weight.grad = None
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        torch.nn.utils.clip_grad_norm_(self.copies, 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.write()

    def write(self) -> None:
        """Round the copies into the model."""
        import torch

        with torch.no_grad():
            for copy, weight in zip(self.copies, self.weights, strict=True):
                weight.copy_(copy)

    def save(self, step: int, path: Path) -> None:
        """Write the checkpoint beside ``path`` and move it into place."""
        import torch

        part = path.with_suffix(".part")
        torch.save({"copies": self.copies, "optimizer": self.optimizer.state_dict(), "step": step}, part)
        part.replace(path)

    def export(self, model: Any) -> Any:
        """``model`` in float32 with the unrounded weights."""
        import torch

        exported = model.float()
        with torch.no_grad():
            for copy, weight in zip(self.copies, exported.parameters(), strict=True):
                weight.copy_(copy)
        return exported

    def resume(self, path: Path) -> int:
        """Load the checkpoint if there is one; the step to go on from."""
        import torch

        if not path.exists():
            return 0
        state = torch.load(path, map_location=self.copies[0].device, weights_only=True)
        for copy, saved in zip(self.copies, state["copies"], strict=True):
            copy.copy_(saved)
        self.optimizer.load_state_dict(state["optimizer"])
        self.write()
        return int(state["step"])


def train(
    start: Path, out: Path, examples: Sequence[corpus.Example], recipe: Recipe, device: str = "cpu", fuse: bool = False
) -> Any:
    """Run ``recipe`` from ``start`` (or from the checkpoint in ``out``) and return the model, in float32.

    ``fuse`` compiles the model first, which on a CPU needs a C++ compiler.
    """
    import torch
    from transformers import AutoModelForCausalLM

    torch.manual_seed(recipe.seed)
    tokenizer = Tokenizer.load(start / "tokenizer.model")
    rows = [encode(example, tokenizer) for example in examples]
    model: Any = AutoModelForCausalLM.from_pretrained(start, dtype=torch.float32).to(device).train()
    masters = Masters(model.to(getattr(torch, recipe.precision)), recipe)
    first = masters.resume(out / "checkpoint.pt")
    if fuse:
        model.model.compile(dynamic=True)
    source = endless([len(ids) for ids, _ in rows], recipe)
    began, seen = time.monotonic(), 0
    for step, batch in zip(range(recipe.steps), source, strict=False):
        if step < first:
            continue
        loss = loss_of(model, [rows[i] for i in batch], device)
        loss.backward()
        masters.step(learning_rate(step, recipe))
        seen += sum(len(rows[i][0]) for i in batch)
        _log(out, step, float(loss.detach()), seen / (time.monotonic() - began), recipe)
        if (step + 1) % recipe.save_every == 0 or step + 1 == recipe.steps:
            masters.save(step + 1, out / "checkpoint.pt")
    return masters.export(model)


def _log(out: Path, step: int, loss: float, speed: float, recipe: Recipe) -> None:
    row = {
        "step": step,
        "loss": round(loss, 4),
        "rate": learning_rate(step, recipe),
        "tokens_per_second": round(speed, 1),
    }
    with (out / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")


def main() -> None:
    """Read the arguments, train, and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("start", "data", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--decay", type=int, required=True, help="steps of the final fall of the learning rate")
    parser.add_argument("--rate", type=float, default=1.5e-4, help="peak learning rate")
    parser.add_argument("--lexicon", type=Path, help="a file of models.training.dictionary: pairs get hints from it")
    parser.add_argument("--batch-tokens", type=int, default=2048, help="most tokens of a batch, padding included")
    parser.add_argument("--precision", choices=("bfloat16", "float32"), default="bfloat16")
    parser.add_argument("--seed", type=int, default=1, help="of the mixture, its order and the hints")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--fuse", action="store_true", help="compile the model: faster steps after a minute of work")
    args = parser.parse_args()
    recipe = Recipe(
        args.steps,
        args.decay,
        rate=args.rate,
        batch_tokens=args.batch_tokens,
        seed=args.seed,
        precision=args.precision,
    )
    examples, counts = corpus.mixture(args.data, recipe.seed)
    if args.lexicon:
        lexicon, rng = Lexicon.load(args.lexicon), random.Random(recipe.seed)
        examples = [hinted(example, lexicon, rng) for example in examples]
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "filters.json").write_text(json.dumps(counts, indent=1, ensure_ascii=False))
    model = train(args.start, args.out, examples, recipe, args.device, args.fuse)
    model.save_pretrained(args.out / "model")
    shutil.copy(args.start / "tokenizer.model", args.out / "model" / "tokenizer.model")


if __name__ == "__main__":
    main()
