"""sentencepiece against tokenizers: the embedded vocabulary in both, the same texts, the same ids.

``python benchmarks/codecs.py [FILE]``: each line of FILE, or of the shipped sentences, is encoded by both libraries,
which take turns; the best of RUNS counts, in processor time of one thread. Texts whose ids differ are counted. The
last line is JSON, ``ratio`` is characters a second of sentencepiece over those of tokenizers.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import sentencepiece as spm

from models.registry import EMBEDDED
from models.training.quality import shipped


def processor(model: bytes) -> Any:
    """The vocabulary as sentencepiece reads it."""
    return spm.SentencePieceProcessor(model_proto=model)


def converted(pieces: Any) -> Any:
    """The same vocabulary for tokenizers: a merge for each pair of pieces that make a third, by rank."""
    from tokenizers import Tokenizer, decoders, normalizers
    from tokenizers.models import BPE

    names = {pieces.id_to_piece(i): i for i in range(pieces.get_piece_size())}
    merges = [
        (rank, piece[:cut], piece[cut:])
        for piece, rank in names.items()
        if not (pieces.is_byte(rank) or pieces.is_control(rank) or pieces.is_unknown(rank))
        for cut in range(1, len(piece))
        if piece[:cut] in names and piece[cut:] in names
    ]
    merges.sort(key=lambda merge: (-pieces.get_score(merge[0]), names[merge[1]], names[merge[2]]))
    unknown = pieces.id_to_piece(pieces.unk_id())
    found = Tokenizer(BPE(names, [merge[1:] for merge in merges], byte_fallback=True, fuse_unk=True, unk_token=unknown))
    found.normalizer = normalizers.Replace(" ", "\u2581")
    found.decoder = decoders.ByteFallback()
    return found


def speed(encode: Callable[[str], Sequence[int]], texts: Sequence[str]) -> float:
    """Characters a second of processor time."""
    began = time.process_time()
    for text in texts:
        encode(text)
    return sum(map(len, texts)) / (time.process_time() - began)


def main() -> None:
    """Read the arguments, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    samples = shipped(Path(__file__).parent.parent / "seeds" / "quality")
    texts = args.file.read_text(encoding="utf-8").splitlines() if args.file else [t for s in samples for t in s.sources]
    pieces = processor((EMBEDDED / "tokenizer.model").read_bytes())
    other = converted(pieces)
    ways: dict[str, Callable[[str], Sequence[int]]] = {
        "sentencepiece": pieces.encode,
        "tokenizers": lambda text: list(other.encode(text, add_special_tokens=False).ids),
    }
    differing = sum(len({tuple(encode(text)) for encode in ways.values()}) > 1 for text in texts)
    runs = [{name: speed(encode, texts) for name, encode in ways.items()} for _ in range(args.runs)]
    best = {name: round(max(run[name] for run in runs)) for name in ways}
    for name, value in best.items():
        print(f"{name:14} {value:9} characters/s")
    print(f"{differing} of {len(texts)} texts differ in their ids")
    print(json.dumps({"ratio": round(best["sentencepiece"] / best["tokenizers"], 2), "differing": differing, **best}))


if __name__ == "__main__":
    main()
