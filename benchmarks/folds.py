"""How well pages are read by a network that never saw them: cross-validation over the written pages not held out.

``python benchmarks/folds.py ARTICLES --pages seeds/pages --also seeds seeds/little``: for each fold the network is
learned (``benchmarks/weights.py``) from composed pages, the pages of ``--also`` and the other folds. For choosing what
to learn, so that the pages held out are left for reporting. The last line of output is a JSON object; ``right`` is how
many lines of each tenth of confidence there are, and the share of them that have the role they are labelled with.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.scores import Score
from benchmarks.sections import SHOWN, labelled
from benchmarks.truth import labels_of
from benchmarks.weights import Example, Pages, Shape, add_arguments, composed, examples, learned
from models.sections import PageSplitter
from models.types import Article


def crossed(
    pages: Pages, others: Pages, folds: int, shape: Shape, first: int | None = None
) -> tuple[Score, Counter[str], Counter[tuple[float, bool]]]:
    """How well ``pages`` are read, each by a network that learned from ``others`` and the folds that it is not in (of
    the ``first`` folds only), how many lines of one role were taken for another, and how many lines of each tenth of
    confidence had the right role or not."""
    score, mistaken, right = Score(), Counter[str](), Counter[tuple[float, bool]]()
    seen = examples(others)
    for fold in range(folds)[:first]:
        known = [page for i, page in enumerate(pages) if i % folds != fold]
        splitter = _splitter([*seen, *examples(known)], shape)
        for page, _ in pages[fold::folds]:
            article = splitter.split(page.text)
            found = labels_of(article)
            score.add(page.labels, found)
            pairs = [(wanted.role, given.role) for wanted, given in zip(page.labels, found, strict=True)]
            mistaken.update(f"{wanted} as {given}" for wanted, given in pairs if wanted != given)
            right.update((sure, a == b) for sure, (a, b) in zip(confidences(article), pairs, strict=True))
    return score, mistaken, right


def confidences(article: Article) -> Iterator[float]:
    """That of each line that is not blank, in tenths, rounded down."""
    for block in article.blocks:
        lines = [line for line in article.source[block.start : block.end].splitlines() if line.strip()]
        yield from [int(block.confidence * 10) / 10] * len(lines)


def _splitter(known: Sequence[Example], shape: Shape) -> PageSplitter:
    with tempfile.TemporaryDirectory() as folder:
        return PageSplitter(learned(known, shape, Path(folder) / "splitter.npz"))


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--pages", type=Path, required=True, help="a folder of written pages with labels")
    parser.add_argument("--also", type=Path, nargs="*", default=[], help="folders of pages always learned from")
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--first", type=int, help="so many of the folds only")
    add_arguments(parser)
    args = parser.parse_args()
    torch.set_num_threads(1)
    others = composed(args)
    others += [(page, args.reference_weight) for folder in args.also for page in labelled(folder, "skip")]
    written = [(page, args.weight) for page in labelled(args.pages, "skip")]
    score, mistaken, right = crossed(written, others, args.folds, Shape(epochs=args.epochs), args.first)
    figures = score.figures()
    print(f"| {' | '.join(SHOWN)} |\n| {' | '.join(f'{figures[name]:.3f}' for name in SHOWN)} |")
    tenths = {sure: right[sure, True] + right[sure, False] for sure in sorted({sure for sure, _ in right})}
    shares = {sure: [count, round(right[sure, True] / count, 3)] for sure, count in tenths.items()}
    print(json.dumps({"figures": figures, "mistaken": dict(mistaken.most_common(20)), "right": shares}))


if __name__ == "__main__":
    main()
