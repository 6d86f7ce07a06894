import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.generation import Generation
from models.hypotheses import candidate
from models.score import BIAS, FAULTY, chance, packaged, summary_signals, translation_signals

ODDS = {"summary": {BIAS: 1.0, "certainty": 2.0, "length": -1.0, "share": 4.0}}


def test_signals():
    assert summary_signals("大桥通车", -0.5, 0.75) == {"certainty": -0.5, "length": math.log(4), "share": 0.75}
    assert translation_signals("", -1.0, 2, 0) == {"certainty": -1.0, "length": 0.0, "error": 1.0, "warning": 0.0}


def test_the_logistic_of_the_weighted_sum():
    signals = {"certainty": -0.5, "length": 0.0, "share": 0.25}
    assert chance("summary", signals, ODDS) == round(1 / (1 + math.exp(-1)), 3)
    assert chance("summary", {"share": 1e9}, ODDS) == 1.0
    assert chance("summary", {"length": 1e9}, ODDS) == 0.0


@pytest.mark.parametrize("task", ["summary", "translation"])
def test_the_packaged_coefficients_have_the_signs_that_reading_suggests(task):
    weights = packaged()[task]
    assert weights["certainty"] > 0 > weights["length"]
    assert all(weights.get(name, -1) < 0 for name in ("error", "warning"))
    assert weights.get("share", 1) > 0


@given(st.floats(-3, 0), st.floats(-3, 0), st.integers(1, 100))
def test_a_surer_answer_has_no_lower_score(one, other, length):
    low, high = sorted([one, other])
    zh = "桥" * length
    assert chance("translation", translation_signals(zh, low, 0, 0)) <= chance(
        "translation", translation_signals(zh, high, 0, 0)
    )


def test_an_error_that_stands_bounds_the_score():
    good, wrong = (candidate("有11家。", Generation(f"There are {n}.", 5, -0.01, "stop")) for n in (11, 12))
    assert wrong.score <= FAULTY < good.score
