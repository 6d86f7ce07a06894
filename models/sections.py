"""Source text → Article: the masthead, the stories and their sections, every character in exactly one block.

lines (``models.lines``) → elements (``models.joins``) → regions (``models.stories``) → Article, here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from models.joins import Element, Flow, plain_elements
from models.lines import Line, read_lines
from models.marks import moved
from models.masthead import read_masthead
from models.network import Network
from models.normal import is_normal, normal, restored
from models.roles import numbering
from models.stories import Region, regions, words
from models.text import mend
from models.topics import topics
from models.types import Article, Block, Caution, MappedText, Mark, Role, Section, Span, Split, Story

_DAMAGE = re.compile("\ufffd+")
_UNCERTAIN = 0.5
_Place = tuple[int | None, int | None, int | None]  # story, section, paragraph
_HOMELESS = {Role.MASTHEAD, Role.NOTICE, Role.FOLIO, Role.ADVERTISEMENT, Role.OTHER}


class PageSplitter:
    """Splitter by typography, wording and punctuation, read by ``network``, by default that of the package. Linear in
    the length of the text."""

    def __init__(self, network: Network | None = None) -> None:
        self._network = network

    def split(self, text: str, mode: Split = "auto", marks: Sequence[Mark] = ()) -> Article:
        """Read a page. Any string is accepted; ``topics`` also cuts long sections without a heading where their topic
        changes (``models.topics``); ``none`` makes one story with one section of the text. ``marks`` tell which lines
        the file set in larger type.

        Headlines and bylines keep their inner spaces, paragraphs are mended (``models.text.mend``). A text without
        any character but white space has no stories, except in mode ``none``. Invisible characters are left out of what
        is read and lookalikes stand in their usual form (``models.normal``); every position is one of ``text``.
        """
        if is_normal(text):
            return self._split(text, mode, marks)
        read = normal(text)
        return restored(self._split(read.text, mode, moved(marks, read)), read, text)

    def _split(self, text: str, mode: Split, marks: Sequence[Mark]) -> Article:
        lines = read_lines(text, marks)
        if mode == "none":
            elements = plain_elements(lines)
            return _Assembly(text, elements, [Region(body=list(elements))]).article()
        flow = Flow(lines, self._network)
        elements = flow.elements()
        return _Assembly(text, elements, regions(elements, flow.tags), topical=mode == "topics").article()


class _Assembly:
    """Puts elements and regions together as an Article."""

    def __init__(
        self, source: str, elements: Sequence[Element], found: Sequence[Region], *, topical: bool = False
    ) -> None:
        self._source, self._elements, self._regions, self._topical = source, elements, found, topical
        self._places: dict[Element, _Place] = {}
        self._titles: set[int] = set()  # where the title lines begin

    def article(self) -> Article:
        """The whole page."""
        stories = tuple(self._story(index, region) for index, region in enumerate(self._regions))
        sections = tuple(self._section(index, draft) for index, draft in enumerate(self._drafts()))
        blocks = self._blocks()
        cautions = (*_uncertain(blocks), *self._displaced(stories), *damage(self._source))
        masthead = [element.lines[0] for element in self._elements if element.role is Role.MASTHEAD]
        return Article(self._source, read_masthead(self._source, masthead), stories, sections, blocks, cautions)

    def _story(self, index: int, region: Region) -> Story:
        for element in region.elements:
            self._places[element] = (None if element.role in _HOMELESS else index, None, None)
        self._titles.update(line.begin for line in region.title)
        return Story(
            index,
            kicker=self._label([line for line in region.headline if line.begin not in self._titles], breaks=True),
            title=self._label(region.title),
            byline=self._label(_lines(region.body, Role.BYLINE), breaks=True),
            dateline=self._label(_lines(region.body, Role.DATELINE), breaks=True),
            lead=self._mended(region.lead) if region.lead else None,
        )

    def _drafts(self) -> list[_Draft]:
        """The sections of all stories in text order."""
        drafts: list[_Draft] = []
        for story, region in enumerate(self._regions):
            ranks = {_rank(element) for element in region.body if element.role is Role.HEADING}
            draft: _Draft | None = None
            for element in region.body:
                if element.role is Role.HEADING:
                    draft = _Draft(story, 1 if _rank(element) == min(ranks) else 2, element)
                    drafts.append(draft)
                elif element.role is Role.PARAGRAPH:
                    if draft is None:
                        draft = _Draft(story, 1, None)
                        drafts.append(draft)
                    draft.paragraphs.append(element)
        if self._regions and not drafts and not self._elements:
            drafts.append(_Draft(0, 1, None))  # mode none of a blank text
        if self._topical:
            drafts = [part for draft in drafts for part in draft.parts()]
        return sorted(drafts, key=lambda draft: draft.begin)

    def _section(self, index: int, draft: _Draft) -> Section:
        if draft.heading:
            self._places[draft.heading] = (draft.story, index, None)
        for number, paragraph in enumerate(draft.paragraphs):
            self._places[paragraph] = (draft.story, index, number)
        heading = self._label(draft.heading.lines) if draft.heading else None
        return Section(index, draft.story, draft.level, heading, tuple(map(self._mended, draft.paragraphs)))

    def _blocks(self) -> tuple[Block, ...]:
        """The elements' lines in text order, neighbours of one element and role as one block."""
        pieces = sorted([(line, element) for element in self._elements for line in element.lines], key=_begin)
        blocks: list[Block] = []
        for (role, element), group in groupby(pieces, self._kind):
            lines = [line for line, _ in group]
            place = self._places.get(element, (None, None, None))
            why = (element.reason, element.confidence, element.grounds)
            blocks.append(Block(role, lines[0].begin, lines[-1].stop, *place, *why))
        if self._source and not blocks:
            blocks.append(Block(Role.OTHER, 0, len(self._source), reason="blank"))
        return tuple(blocks)

    def _kind(self, piece: tuple[Line, Element]) -> tuple[Role, Element]:
        line, element = piece
        kicker = element.role is Role.TITLE and line.begin not in self._titles
        return Role.KICKER if kicker else element.role, element

    def _displaced(self, stories: Sequence[Story]) -> Iterator[Caution]:
        for story, region in zip(stories, self._regions, strict=True):
            if Role.TITLE in region.displaced and story.title:
                message = f"the headline “{story.title.text}” stands apart from its text, which was found by its words"
                yield Caution("displaced_title", message, story.title.spans())
            if Role.LEAD in region.displaced and story.lead:
                message = f"the lead of story {story.index} stands apart from it and was given to it by its words"
                yield Caution("displaced_lead", message, story.lead.spans())

    def _label(self, lines: Sequence[Line], breaks: bool = False) -> MappedText | None:
        """The text of short lines; ``breaks``: each says something of its own."""
        spans = [line.span for line in lines]
        return mend(self._source, spans, keep_spaces=True, keep_breaks=breaks) if lines else None

    def _mended(self, element: Element) -> MappedText:
        return mend(self._source, [line.span for line in element.lines])


@dataclass(slots=True)
class _Draft:
    """A section before it has its number."""

    story: int
    level: int
    heading: Element | None
    paragraphs: list[Element] = field(default_factory=list)

    @property
    def begin(self) -> int:
        """Where its first element begins."""
        elements = [self.heading] if self.heading else self.paragraphs[:1]
        return elements[0].begin if elements else 0

    def parts(self) -> list[_Draft]:
        """The section by its topics: itself where it has a heading."""
        starts = topics([words([paragraph]) for paragraph in self.paragraphs])
        if self.heading or len(starts) < 2:
            return [self]
        for start in starts[1:]:
            self.paragraphs[start].reason = "topic"
        cuts = pairwise([*starts, len(self.paragraphs)])
        return [_Draft(self.story, self.level, None, self.paragraphs[a:b]) for a, b in cuts]


def damage(source: str) -> Iterator[Caution]:
    """A caution for each place where the reading of the page left U+FFFD, which is kept as it is."""
    for match in _DAMAGE.finditer(source):
        start, end = max(0, match.start() - 1), match.end() + 1
        what = "a number" if any(char.isdigit() for char in source[start:end]) else "the text"
        quoted = " ".join(source[max(0, start - 5) : end + 5].split())
        message = f"unreadable in or next to {what}, “{quoted}”: compare it with the original"
        yield Caution("damaged_text", message, (Span(*match.span()),))


def _uncertain(blocks: Iterable[Block]) -> Iterator[Caution]:
    for block in blocks:
        if block.confidence < _UNCERTAIN:
            message = f"taken as {block.role} ({block.reason}) with confidence {block.confidence:.2f}: check it"
            yield Caution("uncertain_structure", message, (Span(block.start, block.end),))


def _begin(piece: tuple[Line, Element]) -> int:
    return piece[0].begin


def _lines(elements: Iterable[Element], role: Role) -> list[Line]:
    return [line for element in elements if element.role is role for line in element.lines]


def _rank(heading: Element) -> int:
    """Depth of a heading by its numbering; one without stands with 一、."""
    return numbering(heading.lines[0].text) or 1
