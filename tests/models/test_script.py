"""Traditional script is read as simplified, simplified script as it is."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.script import as_read, converter, simplified, written
from models.training.quality import shipped
from models.types import MappedText

SAMPLES = shipped(Path(__file__).parents[2] / "seeds" / "quality")
TEXTS = [text for sample in SAMPLES for text in sample.sources]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("已核定設立之攬才專班", "已核定设立之揽才专班"),
        ("臺北市長昨日訪問 3 間醫院", "台北市长昨日访问 3 间医院"),
        ("N1宣佈，T2億元", "N1宣布，T2亿元"),
        ("乾隆皇帝的著作", "乾隆皇帝的著作"),
        ("捏坏两个", "捏坏两个"),
        ("今天濛山县发布两个", "今天濛山县发布两个"),
        ("The weather, 5.6%", "The weather, 5.6%"),
        ("", ""),
    ],
)
def test_by_hand(text, expected):
    assert simplified(text) == expected


def test_simplified_text_is_left_alone():
    assert [simplified(text) for text in TEXTS] == TEXTS


def test_it_is_the_way_back_from_traditional_script():
    back = [simplified(converter("s2t")(text)) for text in TEXTS]
    assert sum(a == b for a, b in zip(back, TEXTS, strict=True)) >= len(TEXTS) - 2


@given(st.text())
def test_once_is_enough(text):
    assert simplified(simplified(text)) == simplified(text)


@given(st.text())
def test_the_length_stays(text):
    assert len(simplified(text)) == len(text)


def test_what_is_read_is_mapped_as_before():
    assert as_read(MappedText("台灣", (3, 7))) == MappedText("台湾", (3, 7))


@pytest.mark.parametrize(
    ("text", "passage", "expected"),
    [
        ("台湾公园开放", "台灣的公園", "台灣公園開放"),
        ("台湾公园开放", "臺灣的公園", "臺灣公園開放"),
        ("皇后公园以后开放", "皇后公園今日開放，以後收費", "皇后公園以後開放"),
        ("公园", "公园里的臺", "公园"),
        ("12座公园，New", "建12座公園", "12座公園，New"),
        ("", "公園", ""),
        ("公园", "", "公园"),
    ],
)
def test_the_script_of_the_passage_is_written(text, passage, expected):
    assert written(text, simplified(passage), passage) == expected


@pytest.mark.parametrize("text", TEXTS)
def test_what_a_passage_says_is_written_as_it_says_it(text):
    passage = converter("s2t")(text)
    assert written(simplified(passage), simplified(passage), passage) == passage
