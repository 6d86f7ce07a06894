"""Units of both languages under one name, with their size in the base unit of their dimension.

Sizes are exact: 1 亩 = 2000/3 m², 1 斤 = 1/2 kg, 1 里 = 500 m (units of the Chinese market system as fixed in 1959);
the English mile, foot and inch as fixed in 1959 too. A ``ton`` is a tonne: news uses both words for 吨.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from models.quantity import Kind


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, ``size`` base units of its ``dimension``; ``zh`` its words, ``en`` patterns of them (``_`` for a gap)."""

    name: str
    kind: Kind
    dimension: str
    size: Fraction
    zh: tuple[str, ...]
    en: tuple[str, ...]


_TABLE = """
CNY money CNY 1|元人民币 人民币 元 块钱|yuan renminbi rmb cny chinese_yuan
jiao money CNY 1/10|角钱 角 毛钱|jiao
fen money CNY 1/100|分钱|fen
USD money USD 1|美元 美金|u.s._dollars? us_dollars? american_dollars? dollars? usd bucks
HKD money HKD 1|港元 港币|hong_kong_dollars? hkd hk_dollars?
TWD money TWD 1|新台币 台币|new_taiwan_dollars? taiwan_dollars? twd
AUD money AUD 1|澳元 澳大利亚元|australian_dollars? aud
CAD money CAD 1|加元 加拿大元|canadian_dollars? cad
SGD money SGD 1|新加坡元 新元|singapore_dollars? sgd
EUR money EUR 1|欧元|euros? eur
JPY money JPY 1|日元 日圆|japanese_yen yen jpy
GBP money GBP 1|英镑|british_pounds? pounds?_sterling gbp
pound money GBP 1||pounds?
KRW money KRW 1|韩元 韩圆|south_korean_won korean_won won(?!['’])(?!_[a-z]) krw
RUB money RUB 1|卢布|russian_roubles? russian_rubles? rubles? roubles? rub
CHF money CHF 1|瑞士法郎 瑞郎|swiss_francs? chf
INR money INR 1|印度卢比 卢比|indian_rupees? rupees? inr
km2 measure m2 1000000|平方公里 平方千米|square_kilomet[er]{2}s? sq_km sq._km km2 km²
m2 measure m2 1|平方米 平米 ㎡|square_met[er]{2}s? sq_m sq._m sqm m2 m²
ha measure m2 10000|公顷|hectares? ha
mu measure m2 2000/3|亩|mu
acre measure m2 316160658/78125|英亩|acres?
km measure m 1000|公里 千米 km|kilomet[er]{2}s? km kph kmh km/h kms
li measure m 500|里地 里路 里|li
m measure m 1|米|met[er]{2}s?
cm measure m 1/100|厘米 公分 cm|centimet[er]{2}s? cm
mm measure m 1/1000|毫米 mm|millimet[er]{2}s? mm
nm measure m 1/1000000000|纳米 nm|nanomet[er]{2}s? nm
nmi measure m 1852|海里|nautical_miles?
mile measure m 201168/125|英里|miles?
foot measure m 381/1250|英尺|feet foot
inch measure m 127/5000|英寸|inch inches
t measure kg 1000|吨|metric_tons? tons? tonnes? mt
kg measure kg 1|公斤 千克 kg|kilograms? kilogrammes? kilos? kg
g measure kg 1/1000|克|grams? grammes?
mg measure kg 1/1000000|毫克 mg|milligrams? mg
jin measure kg 1/2|斤|jin catty catties
lb measure kg 45359237/100000000|磅|lbs? lb
m3 measure L 1000|立方米 m³|cubic_met[er]{2}s? m3 m³
L measure L 1|公升 升|lit[er]{2}s?
mL measure L 1/1000|毫升 ml|millilit[er]{2}s? ml
barrel measure barrel 1|桶|barrels? bpd
C measure C 1|摄氏度 ℃ °C|degrees?_celsius degrees?_centigrade °c ℃ celsius degrees?_c
F measure F 1|华氏度 ℉ °F|degrees?_fahrenheit °f ℉ fahrenheit
kWh measure kWh 1|千瓦时 千瓦小时 kWh|kilowatt_hours? kwh
MWh measure kWh 1000|兆瓦时 MWh|megawatt_hours? mwh
kW measure W 1000|千瓦 kW|kilowatts? kw
MW measure W 1000000|兆瓦 MW|megawatts? mw
GW measure W 1000000000|吉瓦 GW|gigawatts? gw
century measure month 1200|个世纪|century centuries
decade measure month 120|个年代|decades?
year measure month 12|周岁 周年 岁 年|years? year_olds? yr yrs
quarter measure month 3|个季度|quarters
month measure month 1|个月|months?
week measure hour 168|个星期 个礼拜 星期 礼拜 周|weeks?
day measure hour 24|天|days?
hour measure hour 1|个小时 小时 个钟头|hours? hrs?
minute measure hour 1/60|分钟|minutes? mins?
second measure hour 1/3600|秒钟 秒|seconds secs
"""
_NOT_AFTER = {
    "元": "素旦宵老首帅件", "角": "度色落逐", "年": "代级期龄薪报初底终", "里": "面程外的", "米": "饭粉线面其色",
    "天": "津空然河下才文府使", "克": "服隆里拉", "周": "边年期岁转围一二三四五六日", "吨": "位", "岁": "月",
    "升": "级至到高温值学势幅降", "桶": "装", "磅": "礴", "秒": "杀", "星期": "一二三四五六日天",
    "礼拜": "一二三四五六日天", "人民币": "汇兑升贬",
}  # fmt: skip
"""Characters that make another word of a unit's."""
SYMBOLS = {
    "us$": "USD", "$": "USD", "hk$": "HKD", "nt$": "TWD", "a$": "AUD", "c$": "CAD", "s$": "SGD", "€": "EUR", "£": "GBP",
    "¥": "CNY", "￥": "CNY", "rmb": "CNY", "cny": "CNY", "usd": "USD", "hkd": "HKD", "eur": "EUR", "gbp": "GBP",
    "jpy": "JPY", "krw": "KRW", "rub": "RUB", "chf": "CHF", "inr": "INR", "aud": "AUD", "cad": "CAD", "sgd": "SGD",
    "twd": "TWD",
}  # fmt: skip
"""What stands before an amount."""
CURRENCY_CODES = (
    *(sign for sign in SYMBOLS if sign.isalpha()),
    *("nzd", "myr", "zar", "aed", "sar", "huf", "pln", "dkk", "sek", "nok", "mxn", "brl", "thb", "idr", "vnd"),
)
"""Codes of currencies, those without a unit here included: what follows is an amount, no name with digits."""


def _unit(line: str) -> Unit:
    head, zh, en = line.split("|")
    name, kind, dimension, size = head.split()
    return Unit(name, "money" if kind == "money" else "measure", dimension, Fraction(size), tuple(zh.split()),
                tuple(en.split()))  # fmt: skip


UNITS = {unit.name: unit for unit in map(_unit, _TABLE.strip().splitlines())}


def _alternatives(words: dict[str, str]) -> re.Pattern[str]:
    """A pattern of words, the longest first, each in a group named after its unit."""
    ranked = sorted(words, key=len, reverse=True)
    return re.compile("|".join(f"(?P<u{i}>{words[word]})" for i, word in enumerate(ranked)))


@cache
def _chinese() -> tuple[re.Pattern[str], tuple[str, ...]]:
    names = {word: unit.name for unit in UNITS.values() for word in unit.zh}
    patterns = {word: re.escape(word) + (f"(?![{_NOT_AFTER[word]}])" if word in _NOT_AFTER else "") for word in names}
    patterns |= {word: rf"{re.escape(word)}(?![A-Za-z])" for word in names if word.isascii()}
    return _alternatives(patterns), tuple(names[word] for word in sorted(patterns, key=len, reverse=True))


@cache
def _english() -> tuple[re.Pattern[str], tuple[str, ...]]:
    names = {word: unit.name for unit in UNITS.values() for word in unit.en}
    patterns = {word: re.sub("_", r"[ -]", word.replace(".", r"\.?")) + "(?![a-z0-9])" for word in names}
    return _alternatives(patterns), tuple(names[word] for word in sorted(patterns, key=len, reverse=True))


def chinese_unit(text: str, at: int) -> tuple[Unit, int] | None:
    """The unit whose Chinese word stands at ``at``, and the end of the word.

    >>> chinese_unit("3公里", 1)[0].name
    'km'
    """
    return _at(_chinese(), text, at)


def english_unit(text: str, at: int) -> tuple[Unit, int] | None:
    """The unit whose English word stands at ``at`` of a lower-case text, and the end of the word.

    >>> english_unit("3 square meters", 2)[0].name
    'm2'
    """
    return _at(_english(), text, at)


def _at(words: tuple[re.Pattern[str], tuple[str, ...]], text: str, at: int) -> tuple[Unit, int] | None:
    pattern, names = words
    match = pattern.match(text, at)
    if not match or not match.lastgroup:
        return None
    return UNITS[names[int(match.lastgroup[1:])]], match.end()
