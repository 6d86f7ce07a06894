"""Fit the network that reads the lines of a page (``models/network.py``) to labelled pages.

``python benchmarks/weights.py ARTICLES OUT --pages seeds/pages --reference seeds seeds/little``: pages composed of the
*seen* articles and the written pages that are not held out. Deterministic on one version of torch.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.pages import Composer, sources
from benchmarks.sections import labelled
from benchmarks.truth import Label, LabelledPage
from models.joins import signals
from models.lines import read_lines
from models.network import Member, Network, load
from models.tags import HEADS, ROLES, TEXTS
from models.types import Role
from models.view import View

COMPOSED = 1.0
"""How much a line of a composed page counts."""
_PASSES = 3  # over the written pages in one over the composed
_BATCH = 16  # pages
_FRAGMENTS, _FRAGMENT = 2, 12  # of a page that are learned from, too; the most lines of one


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of the network and how it is learned."""

    width: int = 104
    dilations: tuple[int, ...] = (1, 2, 4, 8, 16, 1)
    least: int = 10
    """Lines that a signal must be seen of."""
    epochs: int = 8
    members: int = 2
    """Networks whose log-odds are averaged."""
    rate: float = 3e-3
    dropped: float = 0.3
    """Share of the signals, and of what a layer reads, that is left out at random while it learns."""


@dataclass(frozen=True, slots=True)
class Example:
    """A page's signals line by line, what each line is (role, begins a story, goes on), and how much a line counts."""

    signals: Sequence[Sequence[str]]
    truth: Sequence[tuple[int, int, int]]
    weight: float


Pages = Sequence[tuple[LabelledPage, float]]


def example(page: LabelledPage, weight: float) -> Example:
    """One page as the network sees it."""
    found = [list(dict.fromkeys(own)) for own in signals(View(read_lines(page.text)))]
    return Example(found, list(truths(page.labels)), weight)


def fragments(page: LabelledPage, count: int) -> Iterator[LabelledPage]:
    """Pieces of a page of a few lines, as people paste them: where they begin and end is drawn from the page's name."""
    draw, lines = random.Random(page.name), page.text.splitlines()
    for _ in range(count):
        length = min(len(page.labels), draw.randint(1, _FRAGMENT))
        first = draw.randint(0, len(page.labels) - length)
        own = page.labels[first : first + length]
        text = "\n".join(lines[own[0].line - 1 : own[-1].line])
        yield LabelledPage(f"{page.name}-{first}", text, own)


def examples(pages: Pages, count: int = _FRAGMENTS) -> list[Example]:
    """Each page and ``count`` fragments of it."""
    return [example(own, weight) for page, weight in pages for own in (page, *fragments(page, count))]


def truths(labels: Sequence[Label]) -> Iterator[tuple[int, int, int]]:
    """What each line is: its role's column, whether it is the first of a story, and whether it goes on from the text
    before it, or in a headline from the line above."""
    stories: set[int] = set()
    text: Label | None = None
    above: Label | None = None
    for label in labels:
        role = Role(label.role)
        begins = label.story is not None and label.story not in stories
        before = text if role in TEXTS else above if role in HEADS else None
        yield ROLES.index(role), int(begins), int(before is not None and before.unit == label.unit)
        above = label
        stories |= {label.story} if label.story is not None else set()
        text = label if role in TEXTS else text


class Learner(nn.Module):
    """A member of the network of ``models/network.py``, as it learns, for a number of ``signals``."""

    def __init__(self, signals: int, shape: Shape) -> None:
        super().__init__()
        self.shape, width = shape, shape.width
        self.vectors = nn.Parameter(torch.randn(signals, width) * 0.05)
        self.start = nn.Parameter(torch.zeros(width))
        self.convolutions = nn.ModuleList(nn.Conv1d(width, width, 3, padding=d, dilation=d) for d in shape.dilations)
        self.last = nn.Linear(width, len(ROLES) + 2)
        self.drop = nn.Dropout(shape.dropped)

    def forward(self, pages: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
        """The log-odds of all lines of ``pages``, each given by the rows of its signals and their number by line."""
        counts = torch.cat([count for _, count in pages])
        rows = torch.cat([own for own, _ in pages])
        kept = None
        if self.training:
            kept = (torch.rand(len(rows)) >= self.shape.dropped).float() / (1 - self.shape.dropped)
        offsets = torch.cat([torch.zeros(1, dtype=torch.long), counts.cumsum(0)[:-1]])
        sums = functional.embedding_bag(rows, self.vectors, offsets, mode="sum", per_sample_weights=kept)
        lengths = [len(count) for _, count in pages]
        lines = self.drop(functional.relu(sums + self.start)).split(lengths)
        held = nn.utils.rnn.pad_sequence(list(lines), batch_first=True).transpose(1, 2)
        inside = torch.arange(held.shape[2])[None, None, :] < torch.tensor(lengths)[:, None, None]
        for convolution in self.convolutions:
            held = (held + functional.relu(convolution(self.drop(held)))) * inside
        flat = torch.cat([page[:, :length].T for page, length in zip(held, lengths, strict=True)])
        odds: Tensor = self.last(self.drop(flat))
        return odds


def loss(odds: Tensor, truth: Tensor, weight: Tensor) -> Tensor:
    """The mean of the lines' losses by their weights."""
    roles = functional.cross_entropy(odds[:, :-2], truth[:, 0], reduction="none")
    others = functional.binary_cross_entropy_with_logits(odds[:, -2:], truth[:, [2, 1]].float(), reduction="none")
    return ((roles + others.sum(1)) * weight).sum() / weight.sum()


def vocabulary(examples: Sequence[Example], least: int) -> list[str]:
    """The signals that ``least`` lines have, in order."""
    counts = Counter(name for page in examples for own in page.signals for name in own)
    return sorted(name for name, count in counts.items() if count >= least)


def learn(examples: Sequence[Example], names: Sequence[str], shape: Shape, seed: int) -> Member:
    """A member that has seen ``examples``, those that weigh more than composed pages ``_PASSES`` times an epoch."""
    torch.set_num_threads(1)  # sums in one order, so that the same pages make the same bytes
    torch.manual_seed(seed)
    index = {name: row for row, name in enumerate(names)}
    made = [(_rows(page, index), torch.tensor(page.truth), page.weight) for page in examples]
    made = [page for page in made for _ in range(_PASSES if page[2] > COMPOSED else 1)]
    network, order = Learner(len(names), shape), random.Random(seed)
    optimizer = torch.optim.AdamW(network.parameters(), lr=shape.rate, weight_decay=0.01)
    steps = shape.epochs * (len(made) // _BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, shape.rate, total_steps=steps + 1, pct_start=0.1)
    for _ in range(shape.epochs):
        order.shuffle(made)
        for start in range(0, len(made), _BATCH):
            batch = made[start : start + _BATCH]
            weight = torch.cat([torch.full((len(truth),), own) for _, truth, own in batch])
            cost = loss(network([rows for rows, _, _ in batch]), torch.cat([truth for _, truth, _ in batch]), weight)
            optimizer.zero_grad()
            cost.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return member(network)


def _rows(page: Example, index: dict[str, int]) -> tuple[Tensor, Tensor]:
    rows = [[index[name] for name in own if name in index] for own in page.signals]
    flat = [row for own in rows for row in own]
    return torch.tensor(flat, dtype=torch.long), torch.tensor([len(own) for own in rows])


def member(learner: Learner) -> Member:
    """What ``learner`` has learned, in numpy."""
    numbers = {
        "vectors": learner.vectors,
        "start": learner.start,
        "kernels": torch.stack([layer.weight.permute(2, 1, 0) for layer in learner.convolutions]),
        "biases": torch.stack([layer.bias for layer in learner.convolutions]),
        "out": learner.last.weight.T,
        "bias": learner.last.bias,
    }
    held = {name: own.detach().numpy().copy() for name, own in numbers.items()}
    return Member(dilations=learner.shape.dilations, **held)


def write(network: Network, path: Path) -> None:
    """The numbers of ``network`` as ``models.network.load`` reads them."""
    vectors = np.stack([own.vectors for own in network.members])
    scales = np.abs(vectors).max(axis=2) / 127
    half = {
        name: np.stack([getattr(own, name) for own in network.members]).astype(np.float16)
        for name in ("start", "kernels", "biases", "out", "bias")
    }
    np.savez_compressed(
        path,
        names=np.frombuffer("\n".join(network.names).encode(), np.uint8),
        vectors=np.round(vectors / np.maximum(scales, 1e-9)[..., None]).astype(np.int8),
        scales=scales.astype(np.float16),
        dilations=np.array(network.members[0].dilations, np.int64),
        **half,
    )


def learned(known: Sequence[Example], shape: Shape, path: Path) -> Network:
    """The network learned from what is ``known``, its members side by side, written to ``path`` and read again."""
    names = vocabulary(known, shape.least)
    with ProcessPoolExecutor(mp_context=get_context("forkserver")) as pool:
        members = list(pool.map(partial(learn, known, names, shape), range(1, shape.members + 1)))
    write(Network(names, members), path)
    return load(path)


def main() -> None:
    """Read the arguments, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pages", type=Path, nargs="*", default=[], help="folders of written pages with labels")
    parser.add_argument("--reference", type=Path, nargs="*", default=[], help="pages that shall come out right")
    add_arguments(parser)
    args = parser.parse_args()
    pages = composed(args) + [
        (page, weight)
        for folders, weight in ((args.pages, args.weight), (args.reference, args.reference_weight))
        for folder in folders
        for page in labelled(folder, "skip")
    ]
    network = learned(examples(pages), Shape(epochs=args.epochs), args.out)
    print(json.dumps({"pages": len(pages), "signals": len(network.names), "bytes": args.out.stat().st_size}))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is learned from, and how long."""
    parser.add_argument("--count", type=int, default=1500, help="composed pages")
    parser.add_argument("--clean", type=int, default=300, help="untouched articles among the pages")
    parser.add_argument("--weight", type=float, default=3.0, help="of a written page's line against a composed one's")
    parser.add_argument("--reference-weight", type=float, default=8.0)
    parser.add_argument("--epochs", type=int, default=8)


def composed(args: argparse.Namespace) -> list[tuple[LabelledPage, float]]:
    """The pages made of the *seen* articles."""
    composer = Composer(*sources(args.articles, "seen"))
    made = [(composer.page(seed), COMPOSED) for seed in range(1_000_000, 1_000_000 + args.count)]
    return made + [(composer.clean(seed), COMPOSED) for seed in range(5000, 5000 + args.clean)]


if __name__ == "__main__":
    main()
