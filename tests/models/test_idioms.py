import pytest

from models.idioms import WORDS, masked
from models.numbers import chinese


@pytest.mark.parametrize("word", sorted(set(WORDS.split())))
def test_no_character_of_an_idiom_is_read(word):
    assert masked(f"，{word}，") == f"，{'＿' * len(word)}，"
    assert chinese(word) == []


@pytest.mark.parametrize("text", ["三十分钟", "十分之一", "一点五", "第一起", "二十一起"])
def test_numerals_that_only_look_like_an_idiom_stay(text):
    assert masked(text) == text
