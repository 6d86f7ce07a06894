"""Fit the weights of the splitter's signals to labelled pages: logistic regression, one for each decision.

``python benchmarks/weights.py ARTICLES OUT --pages seeds/pages --reference seeds seeds/little``: pages composed of the
*seen* articles and the written pages that are not held out. Each decision is learned with the true decisions before it.
Deterministic.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, cycle
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.pages import Composer, sources
from benchmarks.sections import labelled
from benchmarks.truth import Label, LabelledPage
from models.headlines import Headline
from models.joins import INTERRUPTING, Element, Flow
from models.kinds import TEXT, Kinds
from models.leads import lead_signals, opening_paragraph
from models.lines import Line, read_lines, settings
from models.openings import Openings
from models.signals import flow, headline
from models.stories import cut
from models.types import Role
from models.view import View
from models.weights import BIAS, KIND, Weights

Case = tuple[str, list[str], bool, float]  # decision, signals, truth, weight
_HEADS = ("title", "kicker", "heading")
_TEXT = ("paragraph", "lead")
_BODY = 12  # lines of text that a headline is compared with
COMPOSED = 1.0
"""How much a line of a composed page counts."""
_LEAST = 0.005  # log-odds of a weight that is kept


def kinds(page: LabelledPage, weight: float) -> Iterator[Case]:
    """The kind of each line of one page that is asked for it, with the true kind above each."""
    lines = read_lines(page.text)
    seen, above = Kinds(lines, settings(lines)), "none"
    for i, label in enumerate(page.labels):
        kind = TEXT if label.role in (*_HEADS, *_TEXT) else label.role
        if seen.asked(i, above):
            signals = seen.signals(i, above)
            yield "furniture", signals, kind != TEXT, weight
            if kind != TEXT:
                yield f"{KIND}{kind}", signals, True, weight
        above = kind


def cases(page: LabelledPage, weights: Weights, weight: float) -> Iterator[Case]:
    """The decisions of one page line by line, with the true ones before each."""
    view = View(read_lines(page.text), weights)
    last: int | None = None
    unit = -1
    for i, label in enumerate(page.labels):
        text, head = label.role in _TEXT, label.role in _HEADS
        known = view.forms[i] is not None
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


def headlines(page: LabelledPage, weights: Weights) -> tuple[Openings, list[Label]]:
    """The elements that the fitted ``weights`` find, and the label of each one's first line."""
    lines = read_lines(page.text)
    truth = dict(zip((line.begin for line in lines), page.labels, strict=True))
    found = [element for element in Flow(lines, weights).elements() if element.role is not Role.MASTHEAD]
    return Openings(found), [truth[element.begin] for element in found]


def openings(found: Openings, labels: Sequence[Label], weight: float) -> Iterator[Case]:
    """The decisions about headlines, with the true ones before each."""
    texts = 0
    heads: tuple[Element, int | None] | None = None
    for i, (element, label) in enumerate(zip(found.elements, labels, strict=True)):
        texts += element.role is Role.PARAGRAPH
        if element.role is not Role.TITLE or label.role not in _HEADS:
            continue
        opens = label.role != "heading"
        yield "opening", list(found.signals(i, heads is not None, texts)), opens, weight
        if opens:
            if heads and not texts:
                yield "another", list(found.another(i, heads[0])), label.story != heads[1], weight
            heads, texts = (element, label.story), 0


def leads(found: Openings, labels: Sequence[Label], weights: Weights, weight: float) -> Iterator[Case]:
    """Whether the first paragraph of each story that is found is its lead."""
    truth = dict(zip(found.elements, labels, strict=True))
    for region in cut(found, weights):
        opening = opening_paragraph(region.body)
        if opening is not None and region.heads:
            yield "lead", lead_signals(region.body, opening), truth[region.body[opening]].role == "lead", weight


def titles(page: LabelledPage, weight: float) -> Iterator[Case]:
    """Which lines of the headlines of one page are titles. Composed pages say nothing here: which of their lines is
    the title was not drawn as newspapers do."""
    stories: dict[int | None, list[tuple[Line, Label]]] = {}
    for line, label in zip(read_lines(page.text), page.labels, strict=True):
        stories.setdefault(label.story, []).append((line, label))
    for own in stories.values() if weight > COMPOSED else ():
        heads = [(line, label.role == "title") for line, label in own if label.role in _HEADS[:2]]
        if len(heads) > 1:
            body = "\n".join([line.text for line, label in own if label.role in _TEXT][:_BODY])
            headline = Headline([line for line, _ in heads], body)
            yield from (("title", headline.signals(i), yes, weight) for i, (_, yes) in enumerate(heads))


def fit(examples: Sequence[Case], penalty: float, least: int) -> dict[str, float]:
    """Weights that make the examples likeliest, less ``penalty`` times their squares; signals rarer than ``least`` get
    none."""
    truth = torch.tensor([float(yes) for _, _, yes, _ in examples])
    share = torch.tensor([weight for _, _, _, weight in examples])

    def cost(odds: torch.Tensor) -> torch.Tensor:
        odds = odds.squeeze(1)
        return torch.nn.functional.binary_cross_entropy_with_logits(odds, truth, weight=share, reduction="sum")

    return _descend([names for _, names, _, _ in examples], 1, cost, penalty, least)[0]


def fit_kinds(examples: Sequence[Case], penalty: float, least: int) -> dict[str, dict[str, float]]:
    """The same for the kinds of furniture, of which each example has one."""
    found = sorted({case[0] for case in examples})
    truth = torch.tensor([found.index(case[0]) for case in examples])
    share = torch.tensor([weight for _, _, _, weight in examples])

    def cost(odds: torch.Tensor) -> torch.Tensor:
        return (torch.nn.functional.cross_entropy(odds, truth, reduction="none") * share).sum()

    made = _descend([names for _, names, _, _ in examples], len(found), cost, penalty, least)
    return dict(zip(found, made, strict=True))


def _descend(
    signals: Sequence[Sequence[str]],
    columns: int,
    cost: Callable[[torch.Tensor], torch.Tensor],
    penalty: float,
    least: int,
) -> list[dict[str, float]]:
    """The weights of each column of log-odds that make ``cost`` and ``penalty`` times their squares least."""
    counts = Counter(name for names in signals for name in set(names))
    index = {name: i for i, name in enumerate(sorted(name for name, n in counts.items() if n >= least))}
    rows = [[index[name] for name in names if name in index] for names in signals]
    offsets = torch.tensor([0, *map(len, rows)]).cumsum(0)[:-1]
    flat = torch.tensor([i for row in rows for i in row], dtype=torch.long)
    table, bias = torch.zeros(len(index), columns, requires_grad=True), torch.zeros(columns, requires_grad=True)
    optimizer = torch.optim.LBFGS([table, bias], max_iter=150, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        odds = torch.nn.functional.embedding_bag(flat, table, offsets, mode="sum") + bias
        total = cost(odds) + penalty * (table**2).sum()
        total.backward()
        return total

    optimizer.step(loss)
    values, biases = table.detach().T.tolist(), bias.detach().tolist()
    return [
        {BIAS: round(start, 3)} | {name: round(w, 3) for name, w in zip(index, own, strict=True) if abs(w) >= _LEAST}
        for own, start in zip(values, biases, strict=True)
    ]


GIVEN: dict[str, dict[str, float]] = {
    "furniture": {"larger": -4.0},
    "flow": {"size_changes": -8.0},
    "headline": {"larger 1": 3.0, "larger 2": 6.0},
    "opening": {"size large": 5.0, "size small": -5.0},
    "title": {"larger": 8.0},
}
"""Weights of signals that no labelled page has: how a file set its lines. Set by hand."""


Pages = Sequence[tuple[LabelledPage, float]]
Table = dict[str, dict[str, float]]


def fitted(found: Sequence[Case], decisions: Sequence[str], penalty: float, least: int) -> dict[str, dict[str, float]]:
    """The weights of each of ``decisions``."""
    cases_of = {decision: [case for case in found if case[0] == decision] for decision in decisions}
    return {name: fit(own, penalty, least) | GIVEN.get(name, {}) for name, own in cases_of.items()}


def of_kinds(found: Sequence[Case], penalty: float, least: int) -> Table:
    """The weights of what tells furniture from text, and one kind of it from another."""
    furniture = [case for case in found if case[0] != "furniture"]
    return fitted(found, ("furniture",), penalty, least) | fit_kinds(furniture, penalty, least)


def learned(pages: Pages, penalty: float, least: int) -> Weights:
    """The weights of all decisions, each fitted with those that it rests on.

    The kinds of lines are told, while the later decisions are learned, by weights of the other half of the pages: as
    right as on a page never seen.
    """
    asked = [list(kinds(page, weight)) for page, weight in pages]
    halves = [of_kinds([*chain(*asked[1 - half :: 2])], penalty, least) for half in (0, 1)]
    table: Table = {}

    def known() -> Iterator[Weights]:
        """For each page, those of the other half, and what is learned so far."""
        return cycle([Weights(half | table) for half in halves])

    def learn(found: Iterable[Iterable[Case]], *decisions: str) -> None:
        table.update(fitted([*chain(*found)], decisions, penalty, least))

    learn((cases(page, told, w) for (page, w), told in zip(pages, known(), strict=False)), "flow", "headline")
    seen = [(*headlines(page, told), w) for (page, w), told in zip(pages, known(), strict=False)]
    learn((openings(found, labels, w) for found, labels, w in seen), "opening", "another")
    learn((titles(page, w) for page, w in pages), "title")
    learn((leads(found, labels, told, w) for (found, labels, w), told in zip(seen, known(), strict=False)), "lead")
    return Weights(of_kinds([*chain(*asked)], penalty, least) | table)


def written(table: Mapping[str, Mapping[str, float]]) -> str:
    """The weights as JSON, a line for each decision."""
    lines = [
        f"{json.dumps(name)}: {json.dumps(table[name], ensure_ascii=False, sort_keys=True)}" for name in sorted(table)
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> None:
    """Read the arguments, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pages", type=Path, nargs="*", default=[], help="folders of written pages with labels")
    parser.add_argument("--count", type=int, default=1500)
    parser.add_argument("--clean", type=int, default=300, help="untouched articles among the pages")
    parser.add_argument("--reference", type=Path, nargs="*", default=[], help="pages that shall come out right")
    parser.add_argument("--weight", type=float, default=3.0, help="of a written page's line against a composed one's")
    parser.add_argument("--reference-weight", type=float, default=24.0)
    parser.add_argument("--penalty", type=float, default=0.5)
    parser.add_argument("--least", type=int, default=4, help="cases a signal must have")
    args = parser.parse_args()
    torch.set_num_threads(1)  # sums in one order, so that the same pages make the same bytes
    composer = Composer(*sources(args.articles, "seen"))
    pages = [(composer.page(seed), COMPOSED) for seed in range(1_000_000, 1_000_000 + args.count)]
    pages += [(composer.clean(seed), COMPOSED) for seed in range(5000, 5000 + args.clean)]
    for folders, weight in ((args.pages, args.weight), (args.reference, args.reference_weight)):
        pages += [(page, weight) for folder in folders for page in labelled(folder, "skip")]
    table = learned(pages, args.penalty, args.least).table
    args.out.write_text(written(table), encoding="utf-8")
    print(json.dumps({"pages": len(pages), **{name: len(weights) for name, weights in table.items()}}))


if __name__ == "__main__":
    main()
