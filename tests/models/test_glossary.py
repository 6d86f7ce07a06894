from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.glossary import LONGEST_EN, LONGEST_ZH, MOST_TERMS, Glossary, InvalidGlossary, entries, written
from models.names import Names
from models.types import Span

NAMES = Names.parse(
    ["碳中和", "发展中国家", "中国\tChina", "表示", "记者", "人工智能", "芯片", "市长", "春节", "长春\tChangchun"]
)


def found(text, terms, names=NAMES):
    return [(term.zh, term.start, term.senses[0]) for term in Glossary(entries(terms), names).find(text)]


@pytest.mark.parametrize(
    ("text", "terms", "expected"),
    [
        ("新冠疫苗与疫苗", {"疫苗": "vaccine", "新冠疫苗": "jab"}, [("新冠疫苗", 0, "jab"), ("疫苗", 5, "vaccine")]),
        ("碳中和", {"中和": "neutralise"}, []),
        ("酸碱中和了", {"中和": "neutralise"}, [("中和", 2, "neutralise")]),
        ("发展中国家", {"中国": "PRC"}, []),
        ("中国", {"中国": "PRC"}, [("中国", 0, "PRC")]),
        ("市长春节讲话", {"长春": "CC"}, []),
        ("记者王晨曦表示", {"王晨": "W"}, []),
        ("记者王晨曦表示", {"王晨曦": "Wang Chenxi"}, [("王晨曦", 2, "Wang Chenxi")]),
        ("AIDS与AI", {"AI": "artificial intelligence"}, [("AI", 5, "artificial intelligence")]),
        ("人工智能芯片", {"智能芯片": "smart chip"}, []),
        ("鸿蒙系统", {"鸿蒙": "鸿蒙"}, [("鸿蒙", 0, "鸿蒙")]),
        ("没有", {"芯片": "chip"}, []),
    ],
)
def test_find(text, terms, expected):
    assert found(text, terms) == expected


@pytest.mark.parametrize(
    ("english", "text", "there"),
    [
        ("chip", "Chips are", True),
        ("chip", "the chip's maker", True),
        ("chip", "microchip", False),
        ("chip", "chipset", False),
        ("battery", "batteries", True),
        ("box", "boxes", True),
        ("smart cockpit", "Smart-Cockpit", True),
        ("little giant firms", "a little giant firm", True),
        ("Sinovac", "Sinovac’s", True),
        ("Sinovac", "sinovac", False),
        ("C++", "in C++.", True),
        ("鸿蒙", "the 鸿蒙OS", True),
        ("GPU", "GPUs", True),
    ],
)
def test_written(english, text, there):
    assert bool(written(english).search(text)) == there


def test_missing_terms_are_told_once_with_their_first_place():
    glossary = Glossary(entries({"芯片": "chip", "车": "car"}))
    (check,) = glossary.missing("车用芯片和芯片", "Semiconductors of cars")
    assert (check.code, check.severity, check.message) == ("term_missing", "error", "芯片 should read chip")
    assert (check.zh, check.en) == ((Span(2, 4),), ())


def test_terms_that_are_there_are_out_of_reach():
    glossary = Glossary(entries({"双十一": "Singles' Day", "鸿蒙": "鸿蒙"}))
    assert glossary.shielded("双十一的鸿蒙", "鸿蒙 on Singles’ Day") == ("某某某的某某", "bc on bcdfghj’ mnp")
    assert glossary.shielded("双十一的鸿蒙", "鸿蒙 on Singles' Day") == ("某某某的某某", "bc on bcdfghj' mnp")
    assert glossary.shielded("双十一", "nothing") == ("双十一", "nothing")


@given(st.text("芯片新冠疫苗、a", max_size=20))
def test_places_are_right_and_apart(text):
    terms = Glossary(entries({"芯片": "chip", "疫苗": "vaccine", "新冠疫苗": "jab"}), NAMES).find(text)
    assert all(text[term.start : term.end] == term.zh for term in terms)
    assert all(left.end <= right.start for left, right in pairwise(terms))


@pytest.mark.parametrize(
    ("terms", "keep", "message"),
    [
        ({"": "x"}, (), "a term is empty (x): leave the entry out"),
        ({"芯片": " "}, (), "a translation is empty (芯片): leave the entry out"),
        ({"芯" * 41: "x"}, (), f"a term has 41 characters, the limit is {LONGEST_ZH}: {'芯' * 40}…"),
        ({"芯": "x" * 121}, (), f"a translation has 121 characters, the limit is {LONGEST_EN}: {'x' * 120}…"),
        ({"芯\n": "a\tb"}, (), "the translation 'a\\tb' has a control or replacement character: remove it"),
        ({"芯片": "chip"}, ["芯片"], "芯片 has two translations, chip and 芯片: send one"),
        ({str(i): "x" for i in range(1001)}, (), f"1001 terms were sent, the limit is {MOST_TERMS}: send fewer"),
    ],
)
def test_what_is_refused(terms, keep, message):
    with pytest.raises(InvalidGlossary) as caught:
        entries(terms, keep)
    assert str(caught.value) == message


def test_the_order_of_entries_does_not_matter():
    assert (
        entries({"b": "1", "a": "2"}, ["c"])
        == entries({"a": "2", "b": "1"}, ["c"])
        == (("a", "2"), ("b", "1"), ("c", "c"))
    )
