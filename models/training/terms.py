"""Hints for the training pairs: the model learns to use the terms it is given and to weigh the senses it is told."""

from __future__ import annotations

import random
from dataclasses import replace

from models import hints
from models.lexicon import Lexicon, Term
from models.prompts import TRANSLATE
from models.training.examples import Example

PLAIN, GIVEN = 0.15, 0.3
"""Shares of the pairs that have no hints, and that have terms which must be used; the rest is told senses only."""
MOST_GIVEN = 3
"""Terms given with a pair."""


def aligned(known: list[Term], target: str) -> list[Term]:
    """The terms one of whose senses stands in ``target``, with that sense as the target writes it.

    >>> [term.senses for term in aligned([Term("芯片", ("microchip", "chip"), 0, 2)], "A Chip.")]
    [('Chip',)]
    """
    found = []
    for term in known:
        for sense in term.senses:
            at = target.casefold().find(sense.casefold())
            if at >= 0 and len(target.casefold()) == len(target):
                found.append(replace(term, senses=(target[at : at + len(sense)],)))
                break
    return found


def hinted(example: Example, lexicon: Lexicon, rng: random.Random) -> Example:
    """``example`` with hints as a translator would be told them; summaries are left alone."""
    draw = rng.random()
    if example.task != TRANSLATE or draw < PLAIN:
        return example
    known = hints.find(example.source, lexicon)
    candidates = aligned(known, example.target) if draw < PLAIN + GIVEN else []
    given = sorted(
        rng.sample(candidates, min(len(candidates), rng.randint(1, MOST_GIVEN))), key=lambda term: term.start
    )
    return replace(example, source=hints.prompt_text(example.source, given, known))
