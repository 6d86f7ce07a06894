"""Hypotheses of a translation: each checked against its Chinese, the best of them chosen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from models.generation import Generation
from models.review import Review, plain
from models.score import FAULTY, chance, translation_signals
from models.text import HAN
from models.types import Check, Fault, Translation

USELESS = frozenset({"repetition", "wrong_language"})
"""Errors after which hardly a word of the English can be believed."""
_HAN = re.compile(f"[{HAN}]")


def errors(checks: Sequence[Check]) -> list[str]:
    """Codes of the errors that stand."""
    return [check.code for check in checks if check.severity == "error" and not check.repaired]


def useless(made: Translation) -> bool:
    """Whether ``made`` is no English to show: it loops, or much of it is Chinese."""
    left = len(_HAN.findall(made.text))
    return bool(made.error or USELESS & set(errors(made.checks)) or 4 * left > len(made.text))


def candidate(source: str, generation: Generation, review: Review = plain) -> Translation:
    """One hypothesis, reviewed, as a translation with its checks and score."""
    text = generation.text.strip()
    if not text:
        return Translation("", error=Fault("empty_output", "the model answered nothing"), tokens=generation.tokens)
    text, checks = review(source, text, generation.finish_reason)
    wrong = len(errors(checks))
    warnings = [check for check in checks if check.severity == "warning" and not check.repaired]
    score = chance("translation", translation_signals(source, generation.score, wrong, len(warnings)))
    return Translation(text, checks, min(score, FAULTY) if wrong else score, tokens=generation.tokens)


def candidates(source: str, answer: list[Generation] | Fault, review: Review = plain) -> list[Translation]:
    """The hypotheses for ``source``, or the fault that stands for them."""
    if isinstance(answer, Fault):
        return [Translation("", error=answer)]
    return [candidate(source, generation, review) for generation in answer]


def better(old: Translation | None, found: Sequence[Translation]) -> Translation:
    """The least faulty of ``old`` and ``found``, the earlier of equals; tokens of all are added up.

    Errors of ``old`` that the better one has not are told as repaired.
    """
    every = ([old] if old else []) + list(found)
    best = min(every, key=_badness)
    tokens = sum(item.tokens for item in every)
    if old is None or best is old:
        return replace(best, tokens=tokens)
    gone = [check for check in old.checks if check.code in set(errors(old.checks)) - {c.code for c in best.checks}]
    repaired = tuple(replace(check, repaired=True, en=()) for check in gone)
    return replace(best, tokens=tokens, checks=best.checks + repaired)


def _badness(made: Translation) -> tuple[bool, bool, int, int, int]:
    """Orders hypotheses: no English, useless English, errors, characters left in Chinese, names that are not there."""
    found = errors(made.checks)
    left, names = len(_HAN.findall(made.text)), sum(check.code == "name_missing" for check in made.checks)
    return made.error is not None, useless(made), len(found) - found.count("untranslated"), left, names
