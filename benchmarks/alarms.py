"""How often the checks cry over the translations of people and of other systems, and how often they are right.

``python benchmarks/alarms.py DATA``: alarms per 1,000 lines, by code and severity, over the references of both sets
of ``DATA/mt`` and the outputs in its ``peers``; over news in English with a machine's Chinese, where nearly every
alarm is false, and over headlines with a machine's English (``MACHINES``). Names are looked for, too. ``--sample N
--seed S`` prints N of the alarms on systems with their texts, to be judged, those of ``--judged`` left out.
``--judged FILE`` reads judgements (sample, set, line from 0, system, code, verdict, reason) and tells how many of the
alarms still raised are true; with ``--only-judged`` nothing else is counted. The last line of output is a JSON object.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from models.glossary import Glossary
from models.names import Names
from models.review import Reviewer
from models.types import Check

FOLDERS = {"newstest2018": "test", "flores-dev": "dev"}
HUMAN = "people"
MACHINES = ("nyt_rss_bt", "china_dashboard_gpt")
"""Sources in ``news.tsv.xz`` of which a machine made the Chinese, or the English."""


class Alarm(NamedTuple):
    """A check of one line of one system."""

    corpus: str
    line: int
    system: str
    check: Check
    zh: str
    en: str


def lines(path: Path) -> list[str]:
    """Lines of a file, the line feed alone ending one."""
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


def corpora(data: Path) -> Iterator[tuple[str, str, list[str], list[str]]]:
    """Set, system, Chinese and English lines."""
    for corpus, folder in FOLDERS.items():
        zh = lines(data / "mt" / folder / f"{corpus}.zh")
        yield corpus, HUMAN, zh, lines(data / "mt" / folder / f"{corpus}.en")
        for path in sorted((data / "mt" / "peers").glob(f"{corpus}.*.en")):
            yield corpus, path.name.split(".")[1], zh, lines(path)
    if (news := data / "mt" / "news.tsv.xz").exists():
        with lzma.open(news, "rt", encoding="utf-8", newline="\n") as file:
            rows = [row.rstrip("\n").split("\t") for row in file]
        for name in MACHINES:
            texts = [(zh, en) for source, zh, en in rows if source == name]
            if texts:
                yield name, "machine", [zh for zh, _ in texts], [en for _, en in texts]


def alarms(data: Path, only: Container[tuple[str, str, str]] | None = None) -> Iterator[Alarm]:
    """Every check of every line, or of those lines (set, line, system) only."""
    review = Reviewer(Names.load(), Glossary(()))
    for corpus, system, chinese, english in corpora(data):
        for number, (zh, en) in enumerate(zip(chinese, english, strict=True)):
            wanted = only is None or (corpus, str(number), system) in only
            for check in review(zh, en, "stop")[1] if wanted else ():
                yield Alarm(corpus, number, system, check, zh, en)


def per_thousand(data: Path, found: Sequence[Alarm]) -> dict[str, dict[str, float]]:
    """By set and system: lines with an alarm per 1,000, by code and severity."""
    totals = {(corpus, system): len(zh) for corpus, system, zh, _ in corpora(data)}
    places = {(a.corpus, a.system, a.line, f"{a.check.code} {a.check.severity}") for a in found}
    counts: dict[tuple[str, str], Counter[str]] = {key: Counter() for key in totals}
    for corpus, system, _, name in places:
        counts[corpus, system][name] += 1
    return {
        f"{corpus} {system}": {name: round(1000 * n / totals[corpus, system], 1) for name, n in sorted(found.items())}
        for (corpus, system), found in counts.items()
    }


def sample(
    found: Sequence[Alarm], count: int, seed: int, seen: Container[tuple[str, ...]] = frozenset()
) -> list[Alarm]:
    """Alarms of systems, errors and warnings, no two of one line and code and none ``seen`` (set, line, system,
    code), the same for the same seed."""
    new = [
        a
        for a in found
        if a.system != HUMAN
        and a.check.severity != "info"
        and (a.corpus, str(a.line), a.system, a.check.code) not in seen
    ]
    first = {(a.corpus, a.line, a.check.code): a for a in Random(seed).sample(new, len(new))}
    chosen = list(first.values())
    return sorted(chosen[:count], key=lambda a: (a.corpus, a.line, a.system))


def judgements(path: Path) -> Iterator[list[str]]:
    """Rows of a file of judgements, without its comments."""
    return (row.split("\t") for row in lines(path) if not row.startswith("#"))


def judged(path: Path, found: Sequence[Alarm]) -> dict[str, dict[str, int]]:
    """By code and in all: judged alarms that are still raised, and those of them that are errors of the translation."""
    raised = {(a.corpus, str(a.line), a.system, a.check.code) for a in found}
    counts: dict[str, Counter[str]] = {}
    for _, corpus, line, system, code, verdict, _ in judgements(path):
        state = verdict if (corpus, line, system, code) in raised else f"{verdict} and no longer raised"
        for name in (code, "all"):
            counts.setdefault(name, Counter())[state] += 1
    return {name: dict(found) for name, found in counts.items()}


def main() -> None:
    """Read the arguments, count, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--judged", type=Path)
    parser.add_argument("--only-judged", action="store_true")
    args = parser.parse_args()
    if args.only_judged:
        only = {(row[1], row[2], row[3]) for row in judgements(args.judged)}
        print(json.dumps({"judged": judged(args.judged, list(alarms(args.data, only)))}))
        return
    found = list(alarms(args.data))
    seen = {tuple(row[1:5]) for row in judgements(args.judged)} if args.judged else set()
    for alarm in sample(found, args.sample, args.seed, seen) if args.sample else ():
        message = f"{alarm.check.code} {alarm.check.severity}: {alarm.check.message}"
        print(alarm.corpus, alarm.line, alarm.system, message, alarm.zh, alarm.en, sep="\t")
    counts = per_thousand(args.data, found)
    for name, codes in counts.items():
        print(name, codes)
    result: dict[str, object] = {"per thousand": counts}
    if args.judged:
        result["judged"] = judged(args.judged, found)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
