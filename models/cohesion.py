"""Lexical cohesion: which of several texts a stray headline or lead belongs to.

Texts of one story share words (Hearst, "TextTiling", Computational Linguistics 23(1), 1997). Chinese has no word
boundaries, so character bigrams stand for words; a bigram counts less the more candidates have it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import fsum, sqrt

from models.text import bigrams


def closest(text: str, candidates: Sequence[str]) -> tuple[int, float]:
    """Index of the candidate that shares most with ``text``, and the lead's share over the second (0 to 1).

    0 where nothing tells them apart. Raises ValueError without candidates.

    >>> closest("疫苗研发", ["银行贷款", "疫苗的研发进展"])
    (1, 1.0)
    """
    if not candidates:
        raise ValueError("0 candidates, but at least 1 is needed")
    wanted = bigrams(text)
    grams = [bigrams(candidate) for candidate in candidates]
    common = Counter(gram for found in grams for gram in found & wanted)
    scores = [fsum(1 / common[gram] for gram in found & wanted) / sqrt(1 + len(found)) for found in grams]
    ranked = sorted(range(len(scores)), key=lambda i: -scores[i])
    best = scores[ranked[0]]
    second = scores[ranked[1]] if len(ranked) > 1 else 0.0
    return ranked[0], 1 - second / best if best else 0.0
