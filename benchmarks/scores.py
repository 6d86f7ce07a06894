"""Measures of a page's structure against its labels; ``docs/sections.md`` defines them for readers.

Everything is counted over lines. Counts of many pages are added up before a ratio is taken (micro average).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from benchmarks.truth import Label, content

FURNITURE = ("masthead", "byline", "dateline", "caption", "credit", "jump", "notice", "folio", "advertisement", "other")


@dataclass(slots=True)
class Counts:
    """Hits, and how many were wanted and given."""

    hits: int = 0
    wanted: int = 0
    given: int = 0

    def add(self, wanted: Iterable[Hashable], given: Iterable[Hashable]) -> None:
        """Compare two sets."""
        left, right = set(wanted), set(given)
        self.hits, self.wanted, self.given = (
            self.hits + len(left & right),
            self.wanted + len(left),
            self.given + len(right),
        )

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where nothing was wanted or given."""
        return 2 * self.hits / (self.wanted + self.given) if self.wanted + self.given else 1.0


@dataclass(slots=True)
class Score:
    """The measures of all pages so far."""

    counts: dict[str, Counts] = field(default_factory=dict)
    windows: Counter[str] = field(default_factory=Counter)

    def add(self, truth: Sequence[Label], found: Sequence[Label]) -> None:
        """Count one page. Both have a label for every non-blank line."""
        for name, (wanted, given) in measured(truth, found).items():
            self.counts.setdefault(name, Counts()).add(wanted, given)
        misses, places = window_diff(truth, found)
        self.windows.update(misses=misses, places=places)

    def figures(self) -> dict[str, float]:
        """F1 of each measure, and WindowDiff (0 is perfect), rounded to 4 places."""
        made = {name: round(counts.f1, 4) for name, counts in self.counts.items()}
        kinds = [self.counts[name] for name in FURNITURE if name in self.counts]
        hits, total = sum(c.hits for c in kinds), sum(c.wanted + c.given for c in kinds)
        made["furniture"] = round(2 * hits / total, 4) if total else 1.0
        made["window_diff"] = round(self.windows["misses"] / max(1, self.windows["places"]), 4)
        return made


Sets = tuple[set[Hashable], set[Hashable]]


def measured(truth: Sequence[Label], found: Sequence[Label]) -> dict[str, Sets]:
    """What each measure compares: wanted and given."""
    sides = [
        {
            "story": set(starts(labels, lambda label: label.story)),
            "section": set(starts(content(labels), lambda label: (label.story, label.section))),
            "heading": {label.line for label in labels if label.role == "heading"},
            "title": {label.line for label in labels if label.role == "title"},
            "join": set(links(labels)),
            "paragraph": set(paragraphs(labels)),
            **{kind: {label.line for label in labels if label.role == kind} for kind in FURNITURE},
        }
        for labels in (truth, found)
    ]
    return {name: (sides[0][name], sides[1][name]) for name in sides[0]}


def starts(labels: Iterable[Label], key: object) -> list[int]:
    """The first line of each story or section."""
    first: dict[object, int] = {}
    for label in labels:
        name = key(label)  # type: ignore[operator]
        if name is not None:
            first.setdefault(name, label.line)
    return list(first.values())


def links(labels: Iterable[Label]) -> list[tuple[int, int]]:
    """Pairs of lines that follow each other in one paragraph or lead."""
    units: dict[int, list[int]] = {}
    for label in labels:
        if label.role in ("paragraph", "lead"):
            units.setdefault(label.unit, []).append(label.line)
    return [pair for lines in units.values() for pair in pairwise(lines)]


def paragraphs(labels: Iterable[Label]) -> list[tuple[int, ...]]:
    """The lines of each paragraph and lead."""
    units: dict[int, tuple[int, ...]] = {}
    for label in labels:
        if label.role in ("paragraph", "lead"):
            units[label.unit] = (*units.get(label.unit, ()), label.line)
    return list(units.values())


def window_diff(truth: Sequence[Label], found: Sequence[Label]) -> tuple[int, int]:
    """Windows whose number of boundaries differs, and all windows (Pevzner and Hearst, Computational Linguistics
    28(1), 2002), over the lines that are text in both; a window is half the mean true segment."""
    texts = {label.line: (label.story, label.section) for label in content(found)}
    pairs = [((label.story, label.section), texts[label.line]) for label in content(truth) if label.line in texts]
    sides = [[int(a != b) for a, b in pairwise(side)] for side in zip(*pairs, strict=True)] if pairs else [[], []]
    size = max(1, round(len(pairs) / (sum(sides[0]) + 1) / 2))
    places = range(max(0, len(sides[0]) - size + 1))
    return sum(sum(sides[0][i : i + size]) != sum(sides[1][i : i + size]) for i in places), len(places)
