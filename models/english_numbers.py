"""Quantities of English text: the forms in which numbers, money, measures, dates and times are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from models.change import english_change, grows
from models.english_names import CODES, NAMES
from models.english_numerals import (
    ARABIC,
    NUMBER_WORDS,
    ORDINALS,
    SCALES,
    SHARES,
    SHORT_SCALES,
    WORDS,
    numeral_value,
)
from models.english_times import STARTS, TIMES
from models.quantity import Change, Form, Kind, Quantity, one, scan
from models.ranges import inherit
from models.units import SYMBOLS, english_unit

SMALL_WORDS = {
    "one",
    "two",
    "half",
    "first",
    "second",
    "single",
    "double",
    "once",
    "twice",
    "both",
    "pair",
    "couple",
    "twin",
    "duo",
}
"""English words that stand for a number too loosely to be demanded."""
_LOOSE = {
    "single": 1, "once": 1, "double": 2, "twice": 2, "both": 2, "doubles": 2, "pair": 2, "couple": 2, "twin": 2,
    "duo": 2, "trio": 3, "triple": 3, "tertiary": 3, "tri": 3,
    "decade": 1, "century": 1, "dozen": 12, "dozens": 10, "tens": 10, "scores": 10,
    "centenary": 100, "centenaries": 100, "centennial": 100,
    "hundreds": 100, "thousands": 1000, "millions": 10**6, "billions": 10**9, "trillions": 10**12,
}  # fmt: skip
_SCALE_WORD = "hundred|thousand|million|billion|trillion"
_PERCENT = (
    r"\s?%|[\s-]?(?:percent|per\scent|pct)(?:age)?(?:[\s-]points?)?\b|[\s-]?(?:percentage\s|pct\s)points?\b|\spps?\b|‰"
)
_NUMBER = re.compile(
    rf"(?P<sign>[-−](?<![\d.)] -)(?<![\w)%]-))?(?P<digits>{ARABIC})(?P<suffix>st\b|nd\b|rd\b|\s?th\b)?"
    rf"(?:[\s-]?(?P<scale>(?:{_SCALE_WORD})s?\b(?:\s(?:million|billion|trillion)\b)?|(?:bn|mln|mn|tn|trln|k)\b))?(?P<percent>{_PERCENT})?"
)
_MONEY_SHORT = re.compile(r"(?P<digits>\d{1,12}(?:\.\d{1,12})?)\s?(?P<scale>[mbt])\b(?!\.\w)")
_WORDS = re.compile(
    rf"(?:(?:a|an)\s(?=hundred|thousand|million|billion|trillion))?(?P<words>{NUMBER_WORDS})(?![a-z])(?P<percent>{_PERCENT})?"
)
_SHARE_WORD = "|".join(sorted(SHARES, key=len, reverse=True))
_SHARE = re.compile(
    rf"(?P<over>an?|one|two|three|four|five|six|seven|eight|nine|\d{{1,2}})[\s-](?P<under>{_SHARE_WORD}|halve)(?P<s>s)?\b(?!-?\s?dozen|\.?\d|-?final)(?P<tail>\s(?:of|to)\b)?"
    rf"|(?P<n>\d{{1,3}})/(?P<d>\d{{1,3}})(?![\d/])|(?P<half>half)\b(?:(?:\sa\s|\san\s|[\s-](?=dozen))(?P<scale>million|billion|trillion|thousand|dozen|hundred))?"
)
_HALVED = re.compile(
    rf"(?P<mixed>\d{{1,3}})\s1\s?/\s?2|(?P<n>(?:an?|last|past|next)\s(?:(?:full|whole|entire)\s)?(?P<unit>year|month|week|day|hour|century|decade)|{'|'.join(list(WORDS)[1:20])}|\d{{1,3}})[\s-]and[\s-]a[\s-]half\b(?:[\s-](?P<scale>million|billion|trillion))?"
)
_RATIO = re.compile(
    rf"(?P<verb>doubl(?:ed|ing)(?!\s(?:down|as)\b)|tripl(?:ed|ing)|trebl(?:ed|ing)|quadrupl(?:ed|ing|e)|quintupl(?:ed|ing|e))\b"
    rf"|(?P<word>{'|'.join([*WORDS, *SCALES])})fold\b"
    rf"|(?:an?\s)?(?P<n>{ARABIC}|{NUMBER_WORDS})[\s-]?(?:(?P<fold>fold)\b|(?P<times>times)\b(?P<same>\s(?:as|the|that|what|its|larger\sthan|of)\b)?)"
)
_VERBS = {"doubl": 2, "tripl": 3, "trebl": 3, "quadr": 4, "quint": 5}
_ORDINAL = re.compile(rf"(?P<n>{'|'.join(sorted(ORDINALS, key=len, reverse=True))})\b(?:s\b)?")
_LOOSE_WORD = re.compile(
    rf"(?P<word>{'|'.join(sorted(_LOOSE, key=len, reverse=True))})\b(?:\sof\s(?P<scale>thousands|millions|billions))?"
)
_DOZENS = re.compile(r"(?P<n>two|three|four|five|six)\sdozen\b")
_ONE_IN = re.compile(
    rf"(?P<over>{'|'.join(list(WORDS)[1:10])}|\d{{1,2}})\s(?:out\sof|in)\s(?:every\s)?(?P<under>{'|'.join(list(WORDS)[2:21])}|(?:an?\s)?(?:hundred|thousand|million)|\d{{1,3}}(?:,\d{{3}})?(?!\d))\b"
)
_CODES = "|".join(sign for sign in SYMBOLS if sign.isalpha())
_SYMBOL = re.compile(rf"((?:us|hk|nt|a|c|s)?\$|€|£|¥|￥|\b(?:{_CODES}))\s?$")
_START_WORDS = sorted({*WORDS, *SCALES, *ORDINALS, *_LOOSE, *STARTS, "half", "an"}, key=len, reverse=True)
_VULGAR = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3)}
_MIXED = re.compile(rf"(?P<n>\d{{1,3}})?\s?(?P<part>[{''.join(_VULGAR)}])")
_SPANS = re.compile(rf"(?P<n>{'|'.join(list(WORDS)[2:10])})\s(?P<each>hundred|thousand)-year\b")
_THE_SAME = re.compile(r"\s?\((?:in\s)?(?:u\.?s\.?\s)?dollars?\b")
"""After a yuan that is dollars: 60 yuan (US dollars, the same below)."""
_STARTS = re.compile(
    rf"[\d{''.join(_VULGAR)}]|\b(?=[xvi]{{2,6}}\b)|-(?=\d)|\b(?:{'|'.join(_START_WORDS)})(?:(?![a-z])|(?=fold\b))"
    rf"|\b(?=doubl|tripl|trebl|quadrupl|quintupl|https?:|www\.|[a-z]{{1,12}}\.?-?\d|[a-z0-9._%+-]{{1,60}}@)[a-z]"
)


def english(text: str) -> list[Quantity]:
    """Quantities of an English text, in order.

    >>> [(str(q.value), q.kind, q.unit) for q in english("57,000 people, 50 percent, Feb. 24, twenty-one yuan")]
    [('57000', 'number', ''), ('50', 'percent', '%'), ('2', 'month', ''), ('24', 'day', '2'), ('21', 'money', 'CNY')]
    """
    return inherit(
        plain := _lowered(text),
        list(scan(plain, _STARTS, (*NAMES, Form(_HALVED, _halved), Form(_RATIO, _ratio), *TIMES, *CODES, *_FORMS))),
    )


def _lowered(text: str) -> str:
    """``text`` in lower case, each character in its place; "may" and "march" stay capital in no place but a date's."""
    text = text.replace("’", "'").replace("\u00a0", " ").replace("\n", " ").replace("，", ",")
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)


def _halved(match: re.Match[str]) -> Sequence[Quantity]:
    """Two and a half million, a year and a half."""
    unit = english_unit(match["unit"] or match.string, 0 if match["unit"] else match.end() + 1)
    whole = Fraction(1) if match["unit"] else numeral_value(match["n"] or match["mixed"])
    value = (whole + Fraction(1, 2)) * SCALES.get(match["scale"] or "", 1)
    return (one(value, unit[0].kind if unit else "number", match, unit=unit[0].name if unit else ""),)


def _mixed(match: re.Match[str]) -> Sequence[Quantity]:
    """2½ years."""
    return (_finished(match, Fraction(match["n"] or 0) + _VULGAR[match["part"]], soft=not match["n"]),)


def _spans(match: re.Match[str]) -> Sequence[Quantity]:
    """Two hundred-year goals: two of a hundred years, or of two hundred, as careless hyphens have it."""
    count, years = numeral_value(match["n"]), SCALES[match["each"]]
    each = [one(value, "measure", match, soft=True, unit="year") for value in (Fraction(years), count * years)]
    return [one(count, "number", match, "n", soft=True), *each]


def _share(match: re.Match[str]) -> Sequence[Quantity] | None:
    """Two-thirds, 1/3, half, half a million; "a third" may be a share or an ordinal."""
    if match["half"]:
        scale = match["scale"] or ""
        value = Fraction(12 if scale == "dozen" else SCALES.get(scale, 1), 2)
        kind, unit = _unit(match.string, match.start(), match.end()) if not scale else _unit_after_a(match)
        return (one(value, kind, match, soft=not scale or scale == "dozen", unit=unit),)
    if match["n"]:
        value = Fraction(int(match["n"]), max(1, int(match["d"])))
        return (one(value, "number", match),) if 0 < value < 1 else None
    article = match["over"] in {"a", "an"}
    over = Fraction(1) if article else numeral_value(match["over"])
    under = SHARES[match["under"]]
    if (over > 1) != bool(match["s"]):
        return None
    if article and not match["tail"] and under not in {2, 4}:
        return (one(1 / Fraction(under), "number", match, unit="nth"),)
    end = match.end() - len(match["tail"] or "")
    soft = (article and under == 4 and not match["tail"]) or under == 2
    return (Quantity(over / under, "number", match.start(), end, soft, unit="quarters" if under == 4 else ""),)


def _one_in(match: re.Match[str]) -> Sequence[Quantity] | None:
    """One in four: a share, and its two numbers; all soft, since "one in ten cities" may count otherwise."""
    over, under = numeral_value(match["over"]), numeral_value(match["under"].removeprefix("a "))
    if over >= under:
        return None
    numbers = [one(value, "number", match, name, soft=True) for name, value in (("over", over), ("under", under))]
    return [one(over / under, "number", match, soft=True), *numbers]


def _unit_after_a(match: re.Match[str]) -> tuple[Kind, str]:
    return _unit(match.string, match.start(), match.end())


def _ratio(match: re.Match[str]) -> Sequence[Quantity]:
    """Doubled, threefold, three times: what results. "Grew threefold" and "grew three times" may mean either."""
    if match["verb"]:
        return (one(_VERBS[match["verb"][:5]], "ratio", match),)
    grown = not match["same"] and (grows(match.string, match.start()) or _more(match))
    change: Change = "by" if grown else ""
    number = match["word"] or match["n"]
    value = numeral_value(number)
    counted = match["times"] or (match["word"] and not grown)
    return (
        one(
            value,
            "ratio",
            match,
            soft=value <= 2 and number.isalpha(),
            unit="times" if counted else "",
            change=change,
        ),
    )


def _more(match: re.Match[str]) -> bool:
    return bool(
        re.match(
            r"\s(?:more|higher|taller|larger|longer|bigger|wider|heavier|stronger|greater|faster|increase|rise|growth|jump|surge)\b",
            match.string[match.end() : match.end() + 12],
        )
    )


def _ordinal(match: re.Match[str]) -> Sequence[Quantity]:
    return (one(ORDINALS[match["n"]], "ordinal", match, "n", soft=ORDINALS[match["n"]] <= 2),)


def _dozens(match: re.Match[str]) -> Sequence[Quantity]:
    """Two dozen: 24, loosely 二十多, or 2打."""
    return [one(numeral_value(match["n"]) * size, "number", match, soft=True) for size in (1, 10, 12)]


def _loose(match: re.Match[str]) -> Sequence[Quantity]:
    if match["word"] in {"decade", "century"}:
        return (one(1, "measure", match, soft=True, unit=match["word"]),)
    if match["word"] in {"double", "doubles", "twice", "triple"}:
        return (one(_LOOSE[match["word"]], "ratio", match, soft=True, unit="times"),)
    scale = _LOOSE.get(match["scale"] or "", 1)
    return (one(_LOOSE[match["word"]] * scale, "number", match, soft=True),)


def _words(match: re.Match[str]) -> Sequence[Quantity]:
    words = match["words"]
    soft = (words in SMALL_WORDS | {"zero"} or words.split()[0] in SCALES) and not match["percent"]
    return (_finished(match, numeral_value(words), soft=soft),)


def _short_money(match: re.Match[str]) -> Sequence[Quantity] | None:
    """$5m, €3b."""
    if not _SYMBOL.search(match.string, max(0, match.start() - 4), match.start()):
        return None
    scale = {"m": 10**6, "b": 10**9, "t": 10**12}[match["scale"]]
    return (_finished(match, Fraction(match["digits"]) * scale),)


def _number(match: re.Match[str]) -> Sequence[Quantity]:
    value = numeral_value(match["digits"])
    for word in (match["scale"] or "").split():
        value *= SCALES.get(word.rstrip("s")) or SHORT_SCALES.get(word, 1)
    damaged = (
        "\ufffd"
        in match.string[max(0, match.start() - 1) : match.start()] + match.string[match.end() : match.end() + 1]
    )
    return (_finished(match, value, damaged=damaged),)


def _finished(match: re.Match[str], value: Fraction, *, soft: bool = False, damaged: bool = False) -> Quantity:
    """The quantity of a numeral with what stands around it: percent, a unit, a sign, "by" or "to"."""
    groups, text = match.groupdict(), match.string
    start, end = match.span()
    change = english_change(text, start, end)
    negative = bool(groups.get("sign")) or bool(re.search(r"\b(?:minus|negative)\s$", text[max(0, start - 10) : start]))
    percent = groups.get("percent") or ""
    if percent:
        value = value / 10 if percent == "‰" else value
        unit = "point" if "oint" in percent or percent.strip() in {"pp", "pps"} else "%"
        return Quantity(-value if negative else value, "percent", start, end, False, damaged, unit, change)
    if groups.get("suffix"):
        return Quantity(value, "ordinal", start, end, value <= 1, damaged)
    kind, unit = _unit(text, start, end)
    soft = soft or (value == 1 and kind == "number")
    below = re.match(r"[^.,;]{0,22}below\s(?:zero|freezing)", text[end : end + 40])
    if (unit == "C" and (negative or below)) or (below and not unit):
        value, unit, kind = -value, "C", "measure"
    return Quantity(value, kind, start, end, soft, damaged, unit, change)


def _unit(text: str, start: int, end: int) -> tuple[Kind, str]:
    """Kind and unit of a numeral by the sign before it or the unit word after it."""
    symbol = _SYMBOL.search(text, max(0, start - 4), start)
    if symbol:
        return "money", SYMBOLS[symbol[1]]
    if re.compile(r"[\s-]points?\b").match(text, end):
        return "number", "points"
    gap = re.compile(
        r"[\s-]{0,2}(?:(?:more|other|full|whole|consecutive|straight|further|additional|calendar|an?)\s)?"
    ).match(text, end)
    found = english_unit(text, gap.end() if gap else end)
    if found and found[0].name == "CNY" and _THE_SAME.match(text, found[1]):
        return "money", "USD"
    return (found[0].kind, found[0].name) if found else ("number", "")


_FORMS = (
    Form(_SPANS, _spans),
    Form(_MIXED, _mixed),
    Form(_DOZENS, _dozens),
    Form(_ONE_IN, _one_in),
    Form(_SHARE, _share),
    Form(_ORDINAL, _ordinal),
    Form(_WORDS, _words),
    Form(_LOOSE_WORD, _loose),
    Form(_MONEY_SHORT, _short_money),
    Form(_NUMBER, _number),
)
