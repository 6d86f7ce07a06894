"""Quantities of Chinese and English text as exact values with their places.

Both languages are read into one normal form: a ``Fraction`` and a kind. The grammar is regular up to the scale words
(万, 亿, million …), so each language is one pattern and one evaluation.

What is *hard* must be kept by a summary or translation. What is *soft* may be dropped or added: numerals inside
words (一些, 十分, 统一), "one", approximate counts (数百, dozens). A number that touches U+FFFD is *damaged*: its value
is not known, so it is neither demanded nor guessed, only reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Kind = Literal["number", "percent", "month", "hour"]
DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}
MEASURES = (
    "个家名人次年月日天周元岁倍件项条种场位户所座辆艘架届期批轮级号层套台部支只张份笔亩吨米里公千"
    "平美英港欧日韩小分点成度"
)
"""Characters after a written numeral that make it a count."""
SMALL_WORDS = {"one", "two", "half", "first", "second", "single", "double", "once", "twice", "both"}
"""English words that stand for a number too loosely to be demanded."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity and its place ``[start, end)`` in the text, in characters. ``percent`` values are in hundredths."""

    value: Fraction
    kind: Kind
    start: int
    end: int
    soft: bool = False
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Hard quantities of the source that the target lacks, and of the target that the source lacks."""

    missing: tuple[Quantity, ...]
    added: tuple[Quantity, ...]


_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WRITTEN = "[零〇一二两三四五六七八九十百千万亿]"
_CHINESE = re.compile(
    rf"(?P<of>(?P<denominator>百|{_WRITTEN}+)分之)?"
    rf"(?P<digits>(?:{_ARABIC}))\s*(?P<broken>\ufffd\s*)?(?P<about>[多余几来])?(?P<scale>[十百千]?[万亿]{{0,2}})"
    rf"(?P<unit>%|‰|个百分点|月(?!薪|球|亮)|[点时](?!\d*%)|成)?"
    rf"|(?P<of2>(?P<denominator2>百|{_WRITTEN}+)分之)?"
    rf"(?P<vague>[数几上近超]?)(?P<written>[零〇一二两三四五六七八九十]{_WRITTEN}*(?:点[零〇一二三四五六七八九]+)?|百{_WRITTEN}+)"
    r"(?P<about2>[多余几来])?(?P<scale2>[万亿]{0,2})(?P<unit2>%|个百分点|月(?!薪|球|亮)|[点时]|成)?"
)


def written_value(text: str) -> Fraction:
    """The value of a written Chinese numeral, positional or with tens and myriads.

    >>> [str(written_value(text)) for text in ("二〇二〇", "两万三千", "三百二十", "一点五", "十")]
    ['2020', '23000', '320', '3/2', '10']
    """
    whole, _, decimals = text.partition("点")
    tail = Fraction(int("".join(str(DIGITS[c]) for c in decimals)), 10 ** len(decimals)) if decimals else Fraction(0)
    if not set(whole) & (TENS.keys() | MYRIADS.keys()):
        return int("".join(str(DIGITS[c]) for c in whole) or "0") + tail
    total = section = digit = 0
    last = 1
    for character in whole:
        if character in DIGITS:
            digit = DIGITS[character]
            last = 1 if digit == 0 else last
        elif character in TENS:
            last = TENS[character]
            section += (digit or (1 if last == 10 or section == 0 else 0)) * last
            digit = 0
        else:
            last = MYRIADS[character]
            total = (total + section + digit) * last if last == 10**8 else total + (section + digit) * last
            section = digit = 0
    # 两万三 is 23,000: a last digit right after a myriad or hundred counts in the place below it.
    return total + section + digit * (last // 10 if digit and last >= 100 else 1) + tail


def _scaled(value: Fraction, scale: str) -> Fraction:
    for character in scale:
        value *= TENS.get(character) or MYRIADS[character]
    return value


def chinese(text: str) -> list[Quantity]:
    """Quantities of a Chinese text, in order.

    >>> [(str(q.value), q.kind) for q in chinese("5.7万人，26亿元，占50%，2月24日")]
    [('57000', 'number'), ('2600000000', 'number'), ('50', 'percent'), ('2', 'month'), ('24', 'number')]
    """
    flat = text.translate(_FULL_WIDTH)
    return [_chinese_quantity(match, flat) for match in _CHINESE.finditer(flat)]


def _chinese_quantity(match: re.Match[str], text: str) -> Quantity:
    arabic = match["digits"] is not None
    value = Fraction(match["digits"].replace(",", "")) if arabic else written_value(match["written"])
    value = _scaled(value, match["scale"] if arabic else match["scale2"])
    unit = (match["unit"] if arabic else match["unit2"]) or ""
    value, kind = _with_unit(value, unit, match["denominator"] if arabic else match["denominator2"])
    start, end = match.span()
    damaged = bool(match["broken"]) or _touches_debris(text, start, end)
    soft = not arabic and _is_soft(match, text)
    return Quantity(value, kind, start, end, soft, damaged)


def _with_unit(value: Fraction, unit: str, denominator: str | None) -> tuple[Fraction, Kind]:
    """The value in the terms of its kind: percents in hundredths."""
    if denominator == "百" or unit in {"%", "个百分点"}:
        return value, "percent"
    if denominator:
        return value / (written_value(denominator) or 1), "number"
    if unit == "‰":
        return value / 10, "percent"
    if unit == "成" and value <= 10:
        return value * 10, "percent"
    kinds: dict[str, Kind] = {"月": "month", "点": "hour", "时": "hour"}
    return value, kinds.get(unit, "number")


def _touches_debris(text: str, start: int, end: int) -> bool:
    around = text[max(0, start - 2) : start].strip()[-1:] + text[end : end + 2].strip()[:1]
    return "\ufffd" in around


def _is_soft(match: re.Match[str], text: str) -> bool:
    """Whether a written numeral is loose: 一, part of a word, or an approximate count."""
    if match["of2"] or match["unit2"] in {"%", "个百分点"}:
        return False
    written = match["written"]
    if match["vague"] in {"数", "几", "上"} or written == "一":
        return True
    if len(written) > 1 and written not in {"一一", "一二"}:
        return False
    if written == "十" and text.startswith("分", match.end()):
        return True
    after = match["unit2"] or text[match.end() : match.end() + 1]
    before = text[match.start() - 1 : match.start()]
    return not after or after[0] not in MEASURES or (before not in {"", "第"} and before in "统唯之如")


_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {word: i for i, word in enumerate(_ONES)} | {word: 10 * i for i, word in enumerate(_TENS, 2)}
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "twentieth": 20,
}  # fmt: skip
SHARES = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
MONTHS = {
    name: i
    for i, names in enumerate(
        ["january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"], 1,
    )
    for name in names.split()
}  # fmt: skip
_WORD = "|".join([*WORDS, *SCALES])
_ENGLISH = re.compile(
    rf"(?P<digits>{_ARABIC})(?P<suffix>st|nd|rd|th|s)?\b[\s-]*(?P<scale>(?:hundred|thousand|million|billion|trillion)s?\b)?"
    r"(?P<unit>\s*(?:%|percent\b|per cent\b|percentage points?\b|(?:a\.m\.|p\.m\.|am\b|pm\b|o'clock)))?"
    rf"|\b(?P<share>(?P<over>one|two|three|four)[\s-](?:thirds?|quarters?|fifths?|tenths?))\b"
    rf"|\b(?P<words>(?:{_WORD})(?:[\s-]+(?:and\s+)?(?:{_WORD}))*)\b"
    r"(?P<unit2>\s*(?:percent\b|per cent\b|percentage points?\b))?"
    rf"|\b(?P<ordinal>{'|'.join(ORDINALS)})\b"
    r"|\b(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b",
)


def english(text: str) -> list[Quantity]:
    """Quantities of an English text, in order.

    >>> [(str(q.value), q.kind) for q in english("57,000 people, 50 percent, Feb. 24, twenty-one")]
    [('57000', 'number'), ('50', 'percent'), ('2', 'month'), ('24', 'number'), ('21', 'number')]
    """
    lowered = re.sub(r"[A-Z][a-z]*", _lower_unless_month, text)
    return [_english_quantity(match) for match in _ENGLISH.finditer(lowered)]


def _lower_unless_month(match: re.Match[str]) -> str:
    word = match[0]
    return word if word.lower() in MONTHS else word.lower()


def _english_quantity(match: re.Match[str]) -> Quantity:
    start, end = match.span()
    if match["month"]:
        soft = match["month"] in {"May", "March", "Mar"}
        return Quantity(Fraction(MONTHS[match["month"].lower()]), "month", start, end, soft)
    if match["share"]:
        over, under = re.split(r"[\s-]", match["share"])
        return Quantity(Fraction(WORDS[over], SHARES[under.rstrip("s")]), "number", start, end)
    if match["ordinal"]:
        return Quantity(Fraction(ORDINALS[match["ordinal"]]), "number", start, end, match["ordinal"] in SMALL_WORDS)
    if match["words"]:
        words = re.split(r"[\s-]+(?:and\s+)?", match["words"])
        soft = (words[0] in SMALL_WORDS and len(words) == 1) or words[0] in SCALES
        return Quantity(words_value(words), "percent" if match["unit2"] else "number", start, end, soft)
    value = Fraction(match["digits"].replace(",", "")) * SCALES.get((match["scale"] or "").rstrip("s"), 1)
    unit = (match["unit"] or "").strip()
    kind: Kind = "hour" if unit[:1] in {"a", "o"} or unit in {"p.m.", "pm"} else "percent" if unit else "number"
    return Quantity(value, kind, start, end)


def words_value(words: Sequence[str]) -> Fraction:
    """The value of English number words.

    >>> str(words_value(["two", "hundred", "twenty", "one", "thousand"]))
    '221000'
    """
    total = section = 0
    for word in words:
        if word in WORDS:
            section += WORDS[word]
        elif word == "hundred":
            section = (section or 1) * 100
        else:
            total, section = total + (section or 1) * SCALES[word], 0
    return Fraction(total + section)


def compare(source: Sequence[Quantity], target: Sequence[Quantity]) -> Comparison:
    """What the target lost and what it added. A value may be said once or often; soft and damaged ones excuse, never
    accuse."""
    return Comparison(tuple(_unmatched(source, target)), tuple(_unmatched(target, source)))


def _unmatched(wanted: Sequence[Quantity], given: Sequence[Quantity]) -> Iterator[Quantity]:
    known = {key for quantity in given for key in _keys(quantity)}
    for quantity in wanted:
        if not quantity.soft and not quantity.damaged and not known & set(_keys(quantity)):
            yield quantity


def _keys(quantity: Quantity) -> Iterator[tuple[Fraction, bool]]:
    """What a quantity can be matched by: its value, apart for percents; hours of either half of the day."""
    percent = quantity.kind == "percent"
    yield quantity.value, percent
    if quantity.kind == "hour":
        yield quantity.value % 12, False
        yield quantity.value % 12 + 12, False
