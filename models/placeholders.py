"""Terms put into a sentence before it is translated, so that the model has only to carry them over.

First the English itself stands in the Chinese (code switching: Song et al. 2019, "Code-Switching for Enhancing NMT with
Pre-Specified Translation"): models copy Latin words and inflect them. Then codes stand for the terms, and the English
is put in their place; an answer counts only if each code is in it exactly once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.hints import spoken
from models.lexicon import Term
from models.numbers import Quantity, chinese
from models.types import Check, Span

LETTERS = ("N", "Q")
"""What codes for terms are made of, by attempt: N1, N2."""
FIGURE_LETTER = "T"
"""What codes for figures are made of."""
MOST_FIGURES = 4
"""Figures of a sentence that codes stand for: each more makes it likelier that one is lost."""
PLAIN = frozenset({"number", "money", "measure", "percent", "year"})
"""Kinds whose figure English has as one numeral in their place; dates, ordinals and multiples turn the sentence."""
_ABOUT = frozenset("数几多余来近约半")


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


def figures(source: str, checks: Sequence[Check]) -> list[Term]:
    """The exact figures of ``source`` that ``checks`` point at (all where they point at none), with their English.

    Dates, ordinals and approximations stay for the model to tell.

    >>> [term.senses for term in figures("发放2650万元，增长百分之五。", ())]
    [('26.5 million',), ('5%',)]
    """
    places = [span for check in checks for span in check.zh]
    known = [quantity for quantity in chinese(source) if _exact(source, quantity)]
    wrong = [quantity for quantity in known if any(_meet(quantity, span) for span in places)]
    return [
        Term(source[quantity.start : quantity.end], (_english(quantity),), quantity.start, quantity.end)
        for quantity in (wrong or known)[:MOST_FIGURES]
    ]


def _exact(source: str, quantity: Quantity) -> bool:
    written = source[quantity.start : quantity.end]
    decimal = (quantity.value * 10**6).denominator == 1
    loose = quantity.soft or quantity.damaged or _ABOUT & set(written)
    return quantity.kind in PLAIN and decimal and not loose


def _meet(quantity: Quantity, span: Span) -> bool:
    return quantity.start < span.end and span.start < quantity.end


def _english(quantity: Quantity) -> str:
    if quantity.kind == "year":
        return str(int(quantity.value))
    sign = {"%": "%", "point": " percentage points"}.get(quantity.unit, "") if quantity.kind == "percent" else ""
    return spoken(quantity) + sign
