"""Quantities of Chinese text: the forms in which numbers, money, measures, dates and times are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from models.change import chinese_change
from models.chinese_names import LETTERS, NAMES
from models.chinese_numerals import (
    ARABIC,
    SCALE,
    WRITTEN,
    flat,
    numeral_value,
    positional,
    scaled,
)
from models.chinese_times import TIMES
from models.idioms import masked
from models.persons import FOREIGN
from models.quantity import Form, Kind, Quantity, one, scan
from models.ranges import inherit
from models.units import SYMBOLS, chinese_unit

MEASURES = (
    "个家名人次年月日天周元岁倍件项条种场位户所座辆艘架届期批轮级号层套台部支只张份笔亩吨米里公千"
    "平美英港欧日韩小分点成度"
)
"""Characters after a written numeral that make it a count."""
_PERCENT = r"\s?%|‰|\s?个?百分点|成(?![立为员果功长本就都人绩交分品型语套群千百因])[一二三四五六七八九半]?"
_NUMBER = re.compile(
    rf"(?:(?P<digits>{ARABIC})\s{{0,2}}(?P<broken>\ufffd\s{{0,2}})?|(?P<written>{WRITTEN}))"
    rf"(?P<about>[多余几来](?!年来)|个(?=[百千]?[万亿](?!元以上|元级)))?(?P<scale>{SCALE})?(?P<percent>{_PERCENT})?(?P<times>倍)?"
)
_ROUND = re.compile(
    r"(?P<vague>[数几近上超逾过约成])(?P<written>[十百千万亿]{1,4})(?![几分度科零〇一二两三四五六七八九])(?P<percent>)(?P<times>倍)?|(?P<plus>[百千万亿]{1,2})[余多](?P<scale>[万亿])?|(?<![\d零一二两三四五六七八九十百千万])(?P<bare>[百千万亿]{1,2})(?=[日天年强人家户亩里元吨米城县村店名件问辆台只条座所张套])|(?<![\d零一二两三四五六七八九十百千万亿分])(?P<hundred>百)(?=[一-龥])(?![零〇一二两三四五六七八九十百千万亿分度])|(?<=破)(?P<broken>[百千万亿]{1,3})"
)
_MIXED = re.compile(
    rf"{ARABIC}\s?(?:[百千]?[万亿]|[百千])(?:零?\d{{1,4}}(?:\.\d{{1,4}})?(?:[百千]?万|[百千](?![米瓦克卡]))){{1,3}}|\d{{1,4}}亿\d{{1,4}}万|\d{{1,4}}万\d(?![\d.年月])|\d{{1,4}}万\d{{4}}(?![\d.年])"
)
_PART = re.compile(rf"({ARABIC})\s?([百千]?[万亿]{{0,2}})")
_NEAR = re.compile(
    r"(?P<tens>[二三四五六七八九]?十)?(?P<a>[一两二三四五六七八])(?P<b>[二两三四五六七八九])(?P<tail>[十百千万亿]{0,3})(?!分之)"
)
_SHARE = re.compile(
    rf"(?P<whole>百分百)|(?P<of>百|千|万|{WRITTEN}|\d{{1,4}})分之\s?(?P<over>{ARABIC}|百|{WRITTEN})(?:[至到-](?P<over2>{ARABIC}|{WRITTEN})(?!百))?|(?P<n>\d{{1,3}})/(?P<d>\d{{1,3}})(?![\d/])"
)
_SYMBOL = re.compile(r"(US\$|HK\$|NT\$|A\$|C\$|S\$|\$|€|£|¥|￥|RMB|CNY|USD|HKD|EUR|GBP|JPY)\s?$", re.IGNORECASE)
_OFF = re.compile(r"(?P<n>[1-9](?:\.\d)?|[1-9]\d|[一二三四五六七八九]{1,2})折(?![断叠页磨射服腾合损扇旧戟])")
_TWICE = re.compile(r"翻了?[近约]?(?P<n>[一两二三四1-4])番|翻番|翻(?:了)?(?:一)?倍|加倍")
_HALF = re.compile(r"(?:[一过]半|半)(?!年度?报|导|岛|径|成|决|场|程)")
_MORE = re.compile(r"(?:[高多大快长重]出?|幅度?)(?:超过|超|逾|达到|达|近|约){0,2}$")
"""Before a multiple: what it is more by."""
_LOOSELY = 5
"""Multiples from which "more by" and "as much as" are used alike (高出十倍)."""
_HALVED = re.compile(r"[\d一二两三四五六七八九十百几](?:个|年|天|岁|周|倍|小时|个月)$")
_DECADES = re.compile(r"[、和至到-]\d0年代")
"""After the first of two decades (7、80年代)."""
_CHARACTERS = re.compile("个大?字(?![符节])")
"""After the characters of a word, which English has as one word (“新零售”三个字)."""
_REIGN = re.compile("世(?![纪界代人家间])")
"""After the number of a king or pope (利奥十四世)."""
_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨ"
_CLASS = re.compile(f"[{_ROMAN}]")
_THE_SAME = re.compile(r"[(（]([美港欧日韩加澳]元)[,，]?下同")
"""After a yuan that is another money here and in what follows."""
_TAIL = re.compile(r"元[\d一二两三四五六七八九]角")
"""What was read with the yuan before it."""
_STARTS = re.compile(
    rf"[0-9{_ROMAN}零〇○一二两三四五六七八九十百千万亿廿卅数几近上超逾过约成翻半前下去今明双后昨本同每周星礼凌]|加(?=倍)|[(（](?=[上中下][)）])|(?<![A-Za-z0-9])[A-Za-z]"
)


def chinese(text: str) -> list[Quantity]:
    """Quantities of a Chinese text, in order.

    >>> [(str(q.value), q.kind, q.unit) for q in chinese("5.7万人，26亿元，2月24日")]
    [('57000', 'number', ''), ('2600000000', 'money', 'CNY'), ('2', 'month', ''), ('24', 'day', '2')]
    """
    plain = masked(flat(text))
    return inherit(plain, list(scan(plain, _STARTS, (*NAMES, Form(_SHARE, _share), *TIMES, *LETTERS, *_FORMS))))


def _roman(match: re.Match[str]) -> Sequence[Quantity]:
    """The class that a Roman numeral tells (Ⅱ型): English may have it so, too."""
    return (one(_ROMAN.index(match[0]) + 1, "number", match, soft=True),)


def _half(match: re.Match[str]) -> Sequence[Quantity] | None:
    if _HALVED.search(match.string, max(0, match.start() - 4), match.start()):
        return ()
    unit = chinese_unit(match.string, match.end()) or chinese_unit(
        "个" + match.string[match.end() : match.end() + 3], 0
    )
    name = unit[0].name if unit else ""
    return (one(Fraction(1, 2), unit[0].kind if unit else "number", match, soft=True, unit=name),)


def _off(match: re.Match[str]) -> Sequence[Quantity]:
    """8折, 八五折: the part of the price that is left, which English tells by what is off."""
    digits = numeral_value(match["n"]) if match["n"][0].isascii() else Fraction(positional(match["n"]))
    return (one(digits * (10 if digits < 10 else 1), "percent", match, unit="off"),)


def _twice(match: re.Match[str]) -> Sequence[Quantity]:
    return (one(2 ** int(numeral_value(match["n"] or "1")), "ratio", match, soft=match[0] == "加倍"),)


def _share(match: re.Match[str]) -> Sequence[Quantity] | None:
    """三分之二, 百分之五 (percent), 2/3."""
    if match["whole"]:
        return (one(100, "percent", match, unit="%"),)
    if match["n"]:
        value = Fraction(int(match["n"]), max(1, int(match["d"])))
        final = match.string.startswith("决赛", match.end())
        return (one(value, "number", match, soft=final),) if 0 < value < 1 else None
    under = numeral_value(match["of"]) if match["of"] not in {"百", "千", "万"} else scaled(Fraction(1), match["of"])
    overs = [Fraction(100) if match[o] == "百" else numeral_value(match[o]) for o in ("over", "over2") if match[o]]
    if not under:
        return None
    if match["of"] == "百":
        sign, change = _sign(match), chinese_change(match.string, match.start())
        return [one(sign * over, "percent", match, unit="%", change=change) for over in overs]
    return [one(over / under, "number", match) for over in overs]


def _near(match: re.Match[str]) -> Sequence[Quantity] | None:
    """三四百, 十五六, 两三个: two values, both soft."""
    low, high = numeral_value(match["a"]), numeral_value(match["b"])
    after = match.string[match.end() : match.end() + 1]
    three = match["a"] == "三" and match["b"] == "五" and not match["tens"]
    if not (high == low + 1 or three) or after in set("零〇一二三四五六七八九十") - {""}:
        return None
    if not (match["tens"] or match["tail"] or (after and after in MEASURES)):
        return None
    base = numeral_value(match["tens"]) if match["tens"] else Fraction(0)
    found = chinese_unit(match.string, match.end())
    kind: Kind = found[0].kind if found else "number"
    unit = found[0].name if found else ""
    return [one(scaled(base + v, match["tail"]), kind, match, soft=True, unit=unit) for v in (low, high)]


def _mixed(match: re.Match[str]) -> Sequence[Quantity] | None:
    """3亿5000万, 1万2千, 3万5: parts of falling scale, one value."""
    total, last = Fraction(0), Fraction(10**16)
    for part in _PART.finditer(match[0]):
        scale = scaled(Fraction(1), part[2])
        value = numeral_value(part[1]) * scale
        if len(part[1]) == 1 and not part[2] and match[0][part.start() - 1] == "万":
            value *= 1000
        if value >= last:
            return None
        total, last = total + value, scale
    return (_finished(match, total, match.end()),)


def _round(match: re.Match[str]) -> Sequence[Quantity] | None:
    """近百, 数十, 上百万, 百余, 百强, 破百."""
    vague = match["vague"] or ""
    bare = match["bare"] or match["hundred"] or match["broken"]
    value = scaled(Fraction(1), (match["written"] or match["plus"] or bare) + (match["scale"] or ""))
    around = {match.string[max(0, match.start() - 1) : match.start()], match.string[match.end() : match.end() + 1]}
    if (match["written"] and chinese_unit(match.string, match.end("written") - 1)) or around <= FOREIGN:
        return None
    end = match.end()
    return (_finished(match, value, end, soft=bool(bare) or (vague != "" and vague in "数几上过成")),)


def _number(match: re.Match[str]) -> Sequence[Quantity] | None:
    if _TAIL.match(match.string, match.start() - 1):
        return ()
    value = scaled(numeral_value(match["digits"] or match["written"]), match["scale"] or "")
    if 2 <= value <= 9 and _DECADES.match(match.string, match.end()):
        return (one(1900 + 10 * value, "decade", match, soft=True),)
    damaged = bool(match["broken"]) or touches_debris(match.string, *match.span())
    return (_finished(match, value, match.end(), soft=_is_soft(match), damaged=damaged),)


def _finished(
    match: re.Match[str], value: Fraction, end: int, *, soft: bool = False, damaged: bool = False
) -> Quantity:
    """The quantity of a numeral with what stands around it: percent sign, 倍, a unit, 半, "by" or "to"."""
    groups = match.groupdict()
    text, start = match.string, match.start()
    end = start + len(text[start:end].rstrip())
    change = chinese_change(text, start)
    percent = (groups.get("percent") or "").strip()
    if percent:
        value, unit = _percent(value, percent)
        return Quantity(_sign(match) * value, "percent", start, end, False, damaged, unit, change)
    if groups.get("times"):
        value += Fraction(1, 2) if text.startswith("半", end) else 0
        if re.search(r"翻了?[近约]?$", text[max(0, start - 3) : start]):
            return Quantity(value, "ratio", start, end, soft, damaged, change="by")
        more = change == "by" or bool(_MORE.search(text[max(0, start - 8) : start]))
        if more and value >= _LOOSELY:
            return Quantity(value, "ratio", start, end, soft, damaged, change="by")
        return Quantity(value + 1 if more else value, "ratio", start, end, soft, damaged)
    whole = value
    kind, unit, value = _unit(text, start, end, value)
    kind = "ordinal" if text[start - 1 : start] == "第" or _REIGN.match(text, end) else kind
    soft = (soft and abs(value) == whole) or _small(value, kind, text[start:end])
    return Quantity(value, kind, start, end, soft, damaged, "" if kind == "ordinal" else unit, change)


def _small(value: Fraction, kind: Kind, text: str) -> bool:
    """Whether a count is so small that English leaves it to an article or a plural: 1名, 1米, 两国, 第二."""
    if kind == "ordinal":
        return value <= 2
    if value == 1:
        return kind in {"number", "measure"} or (kind != "money" and text == "一")
    return kind != "money" and value == 2 and text in {"两", "二"}


def _percent(value: Fraction, sign: str) -> tuple[Fraction, str]:
    """The value in hundredths and its unit: % or percentage points."""
    if sign == "‰":
        return value / 10, "%"
    if sign.startswith("成"):
        tail = sign[1:]
        return value * 10 + (5 if tail == "半" else positional(tail)), "%"
    return value, "%" if sign == "%" else "point"


def _unit(text: str, start: int, end: int, value: Fraction) -> tuple[Kind, str, Fraction]:
    """Kind, unit and value of a numeral by the unit word after it or the currency sign before it."""
    at = re.compile(r"\s{0,2}[多余来几]?(?=.)\s{0,2}").match(text, end)
    found = chinese_unit(text, at.end() if at else end)
    if not found:
        half = re.compile(r"个半(?=月|小时|星期)").match(text, end)
        if half and (halved := chinese_unit("个" + text[half.end() : half.end() + 2], 0)):
            return halved[0].kind, halved[0].name, value + Fraction(1, 2)
    if not found:
        symbol = _SYMBOL.search(text, max(0, start - 4), start)
        return ("money", SYMBOLS[symbol[1].lower()], value) if symbol else ("number", "", value)
    unit, after = found
    if unit.name == "CNY" and (same := _THE_SAME.match(text, after)):
        unit = (chinese_unit(same[1], 0) or found)[0]
    if text.startswith("半", after) and not text.startswith("半年", after):
        value += Fraction(1, 2)
    if unit.name == "CNY" and (jiao := re.compile(r"(\d|[一二两三四五六七八九])角").match(text, after)):
        value += numeral_value(jiao[1]) / 10
    return unit.kind, unit.name, -value if unit.name == "C" and _sign_before(text, start) else value


def _sign_before(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start].rstrip()
    return before.endswith(("零下", "负")) or bool(re.search(r"(?:^|[^\w%\-)])-$", before))


def _sign(match: re.Match[str]) -> int:
    return -1 if _sign_before(match.string, match.start()) else 1


def touches_debris(text: str, start: int, end: int) -> bool:
    """Whether U+FFFD stands next to ``[start, end)``."""
    around = text[max(0, start - 2) : start].strip()[-1:] + text[end : end + 2].strip()[:1]
    return "\ufffd" in around


def _is_soft(match: re.Match[str]) -> bool:
    """Whether a written numeral is loose: 一, part of a word, or an approximate count."""
    if _CHARACTERS.match(match.string, match.end()):
        return True
    if match["digits"] or match["percent"]:
        return match["about"] == "几"
    written = match["written"]
    if (
        written in {"一", "一两"}
        or (written == "十" and match["about"] and not match["scale"])
        or match["about"] == "几"
        or match.string.startswith(("轮车", "轮摩"), match.end())
    ):
        return True
    if len(written) > 1 and written not in {"一一", "一二"}:
        return False
    after = match["scale"] or match["times"] or match.string[match.end() : match.end() + 1]
    before = match.string[match.start() - 1 : match.start()]
    return not after or after[0] not in MEASURES + "万亿" or (before not in {"", "第"} and before in "统唯之如")


_FORMS = (
    Form(_CLASS, _roman),
    Form(_OFF, _off),
    Form(_TWICE, _twice),
    Form(_NEAR, _near),
    Form(_HALF, _half),
    Form(_MIXED, _mixed),
    Form(_ROUND, _round),
    Form(_NUMBER, _number),
)
