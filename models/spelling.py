"""Names in an English text, however they are spelled: case, accents, spaces, hyphens and endings set aside."""

from __future__ import annotations

import re
import unicodedata

from models.types import Span

_ENDINGS = "s n ns an ans ian ians ese i is ish er ers ic ite ites en man men woman women"
ENDINGS = frozenset(["", *_ENDINGS.split(" ")])
"""What may follow a name within its word: plurals, and the adjectives and people of a place."""
_PLURAL, _CUT = frozenset(["", "s"]), ENDINGS | {"e", "es"}
STEM = 6
"""Letters of a name from which its last vowel may give way to an ending: Argentina, Argentine; Germany, German."""
ACRONYM = re.compile(r"[A-Z][A-Z0-9&]{1,5}")
"""Short forms in capitals are matched as they are written, lest WHO be found in who; those of
four letters and more also as words: Nato."""


class Letters:
    """An English text as its letters and digits only, each with its place, for comparison."""

    def __init__(self, text: str) -> None:
        plain: list[str] = []
        self._offsets: list[int] = []
        for i, char in enumerate(text):
            for base in unicodedata.normalize("NFKD", char):
                if base.isalnum():
                    plain.append(base)
                    self._offsets.append(i)
        self._text = text
        self._plain = "".join(plain)
        self._small = "".join(char.lower() if len(char.lower()) == 1 else char for char in plain)
        self._ends = self._word_ends()

    def _word_ends(self) -> list[int]:
        """For each letter the index after its word's last letter."""
        ends = [len(self._offsets)] * len(self._offsets)
        for i in range(len(ends) - 2, -1, -1):
            ends[i] = ends[i + 1] if self._offsets[i + 1] - self._offsets[i] <= 1 else i + 1
        return ends

    def find(self, form: str) -> list[Span]:
        """Places of ``form`` in the text: it begins a word, and ends one but for an ending.

        >>> Letters("The Chinese in Bei-jing and New-York's").find("New York")
        [Span(start=28, end=36)]
        >>> Letters("Who?").find("WHO"), len(Letters("The W.H.O. says").find("WHO"))
        ([], 1)
        """
        exact = bool(ACRONYM.fullmatch(form))
        needle = squashed(form) if not exact else form
        found = self._at(self._plain if exact else self._small, needle, _PLURAL if exact else ENDINGS)
        if exact and len(form) > 3:
            found += self._at(self._plain, form.capitalize(), ENDINGS)
        if not found and " " not in form and len(needle) >= STEM and needle[-1] in "aeioy":
            found = self._at(self._small, needle[:-1], _CUT)
        return found

    def begins(self, stem: str) -> bool:
        """Whether a word of the text begins with ``stem``, in small letters.

        >>> Letters("The Chinese").begins("chin"), Letters("machine").begins("chin")
        (True, False)
        """
        at = self._small.find(stem)
        while at > 0 and self._offsets[at] - self._offsets[at - 1] <= 1:
            at = self._small.find(stem, at + 1)
        return at >= 0

    def _at(self, letters: str, needle: str, endings: frozenset[str]) -> list[Span]:
        found: list[Span] = []
        start = letters.find(needle) if needle else -1
        while start >= 0:
            end = start + len(needle)
            begins = start == 0 or self._offsets[start] - self._offsets[start - 1] > 1
            if begins and self._small[end : self._ends[end - 1]] in endings:
                found.append(Span(self._offsets[start], self._offsets[end - 1] + 1))
            start = letters.find(needle, start + 1)
        return found


def squashed(form: str) -> str:
    """Letters and digits of ``form`` in small letters without accents.

    >>> squashed("Xi'an"), squashed("São Paulo")
    ('xian', 'saopaulo')
    """
    return "".join(char.lower() for char in unicodedata.normalize("NFKD", form) if char.isalnum())
