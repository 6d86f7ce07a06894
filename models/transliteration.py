"""Whether anything in an English text can be how a foreign name in Chinese characters sounds.

A table of how the characters of such names are spelt (``transliteration.tsv.xz``, made by
``models.training.transliteration``) tells how much likelier the letters of a word are where it is the name than by
chance. It tells wrong names, not misspelt ones: the Chinese has not how a name is spelt.
"""

from __future__ import annotations

import lzma
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from models.spelling import ENDINGS, squashed

TABLE = Path(__file__).parent / "transliteration.tsv.xz"
"""Rows of ``character<TAB>letters:probability …``, ``-`` for no letters; that of ``*`` has the share of each letter.
NAMES_NOTICE tells its sources."""
MOST = 5
"""Letters of one character."""
UNHEARD = -3.0
"""What letters count that a character was never seen to stand for, as a natural logarithm."""
ALIKE, SHORT, PART = 0.5, 2.0, 2.5
"""Mean gain of a character from which a word sounds like a name, like one with a character less, and a part of a word
like one. Of 1,500 pairs that the table was made with, 98 % have 1.8 or more; 1 % of the names have 0.5 or more with the
English of another."""
FEWEST, LONG = 3, 4
"""Characters from which a name can be told by its sound, and from which it may have one too many at its beginning or
end, which belongs to the next word."""
LONGEST = 12
"""Characters beyond which a part is no name, and would take long to compare with every word."""
WORDS = 3
"""Words that may be one name: De la Cruz."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
DOT = re.compile("[·•・‧]")
"""Between the parts of a foreign name."""


class Transliteration:
    """Immutable after it is made, hence safe to share between threads."""

    def __init__(self, table: Mapping[str, Mapping[str, float]], letters: Mapping[str, float]) -> None:
        chance = {letter: math.log(share) for letter, share in letters.items()}
        self._gains = {
            char: {
                text: max(UNHEARD, math.log(share) - sum(chance.get(letter, 0.0) for letter in text))
                for text, share in row.items()
            }
            for char, row in table.items()
        }

    @classmethod
    def parse(cls, lines: Iterable[str]) -> Transliteration:
        """Read the rows of a file."""
        table = {}
        for line in lines:
            char, row = line.rstrip("\n").split("\t")
            shares = (item.split(":") for item in row.split(" "))
            table[char] = {letters.strip("-"): float(share) for letters, share in shares}
        return cls(table, table.pop("*"))

    @classmethod
    def load(cls, path: Path = TABLE) -> Transliteration:
        """Read the file. Raises OSError where it cannot be read."""
        with lzma.open(path, "rt", encoding="utf-8") as file:
            return cls.parse(file)

    def gain(self, zh: str, word: str, *, part: bool = False) -> float:
        """How much likelier ``word`` is as ``zh`` than by chance, as a mean of the characters' logarithms.

        An ending of the word (plural, people of a place) may stand for nothing; with ``part`` whatever is around some
        of it.
        """
        letters = squashed(word)
        reached = {(0, a): 0.0 for a in (range(len(letters) + 1) if part else (0,))}
        for i, a, b in cuts(zh, letters, part=part):
            score = reached[i, a] + self._gains.get(zh[i], {}).get(letters[a:b], UNHEARD)
            reached[i + 1, b] = max(score, reached.get((i + 1, b), -math.inf))
        ends = [end for end in range(len(letters) + 1) if part or letters[end:] in ENDINGS]
        return max((reached.get((len(zh), end), -math.inf) for end in ends), default=-math.inf) / len(zh)

    def heard(self, zh: str, en: str) -> bool:
        """Whether a word of ``en`` in capitals, neighbours taken together, or a part of one sounds like ``zh`` or like
        one of its parts between dots; True where no part has FEWEST to LONGEST characters.

        >>> table = Transliteration.load()
        >>> table.heard("穆里尼奥", "It was Jose Mourinho's team."), table.heard("穆里尼奥", "It was Arsenal's team.")
        (True, False)
        """
        parts = [part for part in DOT.split(zh) if 1 < len(part) <= LONGEST]
        if max(map(len, parts), default=0) < FEWEST:
            return True
        words = [match[0] for match in _WORD.finditer(en)]
        names = dict.fromkeys(
            "".join(words[i : i + n]) for i in range(len(words)) if words[i][0].isupper() for n in range(1, WORDS + 1)
        )
        return any(self._alike(part, name) for part in parts for name in names)

    def _alike(self, zh: str, word: str) -> bool:
        shorter = [zh[1:], zh[:-1]] if len(zh) >= LONG else []
        if self.gain(zh, word) >= ALIKE or any(self.gain(name, word) >= SHORT for name in shorter):
            return True
        return any(self.gain(name, word, part=True) >= PART for name in (zh, *shorter) if len(name) >= FEWEST)


def cuts(zh: str, letters: str, *, part: bool = False) -> Iterator[tuple[int, int, int]]:
    """Every ``(i, a, b)`` where character ``i`` of a name may stand for ``letters[a:b]``, in the order of ``i``.

    The first begins at 0, or anywhere for a ``part``, and the next where one before it ends.

    >>> list(cuts("巴", "ba")), list(cuts("巴", "a", part=True))
    ([(0, 0, 0), (0, 0, 1), (0, 0, 2)], [(0, 0, 0), (0, 0, 1), (0, 1, 1)])
    """
    starts = set(range(len(letters) + 1)) if part else {0}
    for i in range(len(zh)):
        ends = set[int]()
        for a in sorted(starts):
            for b in range(a, min(a + MOST, len(letters)) + 1):
                ends.add(b)
                yield i, a, b
        starts = ends
