import random

from hypothesis import given
from hypothesis import strategies as st

from models.prompts import TRANSLATE
from models.training.documents import LONGEST, documents
from models.training.examples import Example, Pair


def pair(line, source="tico19", zh=None):
    return Pair(source, line, Example(TRANSLATE, zh or f"句{line}。", f"S{line}."))


def test_neighbours_are_joined():
    (made,) = documents([pair(0), pair(1)], random.Random(0))
    assert made == Example(TRANSLATE, "句0。句1。", "S0. S1.")


def test_gaps_other_sources_headlines_and_length_end_a_document():
    rng = random.Random(0)
    assert list(documents([pair(0), pair(2)], rng)) == []
    assert list(documents([pair(0), pair(1, "ntrex128")], rng)) == []
    assert list(documents([pair(0, "china_dashboard_gpt"), pair(1, "china_dashboard_gpt")], rng)) == []
    assert list(documents([pair(0), pair(1, zh="没有句号")], rng)) == []
    assert list(documents([pair(0, zh="长" * LONGEST + "。"), pair(1)], rng)) == []
    assert list(documents([], rng)) == []


@given(st.lists(st.integers(0, 60), unique=True, max_size=40).map(sorted), st.integers(0, 99))
def test_no_pair_is_used_twice_and_order_is_kept(lines, seed):
    made = list(documents([pair(line) for line in lines], random.Random(seed)))
    used = [int(word[1:]) for example in made for word in example.target.replace(".", "").split()]
    assert used == sorted(set(used)) and set(used) <= set(lines)
    for example in made:
        numbers = [int(word[1:]) for word in example.target.replace(".", "").split()]
        assert 2 <= len(numbers) <= 4
        assert numbers == list(range(numbers[0], numbers[-1] + 1))
        assert example.source == "".join(f"句{number}。" for number in numbers)
