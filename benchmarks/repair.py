"""What the checks cost and what each attempt of repair mends, in one run of the embedded translator.

``python benchmarks/repair.py DATA``: translates sentences of ``DATA/mt/dev`` that have a figure. Tells, after
each attempt, the errors that stand and the tokens so far over those of the first hypotheses' attempt; then the time of
the checks over that of the model. The last line of output is a JSON object; ``ratio`` is the last of these.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.wrapped import Wrapped
from models.attempts import Attempts, Best
from models.generation import Engine, FinishReason, Generation, GenerationOptions, Prompt
from models.glossary import Glossary
from models.hypotheses import candidate, errors
from models.names import Names
from models.registry import load
from models.review import Reviewer
from models.types import BriefOptions, Check

COLUMNS = ("attempt", "sentences with an error", "errors", "mended", "tokens over those of the first attempt")


@dataclass(slots=True)
class Watched:
    """Counts the tokens and the seconds of an engine's answers, and keeps the first to each prompt."""

    tokens: int = 0
    seconds: float = 0.0
    first: dict[str, Generation] = field(default_factory=dict)

    def __call__(self, engine: Engine, prompts: Sequence[Prompt], options: GenerationOptions) -> list[list[Generation]]:
        """Ask the engine."""
        began = time.perf_counter()
        made = engine.generate(prompts, options)
        self.seconds += time.perf_counter() - began
        self.tokens += sum(generation.tokens for found in made for generation in found)
        for prompt, found in zip(prompts, made, strict=True):
            self.first.setdefault(prompt.text, found[0])
        return made


@dataclass(slots=True)
class Timed:
    """A review that adds up its time."""

    review: Reviewer
    seconds: float = 0.0

    def __call__(self, zh: str, en: str, finish: FinishReason) -> tuple[str, tuple[Check, ...]]:
        """What the review says."""
        began = time.perf_counter()
        found = self.review(zh, en, finish)
        self.seconds += time.perf_counter() - began
        return found


def standing(found: Sequence[Sequence[Check]]) -> list[int]:
    """Errors that stand in each answer."""
    return [len(errors(checks)) for checks in found]


def table(texts: Sequence[str], watched: Watched, attempts: Attempts) -> list[dict[str, object]]:
    """A row for the best hypothesis alone, and one for each attempt."""
    best: Best = [None] * len(texts)
    rows: list[dict[str, object]] = []
    left: list[int] = []
    once = 0
    for name, step in attempts.steps().items():
        step(texts, best)
        once = once or watched.tokens
        if not rows:
            alone = [watched.first[attempts.task.prompt(zh).text] for zh in texts]
            left = standing([candidate(zh, one, attempts.review).checks for zh, one in zip(texts, alone, strict=True)])
            rows.append(row("first hypothesis", left, left, 1.0))
        now = standing([one.checks for one in best if one])
        rows.append(row(name, left, now, watched.tokens / once))
        left = now
    return rows


def row(name: str, before: Sequence[int], after: Sequence[int], tokens: float) -> dict[str, object]:
    """A line of the table: ``mended`` are sentences that lost errors in this attempt."""
    mended = sum(new < old for old, new in zip(before, after, strict=True))
    return dict(zip(COLUMNS, (name, sum(n > 0 for n in after), sum(after), mended, round(tokens, 3)), strict=True))


def main() -> None:
    """Read the arguments, translate, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--skip", type=int, default=0, help="sentences that are left out before")
    args = parser.parse_args()
    lines = (args.data / "mt" / "dev" / "flores-dev.zh").read_text(encoding="utf-8").split("\n")
    texts = [line for line in lines if any(character.isdigit() for character in line)]
    texts = texts[args.skip : args.skip + args.count]
    loaded, names, glossary = load("embedded"), Names.load(), Glossary(())
    lexicons = [names.lexicon, *([loaded.lexicon] if loaded.lexicon else [])]
    watched, review = Watched(), Timed(Reviewer(names, glossary))
    task = replace(loaded.translator, engine=Wrapped(loaded.translator.engine, watched))
    rows = table(texts, watched, Attempts(task, review, glossary, BriefOptions(), lexicons))
    for line in (COLUMNS, *(list(map(str, found.values())) for found in rows)):
        print("|", " | ".join(line), "|")
    result = {
        "sentences": len(texts),
        "attempts": rows,
        "seconds of the model": round(watched.seconds, 1),
        "seconds of the checks": round(review.seconds, 3),
        "ratio": round(review.seconds / watched.seconds, 4),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
