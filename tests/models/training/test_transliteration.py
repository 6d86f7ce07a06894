"""How characters are spelt, found from names alone."""

import lzma
import math
import sys

import pytest

from models.training import transliteration as training
from models.transliteration import Transliteration

PAIRS = [("巴马", "bama"), ("马巴", "maba"), ("巴巴", "baba"), ("马里", "mali"), ("里巴", "liba"), ("里马", "lima")]


def test_characters_come_to_stand_for_what_they_share():
    table, kept = training.fitted(PAIRS)
    assert kept == len(PAIRS)
    assert {char: next(iter(row)) for char, row in table.items()} == {"巴": "ba", "马": "ma", "里": "li"}
    assert [sum(row.values()) for row in table.values()] == pytest.approx([1, 1, 1])


def test_counts_are_those_of_all_cuts_weighed_by_their_probability():
    table = {"巴": {"b": 0.5, "ba": 0.5}, "马": {"ama": 0.2, "ma": 0.6, "m": 0.2}}
    first, second = 0.5 * 0.2, 0.5 * 0.6  # b-ama, ba-ma
    found = training.counted([("巴马", "bama")], table)
    assert found["巴"] == pytest.approx({"b": first / (first + second), "ba": second / (first + second)})
    assert found["马"] == pytest.approx({"ama": first / (first + second), "ma": second / (first + second)})


def test_the_likeliest_cut_is_found():
    table = {"巴": {"b": 0.5, "ba": 0.5}, "马": {"ama": 0.2, "ma": 0.6}}
    assert training.best("巴马", "bama", table) == pytest.approx(math.log(0.3))
    assert training.best("巴马", "boma", table) == -math.inf


def test_what_is_no_transliteration_is_dropped():
    odd = ("马里", "quebec")
    table, kept = training.fitted([*PAIRS * 20, odd])
    assert kept == len(PAIRS) * 20
    assert not [letters for row in table.values() for letters in row if "q" in letters]


def test_the_command_makes_a_table_of_the_lexicons(tmp_path, monkeypatch):
    folder = tmp_path / "lex"
    folder.mkdir()
    rows = {"ecdict_names": ["巴马\tBama", "马巴\tMaba", "巴巴\tBa Ba", "大桥\tBridge", "巴马\tbama beach"]}
    rows |= {"geonames_cities": ["马里\tMalí", "巴马\tBama"], "cc_cedict_names": ["里巴\tLi'ba"], "cldr_names": []}
    for name, lines in rows.items():
        with lzma.open(folder / f"{name}.tsv.xz", "wt", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in lines))
    assert list(training.pairs(folder)) == [
        ("巴马", "bama"), ("马巴", "maba"), ("巴巴", "baba"), ("马里", "mali"), ("里巴", "liba")
    ]  # fmt: skip
    monkeypatch.setattr(sys, "argv", ["transliteration", str(tmp_path), str(tmp_path / "out.xz")])
    training.main()
    made = Transliteration.load(tmp_path / "out.xz")
    assert made.gain("巴马", "Bama") > 1
    assert made.gain("巴马", "Lili") < 0
