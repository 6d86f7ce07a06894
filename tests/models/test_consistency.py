import pytest

from models.consistency import consistent
from models.names import Names
from models.types import Check, Fault, Span, Translation

NAMES = Names.parse(
    ["基辅\tKyiv/Kiev", "日本\tJapan/Japanese", "联合国\tUnited Nations/UN", "乌克兰\tUkraine/Ukrainian/Kyiv", "表示"]
)


def texts(sentences):
    made = consistent({zh: Translation(en) for zh, en in sentences.items()}, NAMES)
    return [item.text for item in made.values()]


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        ({"基辅一": "Kiev one", "基辅二": "In Kyiv two"}, ["Kyiv one", "In Kyiv two"]),
        ({"基辅一": "Kiev one", "基辅二": "In Kiev two"}, ["Kiev one", "In Kiev two"]),
        ({"日本一": "Japan", "日本二": "The Japanese"}, ["Japan", "The Japanese"]),
        ({"联合国一": "The UN", "联合国二": "the United Nations"}, ["The UN", "the United Nations"]),
        ({"濮振宇一": "Pu Zhenyu", "濮振宇二": "Zhenyu Pu's"}, ["Pu Zhenyu", "Pu Zhenyu's"]),
        ({"濮振宇一": "Pu Zhen-yu", "濮振宇二": "Pu Zhenyu"}, ["Pu Zhenyu", "Pu Zhenyu"]),
        ({"濮振宇一": "Pu Zhenyu", "濮振宇二": "Mr Pu"}, ["Pu Zhenyu", "Mr Pu"]),
        (
            {"尔·博尔一": "So Mikal Bogens", "尔·博尔二": "said Mikal Bogens", "尔·博尔三": "said Mical Bogins"},
            ["So Mikal Bogens", "said Mikal Bogens", "said Mikal Bogens"],
        ),
        ({"尔·博尔一": "said Mikal Bogens", "尔·博尔二": "said John Smith"}, ["said Mikal Bogens", "said John Smith"]),
    ],
)
def test_one_form_for_one_name(sentences, expected):
    assert texts(sentences) == expected
    assert texts(dict(reversed(sentences.items()))) == expected[::-1]


def test_a_change_is_told_and_spans_after_it_are_moved():
    left = Check("number_added", "error", "x", en=(Span(5, 7),))
    made = consistent({"基辅12": Translation("Kiev 12", (left,)), "基辅表示": Translation("Kyiv says")}, NAMES)[
        "基辅12"
    ]
    assert made.text == "Kyiv 12"
    assert made.checks[0].en == (Span(5, 7),)
    check = made.checks[1]
    assert (check.code, check.severity, check.repaired, check.zh) == (
        "name_inconsistent",
        "warning",
        True,
        (Span(0, 2),),
    )
    assert check.message == "Kiev stood for 基辅, which is Kyiv elsewhere"


def test_spans_move_with_the_length():
    left = Check("number_added", "error", "x", en=(Span(0, 1), Span(13, 14)))
    made = consistent(
        {"濮振宇一": Translation("A Puzhenyu is 1", (left,)), "濮振宇二": Translation("Pu Zhenyu")}, NAMES
    )["濮振宇一"]
    assert (made.text, made.checks[0].en) == ("A Pu Zhenyu is 1", (Span(0, 1), Span(14, 15)))


def test_sentences_without_english_are_left_alone():
    lost = Translation("", error=Fault("empty_output", "x"))
    assert consistent({"基辅一": lost, "基辅二": Translation("Kiev")}, NAMES) == {
        "基辅一": lost,
        "基辅二": Translation("Kiev"),
    }


def test_a_name_of_the_glossary_is_left_alone():
    made = {"基辅一": Translation("Kiev one"), "基辅二": Translation("In Kyiv two")}
    assert consistent(made, NAMES, frozenset({"基辅"})) == made
