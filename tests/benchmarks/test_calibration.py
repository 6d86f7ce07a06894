import json
import math
import random
from xml.etree import ElementTree

import pytest

from benchmarks.calibration import JUDGED, SCORE, Judged, auc, binned, brier, fit, judged, unseen
from benchmarks.diagram import Bin, diagram
from benchmarks.judging import hidden, read, sheet
from models.score import BIAS, chance


def sample(count, seed=1):
    """Sentences that are right with known odds: -1 + 3 times the signal."""
    draw = random.Random(seed)
    for i in range(count):
        signal = draw.uniform(-1, 2)
        right = draw.random() < 1 / (1 + math.exp(1 - 3 * signal))
        yield Judged(f"text{i // 2}/medium/0", "summary", "r", right, {"signal": signal})


def test_known_coefficients_are_found():
    found = fit(list(sample(4000)))
    assert found[BIAS] == pytest.approx(-1, abs=0.2)
    assert found["signal"] == pytest.approx(3, abs=0.25)


def test_a_signal_that_never_varies_weighs_nothing():
    sentences = [Judged(f"{i}", "summary", "r", i % 4 > 0, {"flat": 0.0}) for i in range(40)]
    assert fit(sentences) == {BIAS: pytest.approx(math.log(3), abs=1e-3), "flat": 0.0}


def test_scores_are_of_folds_that_were_not_seen():
    sentences = list(sample(200))
    scores = unseen(sentences)
    assert auc(scores, [one.right for one in sentences]) > 0.8
    everything = fit(sentences)
    assert scores != [chance("summary", one.signals, {"summary": everything}) for one in sentences]


def test_measures():
    assert auc([0.9, 0.1, 0.5], [True, False, False]) == 1.0
    assert auc([0.5, 0.5], [True, False]) == 0.5
    assert brier([1.0, 0.5], [True, False]) == 0.125
    assert binned([0.1, 0.9, 0.2, 0.8], [False, True, True, True], 2) == [
        Bin(pytest.approx(0.15), 1, 2),
        Bin(pytest.approx(0.85), 2, 2),
    ]


def test_the_diagram_has_a_mark_for_each_group():
    root = ElementTree.fromstring(diagram({"One": [Bin(0.5, 1, 2), Bin(0.9, 3, 3)], "Two": [Bin(0.1, 0, 4)]}))
    names = [element.tag.rsplit("}", 1)[1] for element in root.iter()]
    texts = [element.text for element in root.iter()]
    assert names.count("circle") == 3
    assert {"One", "Two", "1/2", "3/3", "0/4"} <= set(texts)


def test_a_sheet_has_checksums_and_hides_what_is_not_ours():
    row = {"id": "dev-3/medium/0", "task": "summary", "zh": "雨停。", "en": "", "signals": "{}"}
    (made,) = sheet([row], "abc")
    assert (made["right"], made["revision"], len(made["sha256"])) == ("", "abc", 12)
    assert hidden([made, made | {"id": "own/short/0"}]) == [made | {"zh": ""}, made | {"id": "own/short/0"}]


def test_the_packaged_score_is_the_fit_of_the_packaged_verdicts():
    sentences, packaged = judged(), json.loads(SCORE.read_text(encoding="utf-8"))
    assert len(sentences) == len(read(JUDGED)) >= 200
    assert packaged["revision"] == ", ".join(sorted({one.revision for one in sentences}))
    for task in ("summary", "translation"):
        chosen = [one for one in sentences if one.task == task]
        assert packaged[task] == pytest.approx(fit(chosen), abs=1e-3)
        assert packaged[f"{task}_sentences"] == len(chosen)


def test_no_sentence_of_other_texts_is_in_the_seeds():
    rows = read(JUDGED)
    assert all((row["zh"] == "") == row["id"].startswith("dev-") for row in rows)
