"""Chinese numerals: their characters, patterns and values, and texts with every width of digit made plain."""

from __future__ import annotations

import re
from fractions import Fraction

DIGITS = {
    "零": 0,
    "〇": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
TENS = {"十": 10, "百": 100, "千": 1000}
SCORES = {"廿": 20, "卅": 30}
MYRIADS = {"万": 10**4, "亿": 10**8}
ARABIC = r"(?:\d{1,3}(?:,\d{3}){1,9}(?!\d)|\d{1,30})(?:\.\d{1,12})?"
_THOUSAND = "千(?![米瓦克卡伏赫焦])"
SCALE = (
    rf"(?:(?:[十百]|{_THOUSAND})?(?:万(?![科达象物能])|亿){{1,2}}|百(?![帕分度])|{_THOUSAND}"
    r"|(?<!\d\d)十(?![字分一二三四五]))"
)
DIGIT = "[零〇○一二两三四五六七八九]"
WRITTEN_CHARACTER = "[零〇○一二两三四五六七八九十百千万亿廿卅]"
WRITTEN = (
    rf"(?:[零〇○一二两三四五六七八九十廿卅]{WRITTEN_CHARACTER}{{0,40}}|[百千万亿]{WRITTEN_CHARACTER}{{1,40}})"
    r"(?:点[零〇○一二三四五六七八九]{1,12})?"
)
SMALL = r"(?:\d{1,2}(?!\d)|[一二两三四五六七八九十廿卅零]{1,3})"
"""A numeral of a date or time."""
_FULL_WIDTH = {ord("０") + i: str(i) for i in range(10)} | {ord("．"): ".", ord("，"): ",", ord("％"): "%"}
_PUNCTUATION = str.maketrans("％：／～〜—–－−萬億兩", "%:/~~----万亿两")
_FINANCIAL = str.maketrans("壹贰貳叁肆伍陆柒捌玖拾佰仟", "一二二三四五六七八九十百千")
_POINT = re.compile(r"(?<=\d)．(?=\d)")
_LETTER_O = re.compile(r"(?<=[零〇一二三四五六七八九])[OoＯｏ](?=[零〇一二三四五六七八九年厂])")
_FULL_WIDTH_RUN = re.compile(r"[０-９](?:[０-９．，％]{0,60}[０-９％])?")
_FINANCIAL_RUN = re.compile(
    r"[壹贰貳叁肆伍陆柒捌玖零][壹贰貳叁肆伍陆柒捌玖拾佰仟万亿零]{1,40}(?=[元圆角分整万亿]|[^一-龥]|$)|[壹贰貳叁肆伍陆柒捌玖](?=[元圆角]整?)"
)


def flat(text: str) -> str:
    """``text`` with digits, signs and financial numerals in their plain form, each character in its place.

    >>> flat("１，２３４元，合叁佰万元，队伍")
    '1,234元，合三百万元，队伍'
    """
    text = _POINT.sub(".", _LETTER_O.sub("〇", text))
    text = _FULL_WIDTH_RUN.sub(lambda match: match[0].translate(_FULL_WIDTH), text).translate(_PUNCTUATION)
    return _FINANCIAL_RUN.sub(lambda match: match[0].translate(_FINANCIAL), text)


def written_value(text: str) -> Fraction:
    """The value of a written Chinese numeral, positional or with tens and myriads.

    >>> [str(written_value(text)) for text in ("二〇二〇", "两万三千", "三百二十", "一点五", "十", "廿三", "两万三")]
    ['2020', '23000', '320', '3/2', '10', '23', '23000']
    """
    whole, _, decimals = text.partition("点")
    tail = Fraction(positional(decimals), 10 ** len(decimals)) if decimals else Fraction(0)
    if not set(whole) & (TENS.keys() | MYRIADS.keys() | SCORES.keys()):
        return positional(whole) + tail
    total = section = digit = 0
    last = 1
    for character in whole:
        if character in DIGITS:
            digit = DIGITS[character]
            last = 1 if digit == 0 else last
        elif character in SCORES:
            section, last = section + SCORES[character], 10
        elif character in TENS:
            last = TENS[character]
            section += (digit or (1 if last == 10 or section == 0 else 0)) * last
            digit = 0
        else:
            last = MYRIADS[character]
            total = (total + section + digit) * last if last == 10**8 else total + (section + digit or 1) * last
            section = digit = 0
    # 两万三 is 23,000: a last digit right after a myriad or hundred counts in the place below it.
    return total + section + digit * (last // 10 if digit and last >= 100 else 1) + tail


def positional(digits: str) -> int:
    """The value of Chinese digits read one by one; 0 for none."""
    return int("".join(str(DIGITS[digit]) for digit in digits) or "0")


def scaled(value: Fraction, scale: str) -> Fraction:
    """``value`` times the tens and myriads of ``scale``."""
    for character in scale:
        value *= TENS.get(character) or MYRIADS[character]
    return value


def numeral_value(text: str) -> Fraction:
    """The value of a numeral in Arabic or Chinese digits, without a scale.

    >>> [str(numeral_value(text)) for text in ("1,234.5", "十五")]
    ['2469/2', '15']
    """
    return Fraction(text.replace(",", "")) if text[0].isascii() else written_value(text)
