"""Sentence pairs that follow each other in their source → pairs of two to four sentences."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from models.training.examples import Example, Pair

IN_ORDER = frozenset(
    {
        "tico19",
        "ntrex128",
        "wmt17_18",
        "newsdev17",
        "newstest17_humanparity",
        "newstest19_enzh_ref",
        "wmt23_enzh",
        "wmt24_enzh",
        "exchen_nc10k",
        "nyt_toyboxman",
    }
)
"""Sources whose lines stand in the order of their articles."""
LONGEST = 220
"""Characters of a document's Chinese side."""
_ENDS = "。！？”"


def documents(pairs: Iterable[Pair], rng: random.Random) -> Iterator[Example]:
    """Documents of neighbouring pairs of one source, none used twice; their lengths are drawn by ``rng``.

    A document ends before a gap (a line that a filter dropped) and before the length limit; sentences without a final
    mark, such as headlines, are in none.
    """
    group: list[Pair] = []
    wanted = rng.randint(2, 4)
    for pair in pairs:
        if group and (len(group) == wanted or not _follows(group, pair)):
            yield from _joined(group)
            group, wanted = [], rng.randint(2, 4)
        if pair.source in IN_ORDER and pair.example.source[-1] in _ENDS:
            group.append(pair)
    yield from _joined(group)


def _follows(group: list[Pair], pair: Pair) -> bool:
    last = group[-1]
    length = sum(len(part.example.source) for part in (*group, pair))
    return pair.source == last.source and pair.line == last.line + 1 and length <= LONGEST


def _joined(group: list[Pair]) -> Iterator[Example]:
    if len(group) > 1:
        parts = [pair.example for pair in group]
        target = " ".join(part.target for part in parts)
        yield Example(parts[0].task, "".join(part.source for part in parts), target)
