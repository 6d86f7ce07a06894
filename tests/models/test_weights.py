"""Weights of signals."""

from typing import get_args

import pytest

from models.types import Role
from models.weights import Decision, Grounds, Weights, certainty, packaged

TABLE = Weights({"flow": {"bias": -1.0, "open": 3.0, "stop": -2.5}})

KINDS = Weights({"kind text": {"bias": 1.0}, "kind folio": {"bias": 0.0, "digits": 3.0}})
TOLD_LATER = (Role.TITLE, Role.KICKER, Role.HEADING, Role.PARAGRAPH, Role.LEAD)


@pytest.mark.parametrize(
    ("signals", "score"), [([], -1.0), (["open"], 2.0), (["open", "stop"], -0.5), (["never seen"], -1.0)]
)
def test_score_is_the_sum_of_what_is_known(signals, score):
    assert TABLE.score("flow", iter(signals)) == score


@pytest.mark.parametrize(("signals", "kind"), [([], ("text", 0.73)), (["digits", "unseen"], ("folio", 0.88))])
def test_the_likeliest_kind_with_its_probability(signals, kind):
    assert KINDS.kind(iter(signals)) == kind


@pytest.mark.parametrize(("score", "expected"), [(0.0, 0.5), (1.0, 0.73), (-1.0, 0.73), (4.0, 0.98), (-800.0, 1.0)])
def test_certainty_is_the_probability_of_what_was_decided(score, expected):
    assert certainty(score) == expected


def test_grounds_name_the_weightiest_signals_once():
    grounds = Grounds("flow", ["open", "never seen", "stop", "open"], TABLE)
    assert grounds.weightiest(3) == (("open", 3.0), ("stop", -2.5))
    assert grounds.weightiest(1) == (("open", 3.0),)


def test_the_packaged_weights_have_every_decision():
    table = packaged().table
    kinds = {f"kind {role}" for role in Role if role not in TOLD_LATER}
    assert set(table) == set(get_args(Decision)) | kinds
    assert all("bias" in weights for weights in table.values())
    assert table["flow"]["open"] > 0 > table["flow"]["stop"]
    assert packaged() is packaged()
