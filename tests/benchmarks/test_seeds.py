"""The labelled pages of ``seeds`` keep their own form: every line labelled, everything numbered as it begins."""

from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.sections import held_out
from benchmarks.truth import read
from models.types import Role

SEEDS = Path(__file__).parents[2] / "seeds"
PAGES = SEEDS / "pages"
FOLDERS = {"final": PAGES, "first": PAGES / "first", "second": PAGES / "second", "little": SEEDS / "little"}
LABELLED = [(name, path.stem) for name, folder in FOLDERS.items() for path in sorted(folder.glob("*.tsv"))]
OPENING = {"title", "kicker", "heading", "paragraph", "lead"}
OF_NO_STORY = {"masthead", "notice", "folio", "advertisement", "other"}


def labels(folder, name):
    pages = PAGES if folder in ("first", "second") else FOLDERS[folder]
    return read(pages / f"{name}.txt", FOLDERS[folder]).labels


def firsts(values):
    return list(dict.fromkeys(value for value in values if value is not None))


@pytest.mark.parametrize(("folder", "name"), LABELLED)
def test_labels_keep_their_form(folder, name):
    found = labels(folder, name)
    assert {label.role for label in found} <= {str(role) for role in Role}
    assert firsts(label.story for label in found if label.role in OPENING) == list(
        range(len({label.story for label in found if label.role in OPENING}))
    )
    assert firsts(label.unit for label in found) == list(range(len({label.unit for label in found})))
    for label in found:
        assert (label.section is not None) == (label.role in ("heading", "paragraph"))
        assert (
            label.story is None if label.role in OF_NO_STORY else label.role not in OPENING or label.story is not None
        )
    for unit in {label.unit for label in found}:
        assert len({(x.role, x.story, x.section) for x in found if x.unit == unit}) == 1


@pytest.mark.parametrize(("folder", "name"), LABELLED)
def test_each_heading_opens_the_next_section(folder, name):
    found = [label for label in labels(folder, name) if label.role in ("heading", "paragraph")]
    for story in {label.story for label in found}:
        own = [label for label in found if label.story == story]
        heads = firsts((label.unit, label.section) for label in own if label.role == "heading")
        assert [section for _, section in heads] == list(range(1, len(heads) + 1))
        numbers = [label.section for label in own]
        assert all(b - a in (0, 1) for a, b in pairwise(numbers))


def test_what_is_held_out_is_there():
    names = held_out(PAGES)
    assert (len(held_out(PAGES, "first")), len(held_out(PAGES, "later")), len(names)) == (26, 20, 46)
    assert names <= {name for folder, name in LABELLED if folder == "final"}
    assert {name for folder, name in LABELLED if folder == "first"} == {
        name for folder, name in LABELLED if folder == "second"
    }
