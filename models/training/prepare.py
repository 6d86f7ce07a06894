"""Warm start → start: prune the vocabulary of a Gemma 3 folder and add the control tokens.

``python -m models.training.prepare WARM KEEP DATA OUT``: WARM is a transformers folder whose row ``i`` stands for the
id ``KEEP[i]`` of ``WARM/full-tokenizer`` and ``WARM/base`` is the base model; OUT gets
``config.json``, ``model.safetensors`` (float32) and ``tokenizer.model``.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from models.prompts import CONTROL_PIECES, HEADLINE, SUMMARISE, TRANSLATE
from models.training import corpus
from models.training.vocabulary import BASE_PIECES, BYTE_PIECES, choose, count_pieces, read_full, write_sentencepiece

WARM_WORDS = {TRANSLATE: "EN", HEADLINE: "题", SUMMARISE: "摘要"}
"""The word of the warm start's prompt whose embedding each control token starts from."""


def sample_texts(data: Path, lines: int) -> Iterator[str]:
    """Both sides of the pairs, and the articles, that the vocabulary should cover."""
    for group, share in (("news", 8), ("general", 3), ("formal", 1), ("tech", 1)):
        rows = corpus.read_lines(data / "mt" / f"{group}.tsv.xz")
        for line in itertools.islice(rows, lines * share):
            yield from line.split("\t")[1:]
    yield from itertools.islice(corpus.read_lines(data / "mt" / "mono-news.en.xz"), lines * 8)
    for line in itertools.islice(corpus.read_lines(data / "sum" / "train.jsonl.xz"), lines * 3):
        yield json.loads(line)["text"]


def han_of_gb2312(known: Mapping[str, int]) -> list[str]:
    """The single characters of GB 2312 (6,763 Han characters and the symbols) that the full vocabulary has."""
    cells = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    characters = (raw.decode("gb2312", errors="ignore") for raw in cells)
    return [character for character in characters if character in known]


def choose_pieces(full_path: Path, trained: Mapping[int, int], texts: Iterable[str], size: int) -> list[str]:
    """The pieces of the new vocabulary beside the base, control and byte pieces, in the order of their full ids."""
    from tokenizers import Tokenizer as Full

    known, ranks = read_full(full_path)
    usable = {piece: i for piece, i in known.items() if i in trained and piece not in (*BASE_PIECES, *BYTE_PIECES)}
    full = Full.from_file(str(full_path))
    full.no_truncation()
    counts = count_pieces(texts, lambda t: [e.tokens for e in full.encode_batch(t, add_special_tokens=False)])
    for piece in [piece for piece in counts if piece not in usable]:
        del counts[piece]
    fixed = len(BASE_PIECES) + len(CONTROL_PIECES) + len(BYTE_PIECES)
    ascii_pieces = [chr(i) for i in range(33, 127) if chr(i) in usable]
    always = [*ascii_pieces, "\n", "\u2581", *han_of_gb2312(usable)]
    return choose(counts, size - fixed, ranks, known, [piece for piece in always if piece in usable])


def prune(warm: Path, keep: Path, texts: Iterable[str], out: Path, size: int) -> None:
    """Write the pruned model to ``out``, with at most ``size`` pieces chosen by their use in ``texts``."""
    import torch
    from transformers import AutoModelForCausalLM

    full_path = warm / "full-tokenizer" / "tokenizer.json"
    known, _ = read_full(full_path)
    trained = {full: row for row, full in enumerate(json.loads(keep.read_text()))}
    pieces = choose_pieces(full_path, trained, texts, size)
    names = [*BASE_PIECES, *(WARM_WORDS[control] for control in CONTROL_PIECES), *BYTE_PIECES, *pieces]
    model: Any = AutoModelForCausalLM.from_pretrained(warm, use_safetensors=True, dtype=torch.float32)
    rows = _rows(model.get_input_embeddings().weight.data, warm / "base", trained, [known[name] for name in names])
    model.resize_token_embeddings(len(rows), mean_resizing=False)
    model.get_input_embeddings().weight.data.copy_(rows)
    model.tie_weights()
    for settings in (model.config, model.generation_config):
        settings.vocab_size, settings.pad_token_id, settings.eos_token_id, settings.bos_token_id = len(rows), 0, 1, 2
    model.save_pretrained(out)
    write_sentencepiece(pieces, out / "tokenizer.model")


def _rows(trained_rows: Any, base: Path, trained: Mapping[int, int], ids: list[int]) -> Any:
    """Embedding rows of full ids: the warm start's where it kept them, else the base model's own."""
    rows = _load_base(base).get_input_embeddings().weight.data[ids].clone()
    kept = [position for position, i in enumerate(ids) if i in trained]
    rows[kept] = trained_rows[[trained[ids[position]] for position in kept]].float()
    return rows


def _load_base(base: Path) -> Any:
    """The base model in float32, from a GGUF file in the folder or else from the folder itself."""
    import torch
    from transformers import AutoModelForCausalLM, GgufConfig

    gguf = next(base.glob("*.gguf"), None)
    settings = {"gguf_file": gguf.name, "quantization_config": GgufConfig(dequantize=True)} if gguf else {}
    return AutoModelForCausalLM.from_pretrained(base, use_safetensors=True, dtype=torch.float32, **settings)


def main() -> None:
    """Read the arguments and prune."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("warm", "keep", "data", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--size", type=int, default=48_000, help="pieces of the new vocabulary")
    parser.add_argument("--lines", type=int, default=7_000, help="sample size unit in lines")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    prune(args.warm, args.keep, sample_texts(args.data, args.lines), args.out, args.size)


if __name__ == "__main__":
    main()
