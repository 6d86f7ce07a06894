"""Figures of a summary that stand where its source has another: "profit 5, revenue 3" for "revenue 5, profit 3".

Both are Chinese, so what a figure counts is told by the characters around it: those of its own figure in the source
should be more like them than those of any other figure of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from models.numbers import Quantity
from models.pairing import dimension, hard
from models.readings import agreeing
from models.text import bigrams
from models.units import chinese_unit

BEFORE, AFTER = 12, 6
"""Characters around a figure that tell what it counts, within its sentence."""
BETWEEN = 12
"""Characters between two figures that may have changed places."""
CLEAR = 0.4
"""By what share of them another figure's surroundings must be nearer."""
COPIED = 3
"""Features of the surroundings above which another figure in the very same words is enough."""
CLAUSE = 40
"""Characters on either side of a figure within which its clause begins and ends."""
OWN_WORDS = 6
"""Characters of a sentence beside a figure or name from which it is told to be copied."""
COINED = 2
"""Bigrams of a clause from which it tells something."""
DATES = frozenset({"day", "month", "year", "weekday", "hour", "period", "decade"})
END = re.compile(r"[。！？；\n]")
"""Where a sentence ends."""
_CLAUSE = re.compile(r"[，。！？；：、\s,;:!?—…]")
_NUMERAL = re.compile(r"[0-9.,%]+|[零〇一二两三四五六七八九十百千万亿]{2,}")

Known = Sequence[tuple[str, Sequence[Quantity]]]
"""Paragraphs of the source with their quantities."""


def misplaced(summary: str, found: Sequence[Quantity], known: Known) -> Iterator[tuple[Quantity, Quantity]]:
    """Hard figures of ``summary`` that the source has elsewhere, with that in whose place they stand."""
    places = [(quantity, around(text, quantity)) for text, quantities in known for quantity in quantities]
    for quantity in (one for one in found if hard(one) or single(summary, one)):
        own = [there for place, there in places if agreeing(quantity, place)]
        others = [item for item in places if _alike(quantity, item[0]) and not agreeing(quantity, item[0])]
        found_at = nearer(around(summary, quantity), own, [there for _, there in others])
        if found_at is not None:
            yield quantity, others[found_at][0]
        elif (there := _exchanged(summary, quantity, found, known) or _copied(summary, quantity, known)) is not None:
            yield quantity, there


def _exchanged(summary: str, quantity: Quantity, found: Sequence[Quantity], known: Known) -> Quantity | None:
    """The figure of the source in whose place ``quantity`` stands, where it and the next changed places between the
    same words: 从5%变为3% for 从3%变为5%."""
    after = next((other for other in found if other.start >= quantity.end), None)
    between = _between(summary, quantity, after) if after else ""
    pairs = [
        (one, other)
        for text, quantities in known
        for one, other in pairwise(quantities)
        if between and _between(text, one, other) == between
    ]
    if after is None or any(agreeing(quantity, one) and agreeing(after, other) for one, other in pairs):
        return None
    return next((one for one, other in pairs if agreeing(quantity, other) and agreeing(after, one)), None)


def _copied(summary: str, quantity: Quantity, known: Known) -> Quantity | None:
    """The figure in whose place ``quantity`` stands in a sentence that is the source's own in all other words."""
    before, after = END.split(summary[: quantity.start])[-1], END.split(summary[quantity.end :])[0]
    whole = before + summary[quantity.start : quantity.end] + after
    if len(before + after) < OWN_WORDS or any(whole in text for text, _ in known):
        return None
    places = ((text, place) for text, quantities in known for place in quantities)
    same = (
        place for text, place in places if text.endswith(before, 0, place.start) and text.startswith(after, place.end)
    )
    return next((place for place in same if not agreeing(quantity, place)), None)


def _between(text: str, one: Quantity, other: Quantity) -> str:
    """The words between two figures of one sentence, without the unit of the first; empty where there are none."""
    unit = chinese_unit(text, one.end)
    words = text[unit[1] if unit else one.end : other.start]
    return "" if END.search(words) or len(words) > BETWEEN else words.strip()


def nearer(here: set[str], own: Sequence[set[str]], others: Sequence[set[str]], share: float = CLEAR) -> int | None:
    """Which of the ``others`` is more like the surroundings ``here`` than any of its ``own``, by ``share`` of them.

    >>> nearer({"a", "b"}, [{"c"}], [{"a"}, {"a", "b"}]), nearer({"a", "b"}, [{"b"}], [{"b"}])
    (1, None)
    """
    if not own or not here or not others:
        return None
    alike = [len(here & there) for there in others]
    most, known = max(alike), max(len(here & there) for there in own)
    copied = most == len(here) > max(known, COPIED)
    return alike.index(most) if copied or most - known >= share * len(here) else None


def around(text: str, place: Quantity) -> set[str]:
    """The surroundings of a quantity."""
    return surroundings(text, place.start, place.end)


def surroundings(text: str, start: int, end: int) -> set[str]:
    """Bigrams and numerals before and after a figure or name in its sentence, marked by their side."""
    before = END.split(text[max(0, start - BEFORE) : start])[-1]
    after = END.split(text[end : end + AFTER])[0]
    return {f"<{gram}" for gram in _features(before)} | {f">{gram}" for gram in _features(after)}


def _features(text: str) -> set[str]:
    return bigrams(_NUMERAL.sub(" ", text)) | set(_NUMERAL.findall(text))


def single(text: str, quantity: Quantity) -> bool:
    """Whether a quantity is the figure 1: soft, since English drops it, but not between Chinese and Chinese."""
    return quantity.soft and quantity.value == 1 and text[quantity.start : quantity.end].strip() == "1"


def coined(summary: str, found: Sequence[Quantity], known: Known) -> Iterator[Quantity]:
    """Hard figures in a clause of which the source has no two characters in a row: 有400个伙伴 for 覆盖400个县."""
    told = {gram for text, _ in known for gram in bigrams(text)} if found else set()
    for quantity in filter(hard, found):
        before = _CLAUSE.split(summary[max(0, quantity.start - CLAUSE) : quantity.start])[-1]
        after = _CLAUSE.split(summary[quantity.end : quantity.end + CLAUSE])[0]
        words = bigrams(before) | bigrams(after)
        if len(words) >= COINED and not words & told:
            yield quantity


def of_another_kind(found: Sequence[Quantity], known: Known) -> Iterator[Quantity]:
    """Hard figures that only a date can be meant by, or dates for which only a figure stands: 27人 for 2月27日."""
    places = [quantity for _, quantities in known for quantity in quantities]
    for quantity in filter(hard, found):
        meant = [place for place in places if agreeing(quantity, place)]
        if meant and not any(one_sort(quantity, place) for place in meant):
            yield quantity


def one_sort(one: Quantity, other: Quantity) -> bool:
    """Whether both are dates, or neither is."""
    return (one.kind in DATES) == (other.kind in DATES) or {one.kind, other.kind} <= {"day", "measure"}


def _alike(one: Quantity, other: Quantity) -> bool:
    """Whether both count the same sort of thing, as far as kind and dimension tell."""
    return hard(other) and one.kind == other.kind and dimension(one) == dimension(other)
