"""How many planted errors the checks mark, and how often they cry wolf.

``python benchmarks/fidelity.py --count 900`` makes statements of known figures with ``benchmarks/statements.py`` and
plants errors in their English and, for summaries, in the Chinese; ``--samples FILE`` keeps what was not marked.
``--labelled DATA`` tells how many errors that a reader found in real translations are marked (see ``recall.py``).
The last line of output is a JSON object.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import recall
from benchmarks.frames import frames
from benchmarks.statements import Statement, corruptions, fill, joined
from models import name_origins
from models.fidelity import summary_checks
from models.glossary import Glossary
from models.names import Names
from models.review import Reviewer
from models.types import Check, MappedText

SUMMARY_MAY_LACK = frozenset({"number dropped", "sentence dropped"})
"""What is no error in a summary."""


@dataclass(slots=True)
class Tally:
    """Errors planted, and those that no check marked, by kind; alarms on correct texts, by code."""

    planted: Counter[str] = field(default_factory=Counter)
    unmarked: Counter[str] = field(default_factory=Counter)
    clean: int = 0
    alarms: Counter[str] = field(default_factory=Counter)
    samples: list[str] = field(default_factory=list)

    def plant(self, kind: str, source: str, answer: str, checks: Sequence[Check]) -> None:
        """Count one planted error."""
        self.planted[kind] += 1
        if not checks:
            self.unmarked[kind] += 1
            self.samples.append(f"unmarked\t{kind}\t{source}\t{answer}")

    def pass_(self, source: str, answer: str, checks: Sequence[Check]) -> None:
        """Count one correct text."""
        self.clean += 1
        self.alarms.update({f"{check.code} {check.severity}" for check in checks})
        if checks:
            self.samples.append(f"alarm\t{[c.code for c in checks]}\t{source}\t{answer}")

    def figures(self) -> dict[str, object]:
        """What is printed."""
        return {
            "planted": sum(self.planted.values()),
            "unmarked": sum(self.unmarked.values()),
            "unmarked by kind": dict(self.unmarked),
            "planted by kind": dict(self.planted),
            "correct texts": self.clean,
            "alarms on them": dict(self.alarms),
        }


def statements(count: int, seed: int) -> Iterator[tuple[Random, list[Statement]]]:
    """``count`` groups of one to three statements, each group with its own generator of chance."""
    patterns = frames()
    denials = [pattern for pattern in patterns if pattern.denial]
    for number in range(count):
        rng = Random(seed * 10**6 + number)
        size = rng.choice((1, 1, 2, 3))
        yield rng, [fill(rng.choice(denials if rng.random() < 0.25 else patterns), rng) for _ in range(size)]


def translations(count: int, seed: int, names: Names) -> Tally:
    """Errors planted in the English of single sentences, and sentences left out of several."""
    tally, review = Tally(), Reviewer(names, Glossary(()))

    def checks(zh: str, en: str) -> Sequence[Check]:
        return review(zh, en, "stop")[1]

    for rng, group in statements(count, seed):
        statement, right = group[0], group[0].text
        tally.pass_(right.zh, right.en, checks(*right))
        for kind, wrong in corruptions(statement, rng):
            if wrong.en != right.en:
                tally.plant(kind, right.zh, wrong.en, checks(right.zh, wrong.en))
        if len(group) > 1:
            whole = joined(group)
            tally.pass_(whole.zh, whole.en, checks(*whole))
            lost = rng.randrange(len(group))
            rest = joined([one for i, one in enumerate(group) if i != lost])
            tally.plant("sentence dropped", whole.zh, rest.en, checks(whole.zh, rest.en))
    return tally


def summaries(count: int, seed: int, names: Names) -> Tally:
    """Errors planted in one sentence of a passage that is told as its summary."""
    tally = Tally()

    def checks(summary: str, passage: Sequence[MappedText]) -> Sequence[Check]:
        return (*summary_checks(summary, passage), *name_origins.summary_checks(summary, passage[0].text, names))

    for rng, group in statements(count, seed + 1):
        passage = [MappedText.of(joined(group).zh)]
        right = group[0].text.zh
        tally.pass_(passage[0].text, right, checks(right, passage))
        for kind, wrong in corruptions(group[0], rng):
            if wrong.zh != right and kind not in SUMMARY_MAY_LACK:
                tally.plant(kind, passage[0].text, wrong.zh, checks(wrong.zh, passage))
    return tally


def show(title: str, tally: Tally) -> None:
    """A Markdown table of the kinds."""
    print(f"\n{title}: {tally.clean} correct texts, alarms {dict(tally.alarms)}")
    print("\n| error | planted | unmarked |\n| --- | --- | --- |")
    for kind, planted in sorted(tally.planted.items()):
        print(f"| {kind} | {planted} | {tally.unmarked[kind]} |")
    print(f"| all | {sum(tally.planted.values())} | {sum(tally.unmarked.values())} |")


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--samples", type=Path, help="file for what was not marked and for alarms on correct texts")
    parser.add_argument("--labelled", type=Path, help="folder with the texts of the labelled translations")
    args = parser.parse_args()
    names = Names.load()
    result = {kind.__name__: kind(args.count, args.seed, names) for kind in (translations, summaries)}
    for title, tally in result.items():
        show(title, tally)
    if args.samples:
        lines = [f"{title}\t{line}" for title, tally in result.items() for line in tally.samples]
        args.samples.write_text("\n".join(lines), encoding="utf-8")
    figures: dict[str, object] = {title: tally.figures() for title, tally in result.items()}
    if args.labelled:
        figures |= recall.report(args.labelled, names)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
