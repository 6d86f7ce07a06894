"""A passage in parts that fit a model's window: whole sentences where possible, nothing left out."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from models.text import sentences
from models.types import MappedText

_CLAUSE = re.compile("(?<=[，,；;：:、])")


@dataclass(frozen=True, slots=True)
class Part:
    """Consecutive sentences, and their text as the model reads it: a line for each paragraph."""

    sentences: tuple[MappedText, ...]
    text: str


Unit = tuple[int, MappedText]
"""Number of the paragraph, and a sentence of it or what of a sentence fits."""


def cut(
    passage: Sequence[MappedText], count: Callable[[str], int], room: int, wanted: int = 1, closing: int = 0
) -> list[Part]:
    """``passage`` in at least ``wanted`` parts (if it has as many sentences) of at most ``room`` tokens each.

    ``count`` gives the tokens of a text. A sentence beyond ``room`` is cut at clauses, and if need be between
    characters. Where the passage does not fit ``room`` as a whole, its last sentences, at most ``closing`` tokens or a
    single one, are a part of their own, lest the end of a long text drown in its last part. The parts' sentences
    concatenated are the passage.
    """
    units = [
        (index, piece)
        for index, paragraph in enumerate(passage)
        for sentence in sentences(paragraph)
        for piece in fitting(sentence, count, room)
    ]
    sizes = [count(piece.text) + 1 for _, piece in units]
    end = len(units)
    if closing and sum(sizes) > room:
        end -= max(1, sum(total <= closing for total in accumulate(reversed(sizes))))
    parts = list(_grouped(units[:end], sizes[:end], room, wanted))
    return [*parts, _part(units[end:])] if end < len(units) else parts


def _grouped(units: Sequence[Unit], sizes: Sequence[int], room: int, wanted: int) -> Iterator[Part]:
    """Units in order, as many in a part as come near to an equal share of ``wanted`` and fit ``room``."""
    limit = min(room, math.ceil(sum(sizes) / wanted))
    group: list[Unit] = []
    made, used = 0, 0
    for unit, size in zip(units, sizes, strict=True):
        full = used + size > room or used + size / 2 > limit
        if group and full and not (made + 1 >= wanted and used + size <= room):
            yield _part(group)
            group, used, made = [], 0, made + 1
        group.append(unit)
        used += size
    if group:
        yield _part(group)


def _part(group: Sequence[Unit]) -> Part:
    lines: dict[int, str] = {}
    for index, piece in group:
        lines[index] = lines.get(index, "") + piece.text
    return Part(tuple(piece for _, piece in group), "\n".join(line.strip() for line in lines.values()))


def fitting(sentence: MappedText, count: Callable[[str], int], room: int) -> Iterator[MappedText]:
    """``sentence`` whole if it has at most ``room`` tokens, else pieces of it that have.

    Raises ValueError where ``room`` is not positive.
    """
    if room < 1:
        raise ValueError(f"room is {room} tokens, but must be at least 1")
    if count(sentence.text) <= room or len(sentence.text) < 2:
        yield sentence
        return
    middle = len(sentence.text) // 2
    clauses = [match.start() for match in _CLAUSE.finditer(sentence.text) if 0 < match.start() < len(sentence.text)]
    at = min(clauses, key=lambda place: abs(place - middle)) if clauses else middle
    yield from fitting(sentence[:at], count, room)
    yield from fitting(sentence[at:], count, room)
