"""Every row of quantities.tsv: what the Chinese says, and what the comparison with the English finds."""

import pytest

from models.numbers import chinese, compare, english
from tests.models.quantities import noted, rows

ROWS = rows()


def verdict(found):
    """A comparison in the notation of the table."""
    changed = [f"{noted(told)}>{noted(here)}" for told, here in found.changed]
    named = {"missing": map(noted, found.missing), "added": map(noted, found.added), "changed": changed}
    told = {name: ",".join(quantities) for name, quantities in named.items()}
    return " ".join(f"{name}:{quantities}" for name, quantities in told.items() if quantities) or "same"


@pytest.mark.parametrize(("zh", "en", "normal", "expected"), ROWS)
def test_a_row_says_what_it_says(zh, en, normal, expected):
    found = chinese(zh)
    assert (" ".join(map(noted, found)) or "-", verdict(compare(found, english(en)))) == (normal, expected)


def test_the_table_is_large_and_has_wrong_translations():
    assert len({(zh, en) for zh, en, _, _ in ROWS}) == len(ROWS) >= 600
    assert sum(expected != "same" for *_, expected in ROWS) >= 120
