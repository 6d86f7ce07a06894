"""How many of the errors that a reader found in real translations the checks mark.

``seeds/fidelity/errors.tsv`` has labels of lines of other systems (``DATA/mt``), ``seeds/fidelity/answers.tsv`` the
embedded model's answers to sentences of our own, before and after repair, with labels of both. ``benchmarks/fidelity.py
--labelled DATA`` prints the tables; its README says how lines were drawn and read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from benchmarks.alarms import corpora, judgements
from models.glossary import Glossary
from models.names import Names
from models.review import Reviewer

SEEDS = Path(__file__).resolve().parent.parent / "seeds" / "fidelity"
CODES = {
    "number": {"number_missing", "number_added", "quantity_changed"},
    "name": {"name_missing", "name_changed"},
    "spelling": {"name_missing", "name_changed"},
    "polarity": {"negation_lost", "negation_added"},
    "completeness": {"incomplete", "untranslated", "truncated", "repetition", "glossed", "wrong_language"},
}
"""Kinds of errors with the checks that are about them."""


class Labelled(NamedTuple):
    """A translation and the kinds of errors that a reader found in it."""

    system: str
    zh: str
    en: str
    kinds: frozenset[str]
    told: frozenset[str] = frozenset()
    """Checks that only the translator could make: what a lexicon put into English."""


@dataclass(slots=True)
class Recall:
    """Errors by kind: all, those with a check of their kind, and those with any check."""

    sentences: int = 0
    found: Counter[str] = field(default_factory=Counter)
    of_kind: Counter[str] = field(default_factory=Counter)
    marked: Counter[str] = field(default_factory=Counter)
    clean: int = 0
    """Sentences without an error."""
    alarmed: int = 0
    """Of these, those with a check."""

    def add(self, kinds: frozenset[str], codes: frozenset[str]) -> None:
        """Count a sentence with the errors of ``kinds`` and the checks of ``codes``."""
        self.sentences += 1
        self.found.update(kinds)
        self.of_kind.update(kind for kind in kinds if CODES[kind] & codes)
        self.marked.update(kind for kind in kinds if codes)
        self.clean += not kinds
        self.alarmed += bool(codes) and not kinds

    def figures(self) -> dict[str, object]:
        """What is printed; ``unmarked per 1000`` are errors without any check for a thousand sentences."""
        unmarked = {kind: count - self.marked[kind] for kind, count in self.found.items()}
        per = {kind: round(1000 * count / max(1, self.sentences), 1) for kind, count in self.found.items()}
        return {
            "sentences": self.sentences,
            "errors": dict(self.found),
            "with a check of their kind": dict(self.of_kind),
            "with any check": dict(self.marked),
            "errors per 1000": per,
            "unmarked per 1000": {k: round(1000 * n / max(1, self.sentences), 1) for k, n in unmarked.items()},
            "without an error": self.clean,
            "of these with a check": self.alarmed,
        }


def peers(data: Path, labels: Path = SEEDS / "errors.tsv") -> Iterator[Labelled]:
    """The labelled lines of other systems."""
    texts = {(corpus, system): (zh, en) for corpus, system, zh, en in corpora(data)}
    for corpus, line, system, _, kinds, _ in judgements(labels):
        zh, en = texts[corpus, system]
        yield Labelled(system, zh[int(line)], en[int(line)], _kinds(kinds))


def answers(path: Path = SEEDS / "answers.tsv") -> Iterator[tuple[Labelled, Labelled]]:
    """The embedded model's answers: the best hypothesis alone, and what stands after repair."""
    for _, revision, zh, first, first_kinds, final, final_kinds, told in judgements(path):
        after = Labelled(revision, zh, final, _kinds(final_kinds), _kinds(told))
        yield Labelled(revision, zh, first, _kinds(first_kinds)), after


def _kinds(text: str) -> frozenset[str]:
    return frozenset(filter(None, text.split(",")))


def measured(labelled: Iterable[Labelled], names: Names) -> Recall:
    """The errors of translations against the checks of severity ``error`` and ``warning`` that stand."""
    made, review = Recall(), Reviewer(names, Glossary(()))
    for one in labelled:
        checks = review(one.zh, one.en, "stop")[1]
        made.add(one.kinds, one.told | {check.code for check in checks if check.severity != "info"})
    return made


def report(data: Path, names: Names) -> dict[str, dict[str, object]]:
    """Print and return the figures of other systems, and of the embedded model before and after repair."""
    pairs: Sequence[tuple[Labelled, Labelled]] = list(answers())
    sets = {
        "other systems": list(peers(data)),
        "embedded, first hypothesis": [first for first, _ in pairs],
        "embedded, after repair": [final for _, final in pairs],
    }
    made = {title: measured(labelled, names).figures() for title, labelled in sets.items()}
    for title, figures in made.items():
        print(f"\n{title}: {figures}")
    return made
