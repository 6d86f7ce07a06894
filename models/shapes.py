"""Prompts of different lengths → batches that take the least time.

A decoder-only engine reads a batch at once up to the length of its shortest prompt, and what exceeds it step by step
with all beams, as it generates. A step with one short sequence costs about as much as the weights take to be read;
each further sequence adds to it, the more so the longer it is, since a beam search copies what it remembers of it. So
short prompts are cheap together even where their lengths differ, and long ones only where they do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from models.generation import GenerationOptions, Prompt

BUDGET = 4096
"""Default size of a batch: prompts, times beams, times tokens of the longest prompt with its answer."""
FULL = 8
"""How many times as long a step takes with prompts that fill the budget as with a single short sequence. This and
OVERHEAD were measured with the embedded weights on two cores (``benchmarks/steps.py``)."""
OVERHEAD = 64
"""What a sequence costs a step beside its length, in tokens."""
ANSWER = 64
"""Tokens of a usual answer to a long prompt."""


def cost(number: int, longest: int, options: GenerationOptions) -> int:
    """What ``number`` prompts of up to ``longest`` tokens take of a budget; answers are reckoned as long as prompts."""
    return number * options.beam_size * (longest + min(longest, options.max_tokens))


def steps(number: int, longest: int, shortest: int, options: GenerationOptions, budget: int = BUDGET) -> float:
    """The time that a batch of ``number`` prompts of these lengths in tokens takes, in steps of a single sequence.

    >>> steps(1, 40, 40, GenerationOptions(beam_size=2)), steps(2, 40, 30, GenerationOptions(beam_size=2))
    (56.25, 90.625)
    """
    answer = max(1, min(longest, options.max_tokens, ANSWER))
    sequence = FULL * (longest + OVERHEAD) / budget
    return (longest - shortest + answer) * (1 + number * options.beam_size * sequence)


def together(sizes: Sequence[int], options: GenerationOptions, budget: int = BUDGET) -> bool:
    """Whether prompts of ``sizes`` tokens make one batch: within ``budget``, and sooner than one after another."""
    shared = steps(len(sizes), max(sizes), min(sizes), options, budget)
    apart = sum(steps(1, size, size, options, budget) for size in sizes)
    return shared <= apart and cost(len(sizes), max(sizes), options) <= budget


def batches(
    prompts: Sequence[Prompt], sizes: Sequence[int], options: GenerationOptions, budget: int = BUDGET
) -> Iterator[list[int]]:
    """Indices of ``prompts`` in batches: the longest first, cut where the whole takes the fewest ``steps``.

    ``sizes`` are the prompts' lengths in tokens. A batch holds at least one prompt, whatever ``budget`` is.
    """

    def key(i: int) -> tuple[int, str, str, str]:
        return (-sizes[i], prompts[i].text, prompts[i].before, prompts[i].after)

    order = sorted(range(len(prompts)), key=key)
    for start, end in pairwise(cuts([sizes[i] for i in order], options, budget)):
        yield order[start:end]


def cuts(sizes: Sequence[int], options: GenerationOptions, budget: int = BUDGET) -> list[int]:
    """Where to cut ``sizes``, which fall, into pieces that take the fewest steps in total, both ends among the cuts.

    Of equal ways the one with the shorter last pieces stands.
    """
    least, begins = [0.0], [0]
    for end in range(1, len(sizes) + 1):
        found = [least[-1] + steps(1, sizes[end - 1], sizes[end - 1], options, budget)]
        for begin in range(end - 2, -1, -1):
            if cost(end - begin, sizes[begin], options) > budget:
                break
            found.append(least[begin] + steps(end - begin, sizes[begin], sizes[end - 1], options, budget))
        least.append(min(found))
        begins.append(end - 1 - found.index(least[-1]))
    made = [len(sizes)]
    while made[-1]:
        made.append(begins[made[-1]])
    return made[::-1]
