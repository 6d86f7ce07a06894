"""Fitting weights."""

import json

import pytest

from benchmarks.weights import fit, fit_kinds, written


def cases(decision, names, *, yes=True, times=8):
    return [(decision, names, yes, 1.0)] * times


def test_fit_gives_log_odds_by_their_signs_and_none_to_rare_signals():
    found = cases("flow", ["open"]) + cases("flow", ["stop"], yes=False)
    found += cases("flow", ["rare"], times=1) + cases("flow", ["rare"], yes=False, times=1)
    weights = fit(found, 0.5, 4)
    assert sorted(weights) == ["bias", "open", "stop"]
    assert weights["open"] > 0 > weights["stop"]
    assert weights["open"] + weights["stop"] == pytest.approx(0, abs=0.1)


def test_fit_kinds_has_weights_for_each_kind():
    weights = fit_kinds(cases("kind folio", ["digits"]) + cases("kind notice", ["phone"]), 0.5, 4)
    assert {kind: max(own, key=own.get) for kind, own in weights.items()} == {
        "kind folio": "digits",
        "kind notice": "phone",
    }


def test_weights_are_written_a_line_for_each_decision():
    table = {"flow": {"stop": -1.5, "bias": 0.25}, "another": {"行": 1.0}}
    text = written(table)
    assert text == '{\n"another": {"行": 1.0},\n"flow": {"bias": 0.25, "stop": -1.5}\n}\n'
    assert json.loads(text) == table
