"""What can be wrong with a summary or a translation, found by comparing it with what it was made from.

A check of severity ``error`` means that another hypothesis should be tried; a ``warning`` is for the reader to know.
Everything here is a pure function of texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from models.numbers import Quantity, chinese, compare, described, english
from models.text import HAN, is_chinese
from models.types import Check, FinishReason, MappedText, Span

REPEATED = 4
"""Shortest n-gram, in tokens, whose standing three times in a row is a loop."""
OVERLONG = 3
"""Times the expected length beyond which an output is a loop, too."""
ENGLISH_PER_CHINESE = 6
"""Generous expectation: English characters for each Chinese one."""
_HAN_RUN = re.compile(f"[{HAN}]+")


def failed(checks: Sequence[Check]) -> bool:
    """Whether any check is an error that stands."""
    return any(check.severity == "error" and not check.repaired for check in checks)


def summary_checks(
    summary: str, passage: Sequence[MappedText], finish: FinishReason = "stop", expected: int = 150
) -> tuple[Check, ...]:
    """Faults of a Chinese summary of ``passage``; ``expected`` is its expected length in characters.

    >>> [check.code for check in summary_checks("共有12家企业。", [MappedText.of("共有11家企业参加。")])]
    ['number_added']
    """
    if not summary.strip():
        return (Check("empty_output", "error", "the model answered nothing"),)
    checks = list(_form(summary, list(summary), finish, expected))
    if not is_chinese(summary):
        checks.append(Check("wrong_language", "error", "the summary is not Chinese"))
    known = [quantity for paragraph in passage for quantity in chinese(paragraph.text)]
    found = chinese(summary)
    compared = compare(known, found)
    checks += [_added(summary, quantity, zh=True) for quantity in compared.added]
    checks += [_changed(told, here, zh=True) for told, here in compared.changed if not here.soft]
    checks += _damaged_in_summary(summary, found, passage)
    return tuple(checks)


def translation_checks(zh: str, en: str, finish: FinishReason = "stop") -> tuple[Check, ...]:
    """Faults of the English ``en`` of ``zh``: spans point into these two.

    >>> [check.code for check in translation_checks("发放2650万元。", "It lent 2.65 million yuan.")]
    ['number_missing', 'number_added']
    """
    if not en.strip():
        return (Check("empty_output", "error", "the model answered nothing"),)
    checks = list(_form(en, en.split(), finish, max(40, ENGLISH_PER_CHINESE * len(zh)), characters=len(en)))
    runs = tuple(Span(*match.span()) for match in _HAN_RUN.finditer(en))
    if runs:
        left = ", ".join(en[start:end] for start, end in runs)
        checks.append(Check("untranslated", "error", f"{left} was left in Chinese", en=runs))
    elif not re.search("[A-Za-z]", en) and is_chinese(zh):
        checks.append(Check("wrong_language", "error", "the translation has no English word"))
    source, target = chinese(zh), english(en)
    compared = compare(source, target)
    checks += [_missing(zh, quantity) for quantity in compared.missing]
    checks += [_added(en, quantity, zh=False) for quantity in compared.added]
    checks += [_changed(told, here, zh=False) for told, here in compared.changed]
    checks += [
        _damaged(zh, quantity, zh=(Span(quantity.start, quantity.end),)) for quantity in source if quantity.damaged
    ]
    return tuple(checks)


def _form(
    text: str, tokens: Sequence[str], finish: FinishReason, expected: int, characters: int | None = None
) -> Iterator[Check]:
    if finish == "length":
        yield Check("truncated", "error", "the answer was cut at the token limit")
    length = len(tokens) if characters is None else characters
    if repeats(tokens) or repeats(text):
        yield Check("repetition", "error", "the answer repeats itself")
    elif length > OVERLONG * expected:
        yield Check("repetition", "error", f"the answer has {length} characters, about {expected} were expected")


def repeats(tokens: Sequence[str]) -> bool:
    """Whether an n-gram of at least ``REPEATED`` tokens stands three times in a row.

    >>> repeats("a b c d a b c d a b c d".split()), repeats("a b c a b c a b c".split())
    (True, False)
    """
    for size in range(REPEATED, len(tokens) // 3 + 1):
        run = 0
        for i in range(len(tokens) - size):
            run = run + 1 if tokens[i] == tokens[i + size] else 0
            if run == 2 * size:
                return True
    return False


def _added(text: str, quantity: Quantity, *, zh: bool) -> Check:
    span = (Span(quantity.start, quantity.end),)
    message = f"{text[quantity.start : quantity.end].strip()} is not in the {'source' if zh else 'Chinese'}"
    return Check("number_added", "error", message, zh=span if zh else (), en=() if zh else span)


def _missing(zh: str, quantity: Quantity) -> Check:
    text = zh[quantity.start : quantity.end].strip()
    return Check("number_missing", "error", f"{text} is not in the English", zh=(Span(quantity.start, quantity.end),))


def _changed(told: Quantity, here: Quantity, *, zh: bool) -> Check:
    spans = Span(told.start, told.end), Span(here.start, here.end)
    message = f"{described(here)} stands for {described(told)}"
    return Check("quantity_changed", "error", message, zh=(spans[1] if zh else spans[0],), en=() if zh else spans[1:])


def _damaged(text: str, quantity: Quantity, *, source: tuple[Span, ...] = (), zh: tuple[Span, ...] = ()) -> Check:
    damaged = text[quantity.start : quantity.end].strip()
    return Check("damaged_number", "warning", f"{damaged} is damaged in the source: look it up", source=source, zh=zh)


def _damaged_in_summary(summary: str, found: Sequence[Quantity], passage: Sequence[MappedText]) -> Iterator[Check]:
    """Damaged numbers of the source that the summary uses."""
    used = {quantity.value: quantity for quantity in found}
    for paragraph in passage:
        for quantity in chinese(paragraph.text):
            if quantity.damaged and quantity.value in used:
                place = used[quantity.value]
                spans = paragraph.spans(quantity.start, quantity.end)
                yield _damaged(paragraph.text, quantity, source=spans, zh=(Span(place.start, place.end),))
