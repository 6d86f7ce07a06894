"""Fine-tune a causal model on the mixture: resumable, deterministic given a seed, the same on CPU and CUDA.

``python -m models.training.train START DATA OUT --steps N --decay N``: OUT gets ``checkpoint.pt`` (weights, optimiser,
step; written atomically), ``log.jsonl``, ``step-N`` folders where ``--keep`` asks for them, and at the end ``model``, a
transformers folder. The same command after a kill goes on from the checkpoint: the position in the data follows from
the step.

A step is cheap by design: forward and backward run in pure bfloat16 where the processor computes in it (AVX-512 BF16,
AMX, CUDA; elsewhere ``--precision float32`` is many times faster), on a compiled model if asked; AdamW keeps its own
float32 copy of the weights, and logits are made for target positions only (``benchmarks/training.py`` has the gains).
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from models.lexicon import Lexicon
from models.tokenizer import Tokenizer
from models.training import corpus, mixture
from models.training.batches import Row, batches, encode, endless
from models.training.examples import Example, mirrored
from models.training.masters import Masters
from models.training.progress import Progress
from models.training.recipe import Recipe, learning_rate
from models.training.terms import hinted

SETTINGS = ("config.json", "generation_config.json", "tokenizer.model")
HELD_OUT = 100
"""Sentence pairs of the development set whose loss is measured at each checkpoint."""


def loss_of(model: Any, rows: Sequence[Row], device: str) -> Any:
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


def held_out_loss(model: Any, rows: Sequence[Row], recipe: Recipe, device: str) -> float:
    """Mean cross-entropy of the target tokens of ``rows``, in nats; the weights are left as they are."""
    import torch

    total = tokens = 0.0
    with torch.no_grad():
        for batch in batches([len(ids) for ids, _ in rows], recipe.batch_tokens, 0):
            chosen = [rows[i] for i in batch]
            count = sum(len(ids) - start for ids, start in chosen)
            total += float(loss_of(model, chosen, device)) * count
            tokens += count
    return total / tokens


def train(
    start: Path,
    out: Path,
    examples: Sequence[Example],
    recipe: Recipe,
    *,
    held_out: Sequence[Example] = (),
    device: str = "cpu",
    fuse: bool = False,
) -> Any:
    """Run ``recipe`` from ``start`` (or from the checkpoint in ``out``) and return the model, in float32.

    The loss on ``held_out`` is logged at each checkpoint. ``fuse`` compiles the model first, which on a CPU needs a
    C++ compiler.
    """
    import torch

    torch.manual_seed(recipe.seed)
    tokenizer = Tokenizer.load(start / "tokenizer.model")
    rows, unseen = ([encode(example, tokenizer) for example in group] for group in (examples, held_out))
    model = _started(start, device)
    masters = Masters(model.to(getattr(torch, recipe.precision)), recipe)
    first = masters.resume(out / "checkpoint.pt")
    if fuse:
        model.model.compile(dynamic=True)
    progress = Progress(out, recipe, first)
    source = islice(endless([len(ids) for ids, _ in rows], recipe), first, recipe.steps)
    for step, batch in enumerate(source, first):
        taken = [rows[i] for i in batch]
        loss = loss_of(model, taken, device)
        loss.backward()
        masters.step(learning_rate(step, recipe))
        progress.log(step, float(loss.detach()), sum(len(ids) for ids, _ in taken))
        if (step + 1) % recipe.save_every == 0 or step + 1 == recipe.steps:
            if unseen:
                progress.log_held_out(step, held_out_loss(model, unseen, recipe, device))
            if recipe.keep:
                snapshot(masters, model, start, out, step + 1, recipe.keep)
            masters.save(step + 1, out / "checkpoint.pt")
    return masters.export(model)


def _started(start: Path, device: str) -> Any:
    """The model of a folder in float32, to be trained."""
    import torch
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(start, use_safetensors=True, dtype=torch.float32)
    return model.to(device).train()


def snapshot(masters: Masters, model: Any, start: Path, out: Path, step: int, keep: int) -> None:
    """Write the weights of ``step`` to ``out/step-N``, a transformers folder, and leave the latest ``keep`` of them."""
    from safetensors.torch import save_file

    names = [name for name, _ in model.named_parameters()]
    part, folder = out / "step.part", out / f"step-{step:06}"
    part.mkdir(exist_ok=True)
    for name in SETTINGS:
        if (start / name).exists():
            shutil.copy(start / name, part / name)
    copies = (copy.detach().cpu().contiguous() for copy in masters.copies)
    save_file(dict(zip(names, copies, strict=True)), part / "model.safetensors", {"format": "pt"})
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)
    for old in sorted(out.glob("step-*"))[:-keep]:
        shutil.rmtree(old)


def arguments() -> argparse.Namespace:
    """The arguments of the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("start", "data", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--decay", type=int, default=0, help="steps of the final fall of the learning rate (wsd)")
    parser.add_argument("--schedule", choices=("wsd", "cosine"), default="wsd", help="see models.training.recipe")
    parser.add_argument("--warmup", type=int, default=60, help="steps of the first rise of the learning rate")
    parser.add_argument("--rate", type=float, default=1.5e-4, help="peak learning rate")
    parser.add_argument("--lexicon", type=Path, help="a file of models.training.dictionary: pairs get hints from it")
    parser.add_argument("--batch-tokens", type=int, default=2048, help="most tokens of a batch, padding included")
    parser.add_argument("--precision", choices=("bfloat16", "float32"), default="bfloat16")
    parser.add_argument("--seed", type=int, default=1, help="of the mixture, its order and the hints")
    parser.add_argument("--save-every", type=int, default=100, help="steps from one checkpoint to the next")
    parser.add_argument("--keep", type=int, default=0, help="snapshots kept for models.training.average and curve")
    parser.add_argument("--reverse", action="store_true", help="train a model from English into Chinese")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--fuse", action="store_true", help="compile the model: faster steps after a minute of work")
    mixture.add_extras(parser)
    return parser.parse_args()


def main() -> None:
    """Read the arguments, train, and write the model."""
    args = arguments()
    chosen = {name: value for name, value in vars(args).items() if name in Recipe.__dataclass_fields__}
    recipe = Recipe(**chosen)
    examples, counts = mixture.mix(args.data, recipe.seed, extras=mixture.extras_of(args))
    if args.lexicon:
        lexicon, rng = Lexicon.load(args.lexicon), random.Random(recipe.seed)
        examples = [hinted(example, lexicon, rng) for example in examples]
    held_out = corpus.development(args.data, HELD_OUT)
    if args.reverse:
        examples, held_out = mirrored(examples), mirrored(held_out)
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "filters.json").write_text(json.dumps(counts, indent=1, ensure_ascii=False))
    model = train(args.start, args.out, examples, recipe, held_out=held_out, device=args.device, fuse=args.fuse)
    model.save_pretrained(args.out / "model")
    shutil.copy(args.start / "tokenizer.model", args.out / "model" / "tokenizer.model")


if __name__ == "__main__":
    main()
