"""How many parts a long summary is asked in: what each size of a part gives, and costs.

``python benchmarks/parts.py DATA [--sizes 300 150 100] [--count 16] [--sets silver judgments]``: the first texts of
each set of long summaries (``models.training.summaries``) are summarised as the product does, with a part for every
SIZE characters up to the product's most. ROUGE-1/2/L on characters, mean characters, tokens of all attempts,
summaries that are the model's own, and seconds of processor time; below, the extractive summariser. The last line is
JSON; ``ratio`` is ROUGE-1 of the last size over that of the first, on the first set.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

from models.extract import extract
from models.names import Names
from models.registry import load
from models.summarise import ModelSummariser
from models.training import scores, summaries
from models.types import BriefOptions, MappedText, Summary

LONG = BriefOptions(length="long")
Passages = Sequence[Sequence[MappedText]]


def row(made: Sequence[Summary], references: Sequence[str], seconds: float) -> dict[str, Any]:
    """What is told of a way."""
    texts = [summary.text for summary in made]
    return {
        "ROUGE": scores.rouge(texts, references),
        "characters": round(sum(map(len, texts)) / len(texts)),
        "tokens": sum(summary.tokens for summary in made),
        "the model's own": sum(summary.method == "abstractive" for summary in made),
        "seconds": round(seconds),
    }


def measured(
    writer: ModelSummariser, passages: Passages, references: Sequence[str], sizes: Sequence[int]
) -> dict[str, Any]:
    """A row for each size of a part, and one for the extractive summariser."""
    found = {}
    for size in sizes:
        began = time.process_time()
        with patch("models.summarise.LONG_PART", size):
            made = writer.summarise(passages, LONG)
        found[f"parts of {size}"] = row(made, references, time.process_time() - began)
    return found | {"extractive": row([extract(passage, "long") for passage in passages], references, 0)}


def main() -> None:
    """Read the arguments, summarise in each way, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[300, 150, 100], help="characters of a part")
    parser.add_argument("--count", type=int, default=16, help="texts of each set")
    parser.add_argument("--sets", nargs="+", default=["silver", "judgments"], help="words of the names of the sets")
    args = parser.parse_args()
    models, tables = load(device="cpu"), {}
    writer = ModelSummariser(models.summariser, models.headliner, Names.load())
    for name, (texts, references) in summaries.long_sets(args.data, args.count).items():
        if any(word in name for word in args.sets):
            passages = [summaries.passage(text) for text in texts]
            tables[name] = measured(writer, passages, references, args.sizes)
            for way, figures in tables[name].items():
                print(f"| {name} | {way} | {' | '.join(map(str, figures.values()))} |", flush=True)
    first = next(iter(tables.values()))
    rouge = [first[f"parts of {size}"]["ROUGE"][0] for size in args.sizes]
    print(json.dumps({"ratio": round(rouge[-1] / rouge[0], 2), "sets": tables}))


if __name__ == "__main__":
    main()
