from collections import Counter

import pytest

from benchmarks.evidence import kappa, label, lead, plain, product, rows, texts, top_right
from benchmarks.intervals import told, wilson
from models.text import sentences
from models.types import MappedText

ROWS = list(rows())


def test_every_line_of_a_text_is_one_sentence():
    for source in texts().values():
        assert [piece.text for line in source for piece in sentences(MappedText.of(line))] == list(source)


def test_a_third_of_the_texts_is_set_aside():
    part = {row.source: row.part for row in ROWS}
    assert Counter(part.values()) == {"tune": 28, "test": 13}
    assert len(ROWS) == 232


def test_labels_name_sentences_of_their_text():
    assert all(max(row.final, default=0) < len(row.source) for row in ROWS)
    assert {row.final for row in ROWS if row.kind in ("invented", "reversed", "name-changed", "number-changed")} == {
        frozenset()
    }


def test_the_ways_differ():
    source = ("雨停了。", "大桥全长1200米，今天通车。")
    assert [way(source, "桥长1200米。").units for way in (product, plain, lead)] == [(1,), (1,), (0,)]
    assert label("2+3") == {1, 2}


def test_the_first_evidence_is_right_on_the_part_set_aside():
    hits, count = top_right([(row, product(row.source, row.sentence)) for row in ROWS if row.part == "test"])
    assert count == 57
    assert hits / count >= 0.95


def test_kappa_of_a_known_table():
    pairs = [("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([(1, 1)]) == 1.0


def test_wilson():
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)
    assert told(9, 10) == "9/10 = 90.0 % [59.6, 98.2]"
