"""Lines → elements: which lines flow on into one paragraph, which are headlines, which have a fixed form.

Every decision is a sum of weighted signals. A sum over 0 says yes, and its distance from 0 is the certainty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.lines import FULL, Line, Setting, settings
from models.masthead import masthead_lines
from models.roles import Form, form_of, is_bare_names, numbering
from models.types import Role

_NEVER_FIRST = tuple("，。、；：？！”’」』）】》〉,;:?!)%％")
_LEFT_OPEN = tuple("，、：:,（(“‘《「『—")
_BRIMFUL = 0.9  # share of the measure from which the end of a sentence need not be that of a paragraph
_INDENT = 4  # columns of the two-character indent that an extractor drops from a paragraph's first line
SIGNING = {Role.BYLINE, Role.DATELINE, Role.CREDIT}
"""What stands under the headline of a story."""

_INTERRUPTING = {Role.CAPTION, Role.FOLIO, Role.JUMP, Role.NOTICE, Role.ADVERTISEMENT}


@dataclass(slots=True, eq=False)
class Element:
    """Lines of one role, in text order. TITLE here is any headline: stories tell titles from headings."""

    role: Role
    lines: list[Line]
    reason: str
    confidence: float

    @property
    def begin(self) -> int:
        """Where the element's share of the source begins."""
        return self.lines[0].begin

    @property
    def measure(self) -> int:
        """Column width: the upper median of all lines but the last, 0 for a single line."""
        widths = sorted(line.width for line in self.lines[:-1])
        return widths[len(widths) // 2] if widths else 0


def certainty(score: float) -> float:
    """Confidence of a decision by the distance of its score from 0: under 0.5 within 0.75 of it.

    >>> certainty(-2.0)
    0.7
    """
    return round(min(1.0, 0.4 + 0.15 * abs(score)), 2)


def plain_elements(lines: Sequence[Line]) -> list[Element]:
    """All as paragraphs: wrapped lines joined, every headline and every fixed form by itself."""
    found: list[Element] = []
    for element in Flow(lines).elements():
        parts = [[line] for line in element.lines] if element.role is Role.TITLE else [element.lines]
        found += [Element(Role.PARAGRAPH, part, "unsplit", 1.0) for part in parts]
    return found


class Flow:
    """One pass over the lines of a page."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._settings: list[Setting] = settings(lines)
        self._masthead = masthead_lines(lines)
        self._forms: list[Form | None] = [form_of(line) for line in lines]
        self._next_is_body = self._look_ahead()
        self._questions = self._count_questions()
        self._elements: list[Element] = []
        self._open: tuple[Element, int] | None = None  # a paragraph that may go on, and its last line

    def elements(self) -> list[Element]:
        """The lines as elements, in text order of their first lines."""
        for i in range(len(self._lines)):
            if i in self._masthead:
                self._add(Role.MASTHEAD, i, "masthead", self._masthead[i])
            else:
                self._place(i)
        return self._elements

    def _place(self, i: int) -> None:
        form, flow = self._forms[i], self._flow(i)
        if form and (form.whole or flow <= 0 or self._settings[i].apart):
            self._place_form(i, form)
        elif self._open and flow > 0:
            element, _ = self._open
            element.lines.append(self._lines[i])
            element.confidence = min(element.confidence, certainty(flow))
            self._open = (element, i)
        else:
            self._begin(i)

    def _place_form(self, i: int, form: Form) -> None:
        if form.role not in _INTERRUPTING or not self._open or self._lines[self._open[1]].terminal:
            self._open = None
        self._add(form.role, i, form.reason, form.confidence)

    def _begin(self, i: int) -> None:
        """A line that goes on from nothing: a headline, more of one, a bare byline or a new paragraph."""
        score = self._headline(i)
        if score <= 0:
            element = self._add(Role.PARAGRAPH, i, "paragraph", certainty(score))
            self._open = (element, i)
            return
        self._open = None
        last = self._elements[-1] if self._elements else None
        stacked = last is not None and last.role is Role.TITLE and not self._settings[i].apart
        if last and stacked and is_bare_names(self._lines[i].text):
            self._add(Role.BYLINE, i, "bare_names", 0.6)
        elif last and stacked and not numbering(self._lines[i].text) and not numbering(last.lines[-1].text):
            last.lines.append(self._lines[i])
            last.confidence = min(last.confidence, certainty(score))
        else:
            self._add(Role.TITLE, i, "headline", certainty(score))

    def _add(self, role: Role, i: int, reason: str, confidence: float) -> Element:
        self._elements.append(Element(role, [self._lines[i]], reason, confidence))
        return self._elements[-1]

    def _full(self, i: int, share: float = FULL) -> bool:
        setting, line = self._settings[i], self._lines[i]
        lost_indent = _INDENT if setting.apart and not setting.marked else 0
        return setting.measure > 0 and line.width + lost_indent >= share * setting.measure

    def _flow(self, i: int) -> float:
        """Whether line ``i`` goes on from the open paragraph."""
        if self._open is None:
            return -4.0
        last = self._open[1]
        before, line, setting = self._lines[last], self._lines[i], self._settings[i]
        apart = setting.apart or i > last + 1
        score = 1.0 if self._full(last) else -3.0
        if line.text.startswith(_NEVER_FIRST):
            score += 10.0
        if before.text.endswith(_LEFT_OPEN) and not before.text.endswith(("：", ":")):
            score += 5.0
        if before.terminal:
            score -= 0.0 if setting.wrapped and not apart and self._full(last, _BRIMFUL) else 6.0
        else:
            score += 2.0
        if apart:
            score -= 1.0 + (3.0 if self._alone(i) else 0.0)
        if setting.marked and line.indent >= 2:
            score -= 5.0
        if numbering(line.text) and line.bare and line.width < FULL * before.width:
            score -= 2.0
        return score

    def _alone(self, i: int) -> bool:
        """Whether a line looks like a headline between gaps."""
        line = self._lines[i]
        ends = i + 1 == len(self._lines) or self._settings[i + 1].apart
        return line.bare and not line.punctuated and ends and not self._full(i)

    def _headline(self, i: int) -> float:
        """Whether line ``i``, which begins something, is a headline. None is without a body after it."""
        line, setting = self._lines[i], self._settings[i]
        if not line.bare or not self._next_is_body[i] or self._listed(i) or self._cut_short(i):
            return -3.0
        question = line.text.rstrip("”」』").endswith(("？", "?", "！", "!"))
        score = (0.5 if question else 2.0) - 3.0
        score += 1.0 if i == 0 or setting.apart else 0.0
        score += 1.0 if i + 1 < len(self._lines) and self._settings[i + 1].apart else 0.0
        score += 1.0 if i == 0 or self._closed(i - 1) else -2.0
        score += 1.0 if self._widens(i) else 0.0
        score += 2.0 if numbering(line.text) else 0.0
        score += 1.5 if question and (self._questions > 1 or i == 0) else 0.0
        score -= 1.5 if question and "：" in line.text else 0.0  # a speaker asks
        score += 2.0 if self._signed(i) else 0.0
        score -= 1.0 if "，" in line.text or "," in line.text else 0.0
        return score - (3.0 if setting.wrapped and self._full(i) else 0.0)

    def _cut_short(self, i: int) -> bool:
        """Whether the next line begins with a mark that cannot begin a line."""
        return i + 1 < len(self._lines) and self._lines[i + 1].text.startswith(_NEVER_FIRST)

    def _closed(self, i: int) -> bool:
        """Whether the line before a headline is one it may follow: the end of a sentence, a headline, a form."""
        return self._lines[i].terminal or self._open is None

    def _widens(self, i: int) -> bool:
        """Whether the text that follows the headline stack is wider than the line, or wrapped."""
        if i + 1 == len(self._lines):
            return False
        after = self._lines[i + 1]
        return after.width > 1.25 * self._lines[i].width or self._settings[i + 1].wrapped or after.bare

    def _signed(self, i: int) -> bool:
        """Whether a byline, a date or a credit stands under the line."""
        form = self._forms[i + 1] if i + 1 < len(self._lines) else None
        return form is not None and form.role in SIGNING

    def _listed(self, i: int) -> bool:
        """Whether a numbered line stands beside another of its style, as in a list."""
        style = numbering(self._lines[i].text)
        return style > 0 and any(
            self._lines[j].bare and numbering(self._lines[j].text) == style
            for j in (i - 1, i + 1)
            if 0 <= j < len(self._lines)
        )

    def _look_ahead(self) -> list[bool]:
        """For each line, whether a body follows, be it after more headlines and forms."""
        found = [False] * len(self._lines)
        body = False
        for i in range(len(self._lines) - 1, -1, -1):
            found[i] = body
            line = self._lines[i]
            if not self._forms[i]:
                body = body or line.terminal or not line.bare or self._settings[i].wrapped
        return found

    def _count_questions(self) -> int:
        """Short lines of one question, each followed by a longer text: asked once it may be rhetoric."""
        return sum(a.bare and a.text[-1] in "？?" and b.width > 1.25 * a.width for a, b in pairwise(self._lines))
