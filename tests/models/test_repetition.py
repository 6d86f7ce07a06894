"""Words that lines repeat, against sets of bigrams compared line by line."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.repetition import Repetition
from models.text import bigrams

LINES = st.lists(st.text("甲乙丙丁a，\U00020001", max_size=8), max_size=12)


def sets(texts, reach):
    """For each line its own bigrams, those before it and those after it."""
    grams = [bigrams(text) for text in texts]
    for i, own in enumerate(grams):
        yield own, set().union(*grams[max(0, i - reach) : i]), set().union(*grams[i + 1 : i + 1 + reach])


@given(LINES, st.integers(1, 5))
def test_both_sides_are_counted_as_sets_are(texts, reach):
    found = Repetition.of(texts).sides(reach)
    expected = [(len(before), len(after), len(before & after)) for _, before, after in sets(texts, reach)]
    assert np.array(found).T.tolist() == [list(row) for row in expected]


@given(LINES, st.integers(1, 5))
def test_shares_are_those_of_sets(texts, reach):
    found = Repetition.of(texts)
    lines = list(sets(texts, reach))
    assert found.words.tolist() == [len(own) for own, _, _ in lines]
    expected = [[len(own & side) / max(1, len(own)) for side in sides] for own, *sides in lines]
    assert [list(row) for row in zip(*found.shares(reach), strict=True)] == expected


def test_one_page():
    found = Repetition.of(["新冠疫苗", "疫苗", "到了", "新冠"])
    assert found.words.tolist() == [3, 1, 1, 1]
    assert found.shares(1) == ([0, 1, 0, 0], [1 / 3, 0, 0, 0])
    assert [side.tolist() for side in found.sides(2)] == [[0, 3, 3, 2], [2, 2, 1, 0], [0, 1, 1, 0]]
