"""A user's glossary: its terms found in Chinese, and looked for in English with sensible inflection.

The longest term wins, and none is found inside another word or name: the text is cut into words with the lexicon of
names and the terms as words of it. Terms are looked for in simplified script, whichever they are sent in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from models.errors import ModelError
from models.lexicon import Lexicon, Term
from models.names import Names
from models.script import simplified
from models.types import Check, Span

MOST_TERMS = 1_000
LONGEST_ZH, LONGEST_EN = 40, 120
"""Limits of a glossary: terms, and characters of each side."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffd\ufeff]")
_BLOTS = "bcdfghjklmnpqrstvwxz"
_LATIN = re.compile("[A-Za-z0-9]")
Entries = tuple[tuple[str, str], ...]
"""Terms with their English, sorted; a term that is its own English is kept as it is."""


class InvalidGlossary(ModelError):
    """A glossary that cannot be used; the message names term, limit and remedy."""

    code = "invalid_glossary"


def entries(terms: Mapping[str, str], keep: Iterable[str] = ()) -> Entries:
    """The terms of a request, stripped and sorted; ``keep`` are left as they are. Raises InvalidGlossary.

    >>> entries({"芯片 ": "chip"}, ["鸿蒙"])
    (('芯片', 'chip'), ('鸿蒙', '鸿蒙'))
    """
    pairs = [(zh.strip(), en.strip()) for zh, en in terms.items()] + [(item.strip(), item.strip()) for item in keep]
    if len(pairs) > MOST_TERMS:
        raise InvalidGlossary(f"{len(pairs)} terms were sent, the limit is {MOST_TERMS}: send fewer")
    found: dict[str, str] = {}
    for zh, en in pairs:
        _check_sides(zh, en)
        if found.setdefault(zh, en) != en:
            raise InvalidGlossary(f"{zh} has two translations, {found[zh]} and {en}: send one")
    return tuple(sorted(found.items()))


def _check_sides(zh: str, en: str) -> None:
    for name, text, limit in (("term", zh, LONGEST_ZH), ("translation", en, LONGEST_EN)):
        if not text:
            raise InvalidGlossary(f"a {name} is empty ({zh or en or 'both sides'}): leave the entry out")
        if len(text) > limit:
            raise InvalidGlossary(f"a {name} has {len(text)} characters, the limit is {limit}: {text[:limit]}…")
        if _CONTROL.search(text):
            raise InvalidGlossary(f"the {name} {text!r} has a control or replacement character: remove it")


class Glossary:
    """Terms ready to be found in Chinese in simplified script. Immutable after it is made."""

    def __init__(self, terms: Entries, names: Names | None = None) -> None:
        self._terms, self._names = {simplified(zh): en for zh, en in terms}, names
        self._sent = {simplified(zh): zh for zh, _ in terms}
        known = names.lexicon if names else Lexicon({})
        self._lexicon = known.extended(self._terms) if terms else known

    def find(self, text: str) -> list[Term]:
        """Terms of ``text`` in order, with their English as the only sense; none overlapping.

        >>> glossary = Glossary((("疫苗", "vaccine"), ("新冠疫苗", "COVID-19 vaccine")))
        >>> [term.senses for term in glossary.find("新冠疫苗和疫苗")]
        [('COVID-19 vaccine',), ('vaccine',)]
        """
        if not any(zh in text for zh in self._terms):
            return []
        longer = [name for name in self._names.find(text) if name.zh not in self._terms] if self._names else []
        return [
            Term(word.zh, (self._terms[word.zh],), word.start, word.end)
            for word in self._lexicon.words(text)
            if word.zh in self._terms
            and _apart(text, word.start, word.end)
            and not any(name.start < word.end and word.start < name.end for name in longer)
        ]

    def missing(self, zh: str, en: str) -> list[Check]:
        """Terms of ``zh`` that ``en`` has not; spans point into ``zh``.

        >>> glossary = Glossary((("芯片", "chip"),))
        >>> [check.message for check in glossary.missing("造芯片", "making microchips")]
        ['芯片 should read chip']
        """
        unique = {term.zh: term for term in reversed(self.find(zh))}
        return [
            Check("term_missing", "error", f"{self._sent[term.zh]} should read {term.senses[0]}", zh=(_span(term),))
            for term in reversed(unique.values())
            if not written(term.senses[0]).search(en)
        ]

    def shielded(self, zh: str, en: str) -> tuple[str, str]:
        """Both texts with the terms that both have blotted out, in the same length, so that no other check reads them.

        >>> Glossary((("双十一", "Singles' Day"),)).shielded("双十一来了", "Singles' Day has come")
        ('某某某来了', "bcdfghj' mnp has come")
        """
        there = [term for term in self.find(zh) if written(term.senses[0]).search(en)]
        for term in there:
            zh = zh[: term.start] + "某" * (term.end - term.start) + zh[term.end :]
        for english in {term.senses[0] for term in there}:
            en = written(english).sub(lambda match: _blotted(match[0]), en)
        return zh, en


def _span(term: Term) -> Span:
    return Span(term.start, term.end)


def _blotted(text: str) -> str:
    """``text`` with letters that spell nothing and do not repeat themselves, its word borders kept."""
    return re.sub(r"\w", lambda match: _BLOTS[match.start() % len(_BLOTS)], text)


def _apart(text: str, start: int, end: int) -> bool:
    """Whether a term's Latin letters and digits end where it ends: AI is not found in AIDS."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return not (_LATIN.match(text[start]) and _LATIN.match(before or "。")) and not (
        _LATIN.match(text[end - 1]) and _LATIN.match(after or "。")
    )


@lru_cache(4 * MOST_TERMS)
def written(english: str) -> re.Pattern[str]:
    """How ``english`` may be written: with a plural or possessive ending, capitals where a sentence or title has them.

    >>> [bool(written("supply chain").search(text)) for text in ("Supply chains'", "supply-chain", "chain supply")]
    [True, True, False]
    """
    *words, last = re.split(r"[\s\-]+", english)
    body = re.sub("['’]", "['’]", r"[\s\-]+".join([*map(re.escape, words), _inflected(last)]))
    left = r"(?<![A-Za-z0-9])" if _LATIN.match(english[0]) else ""
    right = r"(?:['’]s|['’](?!\w))?(?![A-Za-z0-9])" if _LATIN.match(english[-1]) else ""
    return re.compile(left + body + right, 0 if english != english.lower() else re.I)


def _inflected(word: str) -> str:
    """The last word of a term with its number changed."""
    if not re.search("[A-Za-z]{3}$", word):
        return re.escape(word)
    if re.search("[^aeiou]y$", word):
        return f"{re.escape(word[:-1])}(?:y|ies)"
    if re.search("[^s]s$", word):
        return f"{re.escape(word[:-1])}s?"
    return f"{re.escape(word)}(?:e?s)?"
