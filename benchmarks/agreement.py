"""How far two labellings of the same pages agree.

``python benchmarks/agreement.py seeds/pages seeds/pages/first seeds/pages/second``: the pages (``NAME.txt``), then two
folders of labels (``NAME.tsv``). Measured as the splitter is (``benchmarks/scores.py``), the second labels against the
first; besides, Cohen's kappa of the lines' roles and the share of lines labelled the same in every respect. ``--list``
shows the lines that differ. The last line of output is a JSON object.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.scores import Score
from benchmarks.sections import SHOWN, held_out
from benchmarks.truth import Label, LabelledPage, content, read

Pair = tuple[LabelledPage, LabelledPage]


def kappa(first: Sequence[str], second: Sequence[str]) -> float:
    """Agreement beyond chance of two labellings of the same items (Cohen, Educational and Psychological Measurement
    20(1), 1960): 1 is perfect, 0 what chance would give. 1 where both give one and the same label throughout."""
    total = len(first)
    agreed = sum(a == b for a, b in zip(first, second, strict=True)) / total
    counts, others = Counter(first), Counter(second)
    chance = sum(count * others[name] for name, count in counts.items()) / total**2
    return 1.0 if chance == 1 else (agreed - chance) / (1 - chance)


def whole(labels: Sequence[Label]) -> list[tuple[int | str | None, ...]]:
    """For each line its role; of a headline or text also its story, known by the story's first line of text, however
    stories are numbered; of text also its section and the first line of its paragraph."""
    stories: dict[int | None, int] = {}
    units: dict[int, int] = {}
    for label in content(labels):
        stories.setdefault(label.story, label.line)
        units.setdefault(label.unit, label.line)
    texts = set(content(labels))
    heads = [label.role in ("title", "kicker") for label in labels]
    return [
        (label.role, stories[label.story], label.section, units[label.unit])
        if label in texts
        else (label.role, *([stories.get(label.story)] if head else []))
        for label, head in zip(labels, heads, strict=True)
    ]


def differing(pairs: Iterable[Pair]) -> list[tuple[str, int, str, str]]:
    """The lines labelled otherwise: page, line, and what each labelling says."""
    return [
        (first.name, label.line, *(" ".join(str(part) for part in side) for side in (a, b)))
        for first, second in pairs
        for label, a, b in zip(first.labels, whole(first.labels), whole(second.labels), strict=True)
        if a != b
    ]


def agreement(pairs: Sequence[Pair]) -> dict[str, float]:
    """The figures over all ``pairs`` of labellings."""
    score = Score()
    for first, second in pairs:
        score.add(first.labels, second.labels)
    roles = [[label.role for pair in pairs for label in pair[side].labels] for side in (0, 1)]
    same = 1 - len(differing(pairs)) / len(roles[0])
    return score.figures() | {"kappa": round(kappa(*roles), 4), "same": round(same, 4)}


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("--list", action="store_true", help="show the lines that differ")
    args = parser.parse_args()
    paths = sorted(path for path in args.pages.glob("*.txt") if (args.first / f"{path.stem}.tsv").exists())
    pairs = [(read(path, args.first), read(path, args.second)) for path in paths]
    if args.list:
        print(*("\t".join(map(str, row)) for row in differing(pairs)), sep="\n")
    names = held_out(args.pages)
    groups = {"all": pairs, "held out": [pair for pair in pairs if pair[0].name in names]}
    columns = (*SHOWN, "kappa", "same")
    print(f"| pages | {' | '.join(columns)} |\n|{' --- |' * (len(columns) + 1)}")
    result = {name: agreement(group) for name, group in groups.items() if group}
    for name, figures in result.items():
        print(f"| {len(groups[name])} {name} | {' | '.join(f'{figures[column]:.3f}' for column in columns)} |")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
