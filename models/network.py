"""A small network over the lines of a page: what each is by its own signals and those of the lines around it.

Every signal has a vector, and a line is the sum of its signals' vectors. Layers of dilated convolutions (van den Oord
et al., "WaveNet", arXiv:1609.03499), each added to what it read (He et al., "Deep residual learning", CVPR 2016), mix a
line with its neighbours, up to ``reach`` lines away; a linear layer makes columns of log-odds of it. A signal that was
never seen weighs nothing. Several such networks, learned from the same pages but from other random numbers, are asked
and the mean of their log-odds taken: each errs in its own way (Hansen and Salamon, "Neural network ensembles", IEEE
TPAMI 12(10), 1990). ``splitter.npz`` beside this module holds the numbers (``benchmarks/weights.py`` made them).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32]
_PIECE = 16  # lines; OpenBLAS takes one thread up to 262,144 products (interface/gemm.c)
_LINES = 2048  # that are read at once: what is held beside the answer is bounded


@dataclass(frozen=True, slots=True)
class Signals:
    """The signals of a page's lines: their rows in a network's table one after another, and where those of each line
    end, a 0 before all."""

    rows: NDArray[np.int32]
    ends: Sequence[int]

    def __len__(self) -> int:
        return len(self.ends) - 1

    def of(self, i: int) -> NDArray[np.int32]:
        """The rows of line ``i``."""
        return self.rows[self.ends[i] : self.ends[i + 1]]


@dataclass(frozen=True)
class Network:
    """``names``: the signals by their rows of the ``members``' vectors."""

    names: Sequence[str]
    members: Sequence[Member]

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.names)}

    def known(self, lines: Iterable[Iterable[str]]) -> Signals:
        """The signals of each line that the network knows, each once."""
        rows, ends = array("i"), array("q", [0])
        for names in lines:
            rows.extend([row for row in map(self._rows.get, dict.fromkeys(names)) if row is not None])
            ends.append(len(rows))
        return Signals(np.array(rows, np.int32), ends)

    def odds(self, signals: Signals) -> Numbers:
        """Lines x columns. Linear in the number of lines."""
        mean: Numbers = np.mean([member.odds(signals) for member in self.members], axis=0)
        return mean

    def shares(self, signals: Signals, i: int, direction: Numbers) -> Numbers:
        """What each signal of line ``i`` adds to the sum of its columns, each ``direction`` times, to first order: the
        slope along the signal's vector."""
        rows = signals.of(i)
        parts = [member.vectors[rows] @ member.slope(signals, i, direction) for member in self.members]
        mean: Numbers = np.mean(parts, axis=0)
        return mean


@dataclass(frozen=True, slots=True)
class Member:
    """One network. ``vectors``: signals x width. ``start`` is added to every line. ``kernels``: for each layer three
    matrices (width x width) for the lines before, at and after a line, ``dilations`` lines apart, with their
    ``biases``. ``out`` (width x columns) and ``bias`` are the linear layer's."""

    vectors: Numbers
    start: Numbers
    kernels: Numbers
    biases: Numbers
    dilations: Sequence[int]
    out: Numbers
    bias: Numbers

    @property
    def reach(self) -> int:
        """How many lines away a line is still seen."""
        return sum(self.dilations)

    def odds(self, signals: Signals) -> Numbers:
        """Lines x columns."""
        found = np.empty((len(signals), len(self.bias)), np.float32)
        for start in range(0, len(signals), _LINES):
            end = min(start + _LINES, len(signals))
            first, last = max(0, start - self.reach), min(len(signals), end + self.reach)
            *_, top = self._layers(signals, first, last)
            found[start:end] = _product(top[start - first : end - first], self.out) + self.bias
        return found

    def slope(self, signals: Signals, i: int, direction: Numbers) -> Numbers:
        """How the columns of line ``i``, each ``direction`` times, rise with each number of the sum of its vectors: the
        chain rule, from the last layer down."""
        first, last = max(0, i - self.reach), min(len(signals), i + self.reach + 1)
        sums, *read = self._layers(signals, first, last)
        slope = np.zeros_like(sums)
        slope[i - first] = self.out @ direction
        layers = list(zip(self.kernels, self.dilations, pairwise(read), strict=True))
        for kernel, step, (below, above) in reversed(layers):
            through = slope * (above > below)
            slope = slope + through @ kernel[1].T
            slope[:-step] += through[step:] @ kernel[0].T
            slope[step:] += through[:-step] @ kernel[2].T
        own: Numbers = (slope * (sums > 0))[i - first]
        return own

    def _layers(self, signals: Signals, first: int, last: int) -> Iterator[Numbers]:
        """For lines ``first`` to ``last``: the sums of their vectors, what is positive of them, and what each layer
        makes of it."""
        sums = self._sums(signals, first, last)
        yield sums
        read = np.maximum(sums, 0)
        yield read
        for kernel, bias, step in zip(self.kernels, self.biases, self.dilations, strict=True):
            before, at, after = _product(read, kernel)
            mixed = at + bias
            mixed[step:] += before[:-step]
            mixed[:-step] += after[step:]
            read = read + np.maximum(mixed, 0)
            yield read

    def _sums(self, signals: Signals, first: int, last: int) -> Numbers:
        made = np.empty((last - first, len(self.start)), np.float32)
        for i in range(first, last):
            np.add.reduce(self.vectors[signals.of(i)], axis=0, out=made[i - first])
        return made + self.start


def _product(lines: Numbers, matrices: Numbers) -> Numbers:
    """``lines`` times each of ``matrices``, in pieces so small that the library of linear algebra starts no threads for
    them: these cost more than they save, above all where every core is at work already."""
    pieces = np.zeros((-(-len(lines) // _PIECE), _PIECE, lines.shape[1]), np.float32)
    pieces.reshape(-1, lines.shape[1])[: len(lines)] = lines
    product: Numbers = pieces @ matrices[..., None, :, :]
    return product.reshape(*matrices.shape[:-2], -1, matrices.shape[-1])[..., : len(lines), :]


@cache
def packaged() -> Network:
    """The network that comes with the package."""
    return load(Path(__file__).parent / "splitter.npz")


def load(path: Path) -> Network:
    """The network that ``benchmarks/weights.py`` wrote to ``path``, its members along the first axis: vectors as 8-bit
    integers with a scale each, the rest in half precision. Raises OSError where the file cannot be read."""
    with np.load(path, allow_pickle=False) as stored:
        numbers = {name: stored[name] for name in stored.files}
    names = bytes(numbers.pop("names")).decode("utf-8").split("\n")
    dilations = numbers.pop("dilations").tolist()
    scales = numbers.pop("scales").astype(np.float32)
    single = {name: own.astype(np.float32) for name, own in numbers.items()}
    single["vectors"] *= scales[..., None]
    count = len(scales)
    return Network(
        names, [Member(dilations=dilations, **{name: own[i] for name, own in single.items()}) for i in range(count)]
    )
