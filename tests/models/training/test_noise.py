import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.numbers import chinese
from models.prompts import TRANSLATE
from models.script import simplified
from models.training import noise
from models.training.examples import Example

PAIR = Example(
    TRANSLATE,
    "市政府宣布，今年将新建12座公园；里面的头发店都要搬走。",
    "The city will build 12 parks; shops will move.",
)


def rng():
    return random.Random(5)


@pytest.mark.parametrize(
    ("change", "source", "target"),
    [
        (noise.traditional, "市政府宣佈，今年將新建12座公園；裏面的頭髮店都要搬走。", PAIR.target),
        (noise.unpunctuated, "市政府宣布 今年将新建12座公园 里面的头发店都要搬走", PAIR.target),
        (noise.headline, PAIR.source[:-1], PAIR.target[:-1]),
    ],
)
def test_exact_changes(change, source, target):
    assert change(PAIR, rng()) == Example(TRANSLATE, source, target)


@given(st.integers(0, 500))
def test_a_wrapped_text_lost_nothing(seed):
    made = noise.wrapped(PAIR, random.Random(seed))
    assert made.source.replace("\n", "") == PAIR.source
    widths = {len(line) for line in made.source.split("\n")[:-1]}
    assert len(widths) == 1 and 8 <= widths.pop() <= 24


@given(st.integers(0, 500))
def test_damage_takes_one_character_and_no_number(seed):
    made = noise.damaged(PAIR, random.Random(seed))
    assert len(made.source) == len(PAIR.source)
    assert sum(a != b for a, b in zip(made.source, PAIR.source, strict=True)) == made.source.count(noise.DEBRIS) == 1
    assert [q.value for q in chinese(made.source)] == [q.value for q in chinese(PAIR.source)]
    assert made.target == PAIR.target


def test_a_short_text_is_not_damaged():
    short = Example(TRANSLATE, "12座公园开工", "12 parks")
    assert noise.damaged(short, rng()) == short


def test_simplified_is_the_way_back():
    assert simplified(noise.traditional(PAIR, rng()).source) == PAIR.source


def test_the_draw_decides():
    drawn = [noise.noisy(PAIR, random.Random(seed)) for seed in range(40)]
    assert drawn == [noise.noisy(PAIR, random.Random(seed)) for seed in range(40)]
    assert {noise.headline(PAIR, rng()), noise.traditional(PAIR, rng()), noise.unpunctuated(PAIR, rng())} <= set(drawn)
