"""What the checks cost and what repair mends, in one run of the embedded translator.

``python benchmarks/repair.py DATA --count 60``: translates sentences of ``DATA/mt/dev`` that have a figure. Tells the
errors mended and left per 1,000 sentences, the tokens of all attempts over those of the first, and the time of the
checks over that of the model. The last line of output is a JSON object; ``ratio`` is the last of these.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import models.review
from models.fidelity import translation_checks
from models.generation import Capabilities, Engine, Generation, GenerationOptions, Prompt
from models.registry import load
from models.translate import SentenceTranslator
from models.types import BriefOptions, Check


@dataclass(slots=True)
class Watched:
    """An engine that remembers the first attempt: its best hypotheses and its tokens."""

    engine: Engine
    tokens: int = 0
    seconds: float = 0.0

    @property
    def window(self) -> int:
        """That of the engine."""
        return self.engine.window

    @property
    def capabilities(self) -> Capabilities:
        """Those of the engine."""
        return self.engine.capabilities

    def count(self, text: str) -> int:
        """Tokens of ``text``."""
        return self.engine.count(text)

    def generate(self, prompts: Sequence[Prompt], options: GenerationOptions) -> list[list[Generation]]:
        """Ask the engine; attempts after the first differ in decoding."""
        began = time.perf_counter()
        made = self.engine.generate(prompts, options)
        self.seconds += time.perf_counter() - began
        if options.no_repeat_ngram == 0:
            self.tokens += sum(generation.tokens for found in made for generation in found)
        return made


def errors(checks: Sequence[Check]) -> int:
    """Errors that stand."""
    return sum(check.severity == "error" and not check.repaired for check in checks)


def main() -> None:
    """Read the arguments, translate, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--count", type=int, default=60)
    args = parser.parse_args()
    lines = (args.data / "mt" / "dev" / "flores-dev.zh").read_text(encoding="utf-8").split("\n")
    texts = [line for line in lines if any(character.isdigit() for character in line)][: args.count]
    task = load("embedded").translator
    watched = Watched(task.engine)
    checking = 0.0

    def timed(zh: str, en: str, finish: str = "stop") -> tuple[Check, ...]:
        nonlocal checking
        began = time.perf_counter()
        found = translation_checks(zh, en, finish)  # type: ignore[arg-type]
        checking += time.perf_counter() - began
        return found

    models.review.translation_checks = timed
    made = SentenceTranslator(replace(task, engine=watched)).translate(texts, BriefOptions())
    whole = sum(translation.tokens for translation in made)
    result = {
        "sentences": len(texts),
        "errors after per 1000": round(1000 * sum(errors(t.checks) for t in made) / len(texts), 1),
        "errors mended per 1000": round(1000 * sum(c.repaired for t in made for c in t.checks) / len(texts), 1),
        "sentences with errors after": sum(bool(errors(t.checks)) for t in made),
        "sentences mended": sum(any(c.repaired for c in t.checks) for t in made),
        "tokens over those of the first attempt": round(whole / watched.tokens, 3),
        "seconds of the model": round(watched.seconds, 1),
        "seconds of the checks": round(checking, 3),
        "ratio": round(checking / watched.seconds, 4),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
