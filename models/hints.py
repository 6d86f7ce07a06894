"""What a translator is told beside the sentence: how its rarer words, its names and its large numbers read in English.

A small model translates structure well and rare words badly; a lexicon has just those (dictionary hints in the prompt:
Ghazvininejad et al. 2023, "Dictionary-based Phrase-level Prompting of Large Language Models for Machine Translation").
Hints follow the sentence on a line of their own: ``word=English`` for a term that must be used, ``word~English`` for
what may fit. The model learned to follow the first and to weigh the second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from models import persons
from models.generation import Prompt
from models.lexicon import Lexicon, Term
from models.numbers import Quantity, chinese
from models.prompts import TRANSLATE, task_prompt

SENSES = 2
"""Senses of a word that are told."""
MOST_HINTS = 10
"""Hints for a sentence, so that a list of names does not crowd out the sentence."""
SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
COUNTS = {"number", "money", "measure"}
"""Kinds of quantities whose English is told."""


def find(text: str, lexicon: Lexicon) -> list[Term]:
    """Hints for ``text``: words with senses, names and large quantities, in text order, none overlapping."""
    quantities = list(_quantities(text))
    words = list(lexicon.words(text))
    known = [term for term in words if term.senses and len(term.zh) > 1]
    found = sorted([*quantities, *persons.find(words, text), *known], key=lambda term: (term.start, -term.end))
    kept: list[Term] = []
    for term in found:
        if (not kept or term.start >= kept[-1].end) and term.zh not in {old.zh for old in kept}:
            kept.append(term)
    return kept[:MOST_HINTS]


def prompt_text(text: str, given: Sequence[Term] = (), known: Sequence[Term] = ()) -> str:
    r"""``text`` with its hints: ``given`` terms must be used, ``known`` ones may be where they are not sure.

    >>> prompt_text("芯片", known=[Term("芯片", ("chip", "microchip"), 0, 2)])
    '芯片\n芯片~chip/microchip'
    """
    hints = [f"{term.zh}={term.senses[0]}" for term in given]
    taken = {term.zh for term in given}
    hints += [_hint(term) for term in known if term.zh not in taken]
    return f"{text}\n{'；'.join(hints)}" if hints else text


def _hint(term: Term) -> str:
    return f"{term.zh}={term.senses[0]}" if term.sure else f"{term.zh}~{'/'.join(term.senses[:SENSES])}"


def translation_prompt(text: str, lexicon: Lexicon, given: Sequence[Term] = ()) -> Prompt:
    r"""How the embedded model is asked for the English of ``text`` with the terms ``given``.

    >>> translation_prompt("台湾的晶片厂开工", Lexicon.parse("厂\tfactory"), [Term("晶片", ("chip",), 3, 5)]).text
    '台湾的晶片厂开工\n晶片=chip'
    """
    return task_prompt(TRANSLATE, prompt_text(text, given, find(text, lexicon)))


def _quantities(text: str) -> Iterator[Term]:
    for quantity in chinese(text):
        zh = text[quantity.start : quantity.end]
        exact = not quantity.damaged and not {"数", "几", "多", "余"} & set(zh)
        if exact and quantity.kind in COUNTS and {"万", "亿"} & set(zh):
            yield Term(zh, (spoken(quantity),), quantity.start, quantity.end)


def spoken(quantity: Quantity) -> str:
    """The value of a quantity as an English text has it, exact: in digits where words would round it.

    >>> [spoken(quantity) for quantity in chinese("1.2万亿元、3.5万人、1234567890人、0.75米")]
    ['1.2 trillion', '35,000', '1,234,567,890', '0.75']
    """
    value = quantity.value
    scale, name = next(((scale, name) for scale, name in SCALES if value >= scale), (0, ""))
    if scale and (value / scale * 10**6).denominator == 1:
        return f"{_decimal(value / scale)} {name}"
    return f"{int(value):,}" if value.denominator == 1 else _decimal(value)


def _decimal(value: Fraction) -> str:
    return f"{float(value):.6f}".rstrip("0").rstrip(".")
