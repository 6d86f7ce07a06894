import json
from xml.etree import ElementTree

import pytest

from models.training import curve
from models.training.progress import read


def test_smoothed_averages_over_what_came_before():
    assert curve.smoothed([2.0, 4.0, 6.0, 8.0], 3) == [2.0, 3.0, 4.0, 6.0]
    assert curve.smoothed([2.0, 4.0], 1) == [2.0, 4.0]


@pytest.fixture
def run(tmp_path):
    rows = [{"step": 0, "loss": 4.0}, {"step": 1, "loss": 9.0}, {"step": 1, "loss": 2.0}]
    rows += [{"step": 1, "held_out_loss": 3.0}]
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (tmp_path / "bleu.jsonl").write_text('{"step": 2, "BLEU": 7.5}\n{"step": 1, "BLEU": 5.0}\n', encoding="utf-8")
    return tmp_path


def test_a_step_done_twice_counts_as_it_was_done_last(run):
    assert [row.get("loss") for row in read(run / "log.jsonl")] == [4.0, 2.0, None]


def test_lines_of_a_run(run):
    assert curve.lines_of(run) == {
        "loss": [(1, 4.0), (2, 2.0)],
        "held-out loss": [(2, 3.0)],
        "BLEU": [(1, 5.0), (2, 7.5)],
    }


def test_the_picture_has_each_line_at_its_places(run):
    drawn = ElementTree.fromstring(curve.picture(curve.lines_of(run)))
    lines = drawn.findall("{http://www.w3.org/2000/svg}polyline")
    assert [line.get("points") for line in lines] == ["360.0,48.0 672.0,312.0", "672.0,180.0", "360.0,312.0 672.0,48.0"]
    texts = [text.text for text in drawn.findall("{http://www.w3.org/2000/svg}text")]
    assert {"loss 2", "held-out loss 3", "BLEU 7.5", "step (to 2)"} <= set(texts)


def test_a_run_without_measures_is_a_picture_of_its_loss(run):
    (run / "bleu.jsonl").unlink()
    assert curve.picture(curve.lines_of(run)).count("<polyline") == 2
