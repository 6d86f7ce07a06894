"""Fit the weights of the splitter's signals to labelled pages: logistic regression, one for each decision.

``python benchmarks/weights.py ARTICLES OUT --pages seeds seeds/pages``: pages composed of the *seen* articles and the
written pages that are not held out. Each decision is learned with the true decisions before it. Deterministic.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.pages import Composer, sources
from benchmarks.sections import labelled
from benchmarks.truth import LabelledPage
from models.joins import INTERRUPTING, Element, Flow
from models.lines import read_lines
from models.openings import Openings
from models.signals import flow, headline
from models.types import Role
from models.view import View
from models.weights import BIAS, Weights

Case = tuple[str, list[str], bool, float]  # decision, signals, truth, weight
_HEADS = ("title", "kicker", "heading")
_TEXT = ("paragraph", "lead")


def cases(page: LabelledPage, weight: float) -> Iterator[Case]:
    """The decisions of one page, with the true ones before each."""
    view = View(read_lines(page.text))
    last: int | None = None
    unit = -1
    for i, label in enumerate(page.labels):
        text, head = label.role in _TEXT, label.role in _HEADS
        known = view.forms[i] is not None or i in view.masthead
        joins = text and last is not None and label.unit == unit
        if last is not None and not known:
            yield "flow", flow(view, i, last), joins, weight
        if not joins and (text or head) and view.may_head(i) and not known:
            stacked = i > 0 and page.labels[i - 1].role in _HEADS[:2] and not view.settings[i].apart
            yield "headline", headline(view, i, last is not None, stacked), head, weight
        if text:
            last, unit = i, label.unit
        elif label.role not in INTERRUPTING:
            last = None


def openings(page: LabelledPage, weights: Weights, weight: float) -> Iterator[Case]:
    """The decisions about the headlines that the fitted ``weights`` find, with the true ones before each."""
    lines = read_lines(page.text)
    truth = dict(zip((line.begin for line in lines), page.labels, strict=True))
    elements = [element for element in Flow(lines, weights).elements() if element.role is not Role.MASTHEAD]
    view, texts = Openings(elements), 0
    heads: tuple[Element, int | None] | None = None
    for i, element in enumerate(elements):
        label = truth[element.begin]
        texts += element.role is Role.PARAGRAPH
        if element.role is not Role.TITLE or label.role not in _HEADS:
            continue
        opens = label.role != "heading"
        yield "opening", list(view.signals(i, heads is not None, texts)), opens, weight
        if opens:
            if heads and not texts:
                yield "another", list(view.another(i, heads[0])), label.story != heads[1], weight
            heads, texts = (element, label.story), 0


def fit(examples: Sequence[Case], penalty: float, least: int) -> dict[str, float]:
    """Weights that make the examples likeliest, less ``penalty`` times their squares; signals rarer than ``least`` get
    none."""
    import torch

    counts = Counter(name for _, names, _, _ in examples for name in set(names))
    index = {name: i for i, name in enumerate(sorted(name for name, n in counts.items() if n >= least))}
    rows = [[index[name] for name in names if name in index] for _, names, _, _ in examples]
    offsets = torch.tensor([0, *map(len, rows)]).cumsum(0)[:-1]
    flat = torch.tensor([i for row in rows for i in row])
    truth = torch.tensor([float(yes) for _, _, yes, _ in examples])
    share = torch.tensor([weight for _, _, _, weight in examples])
    table = torch.zeros(len(index), 1, requires_grad=True)
    bias = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.LBFGS([table, bias], max_iter=150, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        odds = torch.nn.functional.embedding_bag(flat, table, offsets, mode="sum").squeeze(1) + bias
        cost = torch.nn.functional.binary_cross_entropy_with_logits(odds, truth, weight=share, reduction="sum")
        total = cost + penalty * (table**2).sum()
        total.backward()
        return total

    optimizer.step(loss)
    values = table.detach().squeeze(1).tolist()
    weights = {name: round(values[i], 3) for name, i in index.items()}
    return {BIAS: round(float(bias.detach()), 3)} | {name: w for name, w in weights.items() if abs(w) >= 0.005}


GIVEN: dict[str, dict[str, float]] = {
    "flow": {"size_changes": -8.0},
    "headline": {"larger 1": 3.0, "larger 2": 6.0},
    "opening": {"size large": 5.0, "size small": -5.0},
}
"""Weights of signals that no labelled page has: how a file set its lines. Set by hand."""


def fitted(found: Sequence[Case], decisions: Sequence[str], args: argparse.Namespace) -> dict[str, dict[str, float]]:
    """The weights of each of ``decisions``."""
    cases_of = {decision: [case for case in found if case[0] == decision] for decision in decisions}
    return {name: fit(own, args.penalty, args.least) | GIVEN.get(name, {}) for name, own in cases_of.items()}


def main() -> None:
    """Read the arguments, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pages", type=Path, nargs="*", default=[], help="folders of written pages with labels")
    parser.add_argument("--count", type=int, default=1500)
    parser.add_argument("--clean", type=int, default=300, help="untouched articles among the pages")
    parser.add_argument("--weight", type=float, default=8.0, help="of a written page's line against a composed one's")
    parser.add_argument("--penalty", type=float, default=0.5)
    parser.add_argument("--least", type=int, default=8, help="cases a signal must have")
    args = parser.parse_args()
    composer = Composer(*sources(args.articles, "seen"))
    pages = [(composer.page(seed), 1.0) for seed in range(1_000_000, 1_000_000 + args.count)]
    pages += [(composer.clean(seed), 1.0) for seed in range(5000, 5000 + args.clean)]
    for folder in args.pages:
        pages += [(page, args.weight) for page in labelled(folder, "skip")]
    found = [case for page, weight in pages for case in cases(page, weight)]
    table = fitted(found, ("flow", "headline"), args)
    found = [case for page, weight in pages for case in openings(page, Weights(table), weight)]
    table |= fitted(found, ("opening", "another"), args)
    args.out.write_text(json.dumps(table, indent=0, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    print(json.dumps({"pages": len(pages), **{name: len(weights) for name, weights in table.items()}}))


if __name__ == "__main__":
    main()
