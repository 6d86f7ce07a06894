"""Checks of the quantities of a summary or a translation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from models.loose_figures import copied, counted_without_one, loosened, numbered
from models.numbers import Quantity, chinese, compare, described, english
from models.pairing import Pair, crossed, inverted, paired
from models.placement import Known, coined, misplaced, of_another_kind, one_sort, single
from models.readings import agreeing
from models.types import Check, MappedText, Severity, Span

REPEATABLE = frozenset({"year", "month", "day", "weekday", "ordinal", "relative", "period", "plan", "code", "hour"})
"""Kinds that either language may tell once more or once less than the other."""


def translation_figures(zh: str, en: str) -> Iterator[Check]:
    """Quantities of ``zh`` that ``en`` lost, added, changed or told in another order; spans point into these two."""
    source = loosened(zh, en, chinese(zh))
    target = [quantity for quantity in english(en) if not copied(zh, en, quantity)]
    fewer = counted_without_one(zh, en, source, target)
    target = [replace(one, value=one.value + 1) if one.start in fewer else one for one in target]
    found = compare(source, target)
    yield from (_missing(zh, quantity) for quantity in found.missing)
    yield from (_added(en, quantity, zh=False) for quantity in found.added)
    yield from (_changed(told, here, zh=False) for told, here in found.changed)
    told = {id(quantity) for quantity in (*found.missing, *found.added, *(q for pair in found.changed for q in pair))}
    yield from _paired(zh, en, source, target, told)
    yield from (_damaged(zh, quantity, zh=(_span(quantity),)) for quantity in source if quantity.damaged)


def _paired(
    zh: str, en: str, source: Sequence[Quantity], target: Sequence[Quantity], told: set[int]
) -> Iterator[Check]:
    """What the one-to-one match shows beside what was ``told``."""
    pairing = paired(source, target)
    fewer = [quantity for quantity in pairing.fewer if id(quantity) not in told]
    more = [quantity for quantity in pairing.more if id(quantity) not in told]
    kinds = {quantity.kind for quantity in fewer} & {quantity.kind for quantity in more}
    for quantity in fewer:
        if quantity.kind in kinds or quantity.kind not in REPEATABLE or _nth_alone(quantity, target):
            yield _missing(zh, quantity, "error" if quantity.kind in kinds else "warning", " once more")
    for quantity in more:
        if quantity.kind in kinds or quantity.kind not in REPEATABLE:
            severity: Severity = "error" if quantity.kind in kinds else "warning"
            yield _added(en, quantity, zh=False, severity=severity, again=" as often")
    for one, other in crossed(pairing.pairs):
        yield _changed(*one, zh=False)
        yield _changed(*other, zh=False)
    yield from map(_inverted, inverted(pairing.pairs))


def _nth_alone(quantity: Quantity, target: Sequence[Quantity]) -> bool:
    """Whether an ordinal is told by what stands for another figure only (第58批, 58 days)."""
    return quantity.kind == "ordinal" and not any(one.kind == "ordinal" and agreeing(quantity, one) for one in target)


def summary_figures(summary: str, passage: Sequence[MappedText]) -> Iterator[Check]:
    """Quantities of ``summary`` that ``passage`` has not, has otherwise or has damaged."""
    known = [(paragraph.text, chinese(paragraph.text)) for paragraph in passage]
    marks = numbered(summary)
    found = [quantity for quantity in chinese(summary) if quantity.start not in marks]
    compared = compare([quantity for _, quantities in known for quantity in quantities], found)
    changed = [(told, here) for told, here in compared.changed if not here.soft]
    yield from (_added(summary, quantity, zh=True) for quantity in compared.added)
    yield from (_changed(told, here, zh=True) for told, here in changed)
    left = [quantity for quantity in found if quantity not in (*compared.added, *(here for _, here in changed))]
    doubtful = {*of_another_kind(left, known), *_single(summary, found, known), *coined(summary, left, known)}
    yield from (_added(summary, one, zh=True, severity="warning", again=" so") for one in left if one in doubtful)
    for quantity, other in misplaced(summary, [one for one in left if one not in doubtful], known):
        message = f"{described(quantity)} stands where the source has {described(other)}"
        yield Check("number_misplaced", "warning", message, zh=(_span(quantity),))
    yield from _damaged_in_summary(found, passage)


def _single(summary: str, found: Sequence[Quantity], known: Known) -> Iterator[Quantity]:
    """A figure 1 that the source has not but in a date, nor a 一 before the same word."""
    places = [(text, place) for text, quantities in known for place in quantities]
    for quantity in (one for one in found if single(summary, one)):
        after = summary[quantity.end : quantity.end + 1]
        meant = [(text, place) for text, place in places if agreeing(quantity, place) and one_sort(quantity, place)]
        if not any(_as_one(text, place, after) for text, place in meant):
            yield quantity


def _as_one(text: str, place: Quantity, after: str) -> bool:
    """Whether a one of the source is written 1, or counts what the summary's does."""
    return "一" not in text[place.start : place.end] or text.startswith(after, place.end)


def _span(quantity: Quantity) -> Span:
    return Span(quantity.start, quantity.end)


def _added(text: str, quantity: Quantity, *, zh: bool, severity: Severity = "error", again: str = "") -> Check:
    span = (_span(quantity),)
    message = f"{text[quantity.start : quantity.end].strip()} is not{again} in the {'source' if zh else 'Chinese'}"
    return Check("number_added", severity, message, zh=span if zh else (), en=() if zh else span)


def _missing(zh: str, quantity: Quantity, severity: Severity = "error", again: str = "") -> Check:
    text = zh[quantity.start : quantity.end].strip()
    return Check("number_missing", severity, f"{text} is not{again} in the English", zh=(_span(quantity),))


def _changed(told: Quantity, here: Quantity, *, zh: bool) -> Check:
    message = f"{described(here)} stands for {described(told)}"
    place = _span(here if zh else told)
    return Check("quantity_changed", "error", message, zh=(place,), en=() if zh else (_span(here),))


def _inverted(pairs: tuple[Pair, Pair]) -> Check:
    (one, here), (other, there) = pairs
    message = f"{described(one)} and {described(other)} stand in the other order in the English"
    return Check("number_order", "info", message, zh=(_span(one), _span(other)), en=(_span(there), _span(here)))


def _damaged(text: str, quantity: Quantity, *, source: tuple[Span, ...] = (), zh: tuple[Span, ...] = ()) -> Check:
    damaged = text[quantity.start : quantity.end].strip()
    return Check("damaged_number", "warning", f"{damaged} is damaged in the source: look it up", source=source, zh=zh)


def _damaged_in_summary(found: Sequence[Quantity], passage: Sequence[MappedText]) -> Iterator[Check]:
    """Damaged numbers of the source that the summary uses."""
    used = {quantity.value: quantity for quantity in found}
    for paragraph in passage:
        for quantity in chinese(paragraph.text):
            if quantity.damaged and quantity.value in used:
                spans = paragraph.spans(quantity.start, quantity.end)
                yield _damaged(paragraph.text, quantity, source=spans, zh=(_span(used[quantity.value]),))
