"""Terms put into a sentence before it is translated, so that the model has only to carry them over.

First the English itself stands in the Chinese (code switching: Song et al. 2019, "Code-Switching for Enhancing NMT with
Pre-Specified Translation"): models copy Latin words and inflect them. Then codes stand for the terms, and the English
is put in their place; an answer counts only if each code is in it exactly once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.lexicon import Term

LETTERS = ("T", "Q")
"""What codes are made of, by attempt: T1, T2."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A sentence for the model, and the English of each code in it."""

    text: str
    codes: tuple[tuple[str, str], ...] = ()

    def restored(self, answer: str) -> str | None:
        """``answer`` with the terms in the place of their codes; None where a code is not there exactly once.

        >>> masked = Masked("T1交付。", (("T1", "heavy truck"),))
        >>> masked.restored("A T1 was delivered."), masked.restored("It was delivered.")
        ('A heavy truck was delivered.', None)
        """
        for code, english in self.codes:
            found = re.findall(rf"(?<![A-Za-z0-9]){code}(?![0-9])(?!['’]?[A-RT-Za-rt-z])", answer)
            if len(found) != 1:
                return None
            answer = _put(answer, code, english)
        return answer


def _put(answer: str, code: str, english: str) -> str:
    """``english`` for ``code``, with the article and the capital that its place asks for."""
    start = answer.index(code)
    article = re.search(r"\b([Aa])n? $", answer[:start])
    before = answer[:start]
    if article:
        before = before[: article.start()] + article[1] + ("n " if english[0].lower() in "aeiou" else " ")
    if re.search(r"(?:^|[.!?]\s)[\s\"“‘']*$", before) and english == english.lower():
        english = english[0].upper() + english[1:]
    return before + english + answer[start + len(code) :]


def switched(source: str, terms: Sequence[Term]) -> Masked:
    """``source`` with the English of its ``terms`` in their place.

    >>> switched("造芯片。", [Term("芯片", ("chip",), 1, 3)]).text
    '造chip。'
    """
    return Masked(_replaced(source, terms, [term.senses[0] for term in terms]))


def coded(source: str, terms: Sequence[Term], letter: str) -> Masked | None:
    """``source`` with a code for each of its ``terms``; None where such codes are in it already.

    >>> coded("造芯片。", [Term("芯片", ("chip",), 1, 3)], "T")
    Masked(text='造T1。', codes=(('T1', 'chip'),))
    """
    codes = [f"{letter}{number}" for number in range(1, len(terms) + 1)]
    if re.search(rf"{letter}\d", source):
        return None
    return Masked(
        _replaced(source, terms, codes), tuple((code, term.senses[0]) for code, term in zip(codes, terms, strict=True))
    )


def _replaced(source: str, terms: Sequence[Term], texts: Sequence[str]) -> str:
    """``source`` with each term replaced; a space parts Latin letters that would touch."""
    for term, text in reversed(list(zip(terms, texts, strict=True))):
        left = " " if re.search("[A-Za-z0-9]$", source[: term.start]) else ""
        right = " " if re.match("[A-Za-z0-9]", source[term.end :]) else ""
        source = source[: term.start] + left + text + right + source[term.end :]
    return source
