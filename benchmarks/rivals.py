"""Other ways to read a page, for ``benchmarks/sections.py``: each gives a label to every non-blank line.

- a paragraph for each stretch without a blank line; a paragraph for each line;
- ``partition_text`` of unstructured, run by a Python that has it (``benchmarks/partition.py``);
- TextTiling (Hearst, Computational Linguistics 23(1), 1997) over the characters that lines share, or over the vectors
  that a sentence encoder gives them. It finds where the subject changes, and nothing else: a subject is a story, a
  stretch without a blank line a paragraph.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.truth import Label

Matrix = np.ndarray[Any, np.dtype[np.float32]]
WINDOW = 6
"""Lines on each side of a gap; Hearst takes blocks of 6 to 10 pieces of 20 words, and a line is about 20 characters."""
APART = 3
"""Fewest lines between two boundaries, as there."""


def _lines(text: str) -> Iterator[tuple[int, str, int]]:
    """Number, text and stretch of each non-blank line; a stretch has no blank line within."""
    stretch = 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield number, line.strip(), stretch
        else:
            stretch += 1


def blank_lines(text: str) -> list[Label]:
    """A paragraph for each stretch without a blank line, all in one section."""
    return [Label(number, "paragraph", 0, 0, stretch) for number, _, stretch in _lines(text)]


def each_line(text: str) -> list[Label]:
    """A paragraph for each line."""
    return [Label(number, "paragraph", 0, 0, number) for number, _, _ in _lines(text)]


class Unstructured:
    """``partition_text`` run by the interpreter ``python``: a title begins a section, the rest are paragraphs.

    ``verb`` says whether English verbs are found in a text where its tagger is not installed (None: the tagger's word).
    """

    def __init__(self, python: Path, verb: bool | None = None) -> None:
        script = str(Path(__file__).with_name("partition.py"))
        option = [] if verb is None else [f"--verb={int(verb)}"]
        self._process = subprocess.Popen(
            [str(python), script, *option],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=os.environ | {"DO_NOT_TRACK": "true", "UNSTRUCTURED_DISABLE_NOTICE": "1"},
        )

    def __call__(self, text: str) -> list[Label]:
        """Labels of the lines that each element was made of."""
        ends, made = self._process.stdin, self._process.stdout
        if ends is None or made is None:
            raise ValueError("the interpreter of unstructured has no standard input and output")
        ends.write(json.dumps(text) + "\n")
        ends.flush()
        return placed(text, json.loads(made.readline()))

    def close(self) -> None:
        """End the interpreter."""
        self._process.communicate()


def placed(text: str, elements: Sequence[tuple[str, str]]) -> list[Label]:
    """Labels of the lines of ``text`` that ``elements`` (kind and text, in order) were made of, by the letters and
    digits used up; what follows the last element is a paragraph for each line."""
    lines = list(_lines(text))
    found: list[Label] = []
    section = 0
    for unit, (kind, words) in enumerate(elements):
        left = _letters(words)
        section += kind == "Title"
        while len(found) < len(lines) and (left > 0 or not _letters(lines[len(found)][1])):
            number, line, _ = lines[len(found)]
            found.append(Label(number, "heading" if kind == "Title" else "paragraph", 0, section, unit))
            left -= _letters(line)
    return found + [Label(number, "paragraph", 0, section, -number) for number, _, _ in lines[len(found) :]]


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)


def tiling(vectors: Callable[[Sequence[str]], Matrix]) -> Callable[[str], list[Label]]:
    """TextTiling over ``vectors``, which turn lines into rows."""

    def way(text: str) -> list[Label]:
        lines = list(_lines(text))
        starts = boundaries(vectors([line for _, line, _ in lines])) if lines else set()
        story, found = 0, []
        for i, (number, _, stretch) in enumerate(lines):
            story += i in starts
            found.append(Label(number, "paragraph", story, 0, story * len(text) + stretch))
        return found

    return way


def boundaries(rows: Matrix) -> set[int]:
    """The rows that begin a new subject: valleys of the likeness of the blocks on both sides, the deepest first, that
    are deeper than the mean depth less half a standard deviation."""
    gaps = range(1, len(rows))
    likeness = [_cosine(rows[max(0, i - WINDOW) : i].sum(axis=0), rows[i : i + WINDOW].sum(axis=0)) for i in gaps]
    depths = [_rise(likeness[i::-1]) + _rise(likeness[i:]) for i in range(len(likeness))]
    least = max(1e-6, float(np.mean(depths) - np.std(depths) / 2)) if depths else 0.0
    valleys = [
        i for i, depth in enumerate(depths) if depth > least and likeness[i] == min(likeness[max(0, i - 1) : i + 2])
    ]
    chosen: set[int] = set()
    for i in sorted(valleys, key=lambda i: (-depths[i], i)):
        if all(abs(i + 1 - other) >= APART for other in chosen):
            chosen.add(i + 1)
    return chosen


def _rise(values: Sequence[float]) -> float:
    """How far the values climb from the first before they fall."""
    top = values[0]
    for value in values[1:]:
        if value < top:
            break
        top = value
    return top - values[0]


def _cosine(left: Matrix, right: Matrix) -> float:
    length = float(np.linalg.norm(left) * np.linalg.norm(right))
    return float(left @ right) / length if length else 0.0


def pairs(lines: Sequence[str]) -> Matrix:
    """Counts of the pairs of letters in each line."""
    found = [["".join(pair) for pair in pairwise(line) if "".join(pair).isalnum()] for line in lines]
    column = {pair: i for i, pair in enumerate(sorted({pair for row in found for pair in row}))}
    rows = np.zeros((len(lines), max(1, len(column))), dtype=np.float32)
    for i, row in enumerate(found):
        for pair in row:
            rows[i, column[pair]] += 1
    return rows


class Encoder:
    """Vectors of a BERT-like sentence encoder in ``folder`` (transformers): means over the tokens, length 1."""

    def __init__(self, folder: Path) -> None:
        from transformers import AutoModel, AutoTokenizer

        self._tokenizer = AutoTokenizer.from_pretrained(folder)
        self._model = AutoModel.from_pretrained(folder).eval()

    def __call__(self, lines: Sequence[str]) -> Matrix:
        """One row for each line."""
        import torch

        batch = self._tokenizer(list(lines), padding=True, truncation=True, return_tensors="pt")
        with torch.inference_mode():
            states = self._model(**batch).last_hidden_state
        mask = batch["attention_mask"].unsqueeze(-1)
        means = (states * mask).sum(1) / mask.sum(1)
        rows: Matrix = torch.nn.functional.normalize(means).numpy()
        return rows
