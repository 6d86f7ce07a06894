"""What passes between the stages: frozen records and the Protocols of the parts that make them.

Positions are counted in Unicode code points. A ``Span`` is a half-open range ``[start, end)`` of the *source text*, the
string that was received, unless a docstring says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NamedTuple, Protocol, runtime_checkable

from models.grounds import Grounds

Length = Literal["short", "medium", "long"]
Style = Literal["abstractive", "extractive"]
Split = Literal["auto", "topics", "none"]
Effort = Literal["fast", "balanced", "best"]
Priority = Literal["interactive", "bulk"]
Severity = Literal["info", "warning", "error"]


class Span(NamedTuple):
    """Half-open range of code points."""

    start: int
    end: int


class Mark(NamedTuple):
    """The line at ``start``, a position of its text in the source, is set in type ``size`` times that of the body."""

    start: int
    size: float


class Role(StrEnum):
    """What a block of the page is."""

    MASTHEAD = "masthead"
    KICKER = "kicker"
    TITLE = "title"
    BYLINE = "byline"
    DATELINE = "dateline"
    LEAD = "lead"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    CAPTION = "caption"
    CREDIT = "credit"
    JUMP = "jump"
    NOTICE = "notice"
    FOLIO = "folio"
    ADVERTISEMENT = "advertisement"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class MappedText:
    """Mended text and where it came from: ``offsets[i]`` is the source position of ``text[i]``.

    Raises ValueError where the lengths differ.
    """

    text: str
    offsets: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.text) != len(self.offsets):
            raise ValueError(f"text has {len(self.text)} characters but {len(self.offsets)} offsets")

    def spans(self, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
        """Source spans of ``text[start:end]``: one for each unbroken run of the source, in text order.

        >>> MappedText("abcd", (3, 4, 8, 9)).spans()
        (Span(start=3, end=5), Span(start=8, end=10))
        """
        found: list[Span] = []
        for offset in self.offsets[start:end]:
            if found and found[-1].end == offset:
                found[-1] = Span(found[-1].start, offset + 1)
            else:
                found.append(Span(offset, offset + 1))
        return tuple(found)

    def __getitem__(self, part: slice) -> MappedText:
        """The same mapping for a slice of the text."""
        return MappedText(self.text[part], self.offsets[part])

    @classmethod
    def of(cls, text: str) -> MappedText:
        """``text`` as its own source."""
        return cls(text, tuple(range(len(text))))


@dataclass(frozen=True, slots=True)
class Block:
    """A run of the source text with one role; an article's blocks partition its source text.

    ``story``, ``section`` and ``paragraph`` are indices into the article, None where they do not apply. ``reason`` is
    a short machine-readable word for the rule that decided, ``confidence`` its certainty from 0 to 1, ``grounds`` what
    the least certain decision about the block was made of, None where a fixed form decided.
    """

    role: Role
    start: int
    end: int
    story: int | None = None
    section: int | None = None
    paragraph: int | None = None
    reason: str = ""
    confidence: float = 1.0
    grounds: Grounds | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Caution:
    """Something the reader of an answer should know, with the places it concerns (``warnings`` in the API)."""

    code: str
    message: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Masthead:
    """What the page says of itself."""

    publication: MappedText | None = None
    date: MappedText | None = None
    page: MappedText | None = None
    desk: MappedText | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One story of the page; its sections name it by ``index``."""

    index: int
    kicker: MappedText | None = None
    title: MappedText | None = None
    byline: MappedText | None = None
    dateline: MappedText | None = None
    lead: MappedText | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One section: ``level`` is 1 for a section of a story, 2 below it; ``paragraphs`` are mended text."""

    index: int
    story: int
    level: int
    heading: MappedText | None
    paragraphs: tuple[MappedText, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """A page read: ``blocks`` concatenated in order are ``source``."""

    source: str
    masthead: Masthead
    stories: tuple[Story, ...]
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """A finding about a summary or a translation.

    ``source`` spans point into the source text, ``zh`` and ``en`` spans into the summary and its translation.
    ``repaired``: the text shown no longer has the fault.
    """

    code: str
    severity: Severity
    message: str
    source: tuple[Span, ...] = ()
    zh: tuple[Span, ...] = ()
    en: tuple[Span, ...] = ()
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """The source spans that support sentence number ``sentence`` (0-based) of a summary, and how well (0–1)."""

    sentence: int
    spans: tuple[Span, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a part of an answer is missing: a stable code and a message for a person."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A Chinese summary. ``text`` is empty only where ``error`` says why; ``tokens`` counts all generated tokens."""

    text: str
    method: Style
    evidence: tuple[Evidence, ...] = ()
    checks: tuple[Check, ...] = ()
    score: float = 0.0
    error: Fault | None = None
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Translation:
    """An English translation. ``text`` is empty only where ``error`` says why or the source was blank."""

    text: str
    checks: tuple[Check, ...] = ()
    score: float = 0.0
    error: Fault | None = None
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Brief:
    """The pair of one section or story: the Chinese summary and its translation."""

    summary: Summary
    translation: Translation | None

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks of both languages, Chinese first."""
        return self.summary.checks + (self.translation.checks if self.translation else ())


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """Which model answered: named in every answer."""

    role: Literal["summariser", "translator"]
    name: str
    revision: str


@dataclass(frozen=True, slots=True)
class BriefOptions:
    """What the caller asked for; ``glossary`` are terms with their English (``models.glossary.entries``);
    ``priority`` ``bulk`` lets interactive work pass; ``stop`` is polled between batches, in any thread, and ends the
    work with Abandoned."""

    length: Length = "medium"
    style: Style = "abstractive"
    split: Split = "auto"
    effort: Effort = "balanced"
    deadline: float | None = None
    glossary: tuple[tuple[str, str], ...] = ()
    priority: Priority = field(default="interactive", compare=False)
    stop: Callable[[], bool] = field(default=lambda: False, compare=False)


class Splitter(Protocol):
    """Source text → Article."""

    def split(self, text: str, mode: Split = "auto", marks: Sequence[Mark] = ()) -> Article:
        """Read a page. Any string is accepted; ``topics`` also cuts long sections without a heading where their topic
        changes; ``none`` makes one story with one section of the text. ``marks`` tell which lines were set larger."""


class Summariser(Protocol):
    """Passages → Chinese summaries."""

    def summarise(self, passages: Sequence[Sequence[MappedText]], options: BriefOptions) -> list[Summary]:
        """One summary for each passage (its paragraphs), in order; a fault of one is its ``error``."""


class Translator(Protocol):
    """Chinese texts → English."""

    def translate(self, texts: Sequence[str], options: BriefOptions) -> list[Translation]:
        """One translation for each text, in order; a fault of one is its ``error``."""


@runtime_checkable
class PoolingTranslator(Translator, Protocol):
    """A translator that fills its batches across documents."""

    def translate_many(self, documents: Sequence[Sequence[str]], options: BriefOptions) -> list[list[Translation]]:
        """The translations of each document's texts, in order, each document apart from the others."""
