"""Whether a text denies what its source affirms, or affirms what it denies."""

from __future__ import annotations

from collections.abc import Iterator

from models.negation import Negation, chinese_negation, english_negation
from models.types import Check, Severity


def translation_polarity(zh: str, en: str) -> Iterator[Check]:
    """Negations that stand in one of two languages only: no cue of the other can be what they became.

    Where both deny, only the number of cues is compared, which is less sure: a warning.

    >>> [check.code for check in translation_polarity("他没有来。", "He came.")]
    ['negation_lost']
    """
    source, target = chinese_negation(zh), english_negation(en)
    if len(source.hard) > target.cues:
        words = ", ".join(zh[start:end] for start, end in source.hard)
        yield Check("negation_lost", _severity(target), f"{words} has no negation in the English", zh=source.hard)
    if len(target.hard) > source.cues:
        words = ", ".join(en[start:end] for start, end in target.hard)
        yield Check("negation_added", _severity(source), f"{words} has no negation in the Chinese", en=target.hard)


def _severity(other: Negation) -> Severity:
    return "warning" if other.cues else "error"
