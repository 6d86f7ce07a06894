"""A page's lines with all that is known of each before any decision: how they are set, their forms, what their words
share with the text around them. Everything looks at a bounded number of neighbours: time is linear."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from models.kinds import Kinds
from models.lines import FULL, Line, Setting, settings
from models.marks import LARGER
from models.repetition import Repetition
from models.types import Role

SIGNING = {Role.BYLINE, Role.DATELINE, Role.CREDIT}
"""What stands under the headline of a story."""
NEVER_FIRST = tuple("，。、；：？！”’」』）】》〉,;:?!)%％")
"""Marks that cannot begin a line of their own."""
_DATED = re.compile(r"(?:\d{4}年|\d{1,2}月\d{1,2}日|\d{1,2}日|\d{1,2}[:：]\d\d)[\s（(]?")
_SPEAKER = re.compile(r"\s*([^\s，。：:“”\d]{1,8})[：:]")
_BRIMFUL = 0.93
_ECHO = 8  # lines on either side whose words a headline is compared with
_MOST_LINES = 3  # of a headline in one size
_MUCH = 1.4  # ratio to the body's type from which a line is much larger
_QUESTIONS = ("？", "?")


@dataclass(frozen=True, slots=True)
class Style:
    """How a page sets the beginnings of paragraphs, seen where a line after a short last line begins one: shares of
    those that are indented, that stand after a gap, and that are two characters shorter than the column."""

    indented: bool
    gapped: bool
    shortened: bool


class View:
    """A page's lines with all that is known of each before any decision."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.settings: list[Setting] = settings(lines)
        self.repetition = Repetition.of([line.text for line in lines])
        self._echoes = self.repetition.shares(_ECHO)
        self.kinds = Kinds(lines, self.settings, self._echoes[1])
        self.forms = self.kinds.forms
        self.questions = sum(line.bare and line.text.endswith(_QUESTIONS) for line in lines)
        self._speakers = [_speaker(line.text) for line in lines]
        self._spoken = Counter(self._speakers)
        self.ranks, self.wires = self.kinds.ranks, self.kinds.wires
        self.styles = [rank if line.bare else 0 for rank, line in zip(self.ranks, lines, strict=True)]
        self.dated = [_DATED.match(line.text) is not None for line in lines]
        self._widths = [line.width for line in lines]
        self.fills = [_fill(line, setting) for line, setting in zip(lines, self.settings, strict=True)]
        self.blocks = self._blocks()
        self.style = self._style()
        self.body_after = self._look_ahead()

    def short(self, i: int) -> bool:
        """Whether a column wraps line ``i`` and it ends before the column does."""
        return self.settings[i].measure > 0 and not self.full(i)

    def full(self, i: int) -> bool:
        """Whether line ``i`` fills FULL of its column, an indent that was lost counted."""
        return self.fills[i] in ("full", "brimful")

    def _style(self) -> Style:
        begins = [i for i in range(1, len(self.lines)) if self.lines[i - 1].terminal and self.short(i - 1)]
        begins = [i for i in begins if not self.lines[i].bare or self.lines[i].punctuated] or begins
        count = max(1, len(begins))
        indented = sum(self.lines[i].indent >= 2 for i in begins) / count
        gapped = sum(self.settings[i].apart for i in begins) / count
        shortened = sum(self.shortened(i) for i in begins) / count
        return Style(indented > 0.5, gapped > 0.5, shortened > 0.5)

    def _blocks(self) -> list[int]:
        """For each line how many stand with it between two gaps, where all read like headlines; 0 elsewhere."""
        starts = [i for i, setting in enumerate(self.settings) if setting.apart]
        found: list[int] = []
        for a, b in pairwise([*starts, len(self.lines)]):
            heads = b - a <= _MOST_LINES and all(line.bare and not line.terminal for line in self.lines[a:b])
            found += [(b - a) * heads] * (b - a)
        return found

    def shortened(self, i: int) -> bool:
        """Whether line ``i`` is about two characters shorter than its column: an indent was lost before it."""
        left = self.settings[i].measure - self.lines[i].width
        return self.settings[i].measure > 0 and 2 < left < 7 and self.lines[i].indent == 0

    def _look_ahead(self) -> list[bool]:
        """For each line, whether a body follows, be it after more headlines and forms."""
        found = [False] * len(self.lines)
        body = False
        for i in range(len(self.lines) - 1, -1, -1):
            found[i] = body
            if not self.forms[i]:
                line = self.lines[i]
                body = body or line.terminal or not line.bare or self.settings[i].wrapped
        return found

    def may_head(self, i: int) -> bool:
        """Whether line ``i`` can be a headline at all: it reads like one, a body follows, and the next line does not
        begin with a mark that belongs to it, nor is it one of a list or in brackets."""
        cut = i + 1 < len(self.lines) and self.lines[i + 1].text.startswith(NEVER_FIRST)
        line, style = self.lines[i], self.styles[i]
        number = line.width < 6 and not any(map(str.isalpha, line.text)) and any(map(str.isdigit, line.text))
        reads = line.bare or number or (self.larger(i) > 0 and not line.terminal)
        possible = reads and self.body_after[i] and not cut
        return possible and (style == 0 or not self.listed(i)) and (style > 0 or line.text[0] not in "（(")

    def larger(self, i: int) -> int:
        """Whether line ``i`` is set in larger type than the body: 1 a little, 2 much. Where more lines in a row are set
        so than a headline has, it is text."""
        size = self.lines[i].size
        if size < LARGER:
            return 0
        near = self.lines[max(0, i - _MOST_LINES) : i + _MOST_LINES + 1]
        runs = groupby(near, lambda line: size / LARGER <= line.size <= size * LARGER)
        if any(alike and len(list(run)) > _MOST_LINES for alike, run in runs):
            return 0
        return 2 if size >= _MUCH else 1

    def left(self, i: int) -> str:
        """How many characters line ``i`` lacks to fill the column that it, or the text after it, is set in."""
        after = next((s.measure for s in self.settings[i + 1 : i + 4] if s.measure), 0)
        measure = after or self.settings[i].measure
        return str(max(-1, min(8, (measure - self.lines[i].width) // 2))) if measure else "none"

    def nearest(self, i: int) -> str:
        """How far the next numbered lines of line ``i``'s style are, before and after."""
        reach = range(1, 6)
        before = next((d for d in reach if i >= d and self.styles[i - d] == self.styles[i]), 0)
        after = next((d for d in reach if i + d < len(self.lines) and self.styles[i + d] == self.styles[i]), 0)
        return f"{before} {after}"

    def speaks(self, i: int) -> bool:
        """Whether line ``i`` begins with the name of a speaker who begins another line, too."""
        return self._speakers[i] != "" and self._spoken[self._speakers[i]] > 1

    def wide(self, i: int) -> bool:
        """Whether line ``i`` is too wide for the column of the lines around it."""
        near = self._widths[max(0, i - 4) : i] + self._widths[i + 1 : i + 5]
        near.sort()
        return len(near) > 2 and self._widths[i] > 1.25 * near[int(0.75 * len(near))]

    def gap_after(self, i: int) -> bool:
        """Whether a gap, or the end, comes after line ``i``."""
        return i + 1 == len(self.lines) or self.settings[i + 1].apart

    def echo(self, i: int) -> str:
        """How many of the line's words the next lines have, and whether the lines before have more: a headline says
        what its text will say."""
        if not self.repetition.words[i]:
            return "echo none"
        earlier, share = (shares[i] for shares in self._echoes)
        return (
            f"echo {min(4, int(share * 6))} {'before' if earlier > share else 'after' if share > earlier else 'even'}"
        )

    def signed(self, i: int) -> bool:
        """Whether a byline, a date or a credit stands under line ``i``."""
        form = self.forms[i + 1] if i + 1 < len(self.lines) else None
        return form is not None and form.role in SIGNING

    def listed(self, i: int) -> bool:
        """Whether a numbered line stands beside another of its style, as in a list."""
        near = [j for j in (i - 1, i + 1) if 0 <= j < len(self.lines)]
        return any(self.styles[j] == self.styles[i] for j in near)


def _speaker(text: str) -> str:
    found = _SPEAKER.match(text)
    return found[1] if found else ""


def _fill(line: Line, setting: Setting) -> str:
    """How the line fills its column, an indent that was lost counted; ``loose`` where no column wraps it."""
    if not setting.measure:
        return "loose"
    width = line.width + line.indent + (4 if setting.apart and not setting.marked else 0)
    return "brimful" if width >= _BRIMFUL * setting.measure else "full" if width >= FULL * setting.measure else "short"
