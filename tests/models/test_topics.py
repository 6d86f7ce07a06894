"""Topical sections."""

from itertools import pairwise, product
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import topics as module
from models.topics import LONG, LONGEST, topics

RIVER = "河道清淤工程昨日开工，清淤船驶入河道，河道两岸居民盼望水质改善，清淤工程预计年底完成。"
STOCK = "股市收盘上涨，证券板块领涨股市，投资者情绪回暖，证券公司提醒股市风险，成交金额放大。"


def test_cut_where_the_words_change():
    assert topics([RIVER] * 10 + [STOCK] * 10 + [RIVER] * 10) == [0, 10, 20]


def test_one_topic_is_one_section():
    assert topics([RIVER] * 20) == [0]


def test_a_short_text_is_left_whole():
    texts = [RIVER] * 6 + [STOCK] * 6
    assert sum(map(len, texts)) < LONG
    assert topics(texts) == [0]


@pytest.mark.parametrize(("texts", "expected"), [([], []), (["A" * LONG], [0]), (["A" * LONG, "B"], [0])])
def test_little_to_go_by(texts, expected):
    assert topics(texts) == expected


def test_no_topic_is_too_long():
    texts = [RIVER] * 200
    ends = [*topics(texts), len(texts)]
    assert all(sum(map(len, texts[a:b])) <= LONGEST for a, b in pairwise(ends))
    assert topics(["字" * 2 * LONGEST] * 2) == [0, 1]


def total(words, cuts, kinds, charge):
    """The cost of a segmentation by the definition, word by word."""
    cost = 0.0
    for start, end in pairwise([*cuts, len(words)]):
        bag = [word for text in words[start:end] for word in text]
        cost += charge + sum(log((len(bag) + kinds) / (bag.count(word) + 1)) for word in bag)
    return cost


@given(st.lists(st.text("河道清淤股市证券", min_size=2, max_size=12), min_size=1, max_size=6), st.floats(0.1, 3))
def test_the_cut_is_the_cheapest_of_all(texts, prior):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "LONG", 0)
        patch.setattr(module, "_PRIOR", prior)
        found = topics(texts)
    words = [[a + b for a, b in pairwise(text)] for text in texts]
    count = sum(map(len, words))
    kinds = len({word for text in words for word in text})
    charge = prior * log(max(2, count))
    ways = [[0, *(i for i, cut in enumerate(marks, 1) if cut)] for marks in product([0, 1], repeat=len(texts) - 1)]
    best = min(total(words, way, kinds, charge) for way in ways)
    assert total(words, found, kinds, charge) == pytest.approx(best)
