"""Weights of signals."""

import pytest

from models.weights import Grounds, Weights, certainty, packaged

TABLE = Weights({"flow": {"bias": -1.0, "open": 3.0, "stop": -2.5}})


@pytest.mark.parametrize(
    ("signals", "score"), [([], -1.0), (["open"], 2.0), (["open", "stop"], -0.5), (["never seen"], -1.0)]
)
def test_score_is_the_sum_of_what_is_known(signals, score):
    assert TABLE.score("flow", iter(signals)) == score


@pytest.mark.parametrize(("score", "expected"), [(0.0, 0.5), (1.0, 0.73), (-1.0, 0.73), (4.0, 0.98), (-800.0, 1.0)])
def test_certainty_is_the_probability_of_what_was_decided(score, expected):
    assert certainty(score) == expected


def test_grounds_name_the_weightiest_signals_once():
    grounds = Grounds("flow", ["open", "never seen", "stop", "open"], TABLE)
    assert grounds.weightiest(3) == (("open", 3.0), ("stop", -2.5))
    assert grounds.weightiest(1) == (("open", 3.0),)


def test_the_packaged_weights_have_every_decision():
    table = packaged().table
    assert sorted(table) == ["another", "flow", "headline", "opening"]
    assert all("bias" in weights for weights in table.values())
    assert table["flow"]["open"] > 0 > table["flow"]["stop"]
    assert packaged() is packaged()
