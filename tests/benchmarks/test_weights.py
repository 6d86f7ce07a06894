"""Fitting the network."""

import numpy as np
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


@pytest.fixture(scope="module")
def first(examples, tmp_path_factory):
    """What is learned from the pages, and its file."""
    path = tmp_path_factory.mktemp("first") / "splitter.npz"
    return learned(examples, SMALL, path), path


def test_a_line_is_read_by_the_lines_around_it(first):
    network, _ = first
    assert network.names == ["bare"]
    tags = Tags(network, [["bare"]] * 3)
    assert [tags.odds("headline", i) > 0 for i in range(3)] == [True, False, False]
    assert [tags.odds("flow", i) > 0 for i in range(3)] == [False, False, True]
    assert [tags.odds("another", i) > 0 for i in range(3)] == [True, False, False]


def test_the_members_differ(first):
    one, other = first[0].members
    assert np.isfinite([one.vectors, other.vectors]).all()
    assert not (one.vectors == other.vectors).any()


def test_the_same_pages_make_the_same_bytes(first, examples, tmp_path):
    learned(examples, SMALL, tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == first[1].read_bytes()
