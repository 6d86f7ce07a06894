"""A translation reviewed: its names put right, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable

from models import name_checks
from models.fidelity import translation_checks
from models.generation import FinishReason
from models.glossary import Glossary
from models.names import Names
from models.types import Check

Review = Callable[[str, str, FinishReason], tuple[str, tuple[Check, ...]]]
"""Chinese, English and how it ended → the English put right where that is safe, and its checks."""


def plain(zh: str, en: str, finish: FinishReason) -> tuple[str, tuple[Check, ...]]:
    """The review without names and terms."""
    return en, translation_checks(zh, en, finish)


class Reviewer:
    """A ``Review`` that knows names and the terms of a request."""

    def __init__(self, names: Names | None, glossary: Glossary) -> None:
        self._names, self._glossary = names, glossary

    def __call__(self, zh: str, en: str, finish: FinishReason) -> tuple[str, tuple[Check, ...]]:
        """Terms that are where they should be are out of the reach of the other checks."""
        missing = self._glossary.missing(zh, en)
        named: tuple[Check, ...] = ()
        if self._names:
            en, named = name_checks.review(self._glossary.shielded(zh, en)[0], en, self._names)
        return en, (*translation_checks(*self._glossary.shielded(zh, en), finish), *named, *missing)
