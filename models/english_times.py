"""Dates and times of English text: months and days, clocks, weekdays, decades, periods, plans, "last year"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from models.english_numerals import ORDINALS, WORDS, numeral_value
from models.quantity import Form, Quantity, one

MONTHS = {
    name: i
    for i, names in enumerate(
        ["january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"], 1,
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS = {
    name: i for i, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"], 1)
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_NO_DAY = r"(?![\d,.:]{0,20}\d|\s?%|\s?percent|\s(?:million|billion|thousand|people|cases)|\s?[ap]\.?m\b)"
_ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
_SMALL_WORD = "|".join(sorted(WORDS, key=len, reverse=True))
_MONTH_DAY = re.compile(
    rf"(?P<m>{_MONTH})\b\.?(?:\s(?:the\s)?(?P<d>{_DAY}){_NO_DAY}(?:\s?(?:-|–|to|and|or)\s?(?P<d2>{_DAY}){_NO_DAY}(?!\s?(?:{_MONTH})\b))?)?"
)
_DAY_MONTH = re.compile(
    rf"(?P<d>{_DAY})(?:\s?(?:-|–|to|and)\s?(?P<d2>{_DAY}))?\s(?:of\s)?(?P<m>{_MONTH})\b"
    rf"|(?P<w>{_ORDINAL})\s(?:day\s)?of\s(?P<wm>{_MONTH})\b"
)
_SEASON = re.compile(r"(?P<y>(?:19|20)\d\d)[-–/](?P<z>\d\d)(?![\d/-])")
_LAP = re.compile(
    r"(?P<m>\d{1,3}):(?P<s>\d\d\.\d{1,3}|(?<=2[5-9]:)\d\d|(?<=[3-9]\d:)\d\d)(?!\d)"
    r"|(?P<whole>\d{1,2})\sseconds\s(?P<hundredths>\d\d)\b"
    rf"|(?P<m2>\d{{1,3}}|{_SMALL_WORD})\sminutes?,?\s(?:and\s)?(?P<s2>\d{{1,2}}(?:\.\d{{1,3}})?|{_SMALL_WORD})\sseconds?\b"
)
_ISO = re.compile(r"(?P<y>[12]\d{3})(?P<s>[-/])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)")
_CLOCK = re.compile(
    rf"(?P<h>\d{{1,2}}|{_SMALL_WORD})(?:[:.]\s?(?P<mm>\d\d))?(?::\d\d)?[\s-]?(?P<half>[ap])(?:\.m\.|\.m\b|m\b)"
    rf"|(?P<h2>\d{{1,2}}):\s?(?P<mm2>\d\d)(?::\d\d)?(?![\d:]|\.\d)(?:\s(?:in\sthe\s(?P<part2>morning|afternoon|evening)|at\s(?P<night2>night)))?"
    rf"|(?P<h3>\d{{1,2}}|{_SMALL_WORD})(?:\so'clock(?:\s(?:in\sthe\s(?P<part3>morning|afternoon|evening)|at\s(?P<night3>night)))?"
    rf"|\sin\sthe\s(?P<part4>morning|afternoon|evening)|\sat\s(?P<night4>night))"
    rf"|(?P<h5>[0-2]\d)(?P<mm5>[0-5]\d)\s(?:hours|local|gmt|utc)\b|(?P<noon>noon|midday|midnight)\b"
)
_PLAN = re.compile(rf"(?P<n>\d{{1,2}}(?:st|nd|rd|th)|{_ORDINAL})\s(?:five|5)[\s-]year\b")
_CENTURY = re.compile(rf"(?P<n>\d{{1,2}}(?:st|nd|rd|th)|{_ORDINAL})[\s-]centur(?:y|ies)\b")
_DECADE = re.compile(
    r"(?<=')(?<!\w')(?P<short>[3-9]\d)(?![\d's]|-[a-z])|(?P<full>[12]\d\d0)'?s\b|'?(?P<d>[1-9]0)'?s\b|(?P<w>twen|thir|for|fif|six|seven|eigh|nine)ties\b"
)
_PERIOD = re.compile(
    r"(?P<q>first|second|third|fourth|1st|2nd|3rd|4th)[\s-]quarter\b(?!-?final)|q(?P<Q>[1-4])\b|(?P<R>[1-4])q\b"
    r"|(?P<h>first|second|latter|1st|2nd)[\s-]half\b|h(?P<H>[12])\b"
    r"|(?:first|last|past|previous|next)\s(?P<count>two|three|2|3)\squarters\b"
)
_CENTURY_AFTER = re.compile(rf"\sof\sthe\s(?P<n>\d{{1,2}}(?:st|nd|rd|th)|{_ORDINAL})[\s-]century\b")
_CENTURY_BEFORE = re.compile(rf"\b(?P<n>\d{{1,2}}(?:st|nd|rd|th)|{_ORDINAL})[\s-]century,?\s(?:in\s)?(?:the\s)?$")
"""Beside a decade: the thirties of the 19th century; in the 15th century, in the 80s."""
_DATED = re.compile(rf"(?:\d|{_MONTH})\.?,?\s$")
"""Before a year that is no time of day: February 12, 2017 local time."""
_BY_NAME = re.compile(r"\b(?:by|of)\s[a-z]{3,4}\s[a-z]$")
"""A month cut short after these is as likely the name of a person: crowned by Jun Goo."""
_SUNDAY = rf"(?<!the\s)sun(?=\.(?:,|\s(?:\d|at\b|night|morning|afternoon|evening|{_MONTH})))"
_WEEKDAY = re.compile(rf"(?P<d>{'|'.join(WEEKDAYS)})s?\b|(?P<short>mon|tues?|wed|thur?s?|fri|sat|{_SUNDAY})\.(?=[\s,])")
_RELATIVE = re.compile(
    r"(?P<away>last|this|next|previous|current|coming|following)\s(?P<unit>year|month|week)\b"
    r"|(?:a\s|the\s(?:same\s(?:period|time)\s(?:a|the)\s)?)?(?P<unit2>year|month|week)\s(?P<away2>earlier|ago|before)\b"
    r"|(?P<day>yesterday|today|tomorrow|tonight)\b|(?P<yoy>year[\s-]on[\s-]year|year[\s-]over[\s-]year|yoy)\b"
)
_AWAY = {
    "last": -1, "previous": -1, "earlier": -1, "ago": -1, "before": -1, "yesterday": -1, "this": 0, "current": 0,
    "today": 0, "tonight": 0, "next": 1, "coming": 1, "following": 1, "tomorrow": 1,
}  # fmt: skip
_SHORT = {name for name in MONTHS if len(name) <= 4} - {"may", "june", "july"}
_MODAL = {"may", "march", "mar"}


def _month_day(match: re.Match[str]) -> Sequence[Quantity] | None:
    word, text = match["m"], match.string
    days = [d for d in ("d", "d2") if match[d] and 1 <= numeral_value(match[d]) <= 31]
    if (
        word in _SHORT
        and not days
        and not re.search(r"\d\s?$|\b(?:in|of|since|last|until|by)\s$", text[max(0, match.start() - 6) : match.start()])
        and not re.match(r"\s\d{4}\b", text[match.end() : match.end() + 5])
    ):
        return None
    if word in _SHORT and not days and _BY_NAME.search(text[max(0, match.start() - 4) : match.end() + 2]):
        return None
    if word in _MODAL and not days:
        found = re.match(r"\s\d{4}\b", text[match.end() : match.end() + 5])
        before = re.search(
            r"\b(?:in|of|since|last|early|late|mid|by|until|through)[\s-]$",
            text[max(0, match.start() - 10) : match.start()],
        )
        return (one(MONTHS[word], "month", match, "m", soft=not (found or before)),)
    return [one(MONTHS[word], "month", match, "m"), *_days(match, days, MONTHS[word])]


def _days(match: re.Match[str], groups: Sequence[str], month: int) -> list[Quantity]:
    return [one(numeral_value(match[group]), "day", match, group, unit=str(month)) for group in groups]


def _day_month(match: re.Match[str]) -> Sequence[Quantity] | None:
    name = "wm" if match["w"] else "m"
    month = MONTHS[match[name]]
    groups = [group for group in ("w", "d", "d2") if match[group]]
    if any(numeral_value(match[group]) > 31 for group in groups):
        return None
    return [*_days(match, groups, month), one(month, "month", match, name)]


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
    """2013-14, two years running; 2018-22, a span that can be no month."""
    year, last = int(match["y"]), int(match["y"]) // 100 * 100 + int(match["z"])
    if last <= year or (last != year + 1 and int(match["z"]) <= 12):
        return None
    return [one(year, "year", match, "y"), one(last, "year", match, "z")]


def _lap(match: re.Match[str]) -> Sequence[Quantity]:
    if match["whole"]:
        return (one(Fraction(f"{match['whole']}.{match['hundredths']}"), "measure", match, unit="second"),)
    minutes, seconds = numeral_value(match["m"] or match["m2"]), numeral_value(match["s"] or match["s2"])
    return (one(minutes + seconds / 60, "measure", match, unit="minute"),)


def _clock(match: re.Match[str]) -> Sequence[Quantity] | None:
    if match["noon"]:
        return (one(0 if match["noon"] == "midnight" else 12, "hour", match, soft=True, unit="24h"),)
    if match["h5"] and _DATED.search(match.string[max(0, match.start() - 12) : match.start()]):
        return None
    number = match["h"] or match["h2"] or match["h3"] or match["h5"]
    hour = numeral_value(number)
    minutes = Fraction(match["mm"] or match["mm2"] or match["mm5"] or 0)
    if hour > 24 or minutes >= 60:
        return None
    part = match["half"] or match["part2"] or match["part3"] or match["part4"]
    night = match["night2"] or match["night3"] or match["night4"]
    late = bool(night and hour >= 5) or part in {"p", "afternoon", "evening"}
    early = bool(night) or part in {"a", "morning"}
    if late:
        hour = hour % 12 + 12
    elif early:
        hour = hour % 12
    known = late or early or hour > 12 or hour == 0 or bool(match["h5"]) or (match["h2"] or "").startswith("0")
    return (one(hour % 24 + minutes / 60, "hour", match, unit="24h" if known else ""),)


def _plan(match: re.Match[str]) -> Sequence[Quantity]:
    return (one(numeral_value(match["n"]), "plan", match),)


def _century(match: re.Match[str]) -> Sequence[Quantity]:
    return (one(numeral_value(match["n"]), "ordinal", match, "n", unit="century"),)


def _decade(match: re.Match[str]) -> Sequence[Quantity]:
    if match["short"]:
        return (one(1900 + int(match["short"]), "year", match, "short"),)
    if match["full"]:
        return (one(int(match["full"]), "decade", match),)
    tens = ["twen", "thir", "for", "fif", "six", "seven", "eigh", "nine"].index(match["w"]) + 2 if match["w"] else 0
    return (one(_century_of(match) + (10 * tens or int(match["d"])), "decade", match),)


def _century_of(match: re.Match[str]) -> int:
    """First year of the century that stands beside a decade, 1900 where there is none."""
    before = match.string[max(0, match.start() - 40) : match.start()]
    beside = _CENTURY_AFTER.match(match.string, match.end()) or _CENTURY_BEFORE.search(before)
    return 100 * int(numeral_value(beside["n"]) - 1) if beside else 1900


def _period(match: re.Match[str]) -> Sequence[Quantity]:
    if match["count"]:
        return (one(numeral_value(match["count"]), "measure", match, "count", unit="quarter"),)
    if half := match["h"] or match["H"]:
        return (one(1 if half in {"first", "1st", "1"} else 2, "period", match, unit="half"),)
    return (one(numeral_value(match["q"] or match["Q"] or match["R"]), "period", match, unit="quarter"),)


def _weekday(match: re.Match[str]) -> Sequence[Quantity]:
    day = next(i for name, i in WEEKDAYS.items() if name.startswith((match["d"] or match["short"])[:3]))
    return (one(day, "weekday", match),)


def _relative(match: re.Match[str]) -> Sequence[Quantity]:
    unit = match["unit"] or match["unit2"] or ("year" if match["yoy"] else "day")
    away = -1 if match["yoy"] else _AWAY[match["away"] or match["away2"] or match["day"]]
    return (one(away, "relative", match, soft=True, unit=unit),)


TIMES = (
    Form(_ISO, _iso),
    Form(_SEASON, _season),
    Form(_LAP, _lap),
    Form(_PLAN, _plan),
    Form(_CENTURY, _century),
    Form(_DECADE, _decade),
    Form(_PERIOD, _period),
    Form(_CLOCK, _clock),
    Form(_DAY_MONTH, _day_month),
    Form(_MONTH_DAY, _month_day),
    Form(_WEEKDAY, _weekday),
    Form(_RELATIVE, _relative),
)
STARTS = (
    *MONTHS, *WEEKDAYS, *(f"{day}s" for day in WEEKDAYS), "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri",
    "sat", "sun", "last", "this", "next", "previous", "current", "coming", "following", "past", "latter",
    "year", "month", "week", "yesterday", "today", "tomorrow", "tonight", "twenties", "thirties", "forties",
    "fifties", "sixties", "seventies", "eighties", "nineties", "noon", "midday", "midnight", "yoy", "a", "the",
)  # fmt: skip
"""Words at which a form of this module may start."""
