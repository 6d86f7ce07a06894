"""Measure a model folder and write the figures into its card.

``python -m models.training.evaluate FOLDER DATA``: translations of flores-dev are scored with sacrebleu (BLEU and chrF,
signatures kept) and by the numbers they keep, headlines and summaries by ``models.training.summaries``.
FOLDER/figures.json gets the figures; the part of FOLDER/README.md between the ``figures`` markers is written from them.
With ``--float`` it exits with 1 where the 8-bit integers lose too much.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from models.generation import TaskModel
from models.prompts import TRANSLATE, task_prompt
from models.registry import load
from models.tokenizer import Tokenizer
from models.training import corpus, scores, summaries
from models.training.answers import answers
from models.training.export import SPECIAL, WINDOW, convert

LONG = 24
"""Most texts of each set of long summaries: each is asked in up to three parts."""
MOST_LOST, ENOUGH = 0.3, 200
"""BLEU that the 8-bit integers must lose less than, and sentences under which a difference is chance."""
MARKERS = re.compile(r"(<!-- figures -->\n).*(<!-- /figures -->)", re.DOTALL)


def translation_figures(model: TaskModel, data: Path, limit: int, beam_size: int, hints: bool = True) -> dict[str, Any]:
    """BLEU, chrF and kept numbers of the first ``limit`` sentences of flores-dev, with hints or without."""
    folder = data / "mt" / "dev"
    zh, en = ([*islice(corpus.read_lines(folder / f"flores-dev.{side}"), limit)] for side in ("zh", "en"))
    asked = model if hints else replace(model, prompt=partial(task_prompt, TRANSLATE))
    made = answers(asked, zh, beam_size, 160, chinese=False)
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


def integers_fault(figures: dict[str, Any]) -> str | None:
    """What is wrong where the 8-bit integers lose too much.

    >>> integers_fault({"integers": {"sentences": 997, "loss": 0.3}})
    '8-bit integers lose 0.3 BLEU, the limit is under 0.3: raise --limit to be sure; if it stays, do not ship them'
    >>> integers_fault({"integers": {"sentences": 997, "loss": -0.1}})
    """
    found = figures.get("integers", {"sentences": 0, "loss": 0.0})
    lost = found["loss"]
    if lost < MOST_LOST or found["sentences"] < ENOUGH:
        return None
    remedy = "raise --limit to be sure; if it stays, do not ship them"
    return f"8-bit integers lose {lost} BLEU, the limit is under {MOST_LOST}: {remedy}"


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
    lines += ["", *summaries.table(figures["summary"]), "", "The first sentences of the set, as translated:", ""]
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
    parser.add_argument("--summaries", action="store_true", help="measure summaries only; the others' figures stay")
    parser.add_argument("--float", type=Path, help="the trained folder: also measure what 8-bit integers cost")
    args = parser.parse_args()
    models = load("embedded", directory=args.folder)
    summary = [
        *summaries.short_figures(models, args.data, min(args.limit, 240), args.beams[0]),
        *summaries.long_figures(models, args.data, min(args.limit, LONG)),
    ]
    if args.summaries:
        known = json.loads((args.folder / "figures.json").read_text(encoding="utf-8"))
        write_card(args.folder, known | {"summary": summary})
        return
    translation = [translation_figures(models.translator, args.data, args.limit, beam) for beam in args.beams]
    translation.append(translation_figures(models.translator, args.data, args.limit, args.beams[0], hints=False))
    figures: dict[str, Any] = {"translation": translation, "summary": summary}
    if args.float:
        figures["integers"] = float_loss(models.translator, args.float, args.data, args.limit, args.beams[0])
    write_card(args.folder, figures)
    if fault := integers_fault(figures):
        sys.exit(fault)


if __name__ == "__main__":
    main()
