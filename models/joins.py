"""Lines → elements: which lines flow on into one paragraph, which are headlines, which have a fixed form.

Every decision is a sum of weighted signals (``models.signals``, ``models.weights``): log-odds, positive for yes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.lines import Line
from models.roles import Form, is_bare_names, numbering
from models.signals import flow, headline
from models.types import Role
from models.view import NEVER_FIRST, View
from models.weights import Decision, Grounds, Weights, certainty, packaged

IMPOSSIBLE = 9.0
"""Log-odds of what punctuation or the want of a text rules out."""
INTERRUPTING = {Role.CAPTION, Role.FOLIO, Role.JUMP, Role.NOTICE, Role.ADVERTISEMENT}
"""What may stand within a paragraph, between two columns."""


@dataclass(slots=True, eq=False)
class Element:
    """Lines of one role, in text order. TITLE here is any headline: stories tell titles from headings."""

    role: Role
    lines: list[Line]
    reason: str
    confidence: float
    grounds: Grounds | None = None

    def weigh(self, score: float, grounds: Grounds | None) -> None:
        """Take one more decision into account: the least certain one tells confidence and grounds."""
        sure = certainty(score)
        if sure < self.confidence or self.grounds is None:
            self.confidence, self.grounds = min(sure, self.confidence), grounds

    @property
    def begin(self) -> int:
        """Where the element's share of the source begins."""
        return self.lines[0].begin

    @property
    def measure(self) -> int:
        """Column width: the upper median of all lines but the last, 0 for a single line."""
        widths = sorted(line.width for line in self.lines[:-1])
        return widths[len(widths) // 2] if widths else 0


def plain_elements(lines: Sequence[Line]) -> list[Element]:
    """All as paragraphs: wrapped lines joined, every headline and every fixed form by itself."""
    found: list[Element] = []
    for element in Flow(lines).elements():
        parts = [[line] for line in element.lines] if element.role is Role.TITLE else [element.lines]
        found += [Element(Role.PARAGRAPH, part, "unsplit", 1.0) for part in parts]
    return found


class Flow:
    """One pass over the lines of a page."""

    def __init__(self, lines: Sequence[Line], weights: Weights | None = None) -> None:
        self._lines, self._weights = lines, weights or packaged()
        self._view = View(lines, self._weights)
        self._elements: list[Element] = []
        self._open: tuple[Element, int] | None = None  # a paragraph that may go on, and its last line

    def elements(self) -> list[Element]:
        """The lines as elements, in text order of their first lines."""
        for i in range(len(self._lines)):
            self._place(i)
        return self._elements

    def _place(self, i: int) -> None:
        form = self._view.forms[i]
        score, grounds = self._flow(i)
        if form and (form.whole or score <= 0 or self._view.settings[i].apart or self._goes_on(form)):
            self._place_form(i, form)
        elif self._open and score > 0:
            element, _ = self._open
            element.lines.append(self._lines[i])
            element.weigh(score, grounds)
            self._open = (element, i)
        else:
            self._begin(i)
            self._elements[-1].weigh(score, grounds)

    def _goes_on(self, form: Form) -> bool:
        """Whether the line right above was read as of the same form."""
        return bool(self._elements) and self._elements[-1].role is form.role

    def _place_form(self, i: int, form: Form) -> None:
        if form.role not in INTERRUPTING or not self._open or self._lines[self._open[1]].terminal:
            self._open = None
        self._add(form.role, i, form.reason, form.confidence)

    def _begin(self, i: int) -> None:
        """A line that goes on from nothing: a headline, more of one, a bare byline or a new paragraph."""
        last = self._elements[-1] if self._elements else None
        stacked = last is not None and last.role is Role.TITLE and not self._view.settings[i].apart
        score, grounds = self._headline(i, stacked)
        if score <= 0:
            element = self._add(Role.PARAGRAPH, i, "paragraph", certainty(score), grounds)
            self._open = (element, i)
            return
        self._open = None
        if last and stacked and is_bare_names(self._lines[i].text):
            self._add(Role.BYLINE, i, "bare_names", 0.6)
        elif last and stacked and self._stacks(last.lines[-1], self._lines[i]):
            last.lines.append(self._lines[i])
            last.weigh(score, grounds)
        else:
            self._add(Role.TITLE, i, "headline", certainty(score), grounds)

    def _stacks(self, above: Line, line: Line) -> bool:
        """Whether a headline goes on in ``line``: neither is numbered, nor is it one of several questions."""
        asks = self._view.questions > 1 and line.text.endswith(("？", "?")) and not above.text.endswith(("？", "?"))
        return not (numbering(above.text) or numbering(line.text) or asks)

    def _add(self, role: Role, i: int, reason: str, confidence: float, grounds: Grounds | None = None) -> Element:
        self._elements.append(Element(role, [self._lines[i]], reason, confidence, grounds))
        return self._elements[-1]

    def _flow(self, i: int) -> tuple[float, Grounds | None]:
        """Log-odds of line ``i`` going on from the open paragraph, and what they are made of."""
        if self._open is None:
            return -IMPOSSIBLE, None
        if self._lines[i].text.startswith(NEVER_FIRST):
            return IMPOSSIBLE, None
        return self._weigh("flow", flow(self._view, i, self._open[1]))

    def _headline(self, i: int, stacked: bool) -> tuple[float, Grounds | None]:
        """Log-odds of line ``i``, which goes on from nothing, being a headline, and what they are made of."""
        if not self._view.may_head(i) or self._view.forms[i]:
            return -IMPOSSIBLE, None
        return self._weigh("headline", headline(self._view, i, self._open is not None, stacked))

    def _weigh(self, decision: Decision, signals: Sequence[str]) -> tuple[float, Grounds]:
        return self._weights.score(decision, signals), Grounds(decision, signals, self._weights)
