import random
from collections import Counter

from models.lexicon import Lexicon, Term
from models.prompts import SUMMARISE, TRANSLATE
from models.training.examples import Example
from models.training.terms import aligned, hinted

LEXICON = Lexicon({"芯片": ("chip", "wafer"), "冰岛": ("Iceland",)})
PAIR = Example(TRANSLATE, "冰岛的芯片", "The Chips of Iceland")


def test_aligned_takes_the_sense_of_the_target_as_it_is_written():
    known = list(LEXICON.words(PAIR.source))
    assert aligned([known[0], known[2]], PAIR.target) == [
        Term("冰岛", ("Iceland",), 0, 2),
        Term("芯片", ("Chip",), 3, 5),
    ]
    assert aligned([known[2]], "Wafers") == [Term("芯片", ("Wafer",), 3, 5)]
    assert aligned([known[2]], "nothing") == []


def test_pairs_are_plain_told_and_given_in_their_shares():
    rng = random.Random(1)
    made = Counter(hinted(PAIR, LEXICON, rng).source.partition("\n")[2] for _ in range(1000))
    told = made["冰岛~Iceland；芯片~chip/wafer"]
    assert abs(made[""] - 150) < 40
    assert abs(told - 550) < 60
    assert set(made) == {
        "",
        "冰岛~Iceland；芯片~chip/wafer",
        "冰岛=Iceland；芯片=Chip",
        "冰岛=Iceland；芯片~chip/wafer",
        "芯片=Chip；冰岛~Iceland",
    }


def test_summaries_are_left_alone():
    example = Example(SUMMARISE, "冰岛的芯片", "芯片")
    assert all(hinted(example, LEXICON, random.Random(seed)) == example for seed in range(20))
