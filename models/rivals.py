"""Names of an English text that its Chinese has not: what stands in the place of a name that is missing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping

LONGEST = 4
"""Words of a name that are looked up together."""
_COMMON = """monday tuesday wednesday thursday friday saturday sunday january february march april june july august
september october november december chinese minister justice internet olympic olympics commerce green christmas easter
earth court senate congress"""
COMMON = frozenset(_COMMON.split())
"""English words that stand for themselves, though they are the form of some name."""
_GENERIC = """university college institute school party national people peoples republic democratic committee commission
council central bank group company corporation ministry department office bureau agency association federation
organization organisation union state states world international great north south east west northern southern eastern
western city county province district island islands river lake mountain sea bay new saint"""
GENERIC = frozenset(_GENERIC.split())
"""Words of names that name nothing by themselves."""
SHORTEST = 5
"""Letters below which a name is as likely another word (Ob, Bill)."""
_RUN = re.compile(r"[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*")
_POSSESSIVE = re.compile(r"['’]s?$")


class Rivals:
    """Known names by their English. Immutable after it is made."""

    def __init__(self, words: Mapping[str, tuple[str, ...]], generic: Iterable[str] = ()) -> None:
        """``words`` are Chinese names with their English forms; ``generic`` English words that name nothing."""
        self._known: dict[str, set[str]] = defaultdict(set)
        left = COMMON.union(generic)
        for zh, forms in words.items():
            for form in forms:
                if form[:1].isupper() and len(form) >= SHORTEST and form.lower() not in left:
                    self._known[form].add(zh)

    def find(self, zh: str, en: str, initials: Container[str] = frozenset()) -> Iterator[str]:
        """Known names of ``en`` that ``zh`` has not, nor ``initials`` their first character.

        >>> rivals = Rivals({"日本": ("Japan",), "韩国": ("South Korea",)})
        >>> list(rivals.find("日本出口", "Japan sells to South Korea")), list(rivals.find("对日出口", "Japan", {"日"}))
        (['South Korea'], [])
        """
        for run in _RUN.finditer(en):
            words = [_POSSESSIVE.sub("", word) for word in run[0].split(" ")]
            i = 0
            while i < len(words):
                size = next((n for n in range(LONGEST, 0, -1) if " ".join(words[i : i + n]) in self._known), 0)
                form = " ".join(words[i : i + size])
                if size and form not in zh and not any(name in zh or name[0] in initials for name in self._known[form]):
                    yield form
                i += size or 1
