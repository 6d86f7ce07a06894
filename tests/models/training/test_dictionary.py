import lzma
import sys

import pytest

from models.lexicon import Lexicon
from models.prompts import TRANSLATE
from models.training import dictionary
from models.training.examples import Example


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


def test_the_file_ranks_senses_by_use_and_leaves_frequent_words_without(tmp_path, monkeypatch):
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
    pairs = [Example(TRANSLATE, "芯片在大桥", "Chips on a big bridge")] + [Example(TRANSLATE, "冰岛", "Iceland")] * 40
    monkeypatch.setattr(dictionary.mixture, "mix", lambda *args: (pairs, {}))
    out = tmp_path / "lexicon.tsv"
    monkeypatch.setattr(sys, "argv", ["dictionary", str(tmp_path), str(out)])
    dictionary.main()
    assert out.read_text(encoding="utf-8").splitlines() == [
        "乙醚\t",
        "冰岛\t",
        "大桥\tbig bridge",
        "芯片\tchip/wafer",
        "雷城\tRay",
    ]
    assert Lexicon.load(out).senses("芯片") == ("chip", "wafer")
