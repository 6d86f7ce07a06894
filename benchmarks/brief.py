"""Seconds and peak memory of the main job against the plain way, side by side in one run.

``python benchmarks/brief.py [FILE]``: the main job is ``duizhao brief`` as users run it (embedded profile, int8,
batches). The plain way does the same work on the same weights with transformers ``generate`` in float32, section after
section and text after text, with the same beam size. Each runs in a process of its own, in turn, RUNS times; loading
the models counts. The last line of output is a JSON object; ``ratio`` is the plain way's median over the main job's.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.generation import Prompt

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "seeds" / "beijing-business-today-2020-12-10-t05.txt"
EMBEDDED = ROOT / "models" / "embedded"
BEAM_SIZE = 2
"""Of ``effort: balanced``, the default."""


def main_job(page: Path) -> dict[str, float]:
    """Brief the page with the product."""
    from models.types import BriefOptions
    from service.assembly import assemble

    began = time.perf_counter()
    pipeline = assemble()
    loaded = time.perf_counter()
    made = pipeline.brief(page.read_text(encoding="utf-8"), BriefOptions())
    return {"load": loaded - began, "work": time.perf_counter() - loaded, "tokens": made.tokens}


class Plain:
    """The restored weights in float32, asked by ``generate``; ``tokens`` counts those of the answers."""

    def __init__(self, weights: Path) -> None:
        import torch
        from transformers import AutoModelForCausalLM

        from models.tokenizer import Tokenizer

        self._model = AutoModelForCausalLM.from_pretrained(weights, dtype=torch.float32).eval()
        self._tokenizer = Tokenizer.load(weights / "tokenizer.model")
        self.tokens = 0

    def answer(self, asked: Prompt, most: int) -> str:
        """The best hypothesis, of at most ``most`` tokens."""
        import torch

        prompt = self._tokenizer.encode_prompt(asked)
        options = {"num_beams": BEAM_SIZE, "do_sample": False, "max_new_tokens": most, "pad_token_id": 0}
        with torch.inference_mode():
            made = self._model.generate(torch.tensor([prompt]), **options)
        self.tokens += made.shape[1] - len(prompt)
        return self._tokenizer.decode(made[0, len(prompt) :].tolist())


def plain_way(page: Path, weights: Path) -> dict[str, float]:
    """The same headings, summaries and translations, one ``generate`` call after another, without any check."""
    from models.prompts import SUMMARISE, task_prompt
    from models.registry import load
    from models.sections import PageSplitter
    from models.text import sentences
    from models.types import MappedText
    from service.pipeline import labels, story_passage

    translation = load("embedded").translator.prompt
    began = time.perf_counter()
    model = Plain(weights)
    loaded = time.perf_counter()
    article = PageSplitter().split(page.read_text(encoding="utf-8"))
    passages = [section.paragraphs for section in article.sections]
    passages += [story_passage(article, story) for story in article.stories]
    texts = list(labels(article))
    for passage in dict.fromkeys(passages):
        texts.append(model.answer(task_prompt(SUMMARISE, "\n".join(p.text for p in passage)), 128))
    for text in dict.fromkeys(texts):
        for sentence in sentences(MappedText.of(text)):
            model.answer(translation(sentence.text), 160)
    return {"load": loaded - began, "work": time.perf_counter() - loaded, "tokens": model.tokens}


def measured(way: str, page: Path, weights: Path) -> dict[str, float]:
    """Run one way in a process of its own; seconds, tokens and its peak memory in MiB."""
    command = [sys.executable, __file__, str(page), "--way", way, "--weights", str(weights)]
    began = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    seconds = time.perf_counter() - began
    return json.loads(done.stdout.splitlines()[-1]) | {"seconds": seconds}


def report(way: str, page: Path, weights: Path) -> None:
    """Do ``way`` in this process and print its figures as JSON."""
    from benchmarks.resident import peak

    figures = main_job(page) if way == "main" else plain_way(page, weights)
    print(json.dumps(figures | {"peak_mib": round(peak())}))


def compare(page: Path, runs: int) -> None:
    """Both ways in turn, then a row each and the ratios."""
    from models.training.restore import restore

    with tempfile.TemporaryDirectory() as folder:
        weights = Path(folder)
        restore(EMBEDDED, weights)
        rows: dict[str, list[dict[str, float]]] = {"main": [], "plain": []}
        for _ in range(runs):
            for way, found in rows.items():
                found.append(measured(way, page, weights))
    medians = {
        way: {name: round(statistics.median(row[name] for row in found), 2) for name in found[0]}
        for way, found in rows.items()
    }
    for way, row in medians.items():
        print(f"{way:6} " + "  ".join(f"{name} {value}" for name, value in row.items()))
    ratio = medians["plain"]["seconds"] / medians["main"]["seconds"]
    memory = medians["plain"]["peak_mib"] / medians["main"]["peak_mib"]
    print(json.dumps({"ratio": round(ratio, 2), "memory_ratio": round(memory, 2), "runs": runs, **medians}))


def main() -> None:
    """Read the arguments and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("page", type=Path, nargs="?", default=SAMPLE)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--way", choices=("main", "plain"), help=argparse.SUPPRESS)
    parser.add_argument("--weights", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    if args.way:
        report(args.way, args.page, args.weights)
    else:
        compare(args.page, args.runs)


if __name__ == "__main__":
    main()
