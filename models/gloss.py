"""Chinese words that a model left in its English, put into English by lexicons: rough, and better than a hole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from models.lexicon import Lexicon
from models.text import HAN
from models.types import Check, Span

_RUN = re.compile(f"[{HAN}]+")
_TIGHT = re.compile(r"[\w,;:.)]")
"""What a word does not follow without a space."""


def review(zh: str, en: str, lexicons: Sequence[Lexicon]) -> tuple[str, tuple[Check, ...]]:
    """``en`` with each run of Chinese that ``zh`` has and ``lexicons`` know put into English, and where that was done.

    A run stays where any word of it is unknown. Of several lexicons the first to know a word tells it. Spans point into
    ``zh`` and the English returned.

    >>> review("由邮储银行办理", "the邮储银行office", [Lexicon({"邮储": ("postal savings",), "银行": ("bank",)})])[0]
    'the postal savings bank office'
    """
    text, checks, last = "", [], 0
    for match in _RUN.finditer(en):
        run = match[0]
        told = _told(run, lexicons) if run in zh else None
        text += en[last : match.start()]
        last = match.end()
        if told is None:
            text += run
            continue
        text += " " * bool(_TIGHT.match(text[-1:]))
        place = Span(len(text), len(text) + len(told))
        text += told + " " * en[last : last + 1].isalnum()
        message = f"{run} was left in Chinese and put into English by the lexicon: {told}"
        at = zh.index(run)
        checks.append(Check("glossed", "warning", message, zh=(Span(at, at + len(run)),), en=(place,)))
    return text + en[last:], tuple(checks)


def _told(run: str, lexicons: Sequence[Lexicon]) -> str | None:
    """The likeliest English of each word of ``run``, None where one has none."""
    for lexicon in lexicons:
        found = [next(_senses(term.zh, lexicons), None) for term in lexicon.words(run)]
        if None not in found:
            return " ".join(filter(None, found))
    return None


def _senses(word: str, lexicons: Sequence[Lexicon]) -> Iterator[str]:
    return (sense for lexicon in lexicons for sense in lexicon.senses(word)[:1])
