"""Whether words sound like foreign names, against every way to cut them, and on the lexicon's own names."""

import math
from itertools import combinations_with_replacement, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import persons
from models.name_checks import review
from models.names import Names
from models.transliteration import MOST, UNHEARD, Transliteration, cuts

TABLE = {"巴": {"ba": 0.9, "b": 0.1}, "马": {"ma": 0.8, "": 0.1, "am": 0.1}}
LETTERS = {"a": 0.5, "b": 0.25, "m": 0.25}
SMALL = Transliteration(TABLE, LETTERS)
ZH = st.text("巴马", min_size=1, max_size=4)
WORD = st.text("abm", max_size=7)


def by_hand(zh, word):
    """The best of all cuts, one after the other."""
    best = -math.inf
    for marks in combinations_with_replacement(range(len(word) + 1), len(zh) - 1):
        edges = [0, *marks, len(word)]
        pieces = [word[a:b] for a, b in pairwise(edges)]
        if max(map(len, pieces)) <= MOST:
            gains = [
                max(UNHEARD, math.log(TABLE[char][piece] / math.prod(LETTERS[x] for x in piece)))
                if piece in TABLE[char]
                else UNHEARD
                for char, piece in zip(zh, pieces, strict=True)
            ]
            best = max(best, sum(gains) / len(zh))
    return best


def test_a_word_gains_what_its_letters_are_likelier_than_by_chance():
    assert SMALL.gain("巴马", "Bama") == pytest.approx((math.log(0.9 / 0.125) + math.log(0.8 / 0.125)) / 2)
    assert SMALL.gain("巴", "mm") == UNHEARD


@given(ZH, WORD)
def test_the_best_of_all_cuts_counts(zh, word):
    """No ending is made of these letters alone."""
    assert SMALL.gain(zh, word) == pytest.approx(by_hand(zh, word))


@given(ZH, WORD)
def test_a_part_of_a_word_gains_what_its_best_piece_does(zh, word):
    pieces = {word[a:b] for a in range(len(word) + 1) for b in range(a, len(word) + 1)}
    assert SMALL.gain(zh, word, part=True) == pytest.approx(max(by_hand(zh, piece) for piece in pieces))


@given(ZH, WORD)
def test_an_ending_stands_for_nothing(zh, word):
    assert SMALL.gain(zh, f"{word}s") >= SMALL.gain(zh, word)


@given(ZH, WORD)
def test_cuts_are_in_order_and_meet(zh, word):
    found = list(cuts(zh, word))
    assert [i for i, *_ in found] == sorted(i for i, *_ in found)
    ends = {(i + 1, b) for i, _, b in found}
    assert all(i == a == 0 or (i, a) in ends for i, a, _ in found)
    assert len(set(found)) == len(found)


def test_the_names_of_the_lexicon_sound_like_their_english_and_not_like_that_of_others():
    names = Names.load()
    parts = [(zh, forms[0]) for zh, forms in sorted(names._parts.items()) if len(zh) >= 3]
    rows = [(zh, form) for zh, form in parts if set(zh) <= persons.FOREIGN][::40]
    others = [forms for _, forms in rows[7:] + rows[:7]]
    right = sum(names.sounds.heard(zh, form) for zh, form in rows)
    wrong = sum(names.sounds.heard(zh, form) for (zh, _), form in zip(rows, others, strict=True))
    assert right >= 0.97 * len(rows)
    assert wrong <= 0.04 * len(rows)


@pytest.fixture(scope="module")
def names():
    return Names.load()


@pytest.mark.parametrize(
    ("zh", "en", "missing"),
    [
        ("他们不太可能再投佐科维。", "They are unlikely to vote for Jokowi again.", []),
        ("他们不太可能再投佐科维。", "They are unlikely to vote for Obama again.", ["佐科维"]),
        ("他们不太可能再投佐科维。", "They are unlikely to vote for the mayor again.", ["佐科维"]),
        ("康奈尔·杜兰洛当场死亡。", "Cornell Duranleau died at the scene.", []),
        ("康奈尔·杜兰洛当场死亡。", "Mr. Duranleau died at the scene.", []),
        ("康奈尔·杜兰洛当场死亡。", "Wang Ming died at the scene.", ["康奈尔·杜兰洛"]),
        ("克尔比墨斯鲁（Muxloe）城堡", "Muxloe Castle", []),
        ("大桥今天建成通车。", "The bridge opened today.", []),
        (f"说{'尔斯克特德拉格' * 20}。", "Wang Ming spoke.", []),
    ],
)
def test_a_foreign_name_that_no_lexicon_has_must_be_heard(names, zh, en, missing):
    text, checks = review(zh, en, names)
    assert text == en
    found = [check for check in checks if check.code == "name_missing"]
    assert [zh[span.start : span.end] for check in found for span in check.zh] == missing
    assert all(check.message.endswith("nothing there sounds like it") for check in found)


def test_without_a_table_nothing_is_said_of_it():
    assert review("他们再投佐科维。", "They vote for Obama.", Names.parse(["投票"]))[1] == ()


def test_runs_of_characters_that_spell_names_are_names_and_words_and_parts_are_not():
    names = Names.parse(["马上", "俄罗斯\tRussia"])
    spelt = {text: [(name.zh, name.start) for name in names.spelt(text, names.find(text))] for text in TEXTS}
    assert spelt == TEXTS


TEXTS = {
    "投佐科维。": [("佐科维", 1)],
    "投佐科。": [],
    "马上科维。": [],
    "在俄罗斯，": [],
    "穆里尼奥·佐科维说": [("穆里尼奥·佐科维", 0)],
    "与佐科维丽说": [],
    "奥斯卡·皮斯托利斯说": [],
}
