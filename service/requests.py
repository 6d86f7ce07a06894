"""What may be asked: the bodies of the POST operations and their options. Anything unknown is refused."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from models.glossary import entries
from models.types import BriefOptions, Effort, Length, Split, Style
from service.errors import ServiceError
from service.schemas import Include

Text = Annotated[
    str,
    Field(
        description="Chinese text: an article, a newspaper page, a passage", json_schema_extra={"pattern": "[一-鿿]"}
    ),
]
"""The schema's pattern is for clients: what breaks it has refusals of its own, ``empty_text`` and ``no_chinese``."""
Kept = Annotated[str, Field(json_schema_extra={"minLength": 1})]
Identifier = Annotated[str, Field(min_length=1, max_length=200)]


class Request(BaseModel):
    """Base of the bodies: frozen, and no field but the named ones."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Options(Request):
    """How the work is done."""

    length: Length = Field("medium", description="how long a summary is")
    style: Style = Field("abstractive", description="new sentences, or sentences of the source")
    split: Split = Field(
        "auto", description="find stories and sections, also cut those without headings by topics, or take all as one"
    )
    effort: Effort = Field("balanced", description="how many hypotheses the model may try")
    glossary: dict[str, str] | str | None = Field(
        None, description="Chinese terms and the English that must be used for them; a term that is its own stays"
    )
    keep: tuple[Kept, ...] = Field((), description="words that are left as they are")
    include: tuple[Include, ...] = Field((), description="what the answer has besides")
    timeout_ms: int | None = Field(None, ge=1, le=86_400_000, description="after this many milliseconds: 504")

    def brief_options(self, now: float) -> BriefOptions:
        """The same for the pipeline; ``now`` is ``time.monotonic()``'s when the request came, in seconds.

        Raises InvalidGlossary, and ServiceError unknown_glossary for an id: ``resolved`` replaces those of stored ones.
        """
        if isinstance(self.glossary, str):
            detail = f"there is no stored glossary {self.glossary[:80]!r}: send the terms themselves"
            raise ServiceError("unknown_glossary", detail)
        terms = entries(self.glossary or {}, self.keep)
        deadline = None if self.timeout_ms is None else now + self.timeout_ms / 1000
        return BriefOptions(self.length, self.style, self.split, self.effort, deadline, terms)


_EITHER: dict[str, Any] = {
    "oneOf": [
        {"required": [one], "properties": {one: {"type": "string"}, other: {"type": "null"}}}
        for one, other in (("text", "html"), ("html", "text"))
    ]
}


class TextOrHtml(Request):
    """One document, as text or as HTML."""

    model_config = ConfigDict(json_schema_extra=_EITHER)

    text: Text | None = None
    html: str | None = Field(None, description="an HTML page with Chinese text")

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        given = sum(item is not None for item in (self.text, self.html))
        if given != 1:
            raise PydanticCustomError("exactly_one", f"{given} of text and html were sent: send exactly one of them")
        return self


class PageRequest(TextOrHtml):
    """One document, as text or as HTML. ``id`` comes back in the answer; without one it is made of the text and the
    options."""

    id: Identifier | None = Field(None, description="your own id of the document")
    options: Options = Field(default_factory=Options)


class JobDocument(TextOrHtml):
    """One document of a job, as text or as HTML. ``title``, ``published`` and ``rights`` are kept with it until it is
    done and change no answer."""

    id: Annotated[Identifier, Field(pattern=r"^[^\x00]+$")] | None = Field(None, description="comes back in its line")
    title: str | None = Field(None, max_length=1000)
    published: str | None = Field(None, max_length=100)
    rights: str | None = Field(None, max_length=1000)


class JobRequest(Request):
    """Many documents with the same options. ``webhook`` hears of the job's end."""

    documents: tuple[JobDocument, ...] = Field(min_length=1)
    options: Options = Field(default_factory=Options)
    webhook: str | None = Field(None, min_length=1, max_length=2000, pattern=r"^[^\x00]+$")


class TextsRequest(Request):
    """Several texts, answered one for one in order."""

    texts: tuple[Text, ...] = Field(min_length=1)
    options: Options = Field(default_factory=Options)


class WebhookRequest(Request):
    """Where to send events to."""

    url: str = Field(
        min_length=1,
        max_length=2000,
        description="an https URL on a public address",
        json_schema_extra={"pattern": r"^https?://[!-\[\]-~]+$"},
    )
