"""One English form for one name through a document.

Of the forms that the sentences have for a name, one is decided: the lexicon's, the pinyin of a Chinese personal name,
or else the most frequent. The others are replaced where they stand, and that is told.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from models import persons
from models.names import Name, Names
from models.spelling import ENDINGS, Letters, squashed
from models.types import Check, Span, Translation

ALIKE = 0.5
"""Similarity (``difflib``) from which two forms are spellings of one name."""
_DOT = re.compile("[·•・‧]")


@dataclass(frozen=True, slots=True)
class Use:
    """A form of a name in the English of a sentence."""

    source: str
    name: Name
    text: str
    span: Span


def consistent(
    made: Mapping[str, Translation], names: Names, given: frozenset[str] = frozenset()
) -> dict[str, Translation]:
    """The sentences of a document with one form for each name; keys are the Chinese sentences.

    Names among the terms ``given`` are left alone: the glossary has decided them.
    """
    uses: defaultdict[str, list[Use]] = defaultdict(list)
    for source, translation in made.items():
        for use in _uses(source, translation, names):
            if use.name.zh not in given:
                uses[use.name.zh].append(use)
    found = dict(made)
    changes = [(use, form) for group in uses.values() for use, form in _changes(group)]
    for use, form in sorted(changes, key=lambda change: -change[0].span.start):
        found[use.source] = _changed(found[use.source], use, form)
    return found


def _uses(source: str, made: Translation, names: Names) -> list[Use]:
    """The forms in the English of ``made`` of the names that have spellings; a place is used for one name only."""
    if made.error:
        return []
    letters, there = Letters(made.text), names.find(source)
    found: list[Use] = []
    for name in {name.zh: name for name in reversed(there)}.values():
        unknown = not name.forms and sum(not other.forms for other in there) == 1
        for span in _runs(name, made.text) if unknown else _spellings(name, letters):
            if not any(span.start < use.span.end and use.span.start < span.end for use in found):
                found.append(Use(source, name, made.text[span.start : span.end], span))
    return found


def _spellings(name: Name, letters: Letters) -> list[Span]:
    """Where the full spellings of ``name`` stand: pinyin in either order, or forms of the lexicon that sound alike."""
    if name.kind == "person":
        pairs = [(family, given) for family in persons.families(name.zh)[:1] for given in persons.given_names(name.zh)]
        forms = [text for family, given in pairs for text in (family + given, given + family)]
    else:
        forms = [form for form in name.forms if _same_name(form, name.forms[0])]
    return sorted({span for form in forms for span in letters.find(form)}) if len(forms) > 1 else []


def _same_name(form: str, first: str) -> bool:
    """Whether two forms are spellings of one name, and not a country and its adjective.

    >>> _same_name("Kiev", "Kyiv"), _same_name("Japanese", "Japan"), _same_name("UN", "United Nations")
    (True, False, False)
    """
    left, right = squashed(form), squashed(first)
    if left == right:
        return True
    shorter, longer = sorted((left, right), key=len)
    derived = longer[len(shorter) - 1 :] in ENDINGS or longer[len(shorter) :] in ENDINGS
    inflected = longer.startswith(shorter[:-1]) and derived
    same_length = len(form.split()) == len(first.split()) and abs(len(left) - len(right)) < 3
    return (
        left[:1] == right[:1] and same_length and not inflected and SequenceMatcher(None, left, right).ratio() >= ALIKE
    )


def _runs(name: Name, text: str) -> list[Span]:
    """Runs of as many capitalised words as a foreign name without known forms has parts."""
    parts = len(_DOT.split(name.zh))
    pattern = rf"(?<![\w.] )\b[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){{{parts - 1}}}\b(?! [A-Z])" if parts > 1 else r"(?!)"
    return [Span(*match.span()) for match in re.finditer(pattern, text)] or [
        Span(*match.span()) for match in re.finditer(pattern.replace(r"(?<![\w.] )", ""), text)
    ]


def _changes(uses: Sequence[Use]) -> list[tuple[Use, str]]:
    """The uses whose form is not the one decided, with that one."""
    if not uses[0].name.forms:
        uses = _alike(uses)
    counts = Counter(use.text for use in uses)
    if len(counts) < 2:
        return []
    name = uses[0].name
    preferred = persons.romanised(name.zh) if name.kind == "person" else (*name.forms, "")[0]
    form = preferred or min(counts, key=lambda text: (-counts[text], text))
    return [(use, form) for use in uses if use.text != form]


def _alike(uses: Sequence[Use]) -> list[Use]:
    """Of the runs that may be a name, those that another sentence has alike."""
    return [
        use
        for use in uses
        if any(
            use.source != other.source
            and SequenceMatcher(None, squashed(use.text), squashed(other.text)).ratio() >= ALIKE
            for other in uses
        )
    ]


def _changed(made: Translation, use: Use, form: str) -> Translation:
    """``made`` with ``form`` for what stood there; spans after it are moved."""
    text = made.text[: use.span.start] + form + made.text[use.span.end :]
    by = len(form) - len(use.text)

    def moved(place: int) -> int:
        return place + by if place >= use.span.end else place

    kept = [replace(check, en=tuple(Span(*map(moved, span)) for span in check.en)) for check in made.checks]
    message = f"{use.text} stood for {use.name.zh}, which is {form} elsewhere"
    place = (Span(use.name.start, use.name.end),)
    told = Check("name_inconsistent", "warning", message, zh=place, repaired=True)
    return replace(made, text=text, checks=(*kept, told))
