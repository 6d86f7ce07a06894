import pytest

from models.lexicon import Term
from models.placeholders import Masked, coded, switched

TERMS = [Term("芯片", ("chip",), 1, 3), Term("车", ("electric car",), 4, 5)]
SOURCE = "造芯片和车。"


def test_switched():
    assert switched(SOURCE, TERMS) == Masked("造chip和electric car。")
    assert switched("A芯片B", TERMS[:1]).text == "A chip B"


def test_coded():
    assert coded(SOURCE, TERMS, "T") == Masked("造T1和T2。", (("T1", "chip"), ("T2", "electric car")))
    assert coded("造芯片T5", TERMS[:1], "T") is None


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("They make a T1 and an T2.", "They make a chip and an electric car."),
        ("They make T1 and a T2.", "They make chip and an electric car."),
        ("T1s and T2's", "Chips and electric car's"),
        ("Well. T2 and T1.", "Well. Electric car and chip."),
        ("They make T1.", None),
        ("T1, T1 and T2", None),
        ("theT1 and T2", None),
        ("T12 and T2", None),
        ("", None),
    ],
)
def test_restored(answer, expected):
    assert coded(SOURCE, TERMS, "T").restored(answer) == expected


def test_terms_with_capitals_stay_as_they_are():
    assert Masked("", (("T1", "iPhone"),)).restored("T1 sells.") == "iPhone sells."
