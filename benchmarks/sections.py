"""How well pages are read: F1 of boundaries, joins, headings and furniture, side by side with other ways.

``python benchmarks/sections.py --articles ARTICLES --pages seeds/pages --seed 100000 --share unseen``. Labelled pages
are read from ``--pages``, others are composed by ``benchmarks/pages.py``. ``--held-out only`` takes the labelled pages
that ``held-out*.txt`` name, ``first`` or ``later`` those of one list, ``skip`` the others. ``benchmarks/rivals.py`` has
the other ways; two of them need what is not installed with the project, given by ``--unstructured`` and ``--encoder``.
The last line of output is a JSON object; ``ratio`` is this splitter's error in joins (1 - F1) over that of the best
other way.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.pages import Composer, sources
from benchmarks.rivals import Encoder, Unstructured, blank_lines, each_line, pairs, tiling
from benchmarks.scores import Score
from benchmarks.truth import Label, LabelledPage, labels_of, read_folder
from models.sections import PageSplitter

Way = Callable[[str], Sequence[Label]]
OURS = "duizhao"
SHOWN = ("story", "section", "heading", "title", "join", "paragraph", "furniture", "window_diff")


def ours(text: str) -> Sequence[Label]:
    """The product's splitter."""
    return labels_of(PageSplitter().split(text))


def ways(python: Path | None, encoder: Path | None) -> dict[str, Way]:
    """This splitter, and the other ways that can be run here."""
    found: dict[str, Way] = {
        OURS: ours,
        "a paragraph for each stretch without a blank line": blank_lines,
        "a paragraph for each line": each_line,
        "TextTiling, pairs of characters": tiling(pairs),
    }
    if encoder:
        found["TextTiling, sentence encoder"] = tiling(Encoder(encoder))
    if python:
        found["unstructured, no verb in any text"] = Unstructured(python, verb=False)
        found["unstructured, a verb in every text"] = Unstructured(python, verb=True)
    return found


def table(pages: Sequence[LabelledPage], compared: dict[str, Way]) -> dict[str, dict[str, float]]:
    """The figures of each way over ``pages``."""
    found = {}
    for name, way in compared.items():
        score = Score()
        for page in pages:
            score.add(page.labels, way(page.text))
        found[name] = score.figures()
    return found


def exact(pages: Sequence[LabelledPage]) -> float:
    """Share of pages whose joins and sections are all right."""
    right = 0
    for page in pages:
        score = Score()
        score.add(page.labels, ours(page.text))
        figures = score.figures()
        right += figures["join"] == figures["section"] == figures["paragraph"] == 1.0
    return right / len(pages)


HELD_OUT = {"first": "held-out.txt", "later": "held-out-later.txt"}
"""Which pages are for reporting only, by when they were written."""


def held_out(folder: Path, share: str = "only") -> set[str]:
    """The names of the pages of ``folder`` that are for reporting only, or of one list of ``HELD_OUT``."""
    lists = [folder / name for kind, name in HELD_OUT.items() if share in (kind, "only")]
    return {name for listed in lists if listed.exists() for name in listed.read_text(encoding="utf-8").split()}


def labelled(folder: Path, share: str) -> list[LabelledPage]:
    """The labelled pages of ``folder``: ``all``, ``only`` those held out or one list of them, or, to ``skip`` them, the
    others."""
    names = held_out(folder, "only" if share == "skip" else share)
    return [page for page in read_folder(folder) if share == "all" or (page.name in names) == (share != "skip")]


def show(title: str, found: dict[str, dict[str, float]]) -> None:
    """A Markdown table."""
    print(f"\n{title}\n\n| way | {' | '.join(SHOWN)} |\n|{' --- |' * (len(SHOWN) + 1)}")
    for name, figures in found.items():
        print(f"| {name} | {' | '.join(f'{figures[measure]:.3f}' for measure in SHOWN)} |")


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--held-out", choices=("all", "only", "skip", *HELD_OUT), default="all")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--share", choices=("seen", "unseen"), default="seen")
    parser.add_argument("--unstructured", type=Path, metavar="PYTHON", help="an interpreter that has unstructured")
    parser.add_argument("--encoder", type=Path, metavar="FOLDER", help="a sentence encoder for transformers")
    parser.add_argument("--alone", action="store_true", help="this splitter only")
    args = parser.parse_args()
    compared = {OURS: ours} if args.alone else ways(args.unstructured, args.encoder)
    result: dict[str, object] = {}
    if args.pages:
        pages = labelled(args.pages, args.held_out)
        result["written"] = table(pages, compared)
        show(f"{len(pages)} written pages", result["written"])
    if args.articles:
        composer = Composer(*sources(args.articles, args.share))
        composed = table([composer.page(seed) for seed in range(args.seed, args.seed + args.count)], compared)
        show(f"{args.count} composed pages", composed)
        clean = exact([composer.clean(seed) for seed in range(1000)])
        print(f"\nuntouched articles read exactly: {clean:.3f}")
        result |= {"composed": composed, "clean": clean}
        if not args.alone:
            others = max(figures["join"] for name, figures in composed.items() if name != OURS)
            result["ratio"] = round((1 - composed[OURS]["join"]) / (1 - others) if others < 1 else 0.0, 3)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
