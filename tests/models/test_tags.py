"""Decisions by what a network says of the lines: one without layers, in which each signal stands for a column."""

import numpy as np
import pytest

from models.network import Member, Network
from models.tags import ROLES, Tags
from models.types import Role

NAMES = [*map(str, ROLES), "joins", "begins"]


def network():
    size = len(NAMES)
    nothing = np.zeros((0, size, size), np.float32)
    member = Member(
        3 * np.eye(size, dtype=np.float32),
        np.zeros(size, np.float32),
        nothing,
        nothing[:, 0],
        (),
        np.eye(size, dtype=np.float32),
        np.zeros(size, np.float32),
    )
    return Network(NAMES, [member])


def tags(*lines):
    return Tags(network(), [line.split(" + ") for line in lines])


@pytest.mark.parametrize(
    ("line", "decision", "sign"),
    [
        ("notice", "furniture", 1),
        ("title", "furniture", -1),
        ("kicker", "headline", 1),
        ("lead", "headline", -1),
        ("kicker", "opening", 1),
        ("heading", "opening", -1),
        ("title", "title", 1),
        ("kicker", "title", -1),
        ("lead", "lead", 1),
        ("paragraph", "lead", -1),
    ],
)
def test_decisions_between_roles(line, decision, sign):
    assert tags(line).odds(decision, 0) * sign > 0


def test_roles_of_one_side_are_taken_together():
    odds = tags("title + kicker + heading + paragraph").odds("headline", 0)
    assert odds == pytest.approx(np.log(3 * np.exp(3)) - np.log(np.exp(3) + 1), abs=1e-5)


def test_going_on_and_beginning_stand_alone():
    found = tags("joins", "begins")
    assert [found.odds("flow", i) for i in (0, 1)] == [3.0, 0.0]
    assert [found.odds("another", i) for i in (0, 1)] == [0.0, 3.0]


def test_the_likeliest_furniture_with_its_probability_among_furniture():
    kinds = len(ROLES) - 5
    assert tags("folio + title").furniture(0) == (Role.FOLIO, round(np.exp(3) / (np.exp(3) + kinds - 1), 2))


def test_how_a_file_set_its_lines_adds_to_what_the_network_says():
    plain, large = tags("title", "notice"), tags("title + head larger 2 + size large", "notice + larger")
    assert large.odds("headline", 0) == plain.odds("headline", 0) + 10
    assert large.odds("opening", 0) == plain.odds("opening", 0) + 8
    assert large.odds("furniture", 1) == plain.odds("furniture", 1) - 6
    assert large.odds("furniture", 0) == plain.odds("furniture", 0)


def test_grounds_name_the_weightiest_signals():
    grounds = tags("title + notice + joins + larger").grounds("furniture", 0)
    assert grounds.decision == "furniture"
    names = [name for name, _ in grounds.weightiest(3)]
    assert names == ["larger", "title", "notice"]
    weights = dict(grounds.weightiest(3))
    assert weights["larger"] == -6 and weights["title"] < 0 < weights["notice"]
    assert grounds.weightiest(1) == (("larger", -6.0),)
    assert "joins" not in dict(grounds.weightiest(9))


def test_grounds_of_what_stands_alone():
    assert tags("joins + title").grounds("flow", 0).weightiest(2) == (("joins", 3.0),)
