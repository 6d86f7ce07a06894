"""Names of a summary looked for in its source, both Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models.name_patterns import Pattern
from models.names import Name, Names
from models.placement import END, OWN_WORDS, nearer, surroundings
from models.transliteration import DOT, LONG
from models.types import Check, Span

KINDS = "省市县区州国岛山河湖江港部局院会"
"""Characters at the end of a Chinese name that tell its kind and may be left out."""
FULL = 16
"""Characters of the full form of a name that a summary shortens."""

PREPOSITIONS = frozenset("在于到赴往向从自由对")
CLEAR = 0.7
"""By what share of its surroundings another name must be nearer to those of a summary's."""


def summary_checks(summary: str, source: str, names: Names) -> list[Check]:
    r"""Names of ``summary`` that ``source`` has not, in no other form either, or that stand in another's place.

    Spans point into the summary.

    >>> names = Names.parse(["日本\tJapan", "日本国\tJapan", "法国\tFrance"])
    >>> [check.message for check in summary_checks("法国人到日本国。", "到日本去。", names)]
    ['法国 is not in the source']
    """
    found, patterned = names.find(summary), names.patterned(summary)
    spelt = names.spelt(summary, found)
    if not found and not patterned and not spelt:
        return []
    known = names.find(source)
    checks = [*_added(found, source, known), *_invented(patterned, source), *_foreign(spelt, source)]
    checks += [
        Check("name_misplaced", "warning", f"{name.zh} stands where the source has {other}", zh=(_span(name),))
        for name, other in misplaced(summary, found, source, known)
    ]
    return checks


def _span(name: Name) -> Span:
    return Span(name.start, name.end)


def _added(found: Sequence[Name], source: str, known: Sequence[Name]) -> Iterator[Check]:
    """Each name that the source has not once, in the order of the summary."""
    told = {form for name in known for form in name.forms[:1] if name.kind != "person"}
    for name in {name.zh: name for name in reversed(found) if name.zh not in source}.values():
        if name.forms[:1] and name.forms[0] not in told and not _shortened(name.zh, source, known):
            yield Check("name_added", "error", f"{name.zh} is not in the source", zh=(_span(name),))


def _invented(found: Sequence[Pattern], source: str) -> Iterator[Check]:
    """Each body, work and product that the source has not once, not even by what tells it from others."""
    for name in {name.zh: name for name in reversed(found)}.values():
        if name.core not in source and not _shortened(name.zh, source, ()):
            yield Check("name_added", "error", f"{name.zh} is not in the source", zh=(Span(name.start, name.end),))


def _foreign(found: Sequence[Name], source: str) -> Iterator[Check]:
    """Each foreign name that no lexicon has and of which the source lacks a part of two characters or more."""
    for name in {name.zh: name for name in reversed(found)}.values():
        if not all(_has(source, part) for part in DOT.split(name.zh) if len(part) > 1):
            yield Check("name_added", "error", f"{name.zh} is not in the source", zh=(_span(name),))


def _has(source: str, part: str) -> bool:
    """Whether ``source`` has a part of a name, but for a character at its end that may belong to the next word."""
    return part in source or (len(part) >= LONG and (part[1:] in source or part[:-1] in source))


def misplaced(summary: str, found: Sequence[Name], source: str, known: Sequence[Name]) -> Iterator[tuple[Name, str]]:
    r"""Names of ``summary`` whose surroundings are clearly more like those of another name of ``source``, with that.

    >>> names = Names.parse(["东京\tTokyo", "巴黎\tParis"])
    >>> wrong, right = "总部从巴黎迁往东京。", "公司把总部从东京迁往巴黎。"
    >>> [(name.zh, other) for name, other in misplaced(wrong, names.find(wrong), right, names.find(right))]
    [('巴黎', '东京'), ('东京', '巴黎')]
    """
    text, passage = _blotted(summary, found), _blotted(source, known)
    places = [(name, surroundings(passage, name.start, name.end)) for name in known]
    for name in found:
        own = [around for other, around in places if other.zh == name.zh]
        others = [(other.zh, around) for other, around in places if _rivals(name, summary, other, source)]
        rival = nearer(surroundings(text, name.start, name.end), own, [around for _, around in others], CLEAR)
        instead = others[rival][0] if rival is not None else _copied(name, summary, source, [zh for zh, _ in others])
        if instead:
            yield name, instead


def _rivals(name: Name, summary: str, other: Name, source: str) -> bool:
    """Whether one may stand in the place of the other: no part or other form of it, and after the same preposition."""
    if other.zh in name.zh or name.zh in other.zh or name.forms[:1] == other.forms[:1]:
        return False
    before, there = summary[name.start - 1 : name.start], source[other.start - 1 : other.start]
    return before == there or not {before, there} & PREPOSITIONS


def _copied(name: Name, summary: str, source: str, others: Sequence[str]) -> str | None:
    """Which of the ``others`` stands for ``name`` in a sentence that is the source's own in all other words."""
    before, after = END.split(summary[: name.start])[-1], END.split(summary[name.end :])[0]
    if len(before + after) < OWN_WORDS or name.zh not in source or before + name.zh + after in source:
        return None
    return next((other for other in others if before + other + after in source), None)


def _blotted(text: str, names: Sequence[Name]) -> str:
    """``text`` with its names as line ends, beyond which nothing belongs to the surroundings of another."""
    for name in names:
        text = text[: name.start] + "\n" * (name.end - name.start) + text[name.end :]
    return text


def _shortened(zh: str, source: str, known: Sequence[Name]) -> bool:
    """Whether ``zh`` is a name of ``source`` cut short, two names by their first characters, or one with its kind
    added: 全国人大, 巴以, 北京市."""
    if len(zh) == 2:
        return set(zh) <= {name.zh[0] for name in known} or any(_subsequence(zh, name.zh) for name in known)
    first = zh[0]
    places = (i for i, char in enumerate(source) if char == first)
    rest = zh[1:-1] if zh[-1] in KINDS and len(zh) > 2 else zh[1:]
    return any(_subsequence(rest, source[i + 1 : i + 1 + FULL]) for i in places)


def _subsequence(short: str, text: str) -> bool:
    left = iter(text)
    return all(char in left for char in short)
