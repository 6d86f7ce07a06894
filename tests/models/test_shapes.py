from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from models.generation import GenerationOptions, Prompt
from models.shapes import batches, cost, cuts, steps, together

SIZES = st.lists(st.integers(0, 900), max_size=7).map(lambda sizes: sorted(sizes, reverse=True))
BEAMS = st.integers(1, 4)
TWO = GenerationOptions(beam_size=2)


def total(sizes, where, options, budget):
    """Steps of the pieces between the cuts ``where``; endless where a piece of several exceeds the budget."""
    pieces = [sizes[start:end] for start, end in pairwise(where)]
    if any(len(piece) > 1 and cost(len(piece), piece[0], options) > budget for piece in pieces):
        return float("inf")
    return sum(steps(len(piece), piece[0], piece[-1], options, budget) for piece in pieces)


def ways(sizes):
    """All ways to cut."""
    inner = range(1, len(sizes))
    return [[0, *cut, len(sizes)] for count in range(len(sizes)) for cut in combinations(inner, count)]


@given(SIZES, BEAMS, st.integers(1, 9000))
def test_no_way_to_cut_takes_fewer_steps(sizes, beam_size, budget):
    options = GenerationOptions(beam_size=beam_size, max_tokens=120)
    made = total(sizes, cuts(sizes, options, budget), options, budget)
    assert made <= min((total(sizes, way, options, budget) for way in ways(sizes)), default=0) * (1 + 1e-9)


@given(st.lists(st.text("ab", max_size=30).map(Prompt), max_size=25), st.integers(1, 300), BEAMS)
def test_batches_hold_each_prompt_once_within_the_budget(prompts, budget, beam_size):
    sizes = [len(prompt.text) for prompt in prompts]
    options = GenerationOptions(beam_size=beam_size, max_tokens=20)
    made = list(batches(prompts, sizes, options, budget))
    assert sorted(i for batch in made for i in batch) == list(range(len(prompts)))
    for batch in made:
        longest = max(sizes[i] for i in batch)
        assert len(batch) == 1 or len(batch) * beam_size * (longest + min(longest, 20)) <= budget


def test_the_longest_come_first():
    sizes = [30, 900, 32]
    made = list(batches([Prompt("a" * size) for size in sizes], sizes, TWO))
    assert made == [[1], [2, 0]]


def test_long_prompts_go_together_only_where_they_are_of_like_length():
    assert cuts([648, 561], TWO) == [0, 1, 2]
    assert cuts([648, 640], TWO) == [0, 2]


def test_short_prompts_go_together_where_their_lengths_differ():
    assert cuts([42, 40, 36, 31], TWO) == [0, 4]


@given(st.integers(1, 300), BEAMS)
def test_two_prompts_of_one_length_that_fit_the_budget_go_together(size, beam_size):
    options = GenerationOptions(beam_size=beam_size)
    assert together([size, size], options) == (4 * beam_size * size <= 4096)


@given(SIZES.filter(lambda sizes: len(sizes) == 2), BEAMS)
def test_two_prompts_go_together_where_one_batch_would_be_made_of_them(sizes, beam_size):
    options = GenerationOptions(beam_size=beam_size)
    assert together(sizes, options) == (cuts(sizes, options) == [0, 2])
