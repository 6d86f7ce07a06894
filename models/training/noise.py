"""Text as it comes off real pages: what a share of the training pairs looks like, with their English as it was."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace

from models.numbers import chinese
from models.script import converter
from models.training.examples import Example

DEBRIS = "\ufffd"
_END = re.compile(r"[。！？.!?]+$")
_PUNCTUATION = re.compile(r"[，、；：。]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
Change = Callable[[Example, random.Random], Example]


def traditional(example: Example, _: random.Random) -> Example:
    """In traditional script."""
    return replace(example, source=converter("s2t")(example.source))


def wrapped(example: Example, rng: random.Random) -> Example:
    """With hard line ends every 8 to 24 characters, as a narrow column has them."""
    width = rng.randint(8, 24)
    text = example.source
    return replace(example, source="\n".join(text[i : i + width] for i in range(0, len(text), width)))


def damaged(example: Example, rng: random.Random) -> Example:
    """One character lost; never one in or beside a quantity, since that would teach to invent numbers."""
    text = example.source
    kept = {i for quantity in chinese(text) for i in range(quantity.start - 1, quantity.end + 1)}
    places = [i for i, character in enumerate(text) if _HAN.match(character) and i not in kept]
    if len(places) < 8:
        return example
    at = rng.choice(places)
    return replace(example, source=text[:at] + DEBRIS + text[at + 1 :])


def unpunctuated(example: Example, _: random.Random) -> Example:
    """Without a part of its Chinese punctuation: spaces inside, nothing at the end."""
    return replace(example, source=_PUNCTUATION.sub(" ", _END.sub("", example.source)))


def headline(example: Example, _: random.Random) -> Example:
    """Without the full stop on both sides, as headlines are."""
    return replace(example, source=_END.sub("", example.source), target=_END.sub("", example.target))


CHANGES: tuple[Change, ...] = (traditional, wrapped, damaged, unpunctuated, headline)


def noisy(example: Example, rng: random.Random) -> Example:
    """``example`` with one change, drawn by ``rng``."""
    return rng.choice(CHANGES)(example, rng)
