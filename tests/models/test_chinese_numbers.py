from fractions import Fraction

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.chinese_numerals import flat, written_value
from models.numbers import chinese
from tests.models.quantities import noted


def values(text):
    return [quantity.value for quantity in chinese(text)]


@given(st.integers(2, 10**16 - 1), st.sampled_from(["low", "up"]), st.sampled_from(["元", "吨", "公里"]))
def test_integers_as_another_writer_has_them(value, mode, unit):
    """cn2an writes plain and financial numerals."""
    unit = "元" if mode == "up" else unit
    assert values(f"共{cn2an.an2cn(value, mode)}{unit}") == [value]


@given(st.decimals(2, 99_999, places=2, allow_nan=False))
def test_decimals_as_another_writer_has_them(value):
    written = cn2an.an2cn(str(value), "low")
    assert written_value(written) == Fraction(value)
    assert [(q.value, q.kind) for q in chinese(f"百分之{written}")] == [(Fraction(value), "percent")]


@pytest.mark.parametrize(
    ("text", "value"), [("百二十", 120), ("1.2万亿", 12 * 10**11), ("廿三", 23), ("两万三", 23000)]
)
def test_numerals_that_are_not_of_the_school(text, value):
    """cn2an 0.5.24 raises on the first two of these."""
    assert values(f"共{text}人") == [value]


MYRIADS = {"": 1, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}


@given(st.integers(1, 99_999), st.sampled_from(list(MYRIADS)))
def test_all_writings_of_one_value_are_equal(mantissa, scale):
    value = Fraction(mantissa, 10) * MYRIADS[scale]
    decimal = f"{mantissa // 10}.{mantissa % 10}"
    full = "".join(chr(ord(c) + 0xFEE0) for c in decimal)
    writings = [f"{decimal}{scale}", f"{full}{scale}", f"{decimal} {scale}"]
    if value.denominator == 1:
        writings += [str(value), f"{int(value):,}"]
    assert {tuple(values(f"约{writing}户")) for writing in writings} == {(value,)}


NEUTRAL = st.text(st.sampled_from("大桥通车了，市民很高兴。记者报道：“好”（图）\n"), max_size=12)
PHRASES = st.sampled_from(
    ["5.7万人", "26亿元", "百分之三点五", "三分之二", "12月10日", "晚8点", "第三季度", "“十四五”规划", "20世纪90年代", "两万三千吨",
     "1,234.5公里", "3至5个月", "增长了5%", "翻两番", "零下5℃", "6比3", "5G", "一年半", "数十名", "2.8\ufffd万家", "周三"]
)  # fmt: skip


@given(NEUTRAL, PHRASES, NEUTRAL)
def test_neutral_text_around_changes_nothing(before, phrase, after):
    alone = chinese(f"，{phrase}，")
    among = chinese(f"{before}，{phrase}，{after}")
    assert [noted(q) for q in among] == [noted(q) for q in alone]
    assert [q.start - len(before) for q in among] == [q.start for q in alone]


@given(st.lists(PHRASES, max_size=6))
def test_spans_are_in_order_within_the_text_and_hold_numerals(phrases):
    text = "；".join(phrases)
    found = chinese(text)
    assert [q.start for q in found] == sorted(q.start for q in found)
    assert all(text[q.start : q.end].strip() == text[q.start : q.end] != "" for q in found)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("发放贷款2650万元，为33家企业开户", ["2650万", "33"]),
        ("12月10日晚8点半", ["12月", "10", "8点半"]),
        ("占百分之三点五，增长5 %", ["百分之三点五", "5 %"]),
        ("3—5个月", ["3", "5"]),
        ("第十九届，２０户", ["十九", "２０"]),
        ("三四百人", ["三四百", "三四百"]),
    ],
)
def test_spans_are_exact(text, spans):
    assert [text[q.start : q.end] for q in chinese(text)] == spans


@given(
    st.text(
        st.sampled_from("0123456789.,:-/%十百千万亿零一二两三四五年月日时点分之成倍第上下半周元米第�五四 "), max_size=60
    )
)
def test_any_text_is_read_within_its_bounds(text):
    found = chinese(text)
    assert all(0 <= q.start < q.end <= len(text) for q in found)
    assert len(flat(text)) == len(text)


def test_full_stops_and_commas_between_chinese_words_are_no_part_of_a_number():
    assert values("增长5，300人参加") == [5, 300]
    assert values("队伍、大陆、收拾、放肆") == []
