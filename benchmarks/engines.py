"""Tokens and characters a second of the engines on the same weights, side by side in one run.

``python benchmarks/engines.py``: CTranslate2 in 8-bit integers, as the product runs, against transformers in float32
and bfloat16 on the weights restored from the same folder. Every engine translates the same sentences of like length,
to exactly the same number of tokens, in batches of each size, greedy and with a beam. ``--student`` adds an
encoder-decoder of ``models.training.student`` that ``models.engines.hub.convert`` has converted: its tokens are of
another vocabulary. The ways take turns, RUNS times; the median counts. The last line is JSON; ``ratio`` is
CTranslate2 over transformers float32 at the largest batch with the widest beam, by the time of day, and ``ratios``
has it by processor time, too, which a busy machine hardly disturbs.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from models.engines import transformers
from models.generation import Engine, GenerationOptions, Prompt
from models.registry import EMBEDDED, load, open_model
from models.shards import Manifest
from models.tokenizer import Tokenizer
from models.training import corpus
from models.training.quality import shipped
from models.training.restore import restore

WINDOW = 2048
Figures = dict[str, dict[str, float]]
Way = tuple[Engine, Sequence[Prompt]]
"""An engine and what it is asked."""


def sources(data: Path | None, count: int) -> list[str]:
    """``count`` Chinese sentences of middling length: of the shipped sample, or of the development set in ``data``."""
    (sample, *_) = shipped(Path(__file__).parent.parent / "seeds" / "quality")
    texts = sorted((pair.source for pair in corpus.development(data, 997)) if data else sample.sources, key=len)
    start = max(0, (len(texts) - count) // 2)
    return texts[start : start + count]


def speed(engine: Engine, prompts: Sequence[Prompt], size: int, beam: int, tokens: int) -> dict[str, float]:
    """Tokens and characters a second of the best hypotheses, in batches of ``size``, and tokens a second of a core."""
    options = GenerationOptions(beam_size=beam, max_tokens=tokens, min_tokens=tokens)
    made, characters = 0, 0
    began, spent = time.perf_counter(), time.process_time()
    for start in range(0, len(prompts), size):
        for (best,) in engine.generate(prompts[start : start + size], options):
            made += best.tokens
            characters += len(best.text)
    seconds = time.perf_counter() - began
    work = time.process_time() - spent
    return {"tokens/s": made / seconds, "characters/s": characters / seconds, "tokens/core-s": made / work}


def engines(folder: Path, restored: Path, texts: Sequence[str], dtypes: Sequence[str]) -> dict[str, Way]:
    """The ways to run the weights of ``folder``."""
    restore(folder, restored)
    codec = Tokenizer.load(restored / "tokenizer.model")
    model = load(directory=folder, device="cpu").translator
    prompts = [model.prompt(text) for text in texts]
    found: dict[str, Way] = {"CTranslate2 int8": (model.engine, prompts)}
    for dtype in dtypes:
        found[f"transformers {dtype}"] = (transformers.load(restored, codec, window=WINDOW, dtype=dtype), prompts)
    return found


def compared(ways: dict[str, Way], size: int, beam: int, tokens: int, runs: int) -> Figures:
    """The median speeds of the ways, which take turns. A batch of one is slow: four sentences tell its speed, too."""
    count = max(4, size)
    found = [
        {name: speed(engine, asked[:count], size, beam, tokens) for name, (engine, asked) in ways.items()}
        for _ in range(runs)
    ]
    return {
        name: {unit: round(statistics.median(run[name][unit] for run in found), 1) for unit in found[0][name]}
        for name in ways
    }


def main() -> None:
    """Read the arguments, measure each way, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=EMBEDDED)
    parser.add_argument("--batches", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--beams", type=int, nargs="+", default=[1, 4])
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--tokens", type=int, default=24, help="of each answer")
    parser.add_argument("--dtypes", nargs="+", default=["float32", "bfloat16"], help="of transformers, float32 first")
    parser.add_argument("--student", type=Path, help="a converted encoder-decoder, measured beside the others")
    parser.add_argument("--data", type=Path, help="take the sentences of its flores-dev, not of the shipped sample")
    args = parser.parse_args()
    texts = sources(args.data, max(args.batches))
    figures: Figures = {}
    with tempfile.TemporaryDirectory() as restored:
        ways = engines(args.folder, Path(restored), texts, args.dtypes)
        if args.student:
            small = open_model(args.student, Manifest.read(args.student), device="cpu")
            ways["small translator int8"] = (small, [Prompt(text) for text in texts])
        for engine, prompts in ways.values():
            engine.generate(prompts[:1], GenerationOptions(max_tokens=4))  # to warm up
        for beam in args.beams:
            for size in args.batches:
                for name, medians in compared(ways, size, beam, args.tokens, args.runs).items():
                    figures[f"{name}, batch {size}, beam {beam}"] = medians
                    print(
                        f"{name:22} batch {size:3} beam {beam}  "
                        + "  ".join(f"{v:8.1f} {u}" for u, v in medians.items())
                    )
    last = f"batch {max(args.batches)}, beam {max(args.beams)}"
    ours, theirs = (figures[f"{name}, {last}"] for name in ("CTranslate2 int8", "transformers float32"))
    ratios = {unit: round(ours[unit] / theirs[unit], 2) for unit in ("tokens/s", "tokens/core-s")}
    print(json.dumps({"ratio": ratios["tokens/s"], "ratios": ratios, "at": last, "figures": figures}))


if __name__ == "__main__":
    main()
