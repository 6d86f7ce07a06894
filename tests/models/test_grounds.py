import pytest

from models.grounds import certainty


@pytest.mark.parametrize(("score", "expected"), [(0.0, 0.5), (1.0, 0.73), (-1.0, 0.73), (4.0, 0.98), (-800.0, 1.0)])
def test_certainty_is_the_probability_of_what_was_decided(score, expected):
    assert certainty(score) == expected
