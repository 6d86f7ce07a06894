"""What was made of a page beside what it was made of: mended texts, each with the block that it begins in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from service.schemas import BlockAnswer, Label, SectionsAnswer, Spans


@dataclass(frozen=True, slots=True)
class Mended:
    """A text made of the page: what it is, its story, section and paragraph, and where it came from."""

    kind: str
    text: str
    spans: Spans
    story: int | None = None
    section: int | None = None
    paragraph: int | None = None


@dataclass(slots=True)
class Row:
    """A block, the mended texts that begin in it and those that have a later part in it.

    ``story`` is the story that begins here, or goes on here after another one; None elsewhere.
    """

    block: BlockAnswer
    begun: list[Mended] = field(default_factory=list)
    continued: list[Mended] = field(default_factory=list)
    story: int | None = None


def rows(answer: SectionsAnswer) -> list[Row]:
    """The blocks in order."""
    found = [Row(block) for block in answer.blocks]
    for item in mended(answer):
        homes = list(dict.fromkeys(row_at(answer, [span]) for span in item.spans)) or [0]
        found[homes[0]].begun.append(item)
        for number in homes[1:]:
            found[number].continued.append(item)
    last = None
    for row in found:
        stories = [item.story for item in row.begun if item.story is not None]
        if stories and stories[0] != last:
            row.story = last = stories[0]
    return found


def row_at(answer: SectionsAnswer, spans: Sequence[tuple[int, int]]) -> int:
    """The number of the block where the first of ``spans`` begins; 0 where there are none."""
    start = spans[0][0] if spans else 0
    return max(0, bisect_right(answer.blocks, start, key=lambda block: block.start) - 1)


def mended(answer: SectionsAnswer) -> Iterator[Mended]:
    """Every text that was made of the page: the masthead's, the stories', then the sections'."""
    for kind in ("publication", "date", "page", "desk"):
        yield from _label(kind, getattr(answer.masthead, kind))
    for story in answer.stories:
        for kind in ("kicker", "title", "byline", "dateline", "lead"):
            yield from _label(kind, getattr(story, kind), story.index)
    for section in answer.sections:
        yield from _label("heading", section.heading, section.story, section.index)
        for number, item in enumerate(section.paragraphs or ()):
            yield Mended("paragraph", item.text, item.spans, section.story, section.index, number)


def _label(kind: str, label: Label | None, *at: int) -> Iterator[Mended]:
    if label is not None:
        yield Mended(kind, label.zh, label.spans, *at)


def pieces(item: Mended, source: str) -> Iterator[tuple[str, str]]:
    r"""A mended text cut where line ends were closed up: pairs of the joint before a piece and the piece.

    A joint is "line" (one line end), "far" (an empty line, or other text) and "" before the first piece.

    >>> list(pieces(Mended("paragraph", "abcd", ((0, 2), (3, 4), (6, 7))), "ab\nc\n\nd"))
    [('', 'ab'), ('line', 'c'), ('far', 'd')]
    """
    joint, piece, last = "", "", None
    offsets = chain.from_iterable(range(*span) for span in item.spans)
    for char, offset in zip(item.text, offsets, strict=True):
        found = "" if last is None or char.isspace() else _joint(source, last + 1, offset)
        if found:
            yield joint, piece
            joint, piece = found, ""
        piece += char
        last = last if char.isspace() else offset
    yield joint, piece


def _joint(source: str, end: int, start: int) -> str:
    gap = source[end:start]
    if end > start or gap.strip():
        return "far"
    line_ends = len(f"{gap}.".splitlines()) - 1
    return ("", "line", "far")[min(line_ends, 2)]
