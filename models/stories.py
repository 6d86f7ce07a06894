"""Elements → stories: which headlines open a story, which head a section of one, and what was set far from its place.

A page is first cut into *regions*, each from the headline of a story to the next. A headline without a body, or a lead
set apart, is then given to the region that lacks one and with which it shares most words (``models.cohesion``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from models.cohesion import closest
from models.headlines import title_range
from models.joins import Element
from models.leads import lead_signals, opening_paragraph
from models.lines import Line
from models.openings import Openings, changes, median
from models.roles import numbering
from models.types import Role
from models.weights import Grounds, Weights, certainty, packaged

_FEW, _BEGINNING = 4, 400  # paragraphs, lines of each, and characters whose words a headline is compared with
_MOST_STRAYS = 16  # stray headlines or leads that are matched; a page with more is no page


@dataclass(slots=True, eq=False)
class Region:
    """A story in the making: the elements of its headline, its opening paragraph and all else in text order.
    ``displaced`` holds the roles that were set far from the rest, ``title`` the lines of its headline that are it."""

    heads: list[Element] = field(default_factory=list)
    body: list[Element] = field(default_factory=list)
    lead: Element | None = None
    displaced: set[Role] = field(default_factory=set)
    has_text: bool = False
    title: Sequence[Line] = ()

    def add(self, element: Element) -> None:
        """Put an element at the end of the body."""
        self.body.append(element)
        self.has_text = self.has_text or element.role in (Role.PARAGRAPH, Role.HEADING)

    @property
    def headline(self) -> list[Line]:
        """The lines of its headline."""
        return [line for element in self.heads for line in element.lines]

    @property
    def beginning(self) -> str:
        """How its text begins."""
        texts = [e for e in [*([self.lead] if self.lead else []), *self.body] if e.role in (Role.PARAGRAPH, Role.LEAD)]
        return "\n".join(line.text for e in texts[:_FEW] for line in e.lines[:_FEW])[:_BEGINNING]

    @property
    def elements(self) -> list[Element]:
        """All of them, in no particular order."""
        return [*self.heads, *self.body, *([self.lead] if self.lead else [])]

    @property
    def begin(self) -> int:
        """Where its first element begins."""
        return min(element.begin for element in self.elements)


def regions(elements: Sequence[Element], weights: Weights | None = None) -> list[Region]:
    """The stories of a page, by the position of their first element. Decides the roles TITLE, HEADING and LEAD."""
    openings = Openings([element for element in elements if element.role is not Role.MASTHEAD])
    known = weights or packaged()
    found = cut(openings, known)
    _place_titles(found, openings.changes)
    for region in found:
        _lift_lead(region, known)
    _place_leads(found)
    for region in found:
        if lines := region.headline:
            first, end = title_range(lines, region.beginning, known)
            region.title = lines[first:end]
    return sorted((region for region in found if region.heads or region.has_text), key=lambda region: region.begin)


def cut(openings: Openings, weights: Weights) -> list[Region]:
    """A region from each headline of a story to the next."""
    found, texts = [Region()], 0
    for i, element in enumerate(openings.elements):
        if element.role is not Role.TITLE:
            found[-1].add(element)
            texts += element.role is Role.PARAGRAPH
            continue
        last = found[-1]
        signals = list(openings.signals(i, bool(last.heads), texts))
        score = weights.score("opening", signals)
        element.weigh(score, Grounds("opening", signals, weights))
        if score > 0 and _begins(openings, weights, i, last):
            found.append(Region())
            texts = 0
        _headline(found[-1], element, opens=score > 0)
    return found


def _begins(openings: Openings, weights: Weights, i: int, last: Region) -> bool:
    """Whether the headline at ``i``, which opens a story, opens another one than ``last``."""
    if last.has_text:
        return True
    return bool(last.heads) and weights.score("another", openings.another(i, last.heads[-1])) > 0


def _headline(region: Region, element: Element, *, opens: bool) -> None:
    """Put a headline over the region, or within it as a heading."""
    if opens:
        element.reason = "story_headline"
        region.heads.append(element)
        return
    element.role = Role.HEADING
    element.reason = "numbered_heading" if numbering(element.lines[0].text) else "bare_heading"
    region.add(element)


def _place_titles(found: Sequence[Region], changed: dict[Element, bool]) -> None:
    """Give each headline without a text to the sections it was torn from, else to the headline that follows it."""
    segments = _segments(found, changed)
    waiting: list[Element] = []
    for region in found:
        if region.has_text:
            region.heads[:0] = waiting
            waiting = []
        elif region.heads and 0 < len(segments) <= _MOST_STRAYS:
            _adopt(region, segments)
        else:
            waiting += region.heads
            region.heads = []
    found[-1].heads += waiting


def _segments(found: Sequence[Region], changed: dict[Element, bool]) -> list[tuple[Region, list[Element]]]:
    """Stretches of a region, after its first text, from a heading at which the column width changes."""
    segments: list[tuple[Region, list[Element]]] = []
    for region in found:
        inside = preceded = False
        for element in region.body:
            if element.role is Role.HEADING and preceded and changed[element]:
                segments.append((region, []))
                inside = True
            if inside:
                segments[-1][1].append(element)
            preceded = preceded or element.role is Role.PARAGRAPH
    return segments


def _adopt(stray: Region, segments: list[tuple[Region, list[Element]]]) -> None:
    """Move the segment closest to the stray headline under it."""
    best, margin = closest(words(stray.heads), [words(segment) for _, segment in segments])
    home, segment = segments.pop(best)
    moved = set(segment)
    home.body = [element for element in home.body if element not in moved]
    stray.body += segment
    stray.has_text = True
    stray.displaced.add(Role.TITLE)
    for element in stray.heads:
        element.reason = "stray_headline"
        element.confidence = min(element.confidence, 0.45 + 0.4 * margin)


def words(elements: Iterable[Element]) -> str:
    """The text of elements, line by line."""
    return "\n".join(line.text for element in elements for line in element.lines)


def _lift_lead(region: Region, weights: Weights) -> None:
    """Make the first paragraph the lead where it introduces the rest."""
    opening = opening_paragraph(region.body)
    if opening is None or not region.heads:
        return
    signals = lead_signals(region.body, opening)
    score = weights.score("lead", signals)
    if score > 0:
        region.lead = region.body.pop(opening)
        region.lead.weigh(score, Grounds("lead", signals, weights))
        _make_lead(region.lead, "introduces", certainty(score))


def _make_lead(element: Element, reason: str, confidence: float) -> None:
    element.role, element.reason, element.confidence = Role.LEAD, reason, min(element.confidence, confidence)


def _place_leads(found: Sequence[Region]) -> None:
    """Give each paragraph set apart from its story to the story without a lead that it is closest to."""
    strays = [(region, stray) for region in found if (stray := _stray(region))][:_MOST_STRAYS]
    for home, stray in strays:
        homes = [region for region in found if region.lead is None and region.has_text][:_MOST_STRAYS]
        if not homes:
            return
        best, margin = closest(words([stray]), [words([*region.heads, *region.body]) for region in homes])
        home.body.remove(stray)
        homes[best].lead = stray
        homes[best].displaced.add(Role.LEAD)
        _make_lead(stray, "stray_lead", 0.5 + 0.4 * margin)


def _stray(region: Region) -> Element | None:
    """The last paragraph of a region where it follows a closing byline and is set in another width."""
    texts = [i for i, element in enumerate(region.body) if element.role is Role.PARAGRAPH]
    if len(texts) < 2:
        return None
    last, previous = texts[-1], texts[-2]
    if not any(element.role is Role.BYLINE for element in region.body[previous:last]):
        return None
    widths = [region.body[i].measure for i in texts[:-1] if region.body[i].measure]
    stray = region.body[last]
    if changes(median(widths), stray.measure):
        return stray
    stray.reason, stray.confidence = "after_byline", min(stray.confidence, 0.45)
    return None
