"""Lines of a page and what can be seen of each from its neighbours: gaps, indents, and whether a column wraps it.

A *run* is a stretch of lines without a blank line between them. A run is *wrapped* where most of its lines break off
in the middle of a sentence at about the same width, its *measure* (in display columns): such line ends are not the
author's. Everything here is linear in the number of lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from models.marks import sizes
from models.text import CLOSERS, columns
from models.types import Mark, Span

FULL = 0.8
"""Share of the measure from which a line counts as full: a first line lacks its indent, a ragged one a word."""

_REACH = 4  # lines looked at on either side for the local measure: columns of one run may differ
_NARROWEST = 16  # columns of the narrowest newspaper column
_WIDER = 1.3  # ratio from which the next line is not of the same column
_WIDEST_HEADLINE = 70  # columns; two lines of a broadsheet's largest headline
_END_NOTE = re.compile(r"[（(【\[][^（(【\[]{1,30}[）)】\]]$")
_NOTE_ENDS, _AFTER_STOP, _FULL_STOPS = "）)】]", CLOSERS + " ", tuple("。！？!?…｡．")
_INNER = re.compile("[，。；、？！,;：:]")
_STOP = re.compile("[。；;]")


@dataclass(slots=True)
class Line:
    """A non-blank line. ``begin``–``stop`` is its share of the source, with the blank lines that follow it;
    ``start``–``end`` its text without white space around it. ``gap`` counts the blank lines before it, ``indent`` and
    ``width`` are display columns, ``size`` is that of its type beside the body's, 1 where that is not known,
    ``row`` its number among the lines, from 0.
    ``terminal``: it ends a sentence; ``bare``: it reads like a headline; ``punctuated``: a mark stands inside or at the
    end, as in running text."""

    begin: int
    start: int
    end: int
    stop: int
    gap: int
    indent: int
    text: str
    size: float = 1.0
    row: int = 0
    width: int = field(init=False)
    terminal: bool = field(init=False)
    bare: bool = field(init=False)
    punctuated: bool = field(init=False)

    def __post_init__(self) -> None:
        self.width = columns(self.text)
        self.terminal = ends_sentence(self.text)
        self.punctuated = _INNER.search(self.text) is not None
        self.bare = self.width <= _WIDEST_HEADLINE and looks_bare(self.text)

    @property
    def span(self) -> Span:
        """Where the text is."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Setting:
    """How a line is set. ``measure`` is the column's width in display columns, 0 where no column wraps the line;
    ``apart`` says that a gap wider than the page's line spacing stands before it; ``marked`` that an indent begins
    paragraphs in its run."""

    wrapped: bool
    measure: int
    apart: bool
    marked: bool


def ends_sentence(text: str) -> bool:
    """Whether a line ends with 。！？… or an English full stop, closing marks and a note like （完） aside, or is
    nothing but such a note."""
    tail = text[-40:]
    if text[-1:] in _NOTE_ENDS:
        if _END_NOTE.fullmatch(tail):
            return True
        tail = _END_NOTE.sub("", tail) or tail
    body = tail.rstrip(_AFTER_STOP)
    return body.endswith(_FULL_STOPS) or (body[-1:] == "." and body[-2:-1].isalpha())


def looks_bare(text: str) -> bool:
    """Whether a line reads like a headline: no full stop, at most one comma, nothing left open at its end."""
    return not (
        _STOP.search(text)
        or text[-1] in "，、：:,….．"
        or text.count("，") + text.count(",") > 1
        or not (text[0].isalpha() or any(map(str.isalpha, text)))
    )


def read_lines(source: str, marks: Sequence[Mark] = ()) -> list[Line]:
    """The non-blank lines, set as ``marks`` say; their shares partition the source. None if all is blank.

    A blank line belongs to the line before it, or to the first.
    """
    drafts: list[tuple[int, int, int, int, str]] = []  # begin, start, gap, indent, text
    position = gap = 0
    for raw in source.splitlines(keepends=True):
        if text := raw.strip():
            lead = raw.index(text[0])
            indent = _indent(raw[:lead]) if lead else 0
            drafts.append((position if drafts else 0, position + lead, gap, indent, text))
            gap = 0
        else:
            gap += 1
        position += len(raw)
    begins = [*(draft[0] for draft in drafts), position]
    found = [
        Line(begin, start, start + len(text), stop, gap, indent, text, row=row)
        for row, ((begin, start, gap, indent, text), stop) in enumerate(zip(drafts, begins[1:], strict=True))
    ]
    if marks:
        for line, size in zip(found, sizes([line.start for line in found], marks), strict=True):
            line.size = size
    return found


def _indent(head: str) -> int:
    """Columns of white space at the end of ``head``; more than 40 characters are not told apart."""
    return columns(head[max(len(head) - 40, len(head.rstrip(" \t\u3000\xa0"))) :])


def settings(lines: Sequence[Line]) -> list[Setting]:
    """How each line is set."""
    spacing = _spacing(lines)
    apart = [i == 0 or line.gap > spacing for i, line in enumerate(lines)]
    starts = [i for i, first in enumerate(apart) if first]
    runs = [lines[a:b] for a, b in pairwise([*starts, len(lines)])]
    measures = _adopt(runs, [_measures(run) if _wraps(run) else [0] * len(run) for run in runs])
    found: list[Setting] = []
    for run, widths in zip(runs, measures, strict=True):
        marked = len({line.indent >= 2 for line in run}) == 2
        wrapped = len(run) > 1 and any(widths)
        found += [Setting(wrapped, width, i == 0, marked) for i, width in enumerate(widths)]
    return found


def _spacing(lines: Sequence[Line]) -> int:
    """Blank lines between the lines of one paragraph: 1 where nearly every line is followed by a blank one."""
    tight = sum(line.gap == 0 for line in lines[1:])
    return 1 if len(lines) > 2 and tight * 10 < len(lines) else 0


def _wraps(run: Sequence[Line]) -> bool:
    """Whether most lines of the run break off in mid-sentence, those aside that a wider one follows, like titles."""
    pairs = [(a, b) for a, b in pairwise(run) if a.terminal or b.width <= _WIDER * a.width]
    flowing = sum(not a.terminal and a.width >= _NARROWEST and (len(run) > 2 or a.punctuated) for a, _ in pairs)
    return 2 * flowing > len(pairs) and any(line.punctuated for line in run[:-1])


def _measures(run: Sequence[Line]) -> list[int]:
    """The width that seven in ten of the lines around each do not exceed: last lines are short, few lines stick out."""
    found, widths = [], [line.width for line in run]
    for i in range(len(run)):
        near = sorted(widths[max(0, i - _REACH) : i + _REACH + 1])
        found.append(near[7 * (len(near) - 1) // 10 + (len(near) > 1)])
    return found


def _adopt(runs: Sequence[Sequence[Line]], measures: list[list[int]]) -> list[list[int]]:
    """Give short runs that could stand in the column of the last wrapped run, or the next, its measure."""
    following = [0] * (len(runs) + 1)
    for i in range(len(runs) - 1, -1, -1):
        following[i] = measures[i][0] or following[i + 1]
    before = 0
    for i, run in enumerate(runs):
        if measures[i][0]:
            before = measures[i][-1]
        else:
            measures[i] = _adopted(run, (before, following[i + 1]))
    return measures


def _adopted(run: Sequence[Line], candidates: Sequence[int]) -> list[int]:
    open_lines = [line for line in run[:-1] if not line.terminal] or list(run[:1])
    if len(run) > 2 and 2 * len(open_lines) <= len(run) - 1:
        return [0] * len(run)
    for measure in candidates:
        fits = all(FULL * measure <= line.width <= measure / FULL for line in open_lines)
        if measure and fits and (len(run) == 1 or run[-1].terminal):
            return [measure] * len(run)
    return [0] * len(run)
