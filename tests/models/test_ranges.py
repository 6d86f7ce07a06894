import pytest

from models.numbers import chinese, english
from tests.models.quantities import noted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3至5个月", "3month 5month"),
        ("5-10万人", "50000 100000"),
        ("900-1000万元", "9000000CNY 10000000CNY"),
        ("8000至1万元", "8000CNY 10000CNY"),
        ("3、4月", "m3 m4"),
        ("2人、5万元", "2 50000CNY"),
        ("增长3%、5%", "3%^by 5%"),
        ("3、5、7%", "3% 5% 7%"),
    ],
)
def test_chinese_rows(text, expected):
    assert " ".join(map(noted, chinese(text))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3-5 million yuan", "3000000CNY 5000000CNY"),
        ("3, 5 and 7 percent", "3% 5% 7%"),
        ("three to four hundred", "300 400"),
        ("between 3 and 5 months", "3month 5month"),
        ("12 firms and 5 million yuan", "12 5000000CNY"),
    ],
)
def test_english_rows(text, expected):
    assert " ".join(map(noted, english(text))) == expected
