"""The mean of several models' weights, which is often a little better than the last of them.

``python -m models.training.average OUT MODEL MODEL …``: MODELs are transformers folders of one shape, for instance the
``step-N`` folders of a run (``train --keep``); OUT gets the settings of the last one and the mean weights in float32
(checkpoint averaging, as in Vaswani et al. 2017, section 6.1).
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

WEIGHTS = "model.safetensors"


def average(models: Sequence[Path], out: Path) -> None:
    """Write the mean of ``models`` to ``out``. Raises ValueError where their weights differ in name or shape."""
    from safetensors.torch import load_file, save_file

    total = {name: weight.double() for name, weight in load_file(models[0] / WEIGHTS).items()}
    for model in models[1:]:
        weights = load_file(model / WEIGHTS)
        if {name: weight.shape for name, weight in weights.items()} != {n: w.shape for n, w in total.items()}:
            raise ValueError(f"{model} has other weights than {models[0]}: average models of one run")
        for name, weight in weights.items():
            total[name] += weight
    out.mkdir(parents=True, exist_ok=True)
    for path in models[-1].iterdir():
        if path.name != WEIGHTS:
            shutil.copy(path, out / path.name)
    save_file({name: (weight / len(models)).float() for name, weight in total.items()}, out / WEIGHTS, {"format": "pt"})


def main() -> None:
    """Read the arguments and average."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("models", type=Path, nargs="+")
    args = parser.parse_args()
    average(args.models, args.out)
    print(f"{args.out}: the mean of {len(args.models)} models")


if __name__ == "__main__":
    main()
