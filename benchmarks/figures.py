"""Figures of known value, written in both languages by a grammar that shares no code with the readers it tests.

A ``Figure`` is a value with a way to write it; ``written(value)`` writes another value the same way, which is how a
digit or a scale is corrupted with the truth still known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import NamedTuple

DIGITS = "零一二三四五六七八九"
WORDS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]  # fmt: skip


class Text(NamedTuple):
    """The same in Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Figure:
    """``value`` as ``write`` puts it; ``kind`` says which corruptions make sense, ``units`` what may be mistaken."""

    kind: str
    value: Fraction
    unit: str
    write: Callable[[Fraction, str], Text]
    units: tuple[str, ...] = ()

    @property
    def text(self) -> Text:
        """Both renderings of the true value."""
        return self.write(self.value, self.unit)

    def written(self, value: Fraction | None = None, unit: str | None = None) -> Text:
        """Another value or unit in the same form."""
        return self.write(self.value if value is None else value, self.unit if unit is None else unit)


def decimal(value: Fraction, grouped: bool = False) -> str:
    """An exact decimal: values here have at most four places."""
    whole, rest = divmod(round(value * 10**4), 10**4)
    tail = f"{rest:04d}".rstrip("0")
    return (f"{whole:,}" if grouped else str(whole)) + (f".{tail}" if tail else "")


def chinese_numeral(number: int) -> str:
    """A written numeral below 10,000: 三百零五."""
    if number < 20 and number >= 10:
        return "十" + (DIGITS[number - 10] if number > 10 else "")
    text, gap = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            text, gap = text + ("零" if gap else "") + DIGITS[digit] + name, False
        else:
            gap = bool(text)
    return text or "零"


def english_words(number: int) -> str:
    """Number words below a hundred."""
    if number < 20:
        return WORDS[number]
    return TENS[number // 10] + (f"-{WORDS[number % 10]}" if number % 10 else "")


def chinese_number(value: Fraction, style: int) -> str:
    """Plain, in 万 or 亿 where that is exact in four places, or written."""
    for scale, name in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万")):
        if value >= scale and (value / scale * 10**4).denominator == 1 and (style != 0 or value >= 10**8):
            return decimal(value / scale) + name
    if style == 2 and value.denominator == 1 and value < 10**4:
        return chinese_numeral(int(value))
    return decimal(value, grouped=style == 3)


def english_number(value: Fraction, style: int) -> str:
    """With "million" and the like, or plain; words below a hundred in one style."""
    for scale, name in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")):
        if value >= scale and (value / scale * 10**4).denominator == 1:
            return f"{decimal(value / scale)} {name}"
    if style == 2 and value.denominator == 1 and value < 100:
        return english_words(int(value))
    return decimal(value, grouped=True)


def amount(rng: Random, low: int, high: int) -> Fraction:
    """A value with two to four significant digits, even in its logarithm."""
    size = rng.uniform(low, high)
    digits = rng.choice((2, 2, 3, 4))
    number = Fraction(rng.randint(10 ** (digits - 1), 10**digits - 1))
    return number * Fraction(10) ** round(size - digits + 1)


def whole(rng: Random, low: int, high: int) -> Fraction:
    """An integer that is neither one nor two."""
    return Fraction(max(3, rng.randint(low, high)))


def count(rng: Random) -> Figure:
    """A number of people, firms and the like; the noun belongs to the frame."""
    style = rng.randrange(4)
    value = whole(rng, 3, 99) if style == 2 else Fraction(max(3, round(amount(rng, 1, 7))))

    def write(value: Fraction, unit: str) -> Text:
        return Text(chinese_number(value, style), english_number(value, style))

    return Figure("count", value, "", write)


CURRENCIES = {
    "CNY": ("元", "{} yuan"), "USD": ("美元", "${}"), "EUR": ("欧元", "{} euros"), "HKD": ("港元", "HK${}"),
    "JPY": ("日元", "{} yen"),
}  # fmt: skip


def money(rng: Random) -> Figure:
    """An amount of money in one of five currencies."""
    style, prefixed = rng.choice((1, 1, 0, 3)), rng.random() < 0.3
    unit = rng.choice(("CNY", "CNY", "CNY", *CURRENCIES))

    def write(value: Fraction, unit: str) -> Text:
        zh, en = CURRENCIES[unit]
        en = "RMB {}" if prefixed and unit == "CNY" else en
        return Text(chinese_number(value, style) + zh, en.format(english_number(value, style)))

    return Figure("money", Fraction(round(amount(rng, 2, 13))), unit, write, tuple(CURRENCIES))


def percent(rng: Random) -> Figure:
    """A percentage; its other unit is the percentage point."""
    style = rng.randrange(3)

    def write(value: Fraction, unit: str) -> Text:
        number = decimal(value)
        if unit == "point":
            return Text(f"{number}个百分点", f"{number} percentage points")
        if style == 2 and value.denominator == 1 and value < 100:
            return Text(f"百分之{chinese_numeral(int(value))}", f"{number} percent")
        return Text(f"{number}%", f"{number}{'%' if style else ' percent'}")

    value = Fraction(rng.randint(3, 995), rng.choice((1, 10, 10)))
    value = value / 10 if value > 100 else value
    return Figure("percent", value, rng.choice(("%", "%", "point")), write, ("%", "point"))


MEASURES = {
    "km": ("公里", "kilometers"), "m": ("米", "meters"), "t": ("吨", "tonnes"), "kg": ("公斤", "kilograms"),
    "mu": ("亩", "mu"), "ha": ("公顷", "hectares"), "m2": ("平方米", "square meters"), "hour": ("小时", "hours"),
    "minute": ("分钟", "minutes"), "month": ("个月", "months"), "day": ("天", "days"),
    "kWh": ("千瓦时", "kilowatt-hours"),
}  # fmt: skip
LENGTHS, WEIGHTS, AREAS, TIMES = ("km", "m"), ("t", "kg"), ("mu", "ha", "m2"), ("hour", "minute", "month", "day")


def measure(*units: str) -> Callable[[Random], Figure]:
    """A measure in one of ``units``."""

    def make(rng: Random) -> Figure:
        style = rng.choice((0, 1, 1, 3))
        value = whole(rng, 3, 60) if units == TIMES else Fraction(max(3, round(amount(rng, 1, 6))))

        def write(value: Fraction, unit: str) -> Text:
            zh, en = MEASURES[unit]
            return Text(chinese_number(value, style) + zh, f"{english_number(value, style)} {en}")

        return Figure("measure", value, rng.choice(units), write, tuple(units))

    return make


def date(rng: Random) -> Figure:
    """A month and day, coded as month × 100 + day."""
    style = rng.randrange(2)

    def write(value: Fraction, unit: str) -> Text:
        month, day = divmod(int(value), 100)
        name = MONTHS[month - 1]
        return Text(f"{month}月{day}日", f"{name} {day}" if style else f"{day} {name}")

    return Figure("date", Fraction(rng.randint(1, 12) * 100 + rng.randint(1, 28)), "", write)


def year(rng: Random) -> Figure:
    """A year."""
    return Figure("year", Fraction(rng.randint(1950, 2035)), "", lambda v, _: Text(f"{int(v)}年", str(int(v))))


def fraction(rng: Random) -> Figure:
    """A share of small terms: 五分之三."""
    names = {3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth", 10: "tenth"}

    def write(value: Fraction, unit: str) -> Text:
        over, under = value.numerator, value.denominator
        return Text(f"{DIGITS[under] if under < 10 else '十'}分之{DIGITS[over]}",
                    f"{'one' if over == 1 else WORDS[over]}-{names[under]}{'s' if over > 1 else ''}")  # fmt: skip

    values = [Fraction(a, b) for b in names for a in range(1, b) if Fraction(a, b).denominator == b]
    return Figure("fraction", rng.choice(values), "", write)


def span(rng: Random) -> Figure:
    """A range of months, days or years, coded as low × 1000 + high."""
    low = rng.randint(3, 30)
    high = low + rng.randint(2, 20)

    def write(value: Fraction, unit: str) -> Text:
        zh, en = {"month": ("个月", "months"), "day": ("天", "days"), "year": ("年", "years")}[unit]
        a, b = divmod(int(value), 1000)
        return Text(f"{a}至{b}{zh}", f"{a} to {b} {en}")

    return Figure("range", Fraction(low * 1000 + high), rng.choice(("month", "day", "year")), write,
                  ("month", "day", "year"))  # fmt: skip


def ratio(rng: Random) -> Figure:
    """A multiple of something: 3.5倍."""
    value = Fraction(rng.randint(11, 90), 10)
    return Figure("ratio", value, "", lambda v, _: Text(f"{decimal(v)}倍", f"{decimal(v)} times"))


def clock(rng: Random) -> Figure:
    """A time of day, coded in minutes."""
    style = rng.randrange(2)

    def write(value: Fraction, unit: str) -> Text:
        hour, minute = divmod(int(value), 60)
        part, half = ("上午", "a.m.") if hour < 12 else ("下午", "p.m.")
        twelve = hour if hour <= 12 else hour - 12
        en = f"{twelve}:{minute:02d} {half}" if style else f"{hour}:{minute:02d}"
        return Text(f"{part}{twelve}点{minute}分", en)

    return Figure("clock", Fraction(rng.randint(6, 19) * 60 + rng.randint(10, 59)), "", write)


def ordinal(rng: Random) -> Figure:
    """第12 as 12th."""

    def write(value: Fraction, unit: str) -> Text:
        number = int(value)
        ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        return Text(f"第{number}", f"{number}{ending}")

    return Figure("ordinal", whole(rng, 3, 60), "", write)


def age(rng: Random) -> Figure:
    """An age in years."""
    return Figure("age", Fraction(rng.randint(18, 89)), "", lambda v, _: Text(f"{int(v)}岁", f"{int(v)}"))


Maker = Callable[[Random], Figure]
MAKERS: dict[str, Maker] = {
    "count": count, "money": money, "percent": percent, "length": measure(*LENGTHS), "weight": measure(*WEIGHTS),
    "area": measure(*AREAS), "time": measure(*TIMES), "energy": measure("kWh"), "date": date, "year": year,
    "fraction": fraction, "range": span, "ratio": ratio, "clock": clock, "ordinal": ordinal, "age": age,
}  # fmt: skip
"""Makers by the name that frames use."""


def figures(names: Sequence[str], rng: Random) -> list[Figure]:
    """One figure for each slot, no two of the same Chinese or English."""
    made: list[Figure] = []
    while len(made) < len(names):
        figure = MAKERS[names[len(made)]](rng)
        taken = {text for other in made for text in other.text} | {str(other.value) for other in made}
        if not set(figure.text) & taken and str(figure.value) not in taken:
            made.append(figure)
    return made
