"""What can be wrong with a summary or a translation, found by comparing it with what it was made from.

A check of severity ``error`` means that another hypothesis should be tried; a ``warning`` is for the reader to know,
an ``info`` for the careful one. Everything here is a pure function of texts; ``figures``, ``polarity`` and
``completeness`` have the checks.
"""

from __future__ import annotations

from collections.abc import Sequence

from models.completeness import ENGLISH_PER_CHINESE, form, incomplete, language, prompt_copied
from models.figures import summary_figures, translation_figures
from models.generation import FinishReason
from models.polarity import summary_polarity, translation_polarity
from models.text import is_chinese
from models.types import Check, MappedText


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
    checks = list(form(summary, list(summary), finish, expected))
    if not is_chinese(summary):
        checks.append(Check("wrong_language", "error", "the summary is not Chinese"))
    if copied := tuple(prompt_copied("".join(paragraph.text for paragraph in passage), summary)):
        checks.append(Check("prompt_copied", "error", "words of the prompt stand in the summary", zh=copied))
    return (*checks, *summary_figures(summary, passage), *summary_polarity(summary, passage))


def translation_checks(zh: str, en: str, finish: FinishReason = "stop") -> tuple[Check, ...]:
    """Faults of the English ``en`` of ``zh``: spans point into these two.

    >>> [check.code for check in translation_checks("发放2650万元。", "It lent 2.65 million yuan.")]
    ['number_missing', 'number_added']
    """
    if not en.strip():
        return (Check("empty_output", "error", "the model answered nothing"),)
    checks = list(form(en, en.split(), finish, max(40, ENGLISH_PER_CHINESE * len(zh)), characters=len(en)))
    checks += language(zh, en)
    if copied := tuple(prompt_copied(zh, en)):
        checks.append(Check("prompt_copied", "error", "words of the prompt stand in the translation", en=copied))
    return (*checks, *incomplete(zh, en), *translation_figures(zh, en), *translation_polarity(zh, en))
