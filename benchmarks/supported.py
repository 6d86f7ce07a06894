"""Which hypothesis of a beam makes the better summary: the likeliest, or one that more of the text supports.

``python benchmarks/supported.py DATA HYPOTHESES [--beam 2] [--limit 100]``: headlines and one-sentence summaries of
the development set. Of each beam's hypotheses four ways choose: the likeliest; the likeliest in which the product's
checks find no error; of those without an error the one with most of its bigrams in the text; and the one with the
highest ROUGE-L, which knows the reference and is the ceiling. ROUGE-1/2/L on characters, and of the summaries'
bigrams, numbers and names the share that the text has. Hypotheses go to HYPOTHESES as they come, so that the same
command goes on after a kill. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from models import batching
from models.evidence import overlap
from models.fidelity import failed, summary_checks
from models.generation import GenerationOptions, TaskModel
from models.name_origins import summary_checks as name_checks
from models.names import Names
from models.registry import load
from models.summarise import EXPECTED, MAX_TOKENS
from models.text import bigrams
from models.training import corpus, scores
from models.training.summaries import LONGEST
from models.training.support import MEASURES, support
from models.types import Length, MappedText

BATCH = 10
LENGTHS: dict[str, Length] = {"headline": "short", "summary": "medium"}
Choice = Callable[[Sequence[str], str, str], str]


def rows(data: Path, kind: str, limit: int) -> list[dict[str, str]]:
    """The first texts of a kind, with their reference."""
    read = (json.loads(line) for line in corpus.read_lines(data / "sum" / "dev.jsonl"))
    return list(islice((row for row in read if row["kind"] == kind and len(row["text"]) <= LONGEST), limit))


def hypotheses(model: TaskModel, texts: Sequence[str], beam: int, length: Length) -> list[list[str]]:
    """All hypotheses of each text's beam, the likeliest first."""
    options = GenerationOptions(beam_size=beam, hypotheses=beam, max_tokens=MAX_TOKENS[length])
    made = batching.generate(model.engine, [model.prompt(text) for text in texts], options, lambda: False)
    return [[found.text.strip() for found in group] for group in made]


def choices(length: Length, names: Names) -> dict[str, Choice]:
    """The ways to choose: of hypotheses for a text and its reference one."""

    def sound(made: Sequence[str], text: str) -> list[str]:
        """Those without an error; where there is none, the likeliest."""
        passage = [MappedText.of(line) for line in text.split("\n") if line]
        return [
            one
            for one in made
            if not failed((*summary_checks(one, passage, "stop", EXPECTED[length]), *name_checks(one, text, names)))
        ] or [made[0]]

    def supported(made: Sequence[str], text: str, _: str) -> str:
        return max(sound(made, text), key=lambda one: overlap(bigrams(one), bigrams(text)))

    return {
        "the likeliest": lambda made, _, __: made[0],
        "the likeliest without an error": lambda made, text, _: sound(made, text)[0],
        "the best supported without an error": supported,
        "the nearest to the reference: the ceiling": lambda made, _, told: max(
            made, key=lambda one: scores.rouge([one], [told])[2]
        ),
    }


def complete(
    made: dict[tuple[str, str], list[str]], kind: str, texts: Sequence[str], model: TaskModel, beam: int, out: Path
) -> None:
    """Ask ``model`` for the texts that ``made`` lacks, and write a line for each to ``out``."""
    missing = [text for text in texts if (kind, text) not in made]
    for start in range(0, len(missing), BATCH):
        group = missing[start : start + BATCH]
        with out.open("a", encoding="utf-8") as file:
            for text, found in zip(group, hypotheses(model, group, beam, LENGTHS[kind]), strict=True):
                made[kind, text] = found
                line = {"kind": kind, "beam": beam, "text": text, "made": found}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


def main() -> None:
    """Read the arguments, make what hypotheses are missing, choose, score, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("hypotheses", type=Path)
    parser.add_argument("--beam", type=int, default=2)
    parser.add_argument("--limit", type=int, default=100, help="texts of each kind")
    args = parser.parse_args()
    models, names = load(device="cpu"), Names.load()
    known = [json.loads(line) for line in corpus.read_lines(args.hypotheses)] if args.hypotheses.exists() else []
    made = {(row["kind"], row["text"]): row["made"] for row in known if row["beam"] == args.beam}
    print(f"| set, beam {args.beam} | choice | ROUGE-1 / 2 / L | bigrams / numbers / names |\n|{' --- |' * 4}")
    figures: dict[str, Any] = {}
    for kind, model in (("headline", models.headliner), ("summary", models.summariser)):
        chosen = rows(args.data, kind, args.limit)
        complete(made, kind, [row["text"] for row in chosen], model, args.beam, args.hypotheses)
        for name, choose in choices(LENGTHS[kind], names).items():
            told = [choose(made[kind, row["text"]], row["text"], row["summary"]) for row in chosen]
            rouge = scores.rouge(told, [row["summary"] for row in chosen])
            held = support(told, [row["text"] for row in chosen], names)
            figures[f"{kind}: {name}"] = {"rouge": rouge, "support": held}
            cells = (" / ".join(map(str, rouge)), " / ".join(str(held[measure]) for measure in MEASURES))
            print(f"| {kind}, {len(chosen)} | {name} | {' | '.join(cells)} |", flush=True)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
