"""How the lines of a file were set: what a reader of PDF, DOCX or HTML saw and plain text cannot tell."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from models.types import MappedText, Mark

LARGER = 1.08
"""Ratio to the body's type from which a line counts as larger: 10 points beside 9.5 are not told apart."""


def marked(pieces: Iterable[tuple[str, float]]) -> tuple[str, tuple[Mark, ...]]:
    r"""Pieces of text, each with its size (0 where it is body), put together, and the marks of those that are larger.

    >>> marked([("标题\n", 2.0), ("正文。\n", 1.0)])
    ('标题\n正文。\n', (Mark(start=0, size=2.0),))
    """
    text: list[str] = []
    marks: list[Mark] = []
    position = 0
    for piece, size in pieces:
        if size >= LARGER and piece.strip():
            marks.append(Mark(position + len(piece) - len(piece.lstrip()), round(size, 2)))
        text.append(piece)
        position += len(piece)
    return "".join(text), tuple(marks)


def shifted(marks: Iterable[Mark], by: int) -> tuple[Mark, ...]:
    """The marks of a text before which ``by`` characters were put."""
    return tuple(Mark(mark.start + by, mark.size) for mark in marks)


def moved(marks: Iterable[Mark], read: MappedText) -> tuple[Mark, ...]:
    """Marks of a source as those of the text that is read of it (``models.normal``)."""
    return tuple(Mark(bisect_left(read.offsets, mark.start), mark.size) for mark in marks)


def sizes(starts: Sequence[int], marks: Iterable[Mark]) -> list[float]:
    """The size of each line, 1 where nothing is said of it. ``starts`` are where their texts begin, in order."""
    found = [1.0] * len(starts)
    for mark in marks:
        at = bisect_left(starts, mark.start)
        if at < len(starts) and starts[at] == mark.start:
            found[at] = mark.size
    return found
