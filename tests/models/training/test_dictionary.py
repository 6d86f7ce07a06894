import lzma
import sys
from collections import Counter

import pytest

from models.lexicon import Lexicon
from models.training import dictionary


@pytest.mark.parametrize(
    ("sense", "expected"),
    [
        ("to grow (of plants)", "grow"),
        ("chip", "chip"),
        ("variant of 鹰", None),
        ("surname Wang", None),
        ("a thing that needs many words", None),
        ("(formal)", None),
    ],
)
def test_cleaned(sense, expected):
    assert dictionary.cleaned(sense) == expected


ZH = ["芯片 在 大桥", "冰岛 造 芯片", "芯片"]
EN = ["Chips on a big bridge", "Iceland makes chips", "chips"]
LINKS = ["0-0 1-1 2-3 2-4", "0-0 1-1 2-2", "0-0"]


@pytest.fixture
def lexicons(tmp_path):
    folder = tmp_path / "lex"
    folder.mkdir()
    texts = {
        "cldr_names": "冰岛\tIceland\n",
        "cc_cedict_names": "",
        "cc_cedict": "芯片\twafer\n芯片\tchip\n桥\tbridge\n大桥\tbig bridge\n乙醚\tvariant of 醚\n",
        "geonames_cities": "雷城\tRay\n",
    }
    for name, text in texts.items():
        with lzma.open(folder / f"{name}.tsv.xz", "wt", encoding="utf-8") as file:
            file.write(text)
    return tmp_path


def test_the_file_has_the_senses_of_the_pairs_then_those_of_the_dictionary(lexicons, monkeypatch):
    files = [lexicons / name for name in ("pairs", "forward", "backward")]
    pairs = [f"{zh} ||| {en}" for zh, en in zip(ZH, EN, strict=True)]
    for path, lines in zip(files, (pairs * 2, LINKS * 2, LINKS * 2), strict=True):
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    out = lexicons / "lexicon.tsv"
    monkeypatch.setattr(sys, "argv", ["dictionary", str(lexicons), str(out), *map(str, files)])
    dictionary.main()
    assert out.read_text(encoding="utf-8").splitlines() == [
        "乙醚\t",
        "冰岛\tIceland",
        "大桥\tbig bridge",
        "芯片\t=chips",
        "雷城\tRay",
    ]
    made = Lexicon.load(out)
    assert made.senses("芯片") == ("chips",)
    assert [(term.zh, term.sure) for term in made.words("冰岛芯片")] == [("冰岛", False), ("芯片", True)]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, "wafer"),
        ({"chip": 2}, "wafer"),
        ({"chip": 3}, "chip"),
        ({"chip": 5}, "=chip"),
        ({"chip": 28, "": 12}, "=chip"),
        ({"chip": 27, "": 13}, "chip"),
        ({"chip": 6, "": 14, "Wafer": 3}, "chip/wafer"),
        ({"chip": 6, "the chip": 6, "": 20}, "chip/the chip"),
        ({"the": 9}, "wafer"),
        ({"chip": 21, "": 20}, "chip"),
        ({"chip": 20, "": 21}, ""),
        ({"chip": 301}, ""),
    ],
)
def test_senses_follow_how_often_the_pairs_have_them(counts, expected):
    assert dictionary.senses_of("芯片", ["wafer"], Counter(counts)) == expected


def test_words_with_numerals_keep_what_the_dictionary_says():
    assert dictionary.senses_of("一周", ["one week"], Counter({"week": 9})) == "one week"
    assert dictionary.senses_of("一周", ["one week"], Counter({"week": 41})) == ""
    counts = {"一周今天": Counter({"week today": 9})}
    assert list(dictionary.rows({"一周": ["one week"], "今天": ["today"]}, counts)) == ["一周\tone week", "今天\ttoday"]


def test_phrases_of_whole_words_with_one_english_are_words():
    senses = {"芯片": ["chip"], "工厂": ["factory"]}
    counts = {
        "芯片工厂": Counter({"chip factory": 4, "": 4}),
        "的工厂": Counter({"its factory": 9}),
        "工厂芯片": Counter({"factory chip": 3}),
    }
    assert list(dictionary.rows(senses, counts)) == ["工厂\tfactory", "芯片\tchip", "芯片工厂\tchip factory"]
