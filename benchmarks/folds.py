"""How well pages are read by a network that never saw them: cross-validation over the written pages not held out.

``python benchmarks/folds.py ARTICLES --pages seeds/pages --also seeds seeds/little``: for each fold the network is
learned (``benchmarks/weights.py``) from composed pages, the pages of ``--also`` and the other folds. For choosing what
to learn, so that the pages held out are left for reporting. The last line of output is a JSON object.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.scores import Score
from benchmarks.sections import SHOWN, labelled
from benchmarks.truth import labels_of
from benchmarks.weights import Example, Pages, Shape, add_arguments, composed, examples, learned
from models.sections import PageSplitter


def crossed(
    pages: Pages, others: Pages, folds: int, shape: Shape, first: int | None = None
) -> tuple[dict[str, float], Counter[str]]:
    """The figures of ``pages``, each read by a network that learned from ``others`` and the folds that it is not in (of
    the ``first`` folds only), and how many lines of one role were taken for another."""
    score, mistaken = Score(), Counter[str]()
    seen = examples(others)
    for fold in range(folds)[:first]:
        known = [page for i, page in enumerate(pages) if i % folds != fold]
        splitter = _splitter([*seen, *examples(known)], shape)
        for page, _ in pages[fold::folds]:
            found = labels_of(splitter.split(page.text))
            score.add(page.labels, found)
            pairs = zip(page.labels, found, strict=True)
            mistaken.update(f"{wanted.role} as {given.role}" for wanted, given in pairs if wanted.role != given.role)
    return score.figures(), mistaken


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
    figures, mistaken = crossed(written, others, args.folds, Shape(epochs=args.epochs), args.first)
    print(f"| {' | '.join(SHOWN)} |\n| {' | '.join(f'{figures[name]:.3f}' for name in SHOWN)} |")
    print(json.dumps({"figures": figures, "mistaken": dict(mistaken.most_common(20))}))


if __name__ == "__main__":
    main()
