"""Measure a model folder and write the figures into its card.

``python -m models.training.evaluate FOLDER DATA``: translations of flores-dev are scored with sacrebleu (BLEU and chrF,
signatures kept) and by the numbers they keep, headlines and summaries of the development set with ROUGE-1/2/L F1 on
characters (rouge-score with a character tokenizer) beside the first sentence and the extractive summariser.
FOLDER/figures.json gets the figures; the part of FOLDER/README.md between the ``figures`` markers is written from them.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from models import batching
from models.extract import extract
from models.generation import GenerationOptions, TaskModel
from models.prompts import TRANSLATE, task_prompt
from models.registry import LoadedModels, load
from models.text import sentences
from models.tokenizer import Tokenizer
from models.training import corpus, scores
from models.training.export import SPECIAL, WINDOW, convert
from models.types import Length, MappedText

SUMMARISERS = ("model", "extractive", "first sentence")
MARKERS = re.compile(r"(<!-- figures -->\n).*(<!-- /figures -->)", re.DOTALL)


def answers(model: TaskModel, texts: Sequence[str], beam_size: int, max_tokens: int) -> list[str]:
    """The best hypothesis for each text, in order."""
    options = GenerationOptions(beam_size=beam_size, max_tokens=max_tokens)
    prompts = [model.prompt(text) for text in texts]
    return [found[0].text.strip() for found in batching.generate(model.engine, prompts, options, lambda: False)]


def translation_figures(model: TaskModel, data: Path, limit: int, beam_size: int, hints: bool = True) -> dict[str, Any]:
    """BLEU, chrF and kept numbers of the first ``limit`` sentences of flores-dev, with hints or without."""
    folder = data / "mt" / "dev"
    zh, en = ([*islice(corpus.read_lines(folder / f"flores-dev.{side}"), limit)] for side in ("zh", "en"))
    asked = model if hints else replace(model, prompt=partial(task_prompt, TRANSLATE))
    made = answers(asked, zh, beam_size, 160)
    found, signatures = scores.translation(made, en)
    row: dict[str, Any] = {"set": "flores-dev", "sentences": len(zh), "beam_size": beam_size, "hints": hints}
    return row | found | {"numbers": scores.numbers(zh, made), "signatures": signatures, "hypotheses": made[:5]}


def float_loss(model: TaskModel, trained: Path, data: Path, limit: int, beam_size: int) -> dict[str, Any]:
    """BLEU that the 8-bit integers of ``model`` lose against the same engine on the float32 weights of ``trained``."""
    from models.engines import ctranslate2

    with tempfile.TemporaryDirectory() as folder:
        convert(trained, Path(folder), "float32")
        engine = ctranslate2.load(
            Path(folder),
            Tokenizer.load(trained / "tokenizer.model"),
            causal=True,
            end=SPECIAL.eos_token,
            window=WINDOW,
            device="cpu",
            compute_type="float32",
        )
        exact = translation_figures(replace(model, engine=engine), data, limit, beam_size)
    rounded = translation_figures(model, data, limit, beam_size)
    scored = {"int8": rounded["BLEU"], "float32": exact["BLEU"]}
    return {"sentences": limit, "beam_size": beam_size, **scored, "loss": round(exact["BLEU"] - rounded["BLEU"], 1)}


def summary_figures(models: LoadedModels, data: Path, limit: int, beam_size: int) -> list[dict[str, Any]]:
    """ROUGE of headlines and one-sentence summaries against the two baselines, a row for each kind."""
    rows = [json.loads(line) for line in corpus.read_lines(data / "sum" / "dev.jsonl")]
    figures = []
    kinds: list[tuple[str, TaskModel, Length]] = [
        ("headline", models.headliner, "short"),
        ("summary", models.summariser, "medium"),
    ]
    for kind, model, length in kinds:
        chosen = [row for row in rows if row["kind"] == kind and len(row["text"]) <= 800][:limit]
        texts, references = [row["text"] for row in chosen], [row["summary"] for row in chosen]
        passages = [[MappedText.of(line) for line in text.split("\n") if line] for text in texts]
        figures.append(
            {
                "set": f"dev, {kind}",
                "texts": len(chosen),
                "beam_size": beam_size,
                "model": scores.rouge(answers(model, texts, beam_size, 120), references),
                "first sentence": scores.rouge([sentences(passage[0])[0].text for passage in passages], references),
                "extractive": scores.rouge([extract(passage, length).text for passage in passages], references),
            }
        )
    return figures


def figures_text(figures: dict[str, Any]) -> str:
    """The figures as Markdown for the card."""
    lines = ["| set | sentences | beam size | hints | BLEU | chrF | numbers |", f"|{' --- |' * 7}"]
    for row in figures["translation"]:
        hints = "yes" if row["hints"] else "no"
        cells = (row["set"], row["sentences"], row["beam_size"], hints, row["BLEU"], row["chrF"], row["numbers"])
        lines.append(f"| {' | '.join(map(str, cells))} |")
    lines += ["", *(f"`{signature}`" for signature in figures["translation"][0]["signatures"]), ""]
    lines += ["Numbers: percent of the sentences with a quantity in which none is missing, added or changed."]
    if lost := figures.get("integers"):
        scored = f"BLEU {lost['int8']} in 8-bit integers, {lost['float32']} in float32"
        lines += ["", f"The first {lost['sentences']} sentences, beam {lost['beam_size']}: {scored}."]
    lines += [
        "",
        "| set | texts | beam size | model | extractive | first sentence |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in figures["summary"]:
        rouges = [" / ".join(f"{score:.1f}" for score in row[name]) for name in SUMMARISERS]
        lines.append(f"| {row['set']} | {row['texts']} | {row['beam_size']} | {' | '.join(rouges)} |")
    lines += [
        "",
        "ROUGE-1 / 2 / L, F1 on characters, in percent.",
        "",
        "The first sentences of the set, as translated:",
        "",
    ]
    return "\n".join([*lines, *(f"- {made}" for made in figures["translation"][0]["hypotheses"])]) + "\n"


def write_card(folder: Path, figures: dict[str, Any]) -> None:
    """Keep the figures beside the weights and put them into the card. Raises ValueError where it has no markers."""
    (folder / "figures.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    card = folder / "README.md"
    text, count = MARKERS.subn(lambda m: m[1] + figures_text(figures) + m[2], card.read_text(encoding="utf-8"))
    if not count:
        raise ValueError(f"{card} has no figures markers: add <!-- figures --> and <!-- /figures -->")
    card.write_text(text, encoding="utf-8")


def main() -> None:
    """Read the arguments, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--limit", type=int, default=997, help="sentences, and texts of each kind")
    parser.add_argument("--beams", type=int, nargs="+", default=[2], help="beam sizes to measure translation with")
    parser.add_argument("--float", type=Path, help="the trained folder: also measure what 8-bit integers cost")
    args = parser.parse_args()
    models = load("embedded", directory=args.folder)
    translation = [translation_figures(models.translator, args.data, args.limit, beam) for beam in args.beams]
    translation.append(translation_figures(models.translator, args.data, args.limit, args.beams[0], hints=False))
    summary = summary_figures(models, args.data, min(args.limit, 240), args.beams[0])
    figures: dict[str, Any] = {"translation": translation, "summary": summary}
    if args.float:
        figures["integers"] = float_loss(models.translator, args.float, args.data, args.limit, args.beams[0])
    write_card(args.folder, figures)


if __name__ == "__main__":
    main()
