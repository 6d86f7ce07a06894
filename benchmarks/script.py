"""What traditional script costs a translation, and what reading it as simplified gives back.

``python benchmarks/script.py DATA [--count 60]``: the first sentences of flores-dev, as they are and put into
traditional script by OpenCC, are translated by the embedded model with its hints, the latter both as they stand and
converted back as the product does. BLEU, chrF and sentences whose figures are right. The last line is JSON; ``ratio``
is the BLEU of the product's way over that of the sentences as they are.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

from models import hints
from models.generation import Prompt
from models.prompts import TRANSLATE, task_prompt
from models.registry import load
from models.script import converter
from models.training import corpus, scores
from models.training.answers import answers


def main() -> None:
    """Read the arguments, translate in each way, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--count", type=int, default=60)
    args = parser.parse_args()
    models = load(device="cpu")
    model, lexicon = models.translator, models.lexicon
    pairs = corpus.development(args.data, args.count)
    zh, en = [pair.source for pair in pairs], [pair.target for pair in pairs]
    traditional = [converter("s2t")(text) for text in zh]

    def as_it_stands(text: str) -> Prompt:
        known = hints.find(text, lexicon) if lexicon else []
        return task_prompt(TRANSLATE, hints.prompt_text(text, known=known))

    ways = {
        "simplified": (zh, model.prompt),
        "traditional, as it stands": (traditional, as_it_stands),
        "traditional, read as simplified": (traditional, model.prompt),
    }
    rows = {}
    print("| script | BLEU | chrF | figures right |\n| --- | --- | --- | --- |")
    for name, (texts, prompt) in ways.items():
        made = answers(replace(model, prompt=prompt), texts, 2, 160, chinese=False)
        rows[name] = scores.translation(made, en)[0] | {"numbers": scores.numbers(zh, made)}
        print(f"| {name} | {' | '.join(map(str, rows[name].values()))} |", flush=True)
    ratio = rows["traditional, read as simplified"]["BLEU"] / rows["simplified"]["BLEU"]
    print(json.dumps({"ratio": round(ratio, 3), **rows}))


if __name__ == "__main__":
    main()
