"""Where the column changes."""

from models.joins import Element
from models.lines import read_lines
from models.types import Role
from models.widths import changed, changes, median

NARROW = ["今年以来，新能源汽车", "卖得很好，分析师认为", "补贴政策是主要原因。"]
WIDE = ["城南巷口的面馆亮起灯，老街坊都来了", "师傅还在揉面，几十年没有变过味道。"]


def test_measures():
    assert (changes(20, 24), changes(20, 23), changes(0, 24)) == (True, False, False)
    assert (median([]), median([3, 1, 2]), median([1, 2])) == (0, 2, 2)


def test_a_headline_between_two_widths():
    def element(role, lines):
        return Element(role, read_lines("\n".join(lines)), "", 1.0)

    page = [
        element(Role.PARAGRAPH, NARROW),
        element(Role.TITLE, ["城南面馆"]),
        element(Role.PARAGRAPH, WIDE),
        element(Role.TITLE, ["老街新貌"]),
        element(Role.PARAGRAPH, WIDE),
    ]
    assert list(changed(page).values()) == [False, True, True, False, False]
