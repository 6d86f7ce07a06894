"""Translations decoded with and without Chinese characters: what is left, what is wrong, what it costs.

``python benchmarks/chinese.py DATA [--skip 280] [--count 140] [--out ANSWERS]``: sentences of ``DATA/mt/dev`` are
translated as the product does, checks and repair included, in three ways: Chinese allowed in every attempt, in the
first attempt only, in none (the product's way). BLEU and chrF, sentences whose figures are right, errors that stand,
tokens of all attempts, and seconds of processor time. ANSWERS gets a line for each sentence with all three. The last
line is JSON; ``ratio`` is the tokens of the product's way over those of the first.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.wrapped import Ask, Wrapped
from models.generation import GenerationOptions
from models.hypotheses import errors
from models.names import Names
from models.registry import LoadedModels, load
from models.training import corpus, scores
from models.translate import SentenceTranslator
from models.types import BriefOptions, Translation

BATCH = 20
"""Sentences of a request."""
Allowed = Callable[[GenerationOptions], bool]
WAYS: dict[str, Allowed] = {
    "always": lambda options: True,
    "in the first attempt": lambda options: not options.no_repeat_ngram,
    "never": lambda options: False,
}


def allowing(allowed: Allowed) -> Ask:
    """Asks for Chinese where ``allowed`` says so of what the engine is asked with."""
    return lambda engine, prompts, options: engine.generate(prompts, replace(options, chinese=allowed(options)))


def translate(
    models: LoadedModels, names: Names, zh: Sequence[str], allowed: Allowed
) -> tuple[list[Translation], float]:
    """The translations of ``zh``, and the processor time they took, in seconds."""
    task = replace(models.translator, engine=Wrapped(models.translator.engine, allowing(allowed)))
    translator = SentenceTranslator(task, names, [names.lexicon, *([models.lexicon] if models.lexicon else [])])
    began, made = time.process_time(), list[Translation]()
    for start in range(0, len(zh), BATCH):
        made += translator.translate(zh[start : start + BATCH], BriefOptions())
    return made, time.process_time() - began


def figures(zh: Sequence[str], en: Sequence[str], made: Sequence[Translation], seconds: float) -> dict[str, Any]:
    """What is told of a way."""
    texts = [item.text for item in made]
    found = Counter(code for item in made for code in errors(item.checks))
    row: dict[str, Any] = {**scores.translation(texts, en)[0], "numbers": scores.numbers(zh, texts)}
    row |= {"untranslated": found["untranslated"], "other errors": found.total() - found["untranslated"]}
    return row | {"tokens": sum(item.tokens for item in made), "seconds": round(seconds)}


def main() -> None:
    """Read the arguments, translate in each way, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--skip", type=int, default=280)
    parser.add_argument("--count", type=int, default=140)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    pairs = list(islice(corpus.development(args.data, args.skip + args.count), args.skip, None))
    zh, en = [pair.source for pair in pairs], [pair.target for pair in pairs]
    models, names = load(device="cpu"), Names.load()
    rows, answers = dict[str, dict[str, Any]](), dict[str, list[str]]()
    for name, allowed in WAYS.items():
        made, seconds = translate(models, names, zh, allowed)
        rows[name], answers[name] = figures(zh, en, made, seconds), [item.text for item in made]
        if len(rows) == 1:
            print(f"| Chinese, {len(zh)} sentences | {' | '.join(rows[name])} |\n|{' --- |' * (len(rows[name]) + 1)}")
        print(f"| {name} | {' | '.join(map(str, rows[name].values()))} |", flush=True)
    if args.out:
        told = [
            {"zh": source, **dict(zip(answers, each, strict=True))}
            for source, *each in zip(zh, *answers.values(), strict=True)
        ]
        args.out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in told), encoding="utf-8")
    print(json.dumps({"ratio": round(rows["never"]["tokens"] / rows["always"]["tokens"], 3), **rows}))


if __name__ == "__main__":
    main()
