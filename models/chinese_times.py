"""Dates and times of Chinese text: years, months and days, clocks, weekdays, decades, periods, plans, "last year"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from models.chinese_numerals import DIGIT, SMALL, numeral_value, positional
from models.quantity import Form, Quantity, one

_PLAN = re.compile(
    r"十(?P<n>[一二三四五六])五(?![年岁个天名人万亿百千米日成])|(?<![下上新每这])(?P<long>[一二三四五六七八九十]{1,3}|\d{1,2})个五年(?=规划|计划)"
)
_YEAR = re.compile(rf"(?P<y>\d{{4}}|[一二]{DIGIT}{{3}}|[09]\d)(?:\s?-\s?\d{{4}})?\s?年(?!代|级)")
_MONTH_DAY = re.compile(
    rf"(?P<m>(?P<mm>{SMALL})\s?月)(?![薪球亮饼嫂票供租均食台牙])份?(?:\s?(?P<d>{SMALL})\s?(?:[日号]|(?=[-至到~、和]\s?{SMALL}\s?[日号]))"
    rf"(?:\s?[-至到~、和]\s?(?P<d2>{SMALL})\s?[日号])?)?"
)
_FROM_JANUARY = re.compile(r"(?<![\d一二三四五六七八九十])[1一]月?[-至到~]$")
"""Before the last of the first months of a year."""
_DAY = re.compile(rf"(?P<d>{SMALL})\s?(?:日(?![元圆均报本])|号(?![线楼文院公任卫火飞丁机探]))")
_SEASON = re.compile(r"(?P<y>(?:19|20)\d\d)[-/](?P<z>\d\d)(?![\d/-])")
_LAP = re.compile(r"(?P<m>\d{1,3})分(?P<s>\d{1,2})秒(?P<h>\d{1,3})?|(?P<only>\d{1,2})秒(?P<hundredths>\d{2})(?!\d)")
_ISO = re.compile(r"(?P<y>[12]\d{3})(?P<s>[-./])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?![\d.])")
_CLOCK = re.compile(
    rf"(?P<h>{SMALL})\s?(?:点钟|点(?![建要意经共内启原体计说半零〇一二三四五六七八九\d])|点(?=半|[一三]刻|{SMALL}分|\d\d(?!\d))|点(?=整)"
    rf"|时(?!\s{{0,2}}[代期速长间段而常尚光候效针隔下不])|:(?=\d\d(?!\d)))"
    rf"\s?(?:(?P<m>{SMALL})\s?分(?!之)|(?P<mm>\d\d)(?!\d)(?::\d\d(?!\d))?|(?P<half>半)|(?P<q>[一三])刻|整)?"
)
_MORNING = re.compile(r"(?:凌晨|清晨|早晨|早上|早|上午)\s?$")
_AFTERNOON = re.compile(r"(?:中午|正午|午间|下午|午后|傍晚|晚上|晚间|晚|夜间|夜里|深夜|[当今昨明]晚)\s?$")
_MATCH = re.compile(r"[以胜负]|比分|击败|战胜|不敌|逆转")
_DECADE = re.compile(
    rf"(?:(?P<c>{SMALL}|上个?|本)\s?世纪)?\s?(?P<d>\d0|[一二三四五六七八九]十)\s?年代|(?P<full>[12]\d\d0)\s?年代|(?P<born>[056789]0)后(?![卫来面续半期])"
)
_CENTURY = re.compile(rf"(?P<n>{SMALL})\s?世纪")
_PERIOD = re.compile(
    r"(?P<half>[上前下后])半(?:年(?!报)|场|程|段|叶|月|生|辈子)|1\s?[-~至到]\s?(?P<upto>[2-4])\s?季度|第?(?P<q>[一二三四1-4])\s?季度|[前头](?P<count>[两三23])个?季度|[qQ](?P<Q>[1-4])(?![A-Za-z0-9])|[hH](?P<H>[12])(?![A-Za-z0-9])"
)
_WEEKDAY = re.compile(
    r"(?P<week>[上下本这]个?)?(?:周|星期|礼拜)(?P<d>[一二三四五六日天])(?![个年届均次])(?P<more>(?:[、和至到][一二三四五六日天](?![十百千万个年月家名项人])){0,6})|(?P<only>[上下本这]个?)(?:周(?![边年期岁])|星期)"
)
_RELATIVE = re.compile(
    r"(?P<year>去年|上年|前年|今年|本年度?|明年|后年|同比)|(?P<month>本月|上个?月(?!底球)|下个?月(?!球)|次月)|(?P<day>今天|今日|昨天|昨日|明天|明日|前天|后天|今晚|昨晚|明晚)"
)
_AWAY = {
    "去": -1,
    "上": -1,
    "同": -1,
    "昨": -1,
    "前": -2,
    "今": 0,
    "本": 0,
    "这": 0,
    "明": 1,
    "下": 1,
    "次": 1,
    "后": 2,
}


def _plan(match: re.Match[str]) -> Sequence[Quantity]:
    number = numeral_value(match["long"]) if match["long"] else 10 + positional(match["n"])
    return (one(number, "plan", match),)


def _year(match: re.Match[str]) -> Sequence[Quantity] | None:
    year = numeral_value(match["y"])
    if len(match["y"]) == 2:
        if match.string[max(0, match.start() - 1) : match.start()] == "了":
            return None
        year += 1900 if year >= 90 else 2000
        if "0" not in match["y"][0] and match.string[match.end() : match.end() + 1] not in {"", "，", "。", "、", "的"}:
            return None
    if year >= 3000:
        return None
    found = [one(year, "year", match, "y")]
    second = re.search(r"-\s?(\d{4})", match[0])
    if second:
        start = match.start() + second.start(1)
        found.append(Quantity(Fraction(second[1]), "year", start, start + 4))
    return found


def _month_day(match: re.Match[str]) -> Sequence[Quantity] | None:
    month = numeral_value(match["mm"])
    if not 1 <= month <= 12 or match["mm"] == "两":
        return None
    days = [one(numeral_value(match[d]), "day", match, d, unit=str(month)) for d in ("d", "d2") if match[d]]
    first = not days and _FROM_JANUARY.search(match.string[max(0, match.start() - 4) : match.start()])
    told = one(month, "month", match, "m", unit="first" if first else "")
    return None if any(day.value > 31 for day in days) else [told, *days]


def _day(match: re.Match[str]) -> Sequence[Quantity] | None:
    day = numeral_value(match["d"])
    ordinal = match.string[match.start() - 1 : match.start()] == "第"
    return None if not 1 <= day <= 31 or ordinal else [one(day, "day", match, "d", soft=match["d"] in {"一", "两"})]


def _iso(match: re.Match[str]) -> Sequence[Quantity] | None:
    year, month, day = (Fraction(match[name]) for name in "ymd")
    if month > 12 or day > 31:
        return None
    return [
        one(year, "year", match, "y"),
        one(month, "month", match, "m"),
        one(day, "day", match, "d", unit=str(month)),
    ]


def _season(match: re.Match[str]) -> Sequence[Quantity] | None:
    """2013-14赛季, two years running; 2018-22年, a span that can be no month."""
    year, last = int(match["y"]), int(match["y"]) // 100 * 100 + int(match["z"])
    if last <= year or (last != year + 1 and int(match["z"]) <= 12):
        return None
    return [one(year, "year", match, "y"), one(last, "year", match, "z")]


def _lap(match: re.Match[str]) -> Sequence[Quantity]:
    """1分55秒89, 23秒54: minutes, seconds and hundredths."""
    if match["only"]:
        return (one(Fraction(f"{match['only']}.{match['hundredths']}"), "measure", match, unit="second"),)
    seconds = Fraction(f"{match['s']}.{match['h'] or 0}")
    return (one(Fraction(match["m"]) + seconds / 60, "measure", match, unit="minute"),)


def _clock(match: re.Match[str]) -> Sequence[Quantity] | None:
    """An hour; 24 o'clock and "12 at night" are 0, and "1 at noon" is 13."""
    text, start = match.string, match.start()
    end = start + len(match[0].rstrip())
    hour = numeral_value(match["h"])
    minutes = numeral_value(match["m"] or match["mm"] or "零")
    minutes += 30 if match["half"] else 15 * positional(match["q"]) if match["q"] else 0
    colon = ":" in match[0]
    around = text[max(0, start - 4) : start] + text[end : end + 3]
    if hour > 24 or minutes >= 60 or (colon and _MATCH.search(around)):
        return None
    known = hour > 12 or hour == 0 or (colon and match["h"].startswith("0"))
    before = text[max(0, start - 4) : start]
    if late := _AFTERNOON.search(before):
        known = True
        hour = _afternoon(hour, late[0].strip())
    elif _MORNING.search(before):
        known, hour = True, hour % 12 if hour == 12 and "午" not in before[-2:] else hour
    value = hour % 24 + minutes / 60
    return [Quantity(value, "hour", start, end, unit="24h" if known else "")]


def _afternoon(hour: Fraction, word: str) -> Fraction:
    """The hour of the day for ``hour`` past noon or at night: 中午11点 is 11, 夜里2点 is 2, 晚12点 is 0."""
    noon = word in {"中午", "正午", "午间"}
    if hour == 12:
        return Fraction(0) if word[0] not in "中正午下" else hour
    if hour > 12 or (noon and hour >= 8) or (hour < 4 and word in {"夜间", "夜里", "深夜"}):
        return hour
    return hour + 12


def _decade(match: re.Match[str]) -> Sequence[Quantity]:
    if match["full"]:
        return (one(int(match["full"]), "decade", match),)
    decade = int(numeral_value(match["d"] or match["born"]))
    century = match["c"] or ""
    if century and century[0] not in "上本":
        base = 100 * (int(numeral_value(century)) - 1)
    else:
        base = 2000 if century == "本" or (decade < 30 and not century) else 1900
    told = one(base + decade, "decade", match, soft=bool(match["born"]))
    named = century and century[0] not in "上本"
    return (told, one(base // 100 + 1, "ordinal", match, "c", soft=True, unit="century")) if named else (told,)


def _century(match: re.Match[str]) -> Sequence[Quantity]:
    return (one(numeral_value(match["n"]), "ordinal", match, "n", unit="century"),)


def _period(match: re.Match[str]) -> Sequence[Quantity] | None:
    if name := "count" if match["count"] else "upto" if match["upto"] else "":
        return (one(numeral_value(match[name]), "measure", match, name, unit="quarter"),)
    if match["half"] or match["H"]:
        first = match["half"] in {"上", "前"} or match["H"] == "1"
        life = match[0].endswith(("生", "辈子"))
        return (one(1 if first else 2, "period", match, soft=life, unit="half"),)
    soft = bool(match["q"]) and match.string[max(0, match.start() - 1) : match.start()] in set("前上下每这本该")
    return (one(numeral_value(match["q"] or match["Q"]), "period", match, soft=soft, unit="quarter"),)


def _weekday(match: re.Match[str]) -> Sequence[Quantity] | None:
    before = match.string[max(0, match.start() - 1) : match.start()]
    after = match.string[match.end() : match.end() + 2]
    if before == "每" and after[:1] and after[:1] in "天本次个" and after != "天气":
        return None
    if match["d"] and not match["week"] and (before.isdigit() or before in set("一两二三四五六七八九十几半数")):
        return None
    found = []
    if week := match["week"] or match["only"]:
        found.append(
            one(_AWAY[week[0]], "relative", match, "week" if match["week"] else "only", soft=True, unit="week")
        )
    if match["d"]:
        days = match["d"] + re.sub("[、和至到]", "", match["more"])
        found += [one(7 if day in "日天" else positional(day), "weekday", match) for day in days]
    return found


def _relative(match: re.Match[str]) -> Sequence[Quantity]:
    unit = match.lastgroup or ""
    return (one(_AWAY[match[0][0]], "relative", match, soft=True, unit=unit),)


TIMES = (
    Form(_ISO, _iso),
    Form(_SEASON, _season),
    Form(_LAP, _lap),
    Form(_PLAN, _plan),
    Form(_DECADE, _decade),
    Form(_CENTURY, _century),
    Form(_PERIOD, _period),
    Form(_WEEKDAY, _weekday),
    Form(_RELATIVE, _relative),
    Form(_YEAR, _year),
    Form(_MONTH_DAY, _month_day),
    Form(_CLOCK, _clock),
    Form(_DAY, _day),
)
