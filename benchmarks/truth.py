"""Labelled pages: the role, story, section and unit of each non-blank line, as in ``seeds/pages`` or of an Article.

Lines that share a ``unit`` are one paragraph, headline or other element. ``section`` counts within the story: 0 is the
text before its first heading. A page's labels are a TSV file with the columns ``line role story section unit text``.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from models.types import Article

COLUMNS = ("line", "role", "story", "section", "unit", "text")
GUARD = 12
"""Characters of a line that its label repeats."""


@dataclass(frozen=True, slots=True)
class Label:
    """What one non-blank line is. ``line`` is its 1-based number in the file."""

    line: int
    role: str
    story: int | None
    section: int | None
    unit: int


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page and the labels of its non-blank lines, in order."""

    name: str
    text: str
    labels: tuple[Label, ...]


def write(page: LabelledPage, folder: Path) -> None:
    """``NAME.txt`` and ``NAME.tsv`` in ``folder``."""
    (folder / f"{page.name}.txt").write_text(page.text, encoding="utf-8", newline="")
    lines = page.text.splitlines()
    out = StringIO()
    rows = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
    rows.writerow(COLUMNS)
    for label in page.labels:
        guard = lines[label.line - 1].strip()[:GUARD].replace("\t", " ")
        rows.writerow([label.line, label.role, _cell(label.story), _cell(label.section), label.unit, guard])
    (folder / f"{page.name}.tsv").write_text(out.getvalue(), encoding="utf-8")


def read(path: Path, folder: Path | None = None) -> LabelledPage:
    """The page ``path`` (``NAME.txt``) with its labels (``NAME.tsv``), which are beside it or in ``folder``.

    Raises ValueError where a label's guard differs from its line, or a non-blank line has no label.
    """
    text = path.read_bytes().decode("utf-8")
    lines = text.splitlines()
    labels = []
    for row in _rows(((folder or path.parent) / f"{path.stem}.tsv").read_text(encoding="utf-8")):
        number = int(row["line"])
        guard = lines[number - 1].strip()[:GUARD].replace("\t", " ").strip()
        if row["text"].strip() != guard:
            raise ValueError(f"{path.stem}: line {number} begins {guard!r}, its label says {row['text']!r}")
        labels.append(Label(number, row["role"], _number(row["story"]), _number(row["section"]), int(row["unit"])))
    blank = {number for number, line in enumerate(lines, 1) if not line.strip()}
    if [label.line for label in labels] != [n for n in range(1, len(lines) + 1) if n not in blank]:
        raise ValueError(f"{path.stem}: its labels are not one for each non-blank line, in order")
    return LabelledPage(path.stem, text, tuple(labels))


def read_folder(folder: Path) -> list[LabelledPage]:
    """Every labelled page of ``folder``, by name."""
    return [read(path) for path in sorted(folder.glob("*.txt")) if path.with_suffix(".tsv").exists()]


def labels_of(article: Article) -> tuple[Label, ...]:
    """The labels that ``article`` gives to the lines of its source."""
    starts = [block.start for block in article.blocks]
    numbers = _section_numbers(article)
    units: dict[object, int] = {}
    labels, position = [], 0
    for number, raw in enumerate(article.source.splitlines(keepends=True), 1):
        if raw.strip():
            index = bisect_right(starts, position + len(raw) - len(raw.lstrip())) - 1
            block = article.blocks[index]
            whole = block.role in ("paragraph", "lead", "title", "kicker", "heading")
            key = (block.role, block.story, block.section, block.paragraph) if whole else index
            section = None if block.section is None else numbers[block.section]
            unit = units.setdefault(key, len(units))
            labels.append(Label(number, str(block.role), block.story, section, unit))
        position += len(raw)
    return tuple(labels)


def _section_numbers(article: Article) -> list[int]:
    """For each section its number within its story, from 0 where it has no heading, else from 1."""
    counts: dict[int, int] = {}
    numbers = []
    for section in article.sections:
        count = counts.get(section.story, 0) + (section.heading is not None)
        counts[section.story] = count
        numbers.append(count)
    return numbers


def _rows(text: str) -> Iterable[dict[str, str]]:
    return csv.DictReader(StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)


def _cell(value: int | None) -> str:
    return "" if value is None else str(value)


def _number(cell: str) -> int | None:
    return int(cell) if cell else None


def content(labels: Sequence[Label]) -> list[Label]:
    """The labels of lines that belong to a story's text or headings."""
    return [label for label in labels if label.story is not None and label.role in ("paragraph", "lead", "heading")]
