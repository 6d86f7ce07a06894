"""The shapes of answers; ``service.answers`` makes them.

An answer depends on the request and the models alone, so the same request has the same bytes. Spans are
``[start, end)`` pairs of code points of the source text. What does not exist is null; what must be asked for with
``include`` is left out otherwise.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.grounds import Decision
from models.types import Role, Severity, Style
from service.document import Kind

Include = Literal["paragraphs", "blocks", "source", "explain"]
Spans = tuple[Annotated[tuple[int, int], Field(description="start and end, in code points")], ...]
Score = Annotated[float, Field(ge=0, le=1)]

_IF_ASKED: Any = {"default": None, "exclude_if": lambda value: value is None}


class Answer(BaseModel):
    """Base of all shapes: frozen, exactly the named fields, which may be read off a record of the same fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)


class Label(Answer):
    """A short text of the page in both languages; ``en`` is null where nothing was translated."""

    zh: str
    en: str | None
    spans: Spans


class FaultAnswer(Answer):
    """Why a part is missing."""

    code: str
    message: str


class CheckSpans(Answer):
    """Where a finding is: in the source text, the Chinese summary and its English translation."""

    source: Spans
    zh: Spans
    en: Spans


class CheckAnswer(Answer):
    """A finding; ``repaired`` means that the text shown no longer has the fault."""

    code: str
    severity: Severity
    message: str
    spans: CheckSpans
    repaired: bool


class EvidenceAnswer(Answer):
    """The source of sentence number ``sentence`` (from 0) of a summary."""

    sentence: int
    spans: Spans
    score: Score


class MetadataAnswer(Answer):
    """What a file says of itself; ``date`` is YYYY-MM-DD."""

    title: str | None
    date: str | None
    author: str | None


class SourceAnswer(Answer):
    """The source text that spans count in: ``sha256`` of its UTF-8, its number of code points.

    ``encoding`` is null for PDF and DOCX. ``text`` is there wherever it is not just what was sent decoded, ``metadata``
    where the file is not plain text.
    """

    kind: Kind
    encoding: str | None
    sha256: str
    characters: int
    text: str | None = Field(**_IF_ASKED)
    metadata: MetadataAnswer | None = Field(**_IF_ASKED)


class MastheadAnswer(Answer):
    """What the page says of itself."""

    publication: Label | None
    date: Label | None
    page: Label | None
    desk: Label | None


class ParagraphAnswer(Answer):
    """A mended paragraph and where its pieces came from."""

    text: str
    spans: Spans


class StoryAnswer(Answer):
    """One story of the page."""

    index: int
    kicker: Label | None
    title: Label | None
    byline: Label | None
    dateline: Label | None
    lead: Label | None


class SectionAnswer(Answer):
    """One section of a story; ``spans`` cover its heading and paragraphs."""

    index: int
    story: int
    level: int
    heading: Label | None
    paragraphs: tuple[ParagraphAnswer, ...] | None = Field(**_IF_ASKED)
    spans: Spans


class SignalAnswer(Answer):
    """A signal that weighed in a decision: its log-odds, positive for yes (``docs/sections.md``)."""

    decision: Decision
    name: str
    weight: float


class BlockAnswer(Answer):
    """A run of the source text; all of them in order are the source text.

    ``signals``: the weightiest of the least certain decision about the block, none where no odds decided.
    """

    role: Role
    start: int
    end: int
    story: int | None
    section: int | None
    paragraph: int | None
    reason: str | None = Field(**_IF_ASKED)
    confidence: Score | None = Field(**_IF_ASKED)
    signals: tuple[SignalAnswer, ...] | None = Field(**_IF_ASKED)


class WarningAnswer(Answer):
    """Something the reader should know, with the places it concerns."""

    code: str
    message: str
    spans: Spans


class Pair(Answer):
    """A summary in both languages. ``zh`` is empty only where the part's ``error`` says why."""

    zh: str
    en: str | None
    method: Style


class Paired(Answer):
    """What every brief section and story has; ``score`` is that of the weaker language, null without a summary.

    ``error`` is the summary's, else the translation's; whatever could be made is there beside it.
    """

    summary: Pair
    evidence: tuple[EvidenceAnswer, ...]
    checks: tuple[CheckAnswer, ...]
    score: Score | None
    error: FaultAnswer | None


class StoryBrief(StoryAnswer, Paired):
    """A story and its pair."""


class SectionBrief(SectionAnswer, Paired):
    """A section and its pair."""


class ModelAnswer(Answer):
    """A model that answers."""

    role: str
    name: str
    revision: str


class Usage(Answer):
    """Code points read and tokens generated."""

    characters: int
    tokens: int


class SectionsAnswer(Answer):
    """A page taken apart."""

    id: str
    source: SourceAnswer
    masthead: MastheadAnswer
    stories: tuple[StoryAnswer, ...]
    sections: tuple[SectionAnswer, ...]
    blocks: tuple[BlockAnswer, ...]
    warnings: tuple[WarningAnswer, ...]


class BriefAnswer(Answer):
    """A page in brief."""

    id: str
    source: SourceAnswer
    masthead: MastheadAnswer
    stories: tuple[StoryBrief, ...]
    sections: tuple[SectionBrief, ...]
    blocks: tuple[BlockAnswer, ...] | None = Field(**_IF_ASKED)
    warnings: tuple[WarningAnswer, ...]
    models: tuple[ModelAnswer, ...]
    usage: Usage


class SummaryAnswer(Answer):
    """One text's summary; ``zh`` is empty only where ``error`` says why."""

    zh: str
    method: Style
    evidence: tuple[EvidenceAnswer, ...]
    checks: tuple[CheckAnswer, ...]
    score: Score | None
    error: FaultAnswer | None


class SummariesAnswer(Answer):
    """One summary for each text, in order."""

    summaries: tuple[SummaryAnswer, ...]


class TranslationAnswer(Answer):
    """One text's translation; ``en`` is null only where ``error`` says why."""

    en: str | None
    checks: tuple[CheckAnswer, ...]
    score: Score | None
    error: FaultAnswer | None


class TranslationsAnswer(Answer):
    """One translation for each text, in order."""

    translations: tuple[TranslationAnswer, ...]


class ModelsAnswer(Answer):
    """The models in use."""

    models: tuple[ModelAnswer, ...]


class StatusAnswer(Answer):
    """How the service is."""

    status: Literal["ok", "ready"]
