"""Elements → stories: which headlines open a story, which head a section of one, and what was set far from its place.

A page is first cut into *regions*, each from the headline of a story to the next. A headline without a body, or a lead
set apart, is then given to the region that lacks one and with which it shares most words (``models.cohesion``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from models.cohesion import closest
from models.grounds import Decision, certainty
from models.headlines import title_range
from models.joins import Element
from models.lines import Line
from models.roles import numbering
from models.tags import Tags
from models.types import Role
from models.widths import changed, changes, median

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
    def elements(self) -> list[Element]:
        """All of them, in no particular order."""
        return [*self.heads, *self.body, *([self.lead] if self.lead else [])]

    @property
    def begin(self) -> int:
        """Where its first element begins."""
        return min(element.begin for element in self.elements)


def regions(elements: Sequence[Element], tags: Tags) -> list[Region]:
    """The stories of a page, by the position of their first element. Decides the roles TITLE, HEADING and LEAD."""
    inner = [element for element in elements if element.role is not Role.MASTHEAD]
    found = cut(inner, tags)
    _place_titles(found, changed(inner))
    for region in found:
        _lift_lead(region, tags)
    _place_leads(found)
    for region in found:
        if lines := region.headline:
            first, end = title_range(lines, tags)
            region.title = lines[first:end]
    return sorted((region for region in found if region.heads or region.has_text), key=lambda region: region.begin)


def cut(elements: Sequence[Element], tags: Tags) -> list[Region]:
    """A region from each headline of a story to the next."""
    found = [Region()]
    for element in elements:
        if element.role is not Role.TITLE:
            found[-1].add(element)
            continue
        first, score = _is_first(element, found), _odds("opening", element, tags)
        element.weigh(max(score, 0.0) if first else score, tags.grounds("opening", element.lines[0].row))
        opens = first or score > 0
        if opens and _begins(element, found[-1], tags):
            found.append(Region())
        _headline(found[-1], element, opens=opens)
    return found


def _is_first(element: Element, found: Sequence[Region]) -> bool:
    """Whether a headline without a number is the first thing on the page that is read: it can head no section yet."""
    return len(found) == 1 and not found[0].heads and not found[0].has_text and not numbering(element.lines[0].text)


def _odds(decision: Decision, element: Element, tags: Tags) -> float:
    """The mean log-odds of an element's lines."""
    return sum(tags.odds(decision, line.row) for line in element.lines) / len(element.lines)


def _begins(element: Element, last: Region, tags: Tags) -> bool:
    """Whether a headline that opens a story opens another one than ``last``."""
    return last.has_text or (bool(last.heads) and tags.odds("another", element.lines[0].row) > 0)


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


def _lift_lead(region: Region, tags: Tags) -> None:
    """Make the first paragraph the lead where it introduces the rest."""
    opening = _opening_paragraph(region.body)
    if opening is None or not region.heads:
        return
    score = _odds("lead", region.body[opening], tags)
    if score > 0:
        region.lead = region.body.pop(opening)
        region.lead.weigh(score, tags.grounds("lead", region.lead.lines[0].row))
        _make_lead(region.lead, "introduces", certainty(score))


def _opening_paragraph(body: Sequence[Element]) -> int | None:
    """Where the first paragraph of a story stands, if no heading is before it and more text follows."""
    first = next((i for i, element in enumerate(body) if element.role in (Role.PARAGRAPH, Role.HEADING)), None)
    if first is None or body[first].role is Role.HEADING:
        return None
    more = any(element.role in (Role.PARAGRAPH, Role.HEADING) for element in body[first + 1 :])
    return first if more else None


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
