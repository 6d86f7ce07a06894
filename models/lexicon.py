"""A Chinese–English lexicon: the words of a text with their English senses.

The file is tab-separated, ``word<TAB>sense/sense``, or ``word<TAB>=sense`` where the sense is sure; a word without
senses is there to be matched only, so that a rarer word is not read across the border of two common ones.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

LEXICON = "lexicon.tsv"
"""Name of the file in a model folder."""
COMMON, RARE, SINGLE = 5, 8, 10
"""Costs of a common word, a rarer one, and a character that is no word."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a text at ``[start, end)`` in characters, and its English senses, the likeliest first; ``sure`` where
    that one is to be used."""

    zh: str
    senses: tuple[str, ...]
    start: int
    end: int
    sure: bool = False


class Lexicon:
    """Words with their senses, and those whose sense is ``sure``. Immutable, hence safe to share between threads."""

    def __init__(self, entries: Mapping[str, tuple[str, ...]], sure: Collection[str] = ()) -> None:
        self._sure = frozenset(sure)
        self._entries: MutableMapping[str, tuple[str, ...]] = dict(entries)
        sizes: dict[str, set[int]] = {}
        for word in self._entries:
            sizes.setdefault(word[:2], set()).add(len(word))
        self._sizes: MutableMapping[str, tuple[int, ...]] = {head: tuple(sorted(sizes[head])) for head in sizes}

    @classmethod
    def parse(cls, text: str) -> Lexicon:
        """Read the lines of a file."""
        rows = [line.split("\t") for line in text.splitlines()]
        entries = {word: tuple(filter(None, senses.removeprefix("=").split("/"))) for word, senses in rows}
        return cls(entries, [word for word, senses in rows if senses.startswith("=")])

    @classmethod
    def load(cls, path: Path) -> Lexicon:
        """Read the file. Raises OSError where it cannot be read."""
        return cls.parse(path.read_text(encoding="utf-8"))

    def __len__(self) -> int:
        return len(self._entries)

    def senses(self, word: str) -> tuple[str, ...]:
        """English senses of ``word``; none where it is unknown.

        >>> Lexicon({"芯片": ("chip",)}).senses("芯片")
        ('chip',)
        """
        return self._entries.get(word, ())

    def extended(self, words: Iterable[str]) -> Lexicon:
        """The same lexicon with ``words`` as common words, without senses; what is there already is not copied."""
        made = Lexicon(dict.fromkeys(words, ()), self._sure)
        sizes = {head: tuple(sorted({*own, *self._sizes.get(head, ())})) for head, own in made._sizes.items()}
        made._entries, made._sizes = ChainMap(made._entries, self._entries), ChainMap(sizes, self._sizes)
        return made

    def words(self, text: str) -> list[Term]:
        """``text`` cut into words, with the least cost in total; unknown characters stand alone.

        Of two equal cuts the one whose later words are longer stands, as in backward maximal matching.

        >>> known = Lexicon({"碳中和": (), "中和": (), "发生": (), "并发": ("concurrent",)})
        >>> [term.zh for term in known.words("讲碳中和并发生")]
        ['讲', '碳中和', '并', '发生']
        """
        costs, cheapest = [0] + [SINGLE * (len(text) + 1)] * len(text), [0] * (len(text) + 1)
        for start in range(len(text)):
            for end, cost in self._from(text, start):
                if costs[start] + cost < costs[end]:
                    costs[end], cheapest[end] = costs[start] + cost, start
        cuts = [len(text)]
        while cuts[-1]:
            cuts.append(cheapest[cuts[-1]])
        spans = pairwise(reversed(cuts))
        return [self._term(text[start:end], start, end) for start, end in spans]

    def _term(self, word: str, start: int, end: int) -> Term:
        senses = self.senses(word)
        return Term(word, senses, start, end, bool(senses) and word in self._sure)

    def _from(self, text: str, start: int) -> Iterator[tuple[int, int]]:
        """Ends and costs of the words that begin at ``start``, and of the character there."""
        head = text[start : start + 2]
        yield start + 1, self._cost(head[0])
        for size in self._sizes.get(head, ()) if len(head) == 2 else ():
            if (word := text[start : start + size]) in self._entries and len(word) == size:
                yield start + size, self._cost(word)

    def _cost(self, word: str) -> int:
        senses = self._entries.get(word)
        return SINGLE if senses is None else RARE if senses else COMMON
