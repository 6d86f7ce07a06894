"""Other ways to read a page, on pages small enough to do by hand."""

import sys

import numpy as np
import pytest

from benchmarks.rivals import Unstructured, blank_lines, boundaries, each_line, pairs, placed, tiling
from benchmarks.truth import Label

TEXT = "一、开头\n第一行，\n\n●第二行。\n"


def test_stretches_and_lines():
    assert [(x.line, x.role, x.unit) for x in blank_lines(TEXT)] == [
        (1, "paragraph", 0),
        (2, "paragraph", 0),
        (4, "paragraph", 1),
    ]
    assert [x.unit for x in each_line(TEXT)] == [1, 2, 4]
    assert {(x.story, x.section) for x in blank_lines(TEXT) + each_line(TEXT)} == {(0, 0)}


def test_elements_are_placed_by_their_letters():
    assert placed(TEXT, [("Title", "一、开头"), ("NarrativeText", "第一行，"), ("ListItem", "第二行。")]) == [
        Label(1, "heading", 0, 1, 0),
        Label(2, "paragraph", 0, 1, 1),
        Label(4, "paragraph", 0, 1, 2),
    ]
    joined = placed(TEXT, [("NarrativeText", "一、开头 第一行，")])
    assert [(x.line, x.role, x.unit) for x in joined] == [
        (1, "paragraph", 0),
        (2, "paragraph", 0),
        (4, "paragraph", -4),
    ]


def test_a_subject_begins_where_the_vectors_change():
    first, second = np.array([[1.0, 0.0]], dtype=np.float32), np.array([[0.0, 1.0]], dtype=np.float32)
    assert boundaries(np.repeat(np.concatenate([first, second, first]), 8, axis=0)) == {8, 16}
    assert boundaries(np.repeat(first, 9, axis=0)) == set()
    assert boundaries(first) == set()


@pytest.mark.parametrize("text", ["", "\n \n", "一行"])
def test_tiling_of_little_text(text):
    assert [x.line for x in tiling(pairs)(text)] == ([1] if text.strip() else [])


def test_tiling_over_pairs_of_characters():
    text = "银行利率上调。\n" * 7 + "\n" + "球队昨夜获胜，\n" * 7
    found = tiling(pairs)(text)
    assert [x.story for x in found] == [0] * 7 + [1] * 7
    assert len({x.unit for x in found}) == 2


def test_pairs_are_counted():
    rows = pairs(["银行银行", "行，银"])
    assert rows.tolist() == [[1.0, 2.0], [0.0, 0.0]]


def test_unstructured_is_run_by_another_interpreter(tmp_path, monkeypatch):
    package = tmp_path / "unstructured" / "partition"
    package.mkdir(parents=True)
    for folder in (package.parent, package):
        (folder / "__init__.py").write_text("", encoding="utf-8")
    (package / "text.py").write_text(
        "class Title(str): pass\nclass NarrativeText(str): pass\n"
        "def partition_text(text):\n"
        "    lines = [line for line in text.splitlines() if line]\n"
        "    return [Title(lines[0]), NarrativeText(' '.join(lines[1:]))]\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    way = Unstructured(sys.executable)
    try:
        for _ in range(2):
            assert [(x.role, x.section, x.unit) for x in way(TEXT)] == [("heading", 1, 0), *[("paragraph", 1, 1)] * 2]
    finally:
        way.close()
