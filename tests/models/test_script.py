"""Traditional script is read as simplified, simplified script as it is."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.script import converter, simplified
from models.training.quality import shipped

SAMPLES = shipped(Path(__file__).parents[2] / "seeds" / "quality")
TEXTS = [text for sample in SAMPLES for text in sample.sources]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("已核定設立之攬才專班", "已核定设立之揽才专班"),
        ("臺北市長昨日訪問 3 間醫院", "台北市长昨日访问 3 间医院"),
        ("N1宣佈，T2億元", "N1宣布，T2亿元"),
        ("乾隆皇帝的著作", "乾隆皇帝的著作"),
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
