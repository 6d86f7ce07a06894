import pytest

from benchmarks.splitting import SEEDS, TEXTS, alone, ordinary, speed
from models.sections import PageSplitter


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("size", [900, 1800])
def test_texts_have_the_size_asked_for(name, size):
    text = TEXTS[name][1](size)
    assert 0.9 * size <= len(text) <= size
    assert PageSplitter().split(text).blocks[-1].end == len(text)


def test_ordinary_is_the_written_pages():
    first = min(SEEDS.glob("*.txt")).read_bytes().decode("utf-8")
    assert ordinary(100) == first[:100]


def test_cost_names_the_bytes():
    assert alone("one line without a stop", 300, "auto")["bytes"] == 900


def test_speed_counts_bytes_of_utf8():
    assert speed(["字" * 10_000], 1) > 0
