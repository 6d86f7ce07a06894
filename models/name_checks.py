"""Names of a Chinese text looked for in its English, and names of a summary in its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from models import persons
from models.names import Name, Names
from models.spelling import Letters, squashed
from models.types import Check, Span

STANDS_FOR = re.compile(
    r"\b(?:country|countries|nation|nations|nationwide|national|domestic|homegrown|kingdom|region|capital|city|island|province"
    r"|Games|government|party|company|there|here|home)\b|[A-Z]{2,6}(?![a-z])",
)
"""What an English writer puts for a name that was told before, an abbreviation included."""
KINDS = "省市县区州国岛山河湖江港部局院会"
"""Characters at the end of a Chinese name that tell its kind and may be left out."""
FULL = 16
"""Characters of the full form of a name that a summary shortens."""
_GENERIC = """university college institute school party national people peoples republic democratic committee commission
council central bank group company corporation ministry department office bureau agency association federation
organization organisation union state states world international great north south east west northern southern eastern
western city county province district island islands river lake mountain sea bay new saint"""
GENERIC = frozenset(_GENERIC.split())
"""Words of names that name nothing by themselves."""
DISTINCTIVE = 4
"""Letters of a word that tells a name by itself: Merkel of Angela Merkel."""
_AFTER = re.compile(r" [A-Z][a-z]+(?:[-'’][A-Za-z]?[a-z]+| [A-Z][a-z]+)"), re.compile(r" [A-Z][a-z]+")
_BEFORE = re.compile(r"[A-Z][a-z]+(?:[-'’][A-Za-z]?[a-z]+)? $")
"""Given names after and before the family name: Zhenyu, Zhen-yu, Zhen Yu."""
_WORD = re.compile(r"[A-Z][\w'’]+")
ALIKE = 0.6
"""Similarity (``difflib``) from which a given name stands for another: Zhengyu for Zhenyu."""


def present(forms: Sequence[str], letters: Letters) -> bool:
    """Whether the English has a form of a name, its initials, or a distinctive word of it.

    >>> present(["Angela Merkel"], Letters("Mrs Merkel said")), present(["World Bank"], Letters("the world"))
    (True, False)
    """
    return any(letters.find(form) for form in forms) or any(
        letters.find(word) for form in forms for word in _pieces(form)
    )


def _pieces(form: str) -> Iterator[str]:
    words = [word for word in re.split(r"[ \-]", form) if word[:1].isupper()]
    if len(words) > 1:
        yield from (word for word in words if len(word) >= DISTINCTIVE and squashed(word) not in GENERIC)
        yield "".join(word[0] for word in words)


def review(zh: str, en: str, names: Names) -> tuple[str, tuple[Check, ...]]:
    r"""``en`` with misspelt personal names of ``zh`` put right, and what was or is wrong with its names.

    Spans point into ``zh`` and the English returned.

    >>> names = Names.parse(["日本\tJapan/Japanese"])
    >>> text, checks = review("濮振宇访问日本。", "Pu Zhengyu went to Korea.", names)
    >>> text, [(check.message, check.repaired) for check in checks]
    ('Pu Zhenyu went to Korea.', [('Pu Zhengyu stood for 濮振宇', True), ('日本 (Japan) is not in the English', False)])
    """
    checks = []
    for name in {name.zh: name for name in reversed(names.find(zh))}.values():
        letters = Letters(en)
        place = (Span(name.start, name.end),)
        if name.kind == "person" and not _given(name.zh, letters) and (found := misspelt(name.zh, en, letters)):
            wrong = en[found.start : found.end]
            en = en[: found.start] + persons.spelt(name.zh, wrong) + en[found.end :]
            checks.append(Check("name_changed", "error", f"{wrong} stood for {name.zh}", zh=place, repaired=True))
        elif not _there(name, en, letters):
            message = f"{name.zh} ({name.forms[0]}) is not in the English"
            checks.append(Check("name_missing", "warning", message, zh=place))
    return en, tuple(sorted(checks, key=lambda check: check.zh))


def summary_checks(summary: str, source: str, names: Names) -> list[Check]:
    r"""Names of ``summary`` that ``source`` has not, in no other form either; spans point into the summary.

    >>> names = Names.parse(["日本\tJapan", "日本国\tJapan", "法国\tFrance"])
    >>> [check.message for check in summary_checks("法国人到日本国。", "到日本去。", names)]
    ['法国 is not in the source']
    """
    added = [name for name in names.find(summary) if name.zh not in source]
    if not added:
        return []
    told = {form for name in names.find(source) for form in name.forms[:1] if name.kind != "person"}
    return [
        Check("name_added", "error", f"{name.zh} is not in the source", zh=(Span(name.start, name.end),))
        for name in {name.zh: name for name in reversed(added)}.values()
        if name.forms[:1] and name.forms[0] not in told and not _shortened(name.zh, source)
    ][::-1]


def _shortened(zh: str, source: str) -> bool:
    """Whether ``zh`` is a name of ``source`` cut short, two names in two characters, or one with its kind
    added: 全国人大, 巴以, 北京市."""
    if len(zh) == 2:
        return set(zh) <= set(source)
    first = zh[0]
    places = (i for i, char in enumerate(source) if char == first)
    rest = zh[1:-1] if zh[-1] in KINDS and len(zh) > 2 else zh[1:]
    return any(_subsequence(rest, source[i + 1 : i + 1 + FULL]) for i in places)


def _subsequence(short: str, text: str) -> bool:
    left = iter(text)
    return all(char in left for char in short)


def _there(name: Name, en: str, letters: Letters) -> bool:
    """Whether the English has ``name``, or what a writer may put for it; True for a name without known forms."""
    if name.kind == "person":
        return _given(name.zh, letters) or bool(_families(name.zh, en, letters))
    return (
        not name.forms or present(name.forms, letters) or bool(STANDS_FOR.search(en)) or _spelt_alike(name, en, letters)
    )


def _given(zh: str, letters: Letters) -> bool:
    """Whether the given name of ``zh`` stands in the English, or its whole name in one word."""
    given = persons.given_names(zh)
    whole = [family + name for family in persons.families(zh) for name in given]
    return any(letters.find(form) for form in (*given, *whole))


def _spelt_alike(name: Name, en: str, letters: Letters) -> bool:
    """Whether a foreign name stands in another spelling, or a Chinese one by its family name."""
    if name.zh[0] in persons.SURNAMES and len(name.forms[0].split()) == 2 and _families(name.zh, en, letters):
        return True
    if not set(name.zh) <= persons.FOREIGN | set("·"):
        return False
    words = [squashed(word) for word in _WORD.findall(en)]
    pieces = [squashed(piece) for form in name.forms for piece in form.split()]
    return any(
        word[:1] == piece[:1] and SequenceMatcher(None, word, piece).ratio() >= ALIKE
        for piece in pieces
        for word in words
    )


def _families(zh: str, en: str, letters: Letters) -> list[Span]:
    """Where the family name of ``zh`` stands."""
    spans = [span for family in persons.families(zh) for span in letters.find(family)]
    return [span for span in spans if en[span.start].isupper()]


def misspelt(zh: str, en: str, letters: Letters) -> Span | None:
    """Where the family name of ``zh`` stands beside a given name that is almost its own."""
    given = persons.given_names(zh)[0]
    for span in _families(zh, en, letters):
        for pattern in _AFTER:
            if (after := pattern.match(en, span.end)) and _alike(after[0], given):
                return Span(span.start, after.end())
        before = _BEFORE.search(en[: span.start])
        if before and _alike(before[0], given):
            return Span(before.start(), span.end)
    return None


def _alike(found: str, given: str) -> bool:
    return SequenceMatcher(None, squashed(found), given).ratio() >= ALIKE
