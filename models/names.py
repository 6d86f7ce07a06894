"""Names of people, places, countries, languages and bodies in Chinese text, with their English forms.

Known names come from a lexicon that ships with the package (``names.tsv.xz``; NAMES_NOTICE tells its sources and
licences), Chinese personal names from their surname, foreign ones from the dot between their parts.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal

from models import name_patterns, persons
from models.lexicon import Lexicon, Term
from models.name_patterns import Pattern
from models.rivals import GENERIC, Rivals
from models.text import HAN
from models.transliteration import DOT, FEWEST, Transliteration

NAMES = Path(__file__).parent / "names.tsv.xz"
"""Rows of ``word<TAB>form/form<TAB>kind``; kind is empty for a name, ``-`` for a part of foreign names, and a row of
one word only is there to be matched, so that no name is read across the border of two words."""
Kind = Literal["known", "person", "foreign"]
BESIDE = persons.FOREIGN | {"·", "-", "•", "・", "‧"}
"""What beside a foreign name makes it a part of another."""
SPELT = BESIDE | set(persons.SPELT)
"""The same beside one that is told by its characters alone."""
LANGUAGE = "语"
"""After the name of a country: its language, which may have another name (印度语, Hindi)."""
TOWARDS = frozenset(f"{to}{side}" for to in "向往朝" for side in "东南西北上下") | {"往日", "本市"}
"""Words that would be read across the border of a name: 向西安, 往日本, 日本市场."""
_HAN = re.compile(f"[{HAN}]")
_FOREIGN = re.compile(f"[{persons.SPELT}]+(?:[·•・‧][{persons.SPELT}]+)+")


@dataclass(frozen=True, slots=True)
class Name:
    """A name at ``[start, end)`` of a Chinese text, and its English forms, the preferred first."""

    zh: str
    forms: tuple[str, ...]
    start: int
    end: int
    kind: Kind


class Names:
    """A lexicon of names. Immutable after it is made, hence safe to share between threads."""

    def __init__(
        self,
        words: Mapping[str, tuple[str, ...]],
        parts: Mapping[str, tuple[str, ...]],
        sounds: Transliteration | None = None,
    ) -> None:
        self.lexicon = Lexicon({word: senses for word, senses in words.items() if word not in TOWARDS})
        self.rivals = Rivals(words, GENERIC)
        self.sounds = sounds
        self._parts = dict(parts)

    @classmethod
    def parse(cls, lines: Iterable[str], sounds: Transliteration | None = None) -> Names:
        """Read the rows of a file. With ``sounds`` names that these have not are judged by how they sound."""
        words: dict[str, tuple[str, ...]] = {}
        parts: dict[str, tuple[str, ...]] = {}
        for line in lines:
            zh, forms, kind = (*line.rstrip("\n").split("\t"), "", "")[:3]
            table = parts if kind == "-" else words
            table[zh] = tuple(forms.split("/")) if forms else ()
        return cls(words, parts, sounds)

    @classmethod
    def load(cls, path: Path = NAMES) -> Names:
        """Read the file, and how foreign names sound. Raises OSError where either cannot be read."""
        with lzma.open(path, "rt", encoding="utf-8") as file:
            return cls.parse(file, Transliteration.load())

    def find(self, text: str) -> list[Name]:
        """Names of ``text`` in order, none overlapping: foreign ones first, then known and personal names."""
        words = self.lexicon.words(text)
        found = list(self._foreign(text))
        languages = {term.start for term in words if term.zh == LANGUAGE}
        known = [term for term in words if term.end not in languages and _whole(term, text)]
        found += [Name(term.zh, term.senses, term.start, term.end, "known") for term in known]
        found += [Name(term.zh, term.senses, term.start, term.end, "person") for term in persons.find(words, text)]
        kept: list[Name] = []
        for name in found:
            if not any(name.start < other.end and other.start < name.end for other in kept):
                kept.append(name)
        return sorted(kept, key=lambda name: name.start)

    def spelt(self, text: str, found: Iterable[Name]) -> list[Name]:
        """Foreign names of ``text`` that the lexicon has not, in order: those of ``found`` (``find``) with a dot, and
        runs of characters that spell such and are no words."""
        taken = {place for name in found for place in range(name.start, name.end)}
        words = self.lexicon.words(text)
        runs = groupby(words, lambda term: _spells(term) and term.start not in taken)
        spans = [(terms[0].start, terms[-1].end) for spelt, run in runs if spelt and (terms := list(run))]
        alone = [span for span in spans if span[1] - span[0] >= FEWEST and not _torn(text, *span)]
        names = [Name(text[start:end], (), start, end, "foreign") for start, end in alone]
        names += [name for name in found if name.kind == "foreign" and not name.forms]
        return sorted(names, key=lambda name: name.start)

    def patterned(self, text: str) -> list[Pattern]:
        """Names of bodies, works and products of ``text`` by pattern, in order, none that overlaps one of ``find``."""
        taken = self.find(text)
        return [
            name
            for name in name_patterns.find(self.lexicon.words(text), text)
            if not any(name.start < other.end and other.start < name.end for other in taken)
        ]

    def _foreign(self, text: str) -> Iterator[Name]:
        """Names with a dot; forms are there only where the first and the last part are known."""
        for match in _FOREIGN.finditer(text):
            pieces = DOT.split(match[0])
            first, last = self._forms(pieces[0]), self._forms(pieces[-1])
            yield Name(match[0], (*last, *first) if first and last else (), *match.span(), "foreign")

    def _forms(self, part: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.lexicon.senses(part), *self._parts.get(part, ()))))


def _whole(term: Term, text: str) -> bool:
    """Whether ``term`` is a name, and not a part of a longer foreign one that the lexicon does not have (“桦加沙”)."""
    quoted = text[term.start - 2 : term.start - 1] == "“" and text[term.end : term.end + 1] == "”"
    spelt = set(term.zh) <= persons.FOREIGN
    return bool(term.senses) and not (spelt and (quoted or _beside(text, term.start, term.end) & BESIDE))


def _beside(text: str, start: int, end: int) -> set[str]:
    return {*text[start - 1 : start], *text[end : end + 1]}


def _torn(text: str, start: int, end: int) -> bool:
    """Whether what stands at ``[start, end)`` is a part of a longer foreign name, or may be its end, cut off by a
    character that seldom spells such: 斯托利斯 of 奥斯卡·皮斯托利斯."""
    cut = bool(_HAN.fullmatch(text[start - 1 : start])) and text[start - 2 : start - 1] in SPELT
    return cut or bool(_beside(text, start, end) & SPELT)


def _spells(term: Term) -> bool:
    """Whether ``term`` is a single character that spells foreign names."""
    return len(term.zh) == 1 and term.zh in persons.FOREIGN
