"""Statements: a frame filled with figures and names of known value, its correct rendering and its corruptions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from random import Random

from benchmarks.figures import Figure, Text, figures
from benchmarks.frames import CHANGES, NAMES, Frame, chosen, pairs

PLACE = re.compile(r"<(\d+)>")
SCALES = (10, 100, 1000, 10**4)
SCALABLE = frozenset({"count", "money", "measure"})
EXTRA = (
    (" across {} districts", "，涉及{}个区"),
    (" with {} partners", "，有{}个伙伴"),
    (", up {}% from a month ago", "，环比增长{}%"),
)


@dataclass(frozen=True, slots=True)
class Filler:
    """What fills one slot: a name, or a figure, perhaps within a change (increase by / to)."""

    text: Text
    figure: Figure | None = None
    change: tuple[str, str] = ("{}", "{}")

    def put(self, text: Text) -> Text:
        """``text`` of a figure within the change."""
        return Text(self.change[0].replace("{}", text.zh), self.change[1].replace("{}", text.en))


@dataclass(frozen=True, slots=True)
class Statement:
    """A filled frame."""

    frame: Frame
    fillers: tuple[Filler, ...]
    opposite: bool

    @property
    def text(self) -> Text:
        """The Chinese and its right English."""
        return self.told({}, self.opposite)

    def told(self, other: dict[int, Text], opposite: bool | None = None) -> Text:
        """The statement with some fillers replaced."""
        texts = [other.get(i, filler.text) for i, filler in enumerate(self.fillers)]
        side = self.opposite if opposite is None else opposite
        zh = PLACE.sub(lambda match: texts[int(match[1])].zh, chosen(self.frame.zh, side))
        en = PLACE.sub(lambda match: texts[int(match[1])].en, chosen(self.frame.en, side))
        return Text(zh, en)


def fill(frame: Frame, rng: Random) -> Statement:
    """A statement of ``frame``; no two of its figures are written alike."""
    kinds = [slot.partition(":")[2] or slot for slot in frame.slots if slot != "name"]
    made = iter(figures(kinds, rng))
    names = iter(rng.sample(sorted(NAMES), k=sum(slot == "name" for slot in frame.slots)))
    fillers = []
    for slot in frame.slots:
        if slot == "name":
            name = next(names)
            fillers.append(Filler(Text(name, NAMES[name])))
            continue
        figure = next(made)
        change = rng.choice(pairs(CHANGES)) if slot.startswith("by:") else ("{}", "{}")
        bare = Filler(figure.text, figure, change)
        fillers.append(Filler(bare.put(figure.text), figure, change))
    return Statement(frame, tuple(fillers), rng.random() < 0.5)


def corruptions(statement: Statement, rng: Random) -> Iterator[tuple[str, Text]]:
    """Each corruption's name and the statement that it makes: both languages of it are wrong."""
    for i, filler in enumerate(statement.fillers):
        if filler.figure is None:
            others = sorted(set(NAMES) - {other.text.zh for other in statement.fillers})
            name = rng.choice(others)
            yield "name swapped", statement.told({i: Text(name, NAMES[name])})
            continue
        for kind, text in altered(filler.figure, rng):
            if text != filler.figure.text and not _taken(text, statement, i):
                yield kind, statement.told({i: filler.put(text)})
        if filler.change != ("{}", "{}"):
            yield "to for by", statement.told({i: _turned(filler)})
        if filler.figure.kind in SCALABLE | {"percent"}:
            yield "number dropped", statement.told({i: Text("一些", "a certain level")})
    yield from _exchanged(statement)
    text = statement.text
    en, zh = rng.choice(EXTRA)
    number = str(rng.randint(101, 997))
    yield "number added", Text(text.zh[:-1] + zh.format(number) + "。", text.en[:-1] + en.format(number) + ".")
    if statement.frame.denial:
        kind = "negation added" if statement.opposite else "negation dropped"
        yield kind, statement.told({}, not statement.opposite)


def altered(figure: Figure, rng: Random) -> Iterator[tuple[str, Text]]:
    """Wrong renderings of one figure."""
    value, kind = figure.value, figure.kind
    if kind in {"date", "clock", "range", "fraction", "age", "year", "ordinal"}:
        name = "date shifted" if kind in {"date", "year", "clock"} else "digit changed"
        yield name, figure.written(_near(figure, rng))
    else:
        yield "digit changed", figure.written(_digit(value, rng))
    if kind in SCALABLE:
        for scale in SCALES:
            yield f"scale x{scale}", figure.written(value * scale)
            if (value / scale).denominator == 1 and value / scale > 2:
                yield f"scale /{scale}", figure.written(value / scale)
    if kind in {"count", "money", "measure", "percent"}:
        yield "digit dropped", _dropped(figure, rng)
    for unit in figure.units:
        if unit != figure.unit:
            yield "percent for points" if kind == "percent" else "unit swapped", figure.written(unit=unit)


def _digit(value: Fraction, rng: Random) -> Fraction:
    """``value`` with one of its significant digits changed."""
    scale = Fraction(1)
    while (value * scale).denominator != 1:
        scale *= 10
    digits = str(int(value * scale))
    significant = len(digits.rstrip("0"))
    while True:
        place = rng.randrange(significant)
        digit = rng.choice([d for d in "0123456789" if d != digits[place]])
        changed = Fraction(int(digits[:place] + digit + digits[place + 1 :])) / scale
        if changed > (2 if scale == 1 else 0):
            return changed


def _dropped(figure: Figure, rng: Random) -> Text:
    """Both renderings without one of their digits; unchanged where that leaves nothing or the same value."""
    made = []
    for text in figure.text:
        places = [m.start() for m in re.finditer(r"(?<=\d)[\d]", text) if m[0] != "0" or "." not in text]
        if not places:
            made.append(text)
            continue
        place = rng.choice(places)
        made.append(text[:place] + text[place + 1 :])
    return Text(*made)


def _near(figure: Figure, rng: Random) -> Fraction:
    value, step = figure.value, rng.choice((1, 2, 3))
    if figure.kind == "date":
        month, day = divmod(int(value), 100)
        return Fraction(rng.choice([(month % 12 + 1) * 100 + day, month * 100 + (day + step - 1) % 28 + 1]))
    if figure.kind == "range":
        low, high = divmod(int(value), 1000)
        return Fraction((low - 1) * 1000 + high if rng.random() < 0.5 else low * 1000 + high + step)
    if figure.kind == "clock":
        return value + step * 3 if rng.random() < 0.5 else value - 60
    if figure.kind == "fraction":
        over, under = value.numerator, value.denominator
        wrong = [Fraction(a, under) for a in range(1, under) if Fraction(a, under).denominator == under and a != over]
        return rng.choice(wrong)
    return value + step


def _turned(filler: Filler) -> Text:
    """By as to, to as by."""
    assert filler.figure
    zh, en = filler.change
    other = (zh.replace("了", "到"), en.replace(" by ", " to ")) if " by " in en else (
        zh.replace("到", "了"), en.replace(" to ", " by "))  # fmt: skip
    return Filler(filler.text, filler.figure, other).put(filler.figure.text)


def _taken(text: Text, statement: Statement, place: int) -> bool:
    """Whether another filler says just this."""
    return any(i != place and text == filler.text for i, filler in enumerate(statement.fillers))


def _exchanged(statement: Statement) -> Iterator[tuple[str, Text]]:
    """Two figures of one kind and unit told in each other's place, and two names."""
    for kinds, name in ((True, "two figures exchanged"), (False, "two names exchanged")):
        places = [i for i, filler in enumerate(statement.fillers) if bool(filler.figure) == kinds]
        for a, b in pairwise(places):
            one, other = statement.fillers[a], statement.fillers[b]
            if one.figure and other.figure and one.figure.kind != other.figure.kind:
                continue
            texts = [item.figure.text if item.figure else item.text for item in (one, other)]
            yield name, statement.told({a: one.put(texts[1]), b: other.put(texts[0])})


def joined(statements: Sequence[Statement]) -> Text:
    """Several statements in a row."""
    return Text("".join(s.text.zh for s in statements), " ".join(s.text.en for s in statements))
