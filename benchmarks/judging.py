"""A sheet of what the embedded model answers, to be judged by reading, with the signals of ``models.score``.

``python benchmarks/judging.py SHEET [--data DATA]`` writes a row for each sentence of medium and short summaries of the
texts of ``seeds/evidence``, of medium ones of the sample page's sections and, with ``--data``, of texts of
``DATA/sum/dev.jsonl``, and of their translations. Fill in ``right`` with 1 or 0; then
``python benchmarks/judging.py SHEET --done`` puts the sheet into ``seeds/judged``, rows of DATA with a checksum only in
place of the sentences, and ``benchmarks/calibration.py`` fits to it. The last line of output is a JSON object.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.evidence import texts  # noqa: E402
from models.evidence import Source  # noqa: E402
from models.generation import Engine, Generation, GenerationOptions, Prompt  # noqa: E402
from models.hypotheses import errors  # noqa: E402
from models.names import Names  # noqa: E402
from models.registry import LoadedModels, load  # noqa: E402
from models.score import UNSURE, summary_signals, translation_signals  # noqa: E402
from models.sections import PageSplitter  # noqa: E402
from models.summarise import ModelSummariser  # noqa: E402
from models.text import is_chinese, sentences  # noqa: E402
from models.translate import SentenceTranslator  # noqa: E402
from models.types import BriefOptions, Length, MappedText  # noqa: E402

JUDGED = ROOT / "seeds" / "judged" / "sentences.tsv"
PAGE = ROOT / "seeds" / "beijing-business-today-2020-12-10-t05.txt"
COLUMNS = ("id", "task", "revision", "right", "signals", "zh", "en", "sha256", "reason")
DATA_ROW = "dev-"
"""Begins the name of a text of DATA."""
SAMPLE, SEED, SHORTEST, LONGEST = 36, 6, 250, 700
LEFT_OUT = ("csl", "vcsum", "cail")  # paper titles, meetings and judgments: no news
Row = dict[str, str]
Passage = Sequence[MappedText]


class Listening:
    """An engine that remembers the mean log-probability of whatever it answers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.window, self.capabilities = engine.window, engine.capabilities
        self.heard: dict[str, float] = {}

    def count(self, text: str) -> int:
        """Tokens of plain text."""
        return self._engine.count(text)

    def generate(self, prompts: Sequence[Prompt], options: GenerationOptions) -> list[list[Generation]]:
        """What the engine answers."""
        answers = self._engine.generate(prompts, options)
        for generation in (generation for answer in answers for generation in answer):
            self.heard.setdefault(generation.text.strip(), generation.score)
        return answers


def passages(data: Path | None) -> Iterator[tuple[str, Length, Passage]]:
    """Name, length asked for and paragraphs."""
    for length in ("medium", "short"):
        for name, source in texts().items():
            yield f"{name}/{length}", length, [MappedText.of("".join(source))]  # type: ignore[misc]
    for section in PageSplitter().split(PAGE.read_text(encoding="utf-8")).sections:
        yield f"sample-{section.index}/medium", "medium", section.paragraphs
    if data:
        lines = (data / "sum" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [(i, json.loads(line)) for i, line in enumerate(lines)]
        found = [(i, row["text"]) for i, row in rows if row["source"] not in LEFT_OUT and not row.get("cut")]
        found = [(i, text) for i, text in found if SHORTEST <= len(text) <= LONGEST]
        random.Random(SEED).shuffle(found)
        for i, text in found[:SAMPLE]:
            yield f"{DATA_ROW}{i}/medium", "medium", [MappedText.of(line) for line in text.split("\n") if line.strip()]


def judged(loaded: LoadedModels, data: Path | None) -> Iterator[Row]:
    """The rows of the sheet; no translation has one where there is none, or where a name in it was put right: the
    certainty of the model's own words is not known then."""
    engine = Listening(loaded.summariser.engine)
    tasks = [replace(task, engine=engine) for task in (loaded.summariser, loaded.headliner, loaded.translator)]
    names = Names.load()
    lexicons = [names.lexicon, *([loaded.lexicon] if loaded.lexicon else [])]
    summariser, translator = ModelSummariser(*tasks[:2], names), SentenceTranslator(tasks[2], names, lexicons)
    for name, length, passage in passages(data):
        summary = summariser.summarise([passage], BriefOptions(length=length))[0]
        source = Source([unit for paragraph in passage for unit in sentences(paragraph)])
        certainty = engine.heard.get(summary.text, UNSURE)
        for i, sentence in enumerate(sentences(MappedText.of(summary.text))):
            zh = sentence.text.strip()
            signals = summary_signals(zh, certainty, source.match(zh).alone)
            yield {"id": f"{name}/{i}", "task": "summary", "zh": zh, "en": "", "signals": _packed(signals)}
            en = translator.translate([zh], BriefOptions())[0]
            if not en.error and is_chinese(zh) and "name_changed" not in [check.code for check in en.checks]:
                warnings = [check for check in en.checks if check.severity == "warning" and not check.repaired]
                certain = engine.heard.get(en.text, UNSURE)
                signals = translation_signals(zh, certain, len(errors(en.checks)), len(warnings))
                yield {"id": f"{name}/{i}", "task": "translation", "zh": zh, "en": en.text, "signals": _packed(signals)}


def _packed(signals: dict[str, float]) -> str:
    return json.dumps({name: round(value, 4) for name, value in signals.items()})


def sheet(rows: Iterable[Row], revision: str) -> list[Row]:
    """The rows with every column: empty verdicts and reasons, and a checksum of the sentences."""
    made = []
    for row in rows:
        sha = hashlib.sha256(f"{row['zh']}\t{row['en']}".encode()).hexdigest()[:12]
        full = row | {"revision": revision, "right": "", "sha256": sha, "reason": ""}
        made.append({name: full[name] for name in COLUMNS})
    return made


def hidden(rows: Iterable[Row]) -> list[Row]:
    """The rows, those of DATA without their sentences."""
    return [row | {"zh": "", "en": ""} if row["id"].startswith(DATA_ROW) else row for row in rows]


def write(rows: Sequence[Row], path: Path) -> None:
    """Write a sheet."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(
            file, COLUMNS, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(rows)


def read(path: Path) -> list[Row]:
    """Read a sheet."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def main() -> None:
    """Write the sheet of the packaged weights, or take a judged one over."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sheet", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--done", action="store_true")
    args = parser.parse_args()
    if args.done:
        rows = hidden(read(args.sheet))
        write(rows, JUDGED)
    else:
        loaded = load("embedded")
        rows = sheet(judged(loaded, args.data), loaded.summariser.record.revision)
        write(rows, args.sheet)
    print(json.dumps({"rows": len(rows), "judged": sum(row["right"] != "" for row in rows)}))


if __name__ == "__main__":
    main()
