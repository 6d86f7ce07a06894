"""English news → synthetic pairs for the translator: their Chinese is a model's, their English a person's.

``python -m models.training.backtranslate FOLDER ENGLISH OUT --limit N``: FOLDER is an exported model that was trained
with ``train --reverse``; ENGLISH has a sentence in each line. OUT gets a pair in each line, in their order, as the data
folder has them (source, Chinese, English); ``train --synthetic OUT`` adds those that pass the filters. The same command
after a kill goes on behind the last whole line. The method is that of Sennrich, Haddow and Birch (2016): what the model
learns to write is human text, and the faults of the machine stand on the side that it reads.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from models import batching
from models.generation import Engine, GenerationOptions
from models.prompts import TRANSLATE, task_prompt
from models.registry import load
from models.training import corpus

BATCH = 256
"""Sentences between two writes."""
OPTIONS = GenerationOptions(beam_size=1, max_tokens=160)


def backtranslate(engine: Engine, sentences: Sequence[str], forward: bool = False) -> list[str]:
    """A line of OUT for each sentence, its translation on one line without tabs."""
    prompts = [task_prompt(TRANSLATE, text) for text in sentences]
    made = batching.generate(engine, prompts, replace(OPTIONS, chinese=not forward), lambda: False)
    pairs = zip((" ".join(found[0].text.split()) for found in made), sentences, strict=True)
    return [f"distilled\t{zh}\t{en}" if forward else f"backtranslated\t{en}\t{zh}" for en, zh in pairs]


def write(engine: Engine, english: Path, out: Path, limit: int, forward: bool = False) -> None:
    """Write the pairs of the first ``limit`` sentences behind those that ``out`` has already."""
    written = out.read_bytes() if out.exists() else b""
    out.write_bytes(written[: written.rfind(b"\n") + 1])
    done = written.count(b"\n")
    sentences = (" ".join(line.split()) for line in corpus.read_lines(english))
    left = islice(sentences, done, limit)
    while batch := list(islice(left, BATCH)):
        lines = backtranslate(engine, batch, forward)
        with out.open("a", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in lines)
        done += len(batch)
        print(f"{done}/{limit}  {lines[-1]}")


def main() -> None:
    """Read the arguments and translate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("folder", "english", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--limit", type=int, required=True, help="sentences")
    parser.add_argument("--forward", action="store_true", help="the sentences are Chinese: a teacher's answers")
    args = parser.parse_args()
    write(load(directory=args.folder).translator.engine, args.english, args.out, args.limit, args.forward)


if __name__ == "__main__":
    main()
