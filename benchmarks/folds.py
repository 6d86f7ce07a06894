"""How well pages are read by weights that never saw them: cross-validation over the written pages not held out.

``python benchmarks/folds.py ARTICLES --pages seeds/pages --also seeds seeds/little``: for each fold the weights are
learned (``benchmarks/weights.py``) from composed pages, the pages of ``--also`` and the other folds. For choosing what
to learn, so that the pages held out are left for reporting. The last line of output is a JSON object.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.pages import Composer, sources
from benchmarks.scores import Score
from benchmarks.sections import SHOWN, labelled
from benchmarks.truth import labels_of
from benchmarks.weights import COMPOSED, Pages, learned
from models.sections import PageSplitter


def crossed(
    pages: Pages, others: Pages, folds: int, penalty: float, least: int
) -> tuple[dict[str, float], Counter[str]]:
    """The figures of ``pages``, each read by weights of ``others`` and of the folds that it is not in, and how many
    lines of one role were taken for another."""
    score, mistaken = Score(), Counter[str]()
    for fold in range(folds):
        known = [page for i, page in enumerate(pages) if i % folds != fold]
        splitter = PageSplitter(learned([*others, *known], penalty, least))
        for page, _ in pages[fold::folds]:
            found = labels_of(splitter.split(page.text))
            score.add(page.labels, found)
            pairs = zip(page.labels, found, strict=True)
            mistaken.update(f"{wanted.role} as {given.role}" for wanted, given in pairs if wanted.role != given.role)
    return score.figures(), mistaken


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--pages", type=Path, required=True)
    parser.add_argument("--also", type=Path, nargs="*", default=[], help="folders of pages that are only learned from")
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--count", type=int, default=300, help="composed pages")
    parser.add_argument("--clean", type=int, default=60, help="untouched articles among them")
    parser.add_argument("--weight", type=float, default=3.0)
    parser.add_argument("--reference-weight", type=float, default=24.0, help="of the pages of --also")
    parser.add_argument("--penalty", type=float, default=0.5)
    parser.add_argument("--least", type=int, default=4)
    args = parser.parse_args()
    torch.set_num_threads(1)
    composer = Composer(*sources(args.articles, "seen"))
    others = [(composer.page(seed), COMPOSED) for seed in range(1_000_000, 1_000_000 + args.count)]
    others += [(composer.clean(seed), COMPOSED) for seed in range(5000, 5000 + args.clean)]
    others += [(page, args.reference_weight) for folder in args.also for page in labelled(folder, "skip")]
    written = [(page, args.weight) for page in labelled(args.pages, "skip")]
    figures, mistaken = crossed(written, others, args.folds, args.penalty, args.least)
    print(f"| {' | '.join(SHOWN)} |\n| {' | '.join(f'{figures[name]:.3f}' for name in SHOWN)} |")
    print(json.dumps({"figures": figures, "mistaken": dict(mistaken.most_common(20))}))


if __name__ == "__main__":
    main()
