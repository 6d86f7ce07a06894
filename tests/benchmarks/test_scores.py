"""The measures, on pages small enough to count by hand."""

import pytest

from benchmarks.scores import Counts, Score, links, measured, paragraphs, window_diff
from benchmarks.truth import Label

TRUTH = [
    Label(1, "title", 0, None, 0),
    Label(2, "paragraph", 0, 0, 1),
    Label(3, "paragraph", 0, 0, 1),
    Label(4, "heading", 0, 1, 2),
    Label(5, "paragraph", 0, 1, 3),
    Label(6, "folio", None, None, 4),
]
MERGED = [Label(label.line, "paragraph", 0, 0, 0) for label in TRUTH]


def test_links_and_paragraphs():
    assert links(TRUTH) == [(2, 3)]
    assert paragraphs(TRUTH) == [(2, 3), (5,)]
    assert links(MERGED) == [(1, 2), (2, 3), (3, 4), (4, 5), (5, 6)]


def test_measured_sets():
    found = measured(TRUTH, MERGED)
    assert found["story"] == ({1}, {1})
    assert found["section"] == ({2, 4}, {1})
    assert found["heading"] == ({4}, set())
    assert found["folio"] == ({6}, set())


def test_f1():
    counts = Counts()
    assert counts.f1 == 1.0
    counts.add({1, 2, 3}, {2, 3, 4, 5, 6})
    assert counts.f1 == pytest.approx(2 * 2 / (3 + 5))


def test_the_truth_scores_perfectly_and_nothing_else_does():
    perfect, poor = Score(), Score()
    perfect.add(TRUTH, TRUTH)
    poor.add(TRUTH, MERGED)
    figures = perfect.figures()
    assert figures.pop("window_diff") == 0.0
    assert set(figures.values()) == {1.0}
    assert (poor.figures()["join"], poor.figures()["section"]) == (pytest.approx(2 / 6, abs=1e-4), 0.0)


def test_window_diff_counts_windows_with_another_number_of_boundaries():
    assert window_diff(TRUTH, TRUTH) == (0, 3)
    assert window_diff(TRUTH, MERGED) == (1, 3)
