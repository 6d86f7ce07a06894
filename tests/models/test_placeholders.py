import pytest

from models.fidelity import translation_checks
from models.lexicon import Term
from models.placeholders import Masked, coded, figures, switched

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


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("发放2650万元，增长百分之五。", ["26.5 million", "5%"]),
        ("提高1.5个百分点", ["1.5 percentage points"]),
        ("2026年有1234567891人", ["2026", "1,234,567,891"]),
        ("近3000人", ["3,000"]),
        ("3000余人、三分之二、第19届、2月7日、增长两倍、2.8\ufffd万", []),
    ],
)
def test_figures_with_their_english(source, english):
    assert [term.senses[0] for term in figures(source, ())] == english


def test_only_the_figures_that_are_wrong_are_masked():
    zh = "发放2650万元，共有300人。"
    (term,) = figures(zh, translation_checks(zh, "It lent 2.65 million yuan to 300 people."))
    assert (term.zh, term.senses) == ("2650万", ("26.5 million",))
