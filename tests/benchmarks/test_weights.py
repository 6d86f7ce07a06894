"""Fitting the network."""

import pytest

from benchmarks.truth import Label
from benchmarks.weights import Example, Shape, learned, truths
from models.tags import ROLES, Tags
from models.types import Role

SMALL = Shape(width=8, dilations=(1,), least=2, epochs=40, rate=2e-2, dropped=0.0)
TEXT, HEAD = ROLES.index(Role.PARAGRAPH), ROLES.index(Role.TITLE)


def test_what_each_line_is():
    labels = [
        Label(1, "masthead", None, None, 0),
        Label(2, "title", 0, None, 1),
        Label(3, "title", 0, None, 1),
        Label(4, "paragraph", 0, 0, 2),
        Label(5, "folio", None, None, 3),
        Label(6, "paragraph", 0, 0, 2),
        Label(8, "heading", 0, 1, 4),
        Label(9, "paragraph", 0, 1, 5),
        Label(10, "kicker", 1, None, 6),
    ]
    assert [(str(ROLES[role]), begins, on) for role, begins, on in truths(labels)] == [
        ("masthead", 0, 0),
        ("title", 1, 0),
        ("title", 0, 1),
        ("paragraph", 0, 0),
        ("folio", 0, 0),
        ("paragraph", 0, 1),
        ("heading", 0, 0),
        ("paragraph", 0, 0),
        ("kicker", 1, 0),
    ]


@pytest.fixture(scope="module")
def examples():
    """Pages whose lines of one look are titles where they stand first, and text elsewhere."""
    page = Example([["bare"], ["bare"], ["bare", "rare"]], [(HEAD, 1, 0), (TEXT, 0, 0), (TEXT, 0, 1)], 1.0)
    plain = Example([["bare"], ["bare"], ["bare"]], page.truth, 2.0)
    return [page, *[plain] * 5]


def test_a_line_is_read_by_the_lines_around_it(examples, tmp_path):
    network = learned(examples, SMALL, tmp_path / "splitter.npz")
    assert network.names == ["bare"]
    tags = Tags(network, [["bare"]] * 3)
    assert [tags.odds("headline", i) > 0 for i in range(3)] == [True, False, False]
    assert [tags.odds("flow", i) > 0 for i in range(3)] == [False, False, True]
    assert [tags.odds("another", i) > 0 for i in range(3)] == [True, False, False]


def test_the_same_pages_make_the_same_bytes_and_members_that_differ(examples, tmp_path):
    first, second = (learned(examples, SMALL, tmp_path / f"{name}.npz") for name in "ab")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert len(first.members) == 2
    assert (first.members[0].vectors == second.members[0].vectors).all()
    assert not (first.members[0].vectors == first.members[1].vectors).any()
