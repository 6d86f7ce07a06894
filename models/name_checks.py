"""Names of a Chinese text looked for in its English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from models import persons
from models.name_forms import glossed, glossed_soon, in_longer, present, shorter, turned
from models.name_patterns import BODIES, Pattern, kind_missing
from models.names import Name, Names
from models.numbers import chinese
from models.spelling import Letters, squashed
from models.types import Check, Span

STANDS_FOR = re.compile(
    r"\b(?:country|countries|nation|nations|nationwide|national|domestic|homegrown|kingdom|region|capital|city|island|province"
    r"|Games|government|party|company|there|here|home)\b"
    r"|\b[A-Z]+[a-z][A-Z]+\b|(?<![A-Z])(?!(?:RMB|HK|US|USD|GDP|AM|PM|TV|CEO)(?![A-Z]))[A-Z]{2,6}(?![a-z])",
)
"""What an English writer puts for a name that was told before, an abbreviation of no money or time included."""
PLURAL = frozenset(["countries", "nations", "nationwide", "domestic", "here", "there"])
"""What stands for any number of names, as an abbreviation may."""
_AFTER = re.compile(r" [A-Z][a-z]+(?:[-'’][A-Za-z]?[a-z]+| [A-Z][a-z]+)"), re.compile(r" [A-Z][a-z]+")
_BEFORE = re.compile(r"[A-Z][a-z]+(?:[-'’][A-Za-z]?[a-z]+)? $")
"""Given names after and before the family name: Zhenyu, Zhen-yu, Zhen Yu."""
_INITIALS = "zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]"
_FINALS = "iang|iong|uang|[iu]?ang|iong|[ou]ng|[ieu]?ng|i?ao|[iu]an|i[aeu]n?|u[aeio]n?|ai|ei|ou|[aeiou]n?|er"
_PINYIN = re.compile(rf"(?:(?:{_INITIALS})(?:{_FINALS})){{1,2}}")
_WORD = re.compile(r"[A-Z][\w'’]+")
_FOLLOWED = (
    (("总理", "副总理"), r"\bPremier\b|\bPrime Minister\b"),
    (("国家", "国民", "全国"), r"\bNational\b"),
)
"""What may follow a name in Chinese, and the English that then need not have the name."""
LONG = 4
"""Characters of a foreign name of which half need only be those that spell such."""
_KINDS = frozenset(
    {"ministry", "department", "bureau", "agency", "association", "federation", "organization", "organisation"}
    | {"commission", "committee", "council", "bank", "university", "college", "institute", "academy", "court"}
)
"""What names of bodies are made of; "the ministry" stands for one told before."""
ALIKE = 0.6
"""Similarity (``difflib``) from which a given name stands for another: Zhengyu for Zhenyu."""


def review(zh: str, en: str, names: Names) -> tuple[str, tuple[Check, ...]]:
    r"""``en`` with misspelt personal names of ``zh`` put right, and what was or is wrong with its names.

    Spans point into ``zh`` and the English returned.

    >>> names = Names.parse(["日本\tJapan/Japanese"])
    >>> text, checks = review("濮振宇访问日本。", "Pu Zhengyu went to Korea.", names)
    >>> text, [(check.message, check.repaired) for check in checks]
    ('Pu Zhenyu went to Korea.', [('Pu Zhengyu stood for 濮振宇', True), ('日本 (Japan) is not in the English', False)])
    """
    checks, missing, found = list[Check](), list[Name](), names.find(zh)
    for name in {name.zh: name for name in reversed(found)}.values():
        letters = Letters(en)
        place = (Span(name.start, name.end),)
        if name.kind == "person" and not _certain(name, zh, en, letters) and (at := misspelt(name.zh, en, letters)):
            wrong = en[at.start : at.end]
            en = en[: at.start] + persons.spelt(name.zh, wrong) + en[at.end :]
            checks.append(Check("name_changed", "error", f"{wrong} stood for {name.zh}", zh=place, repaired=True))
        elif not _there(name, zh, en, letters):
            missing.append(name)
    checks += [_missing(name) for name in _untold(missing, zh, en, names)]
    checks += [_unheard(name) for name in names.spelt(zh, found) if not _heard(name, zh, en, names)]
    checks += [_kindless(name) for name in names.patterned(zh) if kind_missing(name, en)]
    checks += map(_inverted, inverted(found, Letters(en)))
    return en, tuple(sorted(checks, key=lambda check: check.zh))


def _missing(name: Name) -> Check:
    message = f"{name.zh} ({name.forms[0]}) is not in the English"
    return Check("name_missing", "warning", message, zh=(Span(name.start, name.end),))


def _kindless(name: Pattern) -> Check:
    message = f"{name.zh} is not in the English: nothing there is a {BODIES[name.kind].split()[0]}"
    return Check("name_missing", "warning", message, zh=(Span(name.start, name.end),))


def _unheard(name: Name) -> Check:
    message = f"{name.zh} is not in the English: nothing there sounds like it"
    return Check("name_missing", "warning", message, zh=(Span(name.start, name.end),))


def _heard(name: Name, zh: str, en: str, names: Names) -> bool:
    """Whether something in the English can be a foreign name that the lexicon has not."""
    return not names.sounds or names.sounds.heard(name.zh, en) or glossed_soon(zh, name.end, Letters(en))


def _there(name: Name, zh: str, en: str, letters: Letters) -> bool:
    """Whether the English has ``name``; True for a name without known forms."""
    if name.kind == "person":
        families = _families(name.zh, en, letters)
        return _certain(name, zh, en, letters) or any(_free(span, name.zh, en) for span in families)
    return (
        not name.forms
        or present(name.forms, letters)
        or bool(letters.find(persons.sounds(name.zh)))
        or _spelt_alike(name, en, letters)
        or turned(name.zh, en)
        or glossed(zh, name.end, letters)
        or in_longer(zh, name.start, name.end, letters)
    )


def _certain(name: Name, zh: str, en: str, letters: Letters) -> bool:
    """Whether the English has a personal name in full, or as its Chinese glosses it."""
    return _given(name.zh, letters) or shorter(name.zh, en) or glossed(zh, name.end, letters)


def _free(family: Span, zh: str, en: str) -> bool:
    """Whether the family name at ``family`` stands without the given name of somebody else, both in pinyin."""
    after = _AFTER[1].match(en, family.end)
    pinyin = squashed(en[family.start : family.end]) == persons.families(zh)[0]
    return not (pinyin and after and _PINYIN.fullmatch(squashed(after[0])))


def _untold(missing: Sequence[Name], zh: str, en: str, names: Names) -> list[Name]:
    """Those of ``missing`` for which a writer put nothing else; what stands for names stands for one each."""
    untold = [name for name in missing if name.kind == "person" or not _told_by_another(name, zh, en)]
    named = [name for name in untold if name.kind != "person"]
    stand_ins = STANDS_FOR.findall(en)
    enough = len(stand_ins) >= len(named) or any(word in PLURAL or word.isupper() for word in stand_ins)
    if enough and named and not any(names.rivals.find(zh, en, _initials(zh, names))):
        return [name for name in untold if name.kind == "person"]
    return untold


def _initials(zh: str, names: Names) -> set[str]:
    """What may stand for a name in ``zh``: the first characters of its names, all of those of several names in one
    (中印), and single ones (日 for 日本) but for those of figures and their counters (20日)."""
    counted = {place for figure in chinese(zh) for place in range(figure.start, figure.end + 1)}
    found = set[str]()
    for term in names.lexicon.words(zh):
        if term.senses:
            several = len(re.split("-| and ", term.senses[0])) == len(term.zh)
            found.update(term.zh if several else term.zh[0])
        elif len(term.zh) == 1 and term.start not in counted:
            found.add(term.zh)
    return found


def _told_by_another(name: Name, zh: str, en: str) -> bool:
    """Whether what follows ``name`` tells it: 国务院总理, the Premier; 美国国家飓风中心, the National Hurricane Center;
    美国《新闻周刊》, Newsweek; or a body stands by its kind: 外交部, the ministry."""
    after = zh[name.end : name.end + 3]
    if after.startswith("《") and (name.zh.endswith("国") or name.zh in {"日本", "俄罗斯"}):
        return True
    if any(after.startswith(zh_words) and re.search(en_words, en) for zh_words, en_words in _FOLLOWED):
        return True
    kinds = {word.lower() for form in name.forms if " " in form for word in form.split()} & _KINDS
    return any(re.search(rf"\bthe {kind}\b", en, re.IGNORECASE) for kind in kinds)


def inverted(found: Sequence[Name], letters: Letters) -> Iterator[tuple[Name, Name, Span, Span]]:
    r"""Neighbours that stand once in either language, in the other order in the English, with their places there.

    >>> names = Names.parse(["日本\tJapan", "法国\tFrance"]).find("日本和法国")
    >>> [(one.zh, other.zh) for one, other, *_ in inverted(names, Letters("France and Japan"))]
    [('日本', '法国')]
    """
    once = [name for name in found if sum(other.zh == name.zh for other in found) == 1 and name.kind == "known"]
    places = [(name, next(filter(None, map(letters.find, name.forms)), [])) for name in once]
    told = [(name, spans[0]) for name, spans in places if len(spans) == 1]
    for (one, here), (other, there) in pairwise(told):
        if here.start > there.start:
            yield one, other, here, there


def _inverted(pair: tuple[Name, Name, Span, Span]) -> Check:
    one, other, here, there = pair
    message = f"{one.zh} and {other.zh} stand in the other order in the English"
    places = (Span(one.start, one.end), Span(other.start, other.end))
    return Check("name_order", "info", message, zh=places, en=(there, here))


def _given(zh: str, letters: Letters) -> bool:
    """Whether the given name of ``zh`` stands in the English, or its whole name in one word."""
    given = (*persons.given_names(zh), persons.older_given(zh))
    whole = [family + name for family in persons.families(zh) for name in given]
    return any(letters.find(form) for form in (*given, *whole))


def _spelt_alike(name: Name, en: str, letters: Letters) -> bool:
    """Whether a foreign name stands in another spelling, or a Chinese one by its family name."""
    if name.zh[0] in persons.SURNAMES and len(name.forms[0].split()) > 1 and _families(name.zh, en, letters):
        return True
    spelling = sum(char in persons.FOREIGN | {"·"} for char in name.zh)
    if spelling < len(name.zh) and not (len(name.zh) >= LONG and 2 * spelling >= len(name.zh)):
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
    """Where the family name of ``zh`` stands in pinyin beside a given name that is almost its own."""
    given, family = persons.given_names(zh)[0], persons.families(zh)[0]
    for span in (span for span in _families(zh, en, letters) if squashed(en[span.start : span.end]) == family):
        for pattern in _AFTER:
            if (after := pattern.match(en, span.end)) and _alike(after[0], given):
                return Span(span.start, after.end())
        before = _BEFORE.search(en[: span.start])
        if before and _alike(before[0], given):
            return Span(before.start(), span.end)
    return None


def _alike(found: str, given: str) -> bool:
    return SequenceMatcher(None, squashed(found), given).ratio() >= ALIKE
