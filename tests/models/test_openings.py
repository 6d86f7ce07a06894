"""What speaks for a headline opening a story."""

from models.joins import Element
from models.lines import read_lines
from models.openings import Openings, changes, median, shape, width
from models.types import Role

TEXT = "城南巷口老字号面馆\n五十年坚守\n城南巷口的面馆亮起灯，老街坊都来了。\n本报记者 吴涛\n一、明天\n师傅还在揉面，几十年没有变过。\n"
ROLES = [Role.TITLE, Role.TITLE, Role.PARAGRAPH, Role.BYLINE, Role.TITLE, Role.PARAGRAPH]


def elements():
    return [Element(role, [line], "test", 1.0) for role, line in zip(ROLES, read_lines(TEXT), strict=True)]


def test_signals_tell_state_width_and_neighbours():
    found = list(Openings(elements()).signals(0, heads=False, texts=0))
    assert {"first", "width first 3", "after title first", "before none first", "lines 1"} <= set(found)
    numbered = list(Openings(elements()).signals(4, heads=True, texts=1))
    assert {"text", "texts text 1", "numbered", "before byline text", "after paragraph text"} <= set(numbered)


def test_the_text_under_a_headline_echoes_it():
    assert "echo 3 after headed" in list(Openings(elements()).signals(0, heads=True, texts=0))


def test_another_compares_two_headlines():
    found = elements()
    assert list(Openings(found).another(1, found[0]))[:3] == [
        "ratio narrower",
        "adjacent True False",
        "lines 1 1 False",
    ]


def test_measures():
    (first, *_), last = elements(), elements()[4]
    assert (width(first), shape(first), shape(last)) == (18, (0, 1, 3), (1, 1, 0))
    assert (changes(20, 24), changes(20, 23), changes(0, 24)) == (True, False, False)
    assert (median([]), median([3, 1, 2]), median([1, 2])) == (0, 2, 2)
