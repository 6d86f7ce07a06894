"""How much faster this processor multiplies 8-bit integers than float32: the limit of what the integers can gain.

``python benchmarks/products.py [--rows 1 8 32 128]``: the matrix products of one step of the embedded model (those of
its layers and of its vocabulary), on one core, with as many rows as sequences are decoded at once: batch times beam.
Both ways are PyTorch's own (oneDNN for float32, FBGEMM or oneDNN with activations quantised on the way for integers)
and take turns; the best of RUNS counts, in processor time. The last line is JSON, ``ratio`` is that at the most rows.
"""

from __future__ import annotations

import argparse
import json
import time
import warnings
from collections.abc import Callable
from typing import Any

import torch

SHAPES = {(640, 1024): 18, (640, 256): 36, (1024, 640): 18, (640, 2048): 36, (2048, 640): 18, (640, 48_000): 1}
"""Width in, width out, and how many such products a step has: Gemma 3 270M with 48,000 pieces."""
WORK = 2e8
"""Multiplications of one timing, at least."""


def pair(rows: int, wide: int, out: int) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """The same product in float32 and in 8-bit integers."""
    values, weights = torch.randn(rows, wide), torch.randn(out, wide)
    scales, zeros = weights.abs().amax(dim=1) / 127, torch.zeros(out, dtype=torch.long)
    packed = torch.ops.quantized.linear_prepack(
        torch.quantize_per_channel(weights, scales.double(), zeros, 0, torch.qint8), None
    )
    return (
        lambda: torch.nn.functional.linear(values, weights),
        lambda: torch.ops.quantized.linear_dynamic(values, packed, True),
    )


def seconds(product: Callable[[], Any], times: int) -> float:
    """Processor time of one ``product``, of ``times`` in a row."""
    began = time.process_time()
    for _ in range(times):
        product()
    return (time.process_time() - began) / times


def ratio(rows: int, runs: int) -> float:
    """Time of a step's products in float32 over that in integers."""
    spent = [0.0, 0.0]
    for (wide, out), count in SHAPES.items():
        ways, times = pair(rows, wide, out), max(1, round(WORK / (rows * wide * out)))
        found = [[seconds(way, times) for way in ways] for _ in range(runs)]
        for i in (0, 1):
            spent[i] += count * min(run[i] for run in found)
    return spent[0] / spent[1]


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[1, 4, 8, 32, 128])
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    found = {rows: round(ratio(rows, args.runs), 2) for rows in args.rows}
    print(torch.backends.cpu.get_cpu_capability(), torch.backends.quantized.engine)
    for rows, value in found.items():
        print(f"{rows:4} rows: {value:5.2f} times float32")
    print(json.dumps({"ratio": found[max(args.rows)], "rows": found}))


if __name__ == "__main__":
    main()
