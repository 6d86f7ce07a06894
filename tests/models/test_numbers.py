from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.numbers import Quantity, chinese, compare, described, english, written_value

CASES = [
    ("5.7万人次", "57,000 visits", 57000), ("26亿元", "2.6 billion yuan", 2600000000), ("3亿剂", "300 million doses", 300000000),
    ("300多万美元", "more than three million dollars", 3000000), ("2650万元", "26.5 million yuan", 26500000),
    ("13亿元", "1.3 billion yuan", 1300000000), ("1.2万亿元", "1.2 trillion yuan", 1200000000000), ("119名党员", "119 members", 119),
    ("1000例", "1,000 cases", 1000), ("48小时", "48 hours", 48), ("一千二百人", "1,200 people", 1200), ("两万三", "23,000", 23000),
    ("三百二十吨", "320 tonnes", 320), ("二十一岁", "twenty-one years old", 21), ("三家企业", "three firms", 3),
    ("超2万家", "over 20 thousand schools", 20000), ("二〇二〇年", "2020", 2020), ("１２３人", "123 people", 123),
    ("1,234,567元", "1,234,567 yuan", 1234567), ("3.5倍", "3.5 times", Fraction(7, 2)), ("十五人", "fifteen people", 15),
    ("一百零五人", "one hundred and five people", 105), ("三分之二", "two-thirds", Fraction(2, 3)), ("四分之一", "one quarter", Fraction(1, 4)),
    ("十亿元", "1 billion yuan", 10**9), ("70万人", "700,000 people", 700000), ("100万学生", "one million students", 10**6),
    ("第19届", "the 19th", 19), ("160户", "160 clients", 160), ("六个月", "six months", 6),
]  # fmt: skip


@pytest.mark.parametrize(("zh", "en", "value"), CASES)
def test_both_languages_say_the_same_value(zh, en, value):
    assert value in [quantity.value for quantity in chinese(zh)]
    assert value in [quantity.value for quantity in english(en)]


@pytest.mark.parametrize(
    ("zh", "en", "kind", "value"),
    [
        ("高于50%", "above 50%", "percent", 50),
        ("百分之五十", "50 percent", "percent", 50),
        ("3个百分点", "three percentage points", "percent", 3),
        ("2月", "Feb. 1", "month", 2),
        ("十二月", "December", "month", 12),
        ("9点", "9 a.m.", "hour", 9),
    ],
)
def test_kinds(zh, en, kind, value):
    assert (chinese(zh)[0].kind, chinese(zh)[0].value) == (kind, value)
    assert (english(en)[0].kind, english(en)[0].value) == (kind, value)


def test_shares_of_ten_and_of_a_thousand_are_percents():
    assert [(q.value, q.kind) for q in chinese("三成，5‰")] == [(30, "percent"), (Fraction(1, 2), "percent")]


def test_places_are_those_of_the_text():
    zh = "发放贷款2650万元，为33家企业开户"
    assert [zh[q.start : q.end] for q in chinese(zh)] == ["2650万", "33"]
    en = "It lent 26.5 million yuan to thirty-three firms."
    assert [en[q.start : q.end].strip() for q in english(en)] == ["26.5 million", "thirty-three"]


@pytest.mark.parametrize("zh", ["一方面", "十分重要", "统一", "第一时间", "一些", "一定", "四川", "三亚", "万一"])
def test_numerals_inside_words_are_soft(zh):
    assert [q for q in chinese(zh) if not q.soft] == []


@pytest.mark.parametrize("zh", ["2.8\ufffd万家", "70\ufffd万人", "\ufffd5人", "12\ufffd"])
def test_numbers_that_touch_debris_are_damaged(zh):
    assert [q.damaged for q in chinese(zh)] == [True]


def written(number):
    """Chinese numeral of 0 to 99,999,999: an independent writer."""
    if number >= 10000:
        low = number % 10000
        return written(number // 10000) + "万" + (("零" if low < 1000 else "") + written(low) if low else "")
    text, zero = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            text += ("零" if zero and text else "") + "零一二三四五六七八九"[digit] + unit
            zero = False
        else:
            zero = bool(text)
    return text or "零"


@given(st.integers(0, 99_999_999))
def test_written_numerals_round_trip(number):
    assert written_value(written(number)) == number


@given(st.integers(0, 10**12), st.sampled_from(["人", "元", "吨"]))
def test_arabic_numbers_round_trip_with_and_without_separators(number, unit):
    assert [q.value for q in chinese(f"共{number}{unit}")] == [number]
    assert [q.value for q in english(f"{number:,} people")] == [number]


@pytest.mark.parametrize(
    ("zh", "en", "missing", "added"),
    [
        ("贷款2650万元", "26.5 million yuan in loans", [], []),
        ("贷款2650万元", "2.65 million yuan in loans", [26500000], [2650000]),
        ("增长5%", "up 5", [5], [5]),
        ("2月24日早上9点", "at nine on February 24", [], []),
        ("晚上8点", "at 20:00", [], []),
        ("三家企业和一些人", "three firms and one or two people", [], []),
        ("2.8\ufffd万家", "28,000 firms", [], []),
        ("三家企业", "firms", [3], []),
    ],
)
def test_compare(zh, en, missing, added):
    found = compare(chinese(zh), english(en))
    assert ([q.value for q in found.missing], [q.value for q in found.added]) == (missing, added)


UNITS = {
    "元": "yuan",
    "美元": "US dollars",
    "吨": "tonnes",
    "公里": "kilometers",
    "亩": "mu",
    "人": "people",
    "天": "days",
}
SCALES = {
    "万": (10**4, "thousand", 10),
    "百万": (10**6, "million", 1),
    "亿": (10**8, "million", 100),
    "万亿": (10**12, "trillion", 1),
}


@given(st.integers(11, 9999), st.sampled_from(list(SCALES)), st.sampled_from(list(UNITS)))
def test_what_is_written_in_both_languages_is_the_same_and_ten_times_as_much_is_not(tenths, scale, unit):
    _, word, times = SCALES[scale]
    source = chinese(f"共{tenths / 10}{scale}{unit}")
    right, wrong = (english(f"about {tenths * times * by / 10:.1f} {word} {UNITS[unit]}") for by in (1, 10))
    assert compare(source, right) == compare(source, source)
    assert [len(found) for found in (compare(source, wrong).missing, compare(source, wrong).added)] == [1, 1]


@given(
    st.lists(st.sampled_from(["5亿元", "3亿元", "5%", "12月10日", "晚8点", "去年", "5G", "数十人", "一半"]), max_size=8)
)
def test_a_text_compared_with_itself_lacks_nothing(phrases):
    found = chinese("，".join(phrases))
    assert compare(found, found) == compare([], [])


def test_soft_and_damaged_quantities_excuse_and_never_accuse():
    soft, hard = (Quantity(Fraction(30), "number", 0, 2, soft=soft) for soft in (True, False))
    assert compare([soft], []).missing == compare([], [soft]).added == ()
    assert compare([soft], [hard]) == compare([hard], [hard])


def test_a_changed_quantity_is_neither_missing_nor_added():
    found = compare(chinese("5亿元、3公里"), english("500 million dollars and 3 miles"))
    assert (found.missing, found.added) == ((), ())
    assert [(a.unit, b.unit) for a, b in found.changed] == [("CNY", "USD"), ("km", "mile")]


@pytest.mark.parametrize(
    ("zh", "words"),
    [
        ("增长2.5万元", "by 25,000 CNY"),
        ("三分之二", "0.6666666667"),
        ("去年", "last year"),
        ("昨天", "yesterday"),
        ("5家", "5"),
    ],
)
def test_described(zh, words):
    assert described(chinese(zh)[0]) == words
