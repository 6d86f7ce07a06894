"""Names and codes with digits in Chinese text (5G, 985高校, 12345热线, “8·11”, 五一假期): soft, or no quantity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from models.chinese_numerals import numeral_value
from models.quantity import Form, Quantity, code, nothing, one

_TELEPHONE = re.compile(r"(?:0\d{2,3}-\d{7,8}|1[3-9]\d{9}|[48]00-\d{3}-?\d{4})(?!\d)")
_LETTERS = re.compile(
    r"(?!(?:RMB|CNY|USD|HKD|EUR|GBP|JPY)\s?\d)[A-Za-z][A-Za-z0-9]{0,30}(?:[-./:@_?=&#%+~]{1,3}[A-Za-z0-9]{1,40}){0,20}"
)
_DIGITS_LETTERS = re.compile(
    r"\d{1,6}(?:\.\d)?-?(?!x\d|(?:km|cm|mm|kg|mg|ml|nm|kWh|MWh|kW|MW|GW)(?![A-Za-z]))[A-Za-z]{1,12}\d{0,4}[A-Za-z0-9]{0,10}"
)
_NICKNAME = re.compile(
    r"(?:985|211|12345|12306|12315|12320|120|119|110|315|618)"
    r"(?=高校|工程|大学|院校|热线|平台|网站|急救|报警|晚会|大促|购物节|电话|市民)"
    r"|\d{1,2}[·•]\d{1,2}|3\.15(?=晚会)|\d{1,2}\.\d{1,2}(?=特大|洪|事故|事件|地震|爆炸|案|火灾|空难)|24/7|7[×xX*]24"
)
_FESTIVAL = re.compile(
    r"(?P<m>[五七八六三十])(?P<d>[四一八])(?=[”\"]?(?:青年|运动|精神|讲话|勋章|建军|儿童|妇女|红旗|国际|劳动|假期|长假|黄金周|期间"
    r"|节|小长假|国庆|特辑|快乐|当天|晚会|礼物)|(?<=[“\"]..)(?=[”\"]))|双(?P<pair>十一|十二|11|12)|(?P<army>八一)(?![零〇一二三四五六七八九十点年级届])"
)
_SALE = re.compile(r"11\.11(?![\d%元万亿个米公吨])")
_EVE = re.compile(r"(?<=年)三十(?=[晚夜儿的了，。！？；、”\s]|$)")
"""The last day of the old year (年三十)."""
_PART = re.compile(r"[(（](?P<part>[上中下])[)）]")
_EVENT = re.compile(r"(?P<m>[七九五一二])(?P<d>一八|七|卅|二八)(?=事变|国耻|惨案)|九三(?=学社)")
_CONGRESS = re.compile(
    "(?P<n>十[五六七八九]|二十)大(?!道|路|街|杰出|品牌|企业|城市|新闻|景|热|特色|举措|措施|工程|重点|[类批块项])"
)
_AGE = re.compile(r"(?P<n>[三四五六七八九])旬(?![期节])")
_ZERO_WORD = re.compile(r"零(?=[下距星售部容食件工钱散配基]|度以下)")
_LONG = re.compile(r"\d{31,4000}")


def _letters(match: re.Match[str]) -> Sequence[Quantity]:
    """A Latin token: a code where it has digits."""
    return code(match) if re.search(r"\d", match[0]) and "://" not in match[0] and "@" not in match[0] else ()


def _nickname(match: re.Match[str]) -> Sequence[Quantity]:
    """985高校, 12345热线, “8·11”."""
    day = re.fullmatch(r"(\d+)[·•.](\d+)", match[0])
    if not day:
        return (one(int(re.sub(r"\D", "", match[0])), "code", match, soft=True),)
    month, number = day.groups()
    return [
        one(Fraction(f"{month}.{number}"), "code", match, soft=True),
        one(int(month), "month", match, soft=True),
        one(int(number), "day", match, soft=True, unit=month),
    ]


def _festival(match: re.Match[str]) -> Sequence[Quantity]:
    """五一, 五四, 八一, 双11: a date or a name, which English may tell otherwise."""
    if match["pair"]:
        return (one(numeral_value(match["pair"]), "code", match, soft=True),)
    month, day = (numeral_value(name) for name in (match["army"] or match["m"] + match["d"]))
    return [one(month, "month", match, soft=True), one(day, "day", match, soft=True, unit=str(month))]


def _part(match: re.Match[str]) -> Sequence[Quantity]:
    """The part of a text in two or three (下): Part 2, or Part 3."""
    numbers = {"上": (1,), "中": (2,), "下": (2, 3)}[match["part"]]
    return [one(number, "number", match, "part", soft=True) for number in numbers]


def _event(match: re.Match[str]) -> Sequence[Quantity]:
    """九一八事变, 七七事变, 九三学社: days that became names."""
    month, day = (match["m"], match["d"]) if match["m"] else ("九", "三")
    number = numeral_value("十八" if day == "一八" else "二十八" if day == "二八" else day)
    return [
        one(numeral_value(month), "month", match, soft=True),
        one(number, "day", match, soft=True, unit=str(numeral_value(month))),
        one(int(numeral_value(month) * 10 + number), "code", match, soft=True),
    ]


def _congress(match: re.Match[str]) -> Sequence[Quantity]:
    """十九大, the 19th congress: an ordinal in English, never a number."""
    return (one(numeral_value(match["n"]), "ordinal", match, "n", unit="congress"),)


def _age(match: re.Match[str]) -> Sequence[Quantity]:
    return (one(10 * numeral_value(match["n"]), "number", match),)


def _telephone(match: re.Match[str]) -> Sequence[Quantity]:
    return (one(int(match[0].replace("-", "")), "code", match),)


NAMES = (
    Form(_TELEPHONE, _telephone),
    Form(_NICKNAME, _nickname),
    Form(_LONG, nothing),
    Form(_ZERO_WORD, nothing),
    Form(_FESTIVAL, _festival),
    Form(_SALE, nothing),
    Form(_EVE, nothing),
    Form(_PART, _part),
    Form(_EVENT, _event),
    Form(_CONGRESS, _congress),
    Form(_AGE, _age),
)
"""What is read before dates and numbers."""
LETTERS = (Form(_LETTERS, _letters), Form(_DIGITS_LETTERS, code))
"""Latin tokens, read after dates (Q3)."""
