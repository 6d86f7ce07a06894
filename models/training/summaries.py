"""Headlines and summaries of the development sets against the extractive summariser and the first sentences.

ROUGE-1/2/L F1 on characters, and what the source supports (``models.training.support``). ``long`` has no model of its
own: what is measured is the product's way, on silver summaries of the development set (``models.training.silver``) and
on the few genuine long ones, meetings and court judgments, which training leaves out for their length.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from models.decoding import BEAMS
from models.extract import extract
from models.names import Names
from models.registry import LoadedModels
from models.summarise import ModelSummariser
from models.text import sentences
from models.training import corpus, scores, silver
from models.training.answers import answers
from models.training.support import MEASURES, support
from models.types import BriefOptions, Length, MappedText

SUMMARISERS = ("model", "extractive", "first sentence")
LONGEST = 800
"""Characters of a text of the development set that is measured."""
GENUINE = {"vcsum": "meetings, long", "cail": "judgments, long"}
"""Sources of long human summaries, by the beginning of their name."""
Texts = tuple[list[str], list[str]]
"""Sources and reference summaries."""


def short_figures(models: LoadedModels, data: Path, limit: int, beam_size: int) -> Iterator[dict[str, Any]]:
    """A row for headlines and one for one-sentence summaries, as the model answers them."""
    rows = [json.loads(line) for line in corpus.read_lines(data / "sum" / "dev.jsonl")]
    for kind, model in (("headline", models.headliner), ("summary", models.summariser)):
        chosen = [row for row in rows if row["kind"] == kind and len(row["text"]) <= LONGEST][:limit]
        texts, references = [row["text"] for row in chosen], [row["summary"] for row in chosen]
        made = answers(model, texts, beam_size, 120)
        length: Length = "short" if kind == "headline" else "medium"
        yield _row(f"dev, {kind}", (texts, references), made, beam_size, length)


def long_figures(models: LoadedModels, data: Path, limit: int) -> Iterator[dict[str, Any]]:
    """A row for each set of long summaries that ``data`` has, as the product writes them at its usual effort."""
    writer = ModelSummariser(models.summariser, models.headliner, Names.load())
    options = BriefOptions(length="long")
    for name, (texts, references) in long_sets(data, limit).items():
        made = writer.summarise([passage(text) for text in texts], options)
        answered = [summary.text for summary in made]
        yield _row(name, (texts, references), answered, BEAMS[options.effort], "long")


def long_sets(data: Path, limit: int) -> dict[str, Texts]:
    """At most ``limit`` texts of each set with a long reference; a set without any is left out."""
    made = silver.read(data, "dev", Counter())
    pairs = {"dev, long (silver)": [(row.text, row.summary) for row in made if row.length == "long"]}
    pairs |= {name: [] for name in GENUINE.values()}
    for line in corpus.read_lines(data / "sum" / "train.jsonl.xz"):
        row = json.loads(line)
        for source, name in GENUINE.items():
            if row["source"].startswith(source) and row["kind"] == "summary":
                pairs[name].append((row["text"], row["summary"]))
    chosen = {name: list(islice(found, limit)) for name, found in pairs.items() if found}
    return {name: ([text for text, _ in rows], [told for _, told in rows]) for name, rows in chosen.items()}


def leading(passage: Sequence[MappedText], length: Length) -> str:
    """The first sentence, and for ``long`` as many of the next as come nearest to its length.

    >>> leading([MappedText.of("雨停了。大桥通车。")], "medium")
    '雨停了。'
    """
    told, most = "", silver.TARGETS["long"] if length == "long" else 0
    for unit in (sentence.text for paragraph in passage for sentence in sentences(paragraph)):
        if told and len(told) + len(unit) / 2 > most:
            break
        told += unit
    return told


def passage(text: str) -> list[MappedText]:
    """A paragraph for each line of ``text``."""
    return [MappedText.of(line) for line in text.split("\n") if line]


def _row(name: str, pairs: Texts, made: Sequence[str], beam_size: int, length: Length) -> dict[str, Any]:
    texts, references = pairs
    passages, names = [passage(text) for text in texts], Names.load()
    answers = {
        "model": made,
        "extractive": [extract(passage, length).text for passage in passages],
        "first sentence": [leading(passage, length) for passage in passages],
    }
    row: dict[str, Any] = {"set": name, "texts": len(texts), "beam_size": beam_size}
    row |= {summariser: scores.rouge(told, references) for summariser, told in answers.items()}
    row["support"] = {summariser: support(told, texts, names) for summariser, told in answers.items()}
    row["characters"] = {summariser: round(sum(map(len, told)) / len(told)) for summariser, told in answers.items()}
    return row


def table(rows: Sequence[dict[str, Any]]) -> list[str]:
    """The rows as Markdown for the card: ROUGE, and below it what the source supports."""
    head = " | ".join(SUMMARISERS)
    lines = [f"| set | texts | beam size | {head} |", f"|{' --- |' * 6}"]
    for row in rows:
        rouges = [" / ".join(f"{score:.1f}" for score in row[name]) for name in SUMMARISERS]
        lines.append(f"| {row['set']} | {row['texts']} | {row['beam_size']} | {' | '.join(rouges)} |")
    lines += ["", "ROUGE-1 / 2 / L, F1 on characters, in percent.", "", f"| set | {head} |", f"|{' --- |' * 4}"]
    for row in rows:
        shares = [" / ".join(f"{row['support'][name][kind]:.1f}" for kind in MEASURES) for name in SUMMARISERS]
        cells = [f"{share} ({row['characters'][name]})" for share, name in zip(shares, SUMMARISERS, strict=True)]
        lines.append(f"| {row['set']} | {' | '.join(cells)} |")
    return [*lines, "", "What the text has of a summary's bigrams / numbers / names, in percent (mean characters)."]
