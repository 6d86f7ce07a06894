"""How often the first sentence named as evidence is right, and what the marks of unsupported sentences are worth.

``python benchmarks/evidence.py [--part tune|test]``: the labelled sentences of ``seeds/evidence`` (its README defines
the labels) are attributed by the product, by plain bigrams and numbers, and to the first sentence of the text. The
part ``test``, a third of the texts, was set aside before anything was tuned. Intervals are Wilson's of 95 %. The last
line of output is a JSON object.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.intervals import told, wilson  # noqa: E402
from models.evidence import UNSUPPORTED, Match, Source, overlap  # noqa: E402
from models.numbers import chinese  # noqa: E402
from models.text import bigrams  # noqa: E402
from models.types import MappedText  # noqa: E402

SEEDS = ROOT / "seeds" / "evidence"
Label = frozenset[int]
Attribute = Callable[[Sequence[str], str], Match]


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled summary sentence; labels are 0-based positions in ``source``, none where it is unsupported."""

    source: tuple[str, ...]
    part: str
    kind: str
    first: Label
    second: Label
    final: Label
    sentence: str


def texts(folder: Path = SEEDS) -> dict[str, tuple[str, ...]]:
    """The sentences of each text by its name."""
    blocks = (folder / "texts.txt").read_text(encoding="utf-8").removeprefix("## ").split("\n\n## ")
    return {lines[0]: tuple(lines[1:]) for lines in (block.splitlines() for block in blocks)}


def rows(folder: Path = SEEDS) -> Iterator[Row]:
    """The labelled sentences in order."""
    sources = texts(folder)
    with (folder / "labels.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            labels = (label(row[name]) for name in ("first", "second", "final"))
            yield Row(sources[row["text"]], row["part"], row["kind"], *labels, row["sentence"])


def label(text: str) -> Label:
    """A label as it is written.

    >>> sorted(label("2+3")), sorted(label("-"))
    ([1, 2], [])
    """
    return frozenset() if text == "-" else frozenset(int(number) - 1 for number in text.split("+"))


def product(source: Sequence[str], sentence: str) -> Match:
    """What the service says."""
    return Source([MappedText.of(text) for text in source]).match(sentence)


def plain(source: Sequence[str], sentence: str) -> Match:
    """The sentence with the largest share of the bigrams and numbers, each of the same weight."""
    known = [_plain_features(text) for text in source]
    wanted = _plain_features(sentence)
    best = max(range(len(source)), key=lambda i: (overlap(wanted, known[i]), -i))
    share = overlap(wanted, known[best])
    return Match((best,), share, share)


def _plain_features(text: str) -> set[str]:
    return bigrams(text) | {str(quantity.value) for quantity in chinese(text) if not quantity.soft}


def lead(source: Sequence[str], sentence: str) -> Match:
    """The first sentence, whatever is asked."""
    return Match((0,), 1.0, 1.0)


def kappa(pairs: Sequence[tuple[object, object]]) -> float:
    """Cohen's kappa (1960): agreement beyond what the two passes' own habits make likely."""
    agreed = sum(one == other for one, other in pairs) / len(pairs)
    values = {value for pair in pairs for value in pair}
    shares = [[sum(pair[i] == value for pair in pairs) / len(pairs) for value in values] for i in (0, 1)]
    chance = sum(one * other for one, other in zip(*shares, strict=True))
    return (agreed - chance) / (1 - chance) if chance < 1 else 1.0


def top_right(found: Sequence[tuple[Row, Match]]) -> tuple[int, int]:
    """Supported sentences whose first evidence is right, and all supported ones."""
    supported = [(row, match) for row, match in found if row.final]
    return sum(match.units[:1] != () and match.units[0] in row.final for row, match in supported), len(supported)


def report(labelled: Sequence[Row]) -> dict[str, object]:
    """Print the figures of ``labelled``; the product's as a record."""
    ways: dict[str, Attribute] = {"product": product, "plain": plain, "lead": lead}
    found = {name: [(row, way(row.source, row.sentence)) for row in labelled] for name, way in ways.items()}
    for name, pairs in found.items():
        print(f"first evidence right, {name:8}{told(*top_right(pairs))}")
    made = found["product"]
    kinds = dict.fromkeys(row.kind for row in labelled if row.final)
    for kind in kinds:
        print(f"  {kind:12}{told(*top_right([pair for pair in made if pair[0].kind == kind]))}")
    fused = [(row, match) for row, match in made if len(row.final) == 2]
    print(f"both of two sentences named {told(sum(set(match.units) == row.final for row, match in fused), len(fused))}")
    single = [(row, match) for row, match in made if len(row.final) == 1]
    print(f"a second named needlessly   {told(sum(len(match.units) == 2 for _, match in single), len(single))}")
    flagged = [row for row, match in made if match.score < UNSUPPORTED]
    wrong = [row for row in labelled if not row.final]
    caught = [row for row in flagged if not row.final]
    print(f"unsupported below {UNSUPPORTED}: precision {told(len(caught), len(flagged))}")
    print(f"                       recall    {told(len(caught), len(wrong))}")
    for kind in dict.fromkeys(row.kind for row in wrong):
        print(f"  {kind:16}{told(sum(r.kind == kind for r in caught), sum(r.kind == kind for r in wrong))}")
    hits, count = top_right(made)
    return {
        "n": count,
        **{name: round(top_right(pairs)[0] / count, 4) for name, pairs in found.items()},
        "interval": [round(bound, 4) for bound in wilson(hits, count)],
        "flagged": len(flagged),
        "caught": len(caught),
        "unsupported": len(wrong),
    }


def main() -> None:
    """Print the agreement of the passes, then the figures of a part, or of both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("tune", "test"))
    chosen = parser.parse_args().part
    labelled = list(rows())
    pairs = [(row.first, row.second) for row in labelled]
    print(f"{len(labelled)} sentences; passes agree {told(sum(a == b for a, b in pairs), len(pairs))}")
    print(f"kappa of supported or not {kappa([(bool(a), bool(b)) for a, b in pairs]):.3f}, of sets {kappa(pairs):.3f}")
    figures: dict[str, object] = {}
    for part in [chosen] if chosen else ["tune", "test"]:
        print(f"\n{part}")
        figures[part] = report([row for row in labelled if row.part == part])
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
