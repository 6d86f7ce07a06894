from fractions import Fraction

import pytest

from models.numbers import chinese, compare, english
from models.quantity import Quantity
from models.readings import Reading, readings


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (Reading("number"), Reading("measure", "km"), True),
        (Reading("measure", "km"), Reading("measure", "mile"), False),
        (Reading("money"), Reading("money", "CNY"), True),
        (Reading("percent", "%", "by"), Reading("percent", "%"), True),
        (Reading("percent", "%", "by"), Reading("percent", "%", "to"), False),
        (Reading("percent", "%"), Reading("number"), False),
        (Reading("month"), Reading("day"), False),
        (Reading("figure"), Reading("figure"), False),
        (Reading("figure"), Reading("number"), True),
        (Reading("figure", "year"), Reading("measure", "year"), True),
        (Reading("figure", "year"), Reading("measure", "month"), False),
        (Reading("weekday"), Reading("number"), False),
    ],
)
def test_agreement_goes_both_ways(one, other, agree):
    assert one.agrees(other) is other.agrees(one) is agree


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        (Quantity(Fraction(500), "measure", 0, 1, unit="jin"), {(500, "measure"), (250, "base")}),
        (
            Quantity(Fraction(70), "percent", 0, 1, unit="%"),
            {(70, "percent"), (-70, "percent"), (Fraction(7, 10), "share")},
        ),
        (Quantity(Fraction(2), "ratio", 0, 1, change="by"), {(2, "ratio"), (3, "ratio")}),
        (
            Quantity(Fraction(20), "hour", 0, 1, unit="24h"),
            {(20, "hour"), (20, "figure"), (8, "figure"), (20, "measure")},
        ),
    ],
)
def test_readings(quantity, expected):
    assert {(value, reading.kind) for value, reading in readings(quantity)} == expected


def test_a_third_may_be_a_share_or_an_ordinal():
    (quantity,) = english("a third batch")
    assert [compare(chinese(zh), [quantity]).missing for zh in ("第三批", "三分之一", "30%")] == [
        (),
        (),
        (chinese("30%")[0],),
    ]
