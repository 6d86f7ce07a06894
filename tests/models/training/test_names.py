from collections import Counter

import pytest

from models.lexicon import Lexicon
from models.names import Names
from models.training.names import chosen, forms_of, lines, seldom_small, tally


@pytest.mark.parametrize(
    ("sense", "forms"),
    [
        ("Mary or Marie (name)", ["Mary", "Marie"]),
        ("Hulunbuir grasslands of Inner Mongolia", ["Hulunbuir"]),
        ("People's Republic of China (1949-)", ["People's Republic of China"]),
        ("capital of Jilin province", []),
        ("Washington, D.C.", ["Washington"]),
    ],
)
def test_forms_of(sense, forms):
    assert forms_of(sense) == forms


def test_pairs_decide_where_there_are_enough():
    lexicon = Lexicon({"日本": ("Japan",), "希望": ("Xiwang",)})
    pairs = [("日本希望", "Japan hopes")] * 4
    seen, borne = tally(pairs, lexicon)
    assert (seen, borne) == (Counter({"日本": 4, "希望": 4}), Counter({"日本": 4, "希望": 0}))
    forms = {"日本": ["Japan"], "希望": ["Xiwang"], "里约": ["Rio"], "长期": ["Changqi"]}
    assert chosen(forms, {"希望", "里约"}, seen, borne) == {"日本": ["Japan"], "里约": ["Rio"]}


def test_words_in_small_letters_are_no_names():
    is_name = seldom_small([("", "an internet firm, the internet, in Turkey"), ("", "the Internet")] * 9)
    assert [is_name(form) for form in ("Internet", "Turkey", "New York")] == [True, True, True]
    assert not seldom_small([("", "computer " * 10 + "Computer")])("Computer")


def test_the_lines_are_read_back():
    found = list(lines({"日本": ["Japan", "Japanese"]}, {"斯坦": ["Stan"]}, {"日本", "希望"}))
    assert found == ["希望", "日本\tJapan/Japanese", "斯坦\tStan\t-"]
    assert [name.forms for name in Names.parse(found).find("希望日本")] == [("Japan", "Japanese")]
