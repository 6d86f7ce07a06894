"""The embedded model's BLEU and chrF beside those of other systems, on the same sentences.

``python benchmarks/peers.py DATA ANSWERS [--set flores-dev] [--limit N]``: other systems' answers are read from
``DATA/mt/peers/SET.SYSTEM.en``. The model's own go to ANSWERS as they come, a line each, so that the same command goes
on after a kill. Only the first N sentences are compared, of every system. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from models.registry import EMBEDDED, load  # noqa: E402
from models.training import corpus, scores  # noqa: E402
from models.training.answers import answers  # noqa: E402

FOLDERS = {"flores-dev": "dev", "newstest2018": "test"}
BATCH = 32
MAX_TOKENS = 160


def translate(folder: Path, sources: list[str], out: Path, beam: int) -> list[str]:
    """The model's answers to ``sources``; those that stand in ``out`` already are not made again."""
    made = [json.loads(line) for line in corpus.read_lines(out)] if out.exists() else []
    if len(made) >= len(sources):
        return made[: len(sources)]
    model = load(directory=folder, device="cpu").translator
    with out.open("a", encoding="utf-8") as file:
        for start in range(len(made), len(sources), BATCH):
            found = answers(model, sources[start : start + BATCH], beam, MAX_TOKENS, chinese=False)
            file.writelines(json.dumps(text, ensure_ascii=False) + "\n" for text in found)
            file.flush()
            made += found
    return made


def main() -> None:
    """Read the arguments, translate what is missing, score every system, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("answers", type=Path)
    parser.add_argument("--set", choices=FOLDERS, default="flores-dev")
    parser.add_argument("--limit", type=int, help="sentences (default: all)")
    parser.add_argument("--folder", type=Path, default=EMBEDDED, help="the model (default: the embedded one)")
    parser.add_argument("--beam", type=int, default=2)
    args = parser.parse_args()
    folder = args.data / "mt" / FOLDERS[args.set]
    zh, en = (list(islice(corpus.read_lines(folder / f"{args.set}.{side}"), args.limit)) for side in ("zh", "en"))
    systems = {"embedded": translate(args.folder, zh, args.answers, args.beam)}
    for path in sorted((args.data / "mt" / "peers").glob(f"{args.set}.*.en")):
        systems[path.name.split(".")[1]] = list(islice(corpus.read_lines(path), args.limit))
    found = {name: scores.translation(made, en)[0] for name, made in systems.items()}
    print(f"| {args.set}, {len(zh)} sentences | BLEU | chrF |\n| --- | --- | --- |")
    for name, score in sorted(found.items(), key=lambda item: item[1]["BLEU"]):
        print(f"| {name} | {score['BLEU']} | {score['chrF']} |")
    print(json.dumps({"set": args.set, "sentences": len(zh), "beam_size": args.beam, "scores": found}))


if __name__ == "__main__":
    main()
