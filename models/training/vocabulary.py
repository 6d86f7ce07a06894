"""Cut a large BPE vocabulary down to the pieces a corpus needs, and write it as a sentencepiece model.

BPE merges are never undone, so every piece formed on the way to a final piece lies inside it, and the merges inside
a final piece happen in the same order as when that piece is segmented alone. Hence a kept set that holds, for each
of its pieces, the intermediate pieces of that lone segmentation (``close``) segments any text whose full
segmentation lies within the set exactly as the full vocabulary does. Everything else falls back to smaller pieces
and, at last, to the 256 byte pieces.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from models.prompts import CONTROL_PIECES

BASE_PIECES = ("<pad>", "<eos>", "<bos>", "<unk>")
BYTE_PIECES = tuple(f"<0x{value:02X}>" for value in range(256))

Ranks = Mapping[tuple[str, str], int]
Segment = Callable[[list[str]], list[list[str]]]
"""Texts → their pieces."""


def derivation(piece: str, ranks: Ranks) -> list[str]:
    """Every piece formed while BPE segments ``piece`` alone, the lowest rank first (leftmost on a tie).

    >>> derivation("abc", {("b", "c"): 0, ("a", "bc"): 1})
    ['a', 'b', 'c', 'bc', 'abc']
    """
    parts = list(piece)
    formed = list(parts)
    while len(parts) > 1:
        pairs = [(ranks[pair], i) for i, pair in enumerate(itertools.pairwise(parts)) if pair in ranks]
        if not pairs:
            break
        _, i = min(pairs)
        parts[i : i + 2] = [parts[i] + parts[i + 1]]
        formed.append(parts[i])
    return formed


def close(pieces: Iterable[str], ranks: Ranks, known: Mapping[str, int]) -> set[str]:
    """``pieces`` and the intermediate pieces their merges need, as far as ``known`` has them."""
    kept = set(pieces)
    for piece in list(kept):
        kept.update(part for part in derivation(piece, ranks) if part in known)
    return kept


def choose(counts: Counter[str], size: int, ranks: Ranks, known: Mapping[str, int], always: Iterable[str]) -> list[str]:
    """The most frequent pieces whose closure fits in ``size``, in the order of the full vocabulary's ids."""
    kept = close(always, ranks, known)
    for piece, _ in counts.most_common():
        added = close([piece], ranks, known) - kept
        if len(kept) + len(added) <= size:
            kept |= added
    return sorted(kept, key=lambda piece: known[piece])


def write_sentencepiece(pieces: Sequence[str], path: Path) -> None:
    """Write ``BASE_PIECES``, ``CONTROL_PIECES``, bytes, then ``pieces`` (earlier merges first) as a model file.

    The normaliser is the identity: spaces become U+2581 and nothing else changes.
    """
    from sentencepiece import sentencepiece_model_pb2 as pb

    model = pb.ModelProto()
    kinds = pb.ModelProto.SentencePiece
    for name in (*BASE_PIECES, *CONTROL_PIECES):
        model.pieces.add(piece=name, score=0.0, type=kinds.UNKNOWN if name == "<unk>" else kinds.CONTROL)
    for name in BYTE_PIECES:
        model.pieces.add(piece=name, score=0.0, type=kinds.BYTE)
    for rank, piece in enumerate(pieces):
        model.pieces.add(piece=piece, score=-float(rank), type=kinds.NORMAL)
    spec, norm = model.trainer_spec, model.normalizer_spec
    spec.model_type, spec.byte_fallback, spec.vocab_size = pb.TrainerSpec.BPE, True, len(model.pieces)
    spec.pad_id, spec.eos_id, spec.bos_id, spec.unk_id = 0, 1, 2, 3
    norm.name, norm.escape_whitespaces = "identity", True
    norm.add_dummy_prefix = norm.remove_extra_whitespaces = False
    path.write_bytes(model.SerializeToString())


def read_full(path: Path) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """Vocabulary and merge ranks of a ``tokenizer.json``."""
    model = json.loads(path.read_text(encoding="utf-8"))["model"]
    merges = (tuple(merge if isinstance(merge, list) else merge.split(" ")) for merge in model["merges"])
    return model["vocab"], {pair: rank for rank, pair in enumerate(merges)}


def count_pieces(texts: Iterable[str], segment: Segment, batch: int = 2000) -> Counter[str]:
    """How often the full tokenizer uses each piece on ``texts``."""
    counts: Counter[str] = Counter()
    pending: list[str] = []
    for text in texts:
        pending.append(text)
        if len(pending) == batch:
            for pieces in segment(pending):
                counts.update(pieces)
            pending = []
    for pieces in segment(pending):
        counts.update(pieces)
    return counts
