"""What traditional script costs translations and summaries, and what reading it as simplified gives back.

``python benchmarks/script.py DATA [--count 60] [--summaries 40]``: the first sentences of flores-dev are translated and
the first summarised texts of the development set summarised as the product does, checks and repair included: as they
are, put into traditional script by OpenCC and read as it stands, and the same read as simplified, which is the
product's way. BLEU, chrF, sentences whose figures are right and findings about names; ROUGE-1/2/L on
characters with both texts in simplified script, bigrams that the text has, and summaries that are the model's own.
The last line is JSON; ``ratio`` is the BLEU of the product's way over that of the sentences as they are.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.supported import rows
from models.evidence import overlap
from models.names import Names
from models.registry import LoadedModels, load
from models.script import converter
from models.summarise import ModelSummariser
from models.text import bigrams
from models.training import corpus, scores, summaries
from models.translate import SentenceTranslator
from models.types import BriefOptions

BATCH = 20
"""Texts of a request."""
SIMPLIFIED, AS_IT_STANDS, READ = "simplified", "traditional, as it stands", "traditional, read as simplified"


def ways(texts: Sequence[str]) -> dict[str, tuple[Sequence[str], Callable[[], AbstractContextManager[Any]]]]:
    """What is sent in each way, and within which context."""
    traditional = [converter("s2t")(text) for text in texts]

    def as_it_stands() -> AbstractContextManager[Any]:
        return patch("models.script.simplified", lambda text: text)

    return {
        SIMPLIFIED: (texts, nullcontext),
        AS_IT_STANDS: (traditional, as_it_stands),
        READ: (traditional, nullcontext),
    }


def translated(models: LoadedModels, names: Names, data: Path, count: int) -> dict[str, dict[str, Any]]:
    """A row for each way of translating the first ``count`` sentences."""
    pairs = corpus.development(data, count)
    zh, en = [pair.source for pair in pairs], [pair.target for pair in pairs]
    lexicons = [names.lexicon, *([models.lexicon] if models.lexicon else [])]
    translator, found = SentenceTranslator(models.translator, names, lexicons), {}
    for name, (texts, context) in ways(zh).items():
        with context():
            batches = [translator.translate(texts[i : i + BATCH], BriefOptions()) for i in range(0, count, BATCH)]
        made = [item.text for batch in batches for item in batch]
        checked = sum(check.code.startswith("name_") for batch in batches for item in batch for check in item.checks)
        row = scores.translation(made, en)[0] | {"numbers": scores.numbers(zh, made), "findings about names": checked}
        found[name] = row
        print(f"| {name} | {' | '.join(map(str, row.values()))} |", flush=True)
    return found


def summarised(models: LoadedModels, names: Names, data: Path, count: int) -> dict[str, dict[str, Any]]:
    """A row for each way of summarising the first ``count`` texts."""
    chosen, plain = rows(data, "summary", count), converter("t2s")
    writer, found = ModelSummariser(models.summariser, models.headliner, names), {}
    for name, (texts, context) in ways([row["text"] for row in chosen]).items():
        passages = [summaries.passage(text) for text in texts]
        with context():
            batches = [writer.summarise(passages[i : i + BATCH], BriefOptions()) for i in range(0, count, BATCH)]
        made = [item for batch in batches for item in batch]
        told = [plain(item.text) for item in made]
        shares = [overlap(bigrams(item.text), bigrams(text)) for item, text in zip(made, texts, strict=True)]
        row = {
            "ROUGE": " / ".join(map(str, scores.rouge(told, [row["summary"] for row in chosen]))),
            "bigrams": round(100 * sum(shares) / count, 1),
            "the model's own": sum(item.method == "abstractive" for item in made),
        }
        found[name] = row
        print(f"| {name} | {' | '.join(map(str, row.values()))} |", flush=True)
    return found


def main() -> None:
    """Read the arguments, measure each way, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--count", type=int, default=60, help="sentences")
    parser.add_argument("--summaries", type=int, default=40, help="texts")
    args = parser.parse_args()
    models, names = load(device="cpu"), Names.load()
    told = summarised(models, names, args.data, args.summaries)
    translations = translated(models, names, args.data, args.count)
    ratio = translations[READ]["BLEU"] / translations[SIMPLIFIED]["BLEU"]
    print(json.dumps({"ratio": round(ratio, 3), "translations": translations, "summaries": told}))


if __name__ == "__main__":
    main()
