"""Examples → rows of token ids, in batches of like length."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from models.prompts import task_prompt
from models.tokenizer import Tokenizer
from models.training.examples import Example
from models.training.recipe import Recipe

END = 1
"""Id of ``<eos>``."""
Row = tuple[list[int], int]
"""Ids of prompt, target and end, and the length of the prompt."""


def encode(example: Example, tokenizer: Tokenizer) -> Row:
    """Ids of prompt, target and end, and the length of the prompt."""
    prompt = tokenizer.encode_prompt(task_prompt(example.task, example.source))
    return [*prompt, *tokenizer.encode(example.target), END], len(prompt)


def batches(sizes: Sequence[int], budget: int, seed: int) -> list[list[int]]:
    """Indices in batches of like length whose padded size stays within ``budget`` tokens, in a shuffled order."""
    rng = random.Random(seed)
    order = list(range(len(sizes)))
    rng.shuffle(order)
    made: list[list[int]] = []
    for start in range(0, len(order), 2048):
        window = sorted(order[start : start + 2048], key=lambda i: sizes[i])
        batch: list[int] = []
        for i in window:
            if batch and (len(batch) + 1) * max(sizes[i], sizes[batch[-1]]) > budget:
                made.append(batch)
                batch = []
            batch.append(i)
        made.append(batch)
    rng.shuffle(made)
    return made


def endless(sizes: Sequence[int], recipe: Recipe) -> Iterator[list[int]]:
    """Batches of epoch after epoch, each shuffled by its own seed."""
    epoch = 0
    while True:
        yield from batches(sizes, recipe.batch_tokens, recipe.seed + epoch)
        epoch += 1
