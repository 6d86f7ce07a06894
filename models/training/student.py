"""A small encoder-decoder translator, learned from pairs or from a larger model's answers.

``python -m models.training.student DATA OUT --steps N [--pairs FILE]``: the translations of the mixture, or of FILE
(the answers of ``models.training.backtranslate --forward``: sequence-level distillation, Kim and Rush 2016), train a
Marian of about 35 million parameters (six layers read, two write; Junczys-Dowmunt et al. 2018) with a vocabulary of its
own. OUT gets ``checkpoint.pt``, ``log.jsonl`` and ``model``, a transformers folder for ``models.engines.hub.convert``.
The same command after a kill goes on from the checkpoint.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from models.prompts import TRANSLATE
from models.training import corpus, mixture
from models.training.batches import endless
from models.training.examples import Example
from models.training.masters import Masters
from models.training.progress import Progress
from models.training.recipe import Recipe, learning_rate

SHAPE = {
    "d_model": 512,
    "encoder_layers": 6,
    "decoder_layers": 2,
    "encoder_attention_heads": 8,
    "decoder_attention_heads": 8,
    "encoder_ffn_dim": 2048,
    "decoder_ffn_dim": 2048,
}
SMOOTHING = 0.1
"""Label smoothing of the loss (Szegedy et al. 2016)."""
LONGEST = 512
"""Positions: most tokens of a sentence."""
Row = tuple[list[int], list[int]]
"""Ids of source and target, each with its end."""


def tokenizer_of(folder: Path, texts: Sequence[str], size: int) -> Any:
    """Train one vocabulary of at most ``size`` pieces for both languages and save it as Marian's tokenizer."""
    import sentencepiece as spm
    from transformers import MarianTokenizer

    prefix = folder / "both"
    spm.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_prefix=str(prefix),
        vocab_size=size,
        hard_vocab_limit=False,
        character_coverage=0.9998,
        unk_id=0,
        bos_id=-1,
        eos_id=-1,
        pad_id=-1,
        minloglevel=2,
    )
    processor = spm.SentencePieceProcessor(model_file=f"{prefix}.model")
    pieces = [processor.id_to_piece(i) for i in range(1, processor.get_piece_size())]
    names = {name: i for i, name in enumerate(["</s>", "<unk>", *pieces, "<pad>"])}
    (folder / "vocab.json").write_text(json.dumps(names), encoding="utf-8")
    tokenizer = MarianTokenizer(f"{prefix}.model", f"{prefix}.model", str(folder / "vocab.json"))
    tokenizer.save_pretrained(folder)
    return tokenizer


def build(tokenizer: Any, shape: dict[str, int]) -> Any:
    """An untrained Marian for ``tokenizer``, its embeddings shared by both sides and the output."""
    from transformers import MarianConfig, MarianMTModel

    pad = tokenizer.pad_token_id
    config = MarianConfig(
        vocab_size=len(tokenizer),
        max_position_embeddings=LONGEST,
        pad_token_id=pad,
        eos_token_id=tokenizer.eos_token_id,
        decoder_start_token_id=pad,
        forced_eos_token_id=None,
        scale_embedding=True,
        dropout=0.1,
        activation_function="swish",
        **shape,
    )
    return MarianMTModel(config)


def encode(example: Example, tokenizer: Any) -> Row:
    """Ids of both sides, cut at ``LONGEST``; the filters of the training text keep pairs far below it."""
    source = tokenizer(example.source, truncation=True, max_length=LONGEST)["input_ids"]
    return source, tokenizer(text_target=example.target, truncation=True, max_length=LONGEST)["input_ids"]


def loss_of(model: Any, rows: Sequence[Row], device: str) -> Any:
    """Mean smoothed cross-entropy over the target tokens."""
    import torch

    pad = model.config.pad_token_id
    sources, targets = (
        torch.tensor([row + [pad] * (max(map(len, side)) - len(row)) for row in side], device=device)
        for side in zip(*rows, strict=True)
    )
    first = torch.full_like(targets[:, :1], pad)
    logits = model(
        input_ids=sources,
        attention_mask=(sources != pad).long(),
        decoder_input_ids=torch.cat([first, targets[:, :-1]], dim=1),
        use_cache=False,
    ).logits
    return torch.nn.functional.cross_entropy(
        logits.float().flatten(0, 1), targets.flatten(), ignore_index=pad, label_smoothing=SMOOTHING
    )


def train(model: Any, rows: Sequence[Row], out: Path, recipe: Recipe, device: str = "cpu") -> Any:
    """Run ``recipe`` from ``model`` (or from the checkpoint in ``out``) and return the model, in float32."""
    import torch

    model = model.to(device).train()
    masters = Masters(model.to(getattr(torch, recipe.precision)), recipe)
    first = masters.resume(out / "checkpoint.pt")
    progress = Progress(out, recipe, first)
    sizes = [max(map(len, row)) for row in rows]
    for step, batch in enumerate(islice(endless(sizes, recipe), first, recipe.steps), first):
        torch.manual_seed(recipe.seed + step)  # dropout follows from the step, so a resumed run is the same run
        loss = loss_of(model, [rows[i] for i in batch], device)
        loss.backward()
        masters.step(learning_rate(step, recipe))
        progress.log(step, float(loss.detach()), sum(sizes[i] for i in batch))
        if (step + 1) % recipe.save_every == 0 or step + 1 == recipe.steps:
            masters.save(step + 1, out / "checkpoint.pt")
    return masters.export(model).eval()


def main() -> None:
    """Read the arguments, train, and write the model."""
    import torch

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("data", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--pairs", type=Path, help="pairs to learn from instead of the mixture's")
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--rate", type=float, default=4e-4)
    parser.add_argument("--warmup", type=int, default=1000)
    parser.add_argument("--batch-tokens", type=int, default=4096)
    parser.add_argument("--save-every", type=int, default=500)
    parser.add_argument("--precision", choices=("bfloat16", "float32"), default="bfloat16")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--pieces", type=int, default=16_000, help="size of the vocabulary")
    parser.add_argument("--shape", type=json.loads, default=SHAPE, help="a JSON object of MarianConfig's sizes")
    args = parser.parse_args()
    chosen = {name: value for name, value in vars(args).items() if name in Recipe.__dataclass_fields__}
    recipe = Recipe(decay=0, schedule="cosine", **chosen)
    if args.pairs:
        unseen = corpus.held_out(args.data)
        examples = [example for _, _, example in corpus.pairs(args.pairs, unseen, Counter())]
    else:
        examples = [example for example in mixture.mix(args.data, args.seed)[0] if example.task == TRANSLATE]
    folder = args.out / "model"
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    texts = [text for example in examples for text in (example.source, example.target)]
    tokenizer = tokenizer_of(folder, texts, args.pieces)
    rows = [encode(example, tokenizer) for example in examples]
    train(build(tokenizer, args.shape), rows, args.out, recipe, args.device).save_pretrained(folder)


if __name__ == "__main__":
    main()
