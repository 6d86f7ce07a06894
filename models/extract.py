"""The extractive summariser: sentences of the source itself, the most central first, none twice.

Centrality is that of a sentence to the centroid of its passage (Radev et al. 2004, "Centroid-based summarization of
multiple documents"): the share of other sentences that its character bigrams stand in. It is linear in the text,
unlike a graph over pairs of sentences. News puts first what matters most, hence the prior on the position.
Redundancy is removed by maximal marginal relevance (Carbonell and Goldstein 1998).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from models.text import bigrams, sentences
from models.types import Evidence, Length, MappedText, Summary

BUDGETS: dict[Length, int] = {"short": 40, "medium": 110, "long": 230}
"""Most characters of a summary; a single sentence may have more, since none is ever cut."""
LEAD = 0.35
"""Weight of the first sentence's position; it falls with the reciprocal of the position."""
DIVERSITY = 0.5
"""Weight of redundancy against relevance."""
CANDIDATES = 60
"""The best sentences among which redundancy is weighed: bounds the work on a long passage."""
REDUNDANT = 0.5
"""Share of a sentence's bigrams that the summary has already, above which it is left out."""
FILLED = 0.7
"""Share of the budget that is enough."""
SHORTEST = 8
"""Characters below which a sentence says too little to stand alone."""


def extract(passage: Sequence[MappedText], length: Length) -> Summary:
    """Sentences of ``passage``, verbatim and in its order, of about the asked length. Empty where it has none."""
    units = [trimmed(sentence) for paragraph in passage for sentence in sentences(paragraph)]
    units = [unit for unit in units if unit.text]
    chosen = sorted(choose([unit.text for unit in units], BUDGETS[length]))
    evidence = tuple(Evidence(i, units[index].spans(), 1.0) for i, index in enumerate(chosen))
    return Summary("".join(units[index].text for index in chosen), "extractive", evidence, score=1.0 if chosen else 0.0)


def trimmed(sentence: MappedText) -> MappedText:
    """Without white space at its ends."""
    text = sentence.text
    return sentence[len(text) - len(text.lstrip()) : len(text.rstrip())]


def choose(texts: Sequence[str], budget: int) -> list[int]:
    """Indices of the sentences to take, the best first; at least one where there is any.

    >>> choose(["雨停了。", "大桥今天建成通车，市民纷纷前来。", "大桥建成通车后，车程缩短。"], 20)
    [1]
    """
    grams = [bigrams(text) for text in texts]
    frequency = Counter(gram for gram_set in grams for gram in gram_set)
    scores = [_prior(i, text) + _centrality(grams[i], frequency, len(texts)) for i, text in enumerate(texts)]
    left = sorted(range(len(texts)), key=lambda i: (-scores[i], i))[:CANDIDATES]
    taken, covered, size = left[:1], set[str](), 0
    while True:
        covered |= grams[taken[-1]] if taken else set()
        size = sum(len(texts[i]) for i in taken)
        left = [
            i
            for i in left
            if i not in taken
            and size + len(texts[i]) <= budget
            and scores[i] > 0
            and _overlap(grams[i], covered) <= 0.5
        ]
        if not left or size >= FILLED * budget:
            return taken
        taken.append(max(left, key=lambda i: (scores[i] - DIVERSITY * _overlap(grams[i], covered), -i)))


def _prior(index: int, text: str) -> float:
    """What speaks for a sentence before it is compared: its position, unless it is very short."""
    return LEAD / (1 + index) - (1.0 if len(text) < SHORTEST else 0.0)


def _centrality(gram_set: set[str], frequency: Counter[str], count: int) -> float:
    if not gram_set or count < 2:
        return 0.0
    return sum(frequency[gram] - 1 for gram in gram_set) / (len(gram_set) * (count - 1))


def _overlap(gram_set: set[str], covered: set[str]) -> float:
    return len(gram_set & covered) / len(gram_set) if gram_set else 0.0
