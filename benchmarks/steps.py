"""What a step of generation costs, by number of prompts, their length and the beam size.

``python benchmarks/steps.py TEXT``: the embedded weights answer prompts of exactly so many tokens; seconds until they
are read, and milliseconds of each further step. ``reckoned`` is what ``models.shapes`` takes such a step for, in
milliseconds, the step of a single sequence of 20 tokens being the measure. The last line is JSON: ``error``, the median
of how far the two are apart, in percent of what was measured.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from pathlib import Path

from models.generation import Engine, GenerationOptions, Prompt
from models.registry import EMBEDDED, load
from models.shapes import cost, steps

MADE = 24


def prompt(engine: Engine, text: str, tokens: int) -> Prompt:
    """A prompt whose text has so many tokens: the beginning of ``text`` and as many full stops as it needs."""
    end = max(end for end in range(len(text)) if engine.count(text[:end]) <= tokens)
    made = text[:end]
    while engine.count(made) < tokens:
        made += "\n。"[len(made) % 2]
    return Prompt(made)


def seconds(engine: Engine, prompts: list[Prompt], beam: int, tokens: int) -> float:
    """How long exactly ``tokens`` for each prompt take."""
    began = time.perf_counter()
    engine.generate(prompts, GenerationOptions(beam_size=beam, max_tokens=tokens, min_tokens=tokens))
    return time.perf_counter() - began


def measured(engine: Engine, prompts: list[Prompt], beam: int, runs: int) -> tuple[float, float]:
    """Seconds until the prompts are read, and milliseconds of a further step: medians."""
    times = [[seconds(engine, prompts, beam, tokens) for tokens in (1, MADE)] for _ in range(runs)]
    read = statistics.median(first for first, _ in times)
    return read, statistics.median(1000 * (last - first) / (MADE - 1) for first, last in times)


def reckoned(number: int, size: int, beam: int) -> float:
    """A step as ``models.shapes`` has it, in steps of a single sequence."""
    options = GenerationOptions(beam_size=beam, max_tokens=1)
    return steps(number, size, size, options) / steps(1, 20, 20, GenerationOptions(max_tokens=1))


def main() -> None:
    """Measure each shape RUNS times, print the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path, help="Chinese text of more than 1,000 tokens")
    parser.add_argument("--sizes", type=int, nargs="+", default=[20, 100, 300, 700])
    parser.add_argument("--numbers", type=int, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("--beams", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    engine, text = load(directory=EMBEDDED, device="cpu").translator.engine, args.text.read_text(encoding="utf-8")
    unit, apart = 0.0, list[float]()
    for size in args.sizes:
        one = prompt(engine, text, size)
        for number in args.numbers:
            for beam in args.beams:
                if cost(number, size, GenerationOptions(beam_size=beam)) > 8192:
                    continue
                read, step = measured(engine, [one] * number, beam, args.runs)
                unit = unit or step
                guess = unit * reckoned(number, size, beam)
                apart.append(100 * abs(guess - step) / step)
                shape = f"{number:3} prompts of {size:3} tokens, beam {beam}"
                print(f"{shape}: read {read:5.2f} s, step {step:4.0f} ms, reckoned {guess:4.0f} ms", flush=True)
    print(json.dumps({"shapes": len(apart), "error": round(statistics.median(apart), 1)}))


if __name__ == "__main__":
    main()
