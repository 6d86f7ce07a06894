"""Lines → elements: which lines flow on into one paragraph, which are headlines, which are furniture.

Every decision is a log-odds of ``models.tags``, positive for yes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.grounds import Decision, Grounds, certainty
from models.lines import Line
from models.network import Network, packaged
from models.signals import flow, headline
from models.surroundings import Surroundings
from models.tags import Tags
from models.types import Role
from models.view import NEVER_FIRST, View

IMPOSSIBLE = 9.0
"""Log-odds of what punctuation or the want of a text rules out."""


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


def signals(view: View) -> Iterator[list[str]]:
    """What is seen of each line of a page, in order."""
    around = Surroundings(view.lines, view.settings, view.repetition)
    for i, line in enumerate(view.lines):
        found = [*view.kinds.signals(i), *around.signals(i), f"fill {view.fills[i]}", f"indent {min(3, line.indent)}"]
        if i:
            found += [f"flow {name}" for name in flow(view, i)]
        if not view.kinds.running[i]:
            found += around.headline(i)
            if view.may_head(i):
                found += [f"head {name}" for name in headline(view, i)]
        yield found


class Flow:
    """One pass over the lines of a page."""

    def __init__(self, lines: Sequence[Line], network: Network | None = None) -> None:
        self._lines, self._view = lines, View(lines)
        self.tags = Tags(network or packaged(), signals(self._view))
        self._forms = self._view.kinds.decided(self.tags)
        self._elements: list[Element] = []
        self._open: Element | None = None  # a paragraph that may go on

    def elements(self) -> list[Element]:
        """The lines as elements, in text order of their first lines."""
        for i in range(len(self._lines)):
            self._place(i)
        return self._elements

    def _place(self, i: int) -> None:
        if form := self._forms[i]:
            self._add(form.role, i, form.reason, form.confidence, self.tags.grounds("furniture", i))
            return
        score, grounds = self._flow(i)
        if self._open and score > 0:
            self._open.lines.append(self._lines[i])
            self._open.weigh(score, grounds)
        else:
            self._begin(i)
            self._elements[-1].weigh(score, grounds)

    def _begin(self, i: int) -> None:
        """A line that goes on from no paragraph: a headline, more of one or a new paragraph."""
        score, grounds = self._headline(i)
        if score <= 0:
            self._open = self._add(Role.PARAGRAPH, i, "paragraph", certainty(score), grounds)
            return
        self._open = None
        last = self._elements[-1] if self._elements else None
        if last and last.role is Role.TITLE and self.tags.odds("flow", i) > 0:
            last.lines.append(self._lines[i])
            last.weigh(score, grounds)
        else:
            self._add(Role.TITLE, i, "headline", certainty(score), grounds)

    def _add(self, role: Role, i: int, reason: str, confidence: float, grounds: Grounds | None = None) -> Element:
        self._elements.append(Element(role, [self._lines[i]], reason, confidence, grounds))
        return self._elements[-1]

    def _flow(self, i: int) -> tuple[float, Grounds | None]:
        """Log-odds of line ``i`` going on from the open paragraph, and what they are made of."""
        if self._open is None:
            return -IMPOSSIBLE, None
        if self._lines[i].text.startswith(NEVER_FIRST):
            return IMPOSSIBLE, None
        return self._weigh("flow", i)

    def _headline(self, i: int) -> tuple[float, Grounds | None]:
        """Log-odds of line ``i``, which goes on from nothing, being a headline, and what they are made of."""
        cut = i + 1 < len(self._lines) and self._lines[i + 1].text.startswith(NEVER_FIRST)
        if cut or not self._view.body_after[i]:
            return -IMPOSSIBLE, None
        return self._weigh("headline", i)

    def _weigh(self, decision: Decision, i: int) -> tuple[float, Grounds]:
        return self.tags.odds(decision, i), self.tags.grounds(decision, i)
