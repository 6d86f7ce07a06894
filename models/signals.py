"""What speaks for and against a decision about a line: named signals, each true or not, that ``models.weights`` weighs.

Two decisions are taken line by line: whether a line goes on from the open paragraph (``flow``), and whether one which
does not is a headline (``headline``). Every signal looks at a bounded number of neighbours: time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from models.forms import forms_of
from models.lines import FULL, Line, Setting, settings
from models.masthead import masthead_lines
from models.roles import numbering, opens_like_news
from models.text import bigrams
from models.types import Role

SIGNING = {Role.BYLINE, Role.DATELINE, Role.CREDIT}
"""What stands under the headline of a story."""
NEVER_FIRST = tuple("，。、；：？！”’」』）】》〉,;:?!)%％")
"""Marks that cannot begin a line of their own."""
_LEFT_OPEN = tuple("，、,（(“‘《「『—-")
_BRIMFUL = 0.93
_OPENERS, _CLOSERS = "“（《「『【", "”）》」』】"
_PAIRS = tuple(zip(_OPENERS, _CLOSERS, strict=True))
_PAIR_MARKS = re.compile(f"[{_OPENERS}{_CLOSERS}]")
_FUNCTION = tuple("的地得和与及或在是为了把被对从向将由而并以使让这该其所于到有")
_TEXT_OPENING = re.compile(
    r"(?:记者|近日|日前|据|今年|昨日|今天|昨天|目前|随着|为了|在|对于|此外|同时|截至|当[天日]|去年|根据|\d+月\d*日?|\d{4}年)"
)
_ECHO = 8  # lines on either side whose words a headline is compared with
_ASK = ("？", "?", "！", "!")


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
        self.masthead = masthead_lines(lines)
        self.forms = forms_of(lines)
        self.questions = sum(line.bare and line.text.endswith(_ASK[:2]) for line in lines)
        self.styles = [numbering(line.text) if line.bare else 0 for line in lines]
        self.wires = [opens_like_news(line.text) for line in lines]
        self._widths = [line.width for line in lines]
        self._fills = [_fill(line, setting) for line, setting in zip(lines, self.settings, strict=True)]
        self.style = self._style()
        self.body_after = self._look_ahead()

    def short(self, i: int) -> bool:
        """Whether a column wraps line ``i`` and it ends before the column does."""
        return self.settings[i].measure > 0 and not self.full(i)

    def full(self, i: int) -> bool:
        """Whether line ``i`` fills FULL of its column, an indent that was lost counted."""
        return self._fills[i] in ("full", "brimful")

    def _style(self) -> Style:
        begins = [i for i in range(1, len(self.lines)) if self.lines[i - 1].terminal and self.short(i - 1)]
        begins = [i for i in begins if not self.lines[i].bare or self.lines[i].punctuated] or begins
        count = max(1, len(begins))
        indented = sum(self.lines[i].indent >= 2 for i in begins) / count
        gapped = sum(self.settings[i].apart for i in begins) / count
        shortened = sum(self.shortened(i) for i in begins) / count
        return Style(indented > 0.5, gapped > 0.5, shortened > 0.5)

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
        possible = line.bare and self.body_after[i] and not cut
        return possible and (style == 0 or not self._listed(i)) and (style > 0 or line.text[0] not in "（(")

    def flow(self, i: int, last: int) -> list[str]:
        """Signals for line ``i`` going on from the paragraph whose last line so far is ``last``."""
        before, line, setting = self.lines[last], self.lines[i], self.settings[i]
        ending = _ending(before)
        where = "gap" if setting.apart else "after_form" if i > last + 1 else "next"
        found = [f"{ending} {self._fills[last]} {where}", ending]
        if line.text.startswith(NEVER_FIRST):
            found.append("closing_mark_first")
        if _unclosed(before.text):
            found.append(f"unclosed {where}")
        self._add_setting(found, i, ending, setting.apart or i > last + 1)
        self._add_beginning(found, i, ending)
        return found

    def _add_setting(self, found: list[str], i: int, ending: str, gap: bool) -> None:
        """Signals that line ``i`` begins a paragraph or a headline, by how the page sets those."""
        line, style = self.lines[i], self.style
        if line.indent >= 2:
            found.append(f"indented {ending}" if style.indented else "indented_oddly")
        elif style.indented:
            found.append(f"not_indented {ending}")
        if style.gapped:
            found.append(f"gap_style {gap} {ending}")
        if style.shortened and self.settings[i].measure:
            found.append(f"shortened {self.shortened(i)} {ending}")
        if line.bare and not line.punctuated and not self.full(i):
            found.append(f"short_bare {ending} {gap} {self._gap_after(i)}")

    def _add_beginning(self, found: list[str], i: int, ending: str) -> None:
        """Signals that line ``i`` begins something, by itself and by what stands around it."""
        line = self.lines[i]
        if self.styles[i]:
            found.append(f"numbered {ending}")
        if i > 0 and self.styles[i - 1] and self._listed(i - 1):
            found.append("after_item")
        if ending == "stop" and line.text[0] in _OPENERS:
            found.append("quote_first")
        if self.wide(i):
            found.append(f"wider {ending}")
        if self.wires[i]:
            found.append(f"wire {ending}")
        if line.bare:
            found += [f"{name} {ending}" for name in self._below(i)]

    def wide(self, i: int) -> bool:
        """Whether line ``i`` is too wide for the column of the lines around it."""
        near = self._widths[max(0, i - 4) : i] + self._widths[i + 1 : i + 5]
        near.sort()
        return len(near) > 2 and self._widths[i] > 1.25 * near[int(0.75 * len(near))]

    def _gap_after(self, i: int) -> bool:
        return i + 1 == len(self.lines) or self.settings[i + 1].apart

    def _below(self, i: int) -> Iterator[str]:
        """What stands under a headline: a signature or a news item's opening, at once or under one more short line."""
        for j, where in ((i, "below"), (i + 1, "below_next")):
            if j > i and not (j < len(self.lines) and self.lines[j].bare):
                return
            if self.signed(j):
                yield f"signed {where}"
            elif j + 1 < len(self.lines) and self.wires[j + 1]:
                yield f"wire {where}"

    def echo(self, i: int) -> str:
        """How many of the line's bigrams the next lines have, and whether the lines before have more: a headline says
        what its text will say."""
        wanted = bigrams(self.lines[i].text)
        if not wanted:
            return "echo none"
        after = "\n".join([line.text for line in self.lines[i + 1 : i + 1 + _ECHO]])
        before = "\n".join([line.text for line in self.lines[max(0, i - _ECHO) : i]])
        share, earlier = echoed(wanted, after), echoed(wanted, before)
        return (
            f"echo {min(4, int(share * 6))} {'before' if earlier > share else 'after' if share > earlier else 'even'}"
        )

    def signed(self, i: int) -> bool:
        """Whether a byline, a date or a credit stands under line ``i``."""
        form = self.forms[i + 1] if i + 1 < len(self.lines) else None
        return form is not None and form.role in SIGNING

    def headline(self, i: int, open_: bool, stacked: bool) -> Iterator[str]:
        """Signals for line ``i``, which goes on from nothing, being a headline.

        ``open_``: a paragraph stands open before it. ``stacked``: a headline stands right before it.
        """
        line, setting = self.lines[i], self.settings[i]
        before = (
            "top"
            if i == 0
            else "stacked"
            if stacked
            else "colon"
            if self.lines[i - 1].text[-1] in "：:"
            else "stop"
            if self.lines[i - 1].terminal
            else ("cut" if open_ else "form")
        )
        gaps = f"{setting.apart} {self._gap_after(i)}"
        yield f"{before} {gaps}"
        yield f"gaps {gaps}"
        yield f"width {_bucket(line.width)} {before == 'stacked'}"
        yield self._fit(i)
        yield self.echo(i)
        yield from self._wording(line)
        yield from self._next(i)
        if self.styles[i]:
            yield "numbered"
        if self.style.indented:
            yield f"indented {line.indent >= 2}"
        if self.style.shortened and self.shortened(i):
            yield "shortened"

    def _fit(self, i: int) -> str:
        """How the line fills the column that it, or the text after it, is set in."""
        after = next((s.measure for s in self.settings[i + 1 : i + 4] if s.measure), 0)
        measure = after or self.settings[i].measure
        if not measure:
            return "no_column"
        share = self.lines[i].width / measure
        return "fits " + ("over" if share > 1.15 else "full" if share > 0.93 else "almost" if share > 0.75 else "part")

    def _wording(self, line: Line) -> Iterator[str]:
        text = line.text.rstrip("”」』")
        if text.endswith(_ASK):
            yield f"asks {self.questions > 1}"
            if "：" in text:
                yield "speaker_asks"
        if "，" in text or "," in text:
            yield "comma"
        if "：" in text or ":" in text:
            yield "colon"
        if re.search(r"\S[ \u3000]+\S", text):
            yield "inner_space"
        if text.endswith(_FUNCTION):
            yield "function_last"
        if _TEXT_OPENING.match(text):
            yield "text_opening"
        if _unclosed(text):
            yield "unclosed"
        if text[0] in "“《【":
            yield "quote_first"

    def _next(self, i: int) -> Iterator[str]:
        """What follows the line."""
        if i + 1 == len(self.lines):
            yield "next none"
            return
        line, after, form = self.lines[i], self.lines[i + 1], self.forms[i + 1]
        yield from self._below(i)
        if self.signed(i):
            yield "next signed"
        elif form:
            yield f"next {form.role}"
        elif self.wires[i + 1]:
            yield "next wire"
        else:
            yield "next " + ("bare" if after.bare and not after.punctuated else "text")
        if after.indent >= 2 and self.style.indented:
            yield "next indented"
        if self.style.shortened and self.shortened(i + 1):
            yield "next shortened"
        yield "next " + (
            "wider" if after.width > 1.25 * line.width else "same" if after.width > 0.8 * line.width else "narrower"
        )

    def _listed(self, i: int) -> bool:
        """Whether a numbered line stands beside another of its style, as in a list."""
        near = [j for j in (i - 1, i + 1) if 0 <= j < len(self.lines)]
        return any(self.styles[j] == self.styles[i] for j in near)


def echoed(wanted: Collection[str], text: str) -> float:
    """Share of the bigrams ``wanted`` that ``text`` has, 0 of none."""
    return sum([gram in text for gram in wanted]) / max(1, len(wanted))


def _fill(line: Line, setting: Setting) -> str:
    """How the line fills its column, an indent that was lost counted; ``loose`` where no column wraps it."""
    if not setting.measure:
        return "loose"
    width = line.width + line.indent + (4 if setting.apart and not setting.marked else 0)
    return "brimful" if width >= _BRIMFUL * setting.measure else "full" if width >= FULL * setting.measure else "short"


def _ending(line: Line) -> str:
    """How the line ends: at a full stop, in mid-sentence or between."""
    if line.terminal:
        return "stop"
    if line.text.endswith(_LEFT_OPEN):
        return "open"
    return {"：": "colon", ":": "colon", "；": "semicolon", ";": "semicolon"}.get(line.text[-1], "mid")


def _unclosed(text: str) -> bool:
    """Whether a quotation or bracket stands open at the end of a line.

    >>> _unclosed("他说“这是"), _unclosed("（见图）")
    (True, False)
    """
    marks = _PAIR_MARKS.findall(text)
    if not marks:
        return False
    last = {mark: i for i, mark in enumerate(marks)}
    return any(last.get(opener, -1) > last.get(closer, -1) for opener, closer in _PAIRS)


def _bucket(width: int) -> int:
    """Width in steps of six columns, at most 8."""
    return min(8, width // 6)
