import pytest

from models.generation import Generation
from models.hypotheses import better, candidate, candidates, errors, useless
from models.types import Fault, Translation

ZH = "共有11家企业。"


def of(text, source=ZH, finish="stop"):
    return candidate(source, Generation(text, 5, -0.1, finish))


GOOD = of("There are 11 companies.")
WRONG = of("There are 12 companies.")
LEFT = of("There are 11 企业.")
LOOP = of("There are 11 " + "men and women and " * 4)
CHINESE = of("共有 11 家企业")
EMPTY = of("")


@pytest.mark.parametrize(
    ("made", "codes", "no_use"),
    [
        (GOOD, [], False),
        (WRONG, ["number_missing", "number_added"], False),
        (LEFT, ["untranslated"], False),
        (LOOP, ["repetition"], True),
        (CHINESE, ["untranslated"], True),
        (EMPTY, [], True),
    ],
)
def test_errors_and_use(made, codes, no_use):
    assert (errors(made.checks), useless(made)) == (codes, no_use)


def test_the_order_of_faults():
    ordered = [GOOD, LEFT, WRONG, CHINESE, EMPTY]
    for i, best in enumerate(ordered):
        assert better(None, ordered[i:][::-1]).text == best.text


def test_the_earlier_of_equals_stays():
    assert better(GOOD, [of("It has 11 companies.")]).text == GOOD.text


def test_tokens_add_up_and_repairs_are_told():
    made = better(WRONG, [GOOD, LEFT])
    assert (made.text, made.tokens) == (GOOD.text, 15)
    assert [(check.code, check.repaired, check.en) for check in made.checks] == [
        ("number_missing", True, ()),
        ("number_added", True, ()),
    ]
    assert errors(made.checks) == []


def test_a_fault_is_its_only_candidate():
    fault = Fault("input_too_long", "too long")
    assert candidates(ZH, fault) == [Translation("", error=fault)]
