"""One window of an archive → the bytes of its shard and of its manifest: a pure function of window, plan and models."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from models.compute import USUAL, Compute
from models.types import Article, BriefOptions, Effort, Fault, Length, Split, Style
from service.answers import brief_answer
from service.document import DEFAULTS, Document, Limits
from service.intake import Item, digest, fault_of, take
from service.pipeline import PageBrief, Pipeline
from service.records import Window

FORM = 2
"""Version of the output's form; a part of the settings."""
WINDOW = 64
Factory = Callable[[], Pipeline]
"""Loads the models; it must survive pickling."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of every document.

    ``limits`` bound the reading of a file, ``timeout`` is in seconds of the models' work for a document; neither is a
    part of the settings.
    """

    window: int = WINDOW
    columns: tuple[tuple[str, str], ...] = ()
    length: Length = "medium"
    style: Style = "abstractive"
    split: Split = "auto"
    effort: Effort = "balanced"
    glossary: tuple[tuple[str, str], ...] = ()
    compute: Compute = USUAL
    limits: Limits = DEFAULTS
    duplicates: Literal["exact", "near"] | None = None
    similarity: float = 0.8
    timeout: float | None = None

    @property
    def options(self) -> BriefOptions:
        """The same for the pipeline."""
        return BriefOptions(self.length, self.style, self.split, self.effort, glossary=self.glossary)

    @property
    def settings(self) -> dict[str, Any]:
        """What an answer depends on besides its document and the models."""
        names = ("columns", "length", "style", "split", "effort", "glossary", "compute", "duplicates", "similarity")
        return {"form": FORM} | {name: asdict(self)[name] for name in names}

    @property
    def digest(self) -> str:
        """SHA-256 of the settings."""
        return digest(line(self.settings))


@dataclass(frozen=True, slots=True)
class Output:
    """What a window became: a line of JSON for each document in both."""

    shard: bytes
    manifest: bytes


def line(value: Any) -> bytes:
    """``value`` as one line of JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Pages:
    """A window that was read and split: an item for each record, and the article, or the fault, of each document."""

    window: Window
    items: list[Item]
    articles: list[Article | Fault]


@dataclass(frozen=True, slots=True)
class Answers:
    """What was made of a window's documents, in their order."""

    pages: Pages
    found: list[PageBrief | Fault]


def brief_window(pipeline: Pipeline, plan: Plan, window: Window) -> Output:
    """Read, split and brief the documents of a window. A document that fails is a line with its ``error``."""
    return written(pipeline, plan, answered(pipeline, plan, split(pipeline, plan, window)))


def failed(pipeline: Pipeline, plan: Plan, window: Window, fault: Fault) -> Output:
    """The output of a window that cannot be worked on: ``fault`` for each document that is no duplicate."""
    columns, copies = dict(plan.columns), window.copies
    records = enumerate(window.records, window.start)
    items = [take(record, columns, plan.limits, copies.get(i), fault) for i, record in records]
    return written(pipeline, plan, Answers(Pages(window, items, []), []))


def split(pipeline: Pipeline, plan: Plan, window: Window) -> Pages:
    """The first of the three steps of a window, without a model."""
    columns, copies = dict(plan.columns), window.copies
    items = [take(record, columns, plan.limits, copies.get(i)) for i, record in enumerate(window.records, window.start)]
    return Pages(window, items, [_article(pipeline, plan, item.document) for item in items if item.document])


def _article(pipeline: Pipeline, plan: Plan, document: Document) -> Article | Fault:
    try:
        return pipeline.split(document.text, plan.split, document.marks)
    except Exception as error:
        return fault_of(error)


def answered(pipeline: Pipeline, plan: Plan, pages: Pages) -> Answers:
    """The second step: the models' work."""
    made = iter(_briefs(pipeline, [found for found in pages.articles if isinstance(found, Article)], plan))
    return Answers(pages, [found if isinstance(found, Fault) else next(made) for found in pages.articles])


def written(pipeline: Pipeline, plan: Plan, answers: Answers) -> Output:
    """The third step, without a model."""
    window, items, found = answers.pages.window, answers.pages.items, iter(answers.found)
    outcomes = [next(found) if item.document else item.fault for item in items]
    models, settings = [asdict(record) for record in pipeline.models], plan.digest
    shard, manifest = [], []
    for i, (record, item, answer) in enumerate(zip(window.records, items, outcomes, strict=True)):
        told, made, text = _written(window.start + i, item, answer, plan.options)
        shard.append(text)
        entry = {"index": window.start + i, "id": item.id, "source": record.source, "offset": record.offset}
        entry |= {"input_sha256": item.sha256, "output_sha256": digest(text), "models": models}
        copy = item.duplicate_of is not None
        status = "error" if isinstance(told, Fault) else "duplicate" if copy else "ok"
        entry |= {"settings": settings, "status": status, "duplicate_of": item.duplicate_of}
        entry |= {"error": told.code if isinstance(told, Fault) else None}
        entry |= {"tokens": told.tokens if isinstance(told, PageBrief) else 0}
        entry |= {"characters": len(item.document.text) if item.document else 0}
        manifest.append(line(entry | quality(made["brief"])))
    return Output(b"".join(shard), b"".join(manifest))


def _briefs(pipeline: Pipeline, articles: Sequence[Article], plan: Plan) -> list[PageBrief | Fault]:
    """All in common batches; where that fails each alone, so that only the guilty one is without an answer.

    Together they have the time of all, alone each has its own.
    """
    options = plan.options
    if plan.timeout is not None:
        options = replace(options, deadline=time.monotonic() + plan.timeout * len(articles))
    try:
        return list(pipeline.brief_many(articles, options))
    except Exception as error:
        if len(articles) == 1:
            return [fault_of(error)]
    return [found for article in articles for found in _briefs(pipeline, [article], plan)]


def _written(
    index: int, item: Item, found: PageBrief | Fault | None, options: BriefOptions
) -> tuple[PageBrief | Fault | None, dict[str, Any], bytes]:
    """What a document became, its output line as an object and as bytes: what cannot be written is a fault."""
    try:
        made = _line(index, item, found, options)
        return found, made, line(made)
    except Exception as error:
        fault = fault_of(error)
        made = _line(index, Item(f"{index}", item.sha256), fault, options)
        return fault, made, line(made)


def quality(brief: dict[str, Any] | None) -> dict[str, Any]:
    """The lowest ``score`` of a document's stories and sections, and how often each code stands in their ``checks``."""
    parts = [*brief["stories"], *brief["sections"]] if brief else []
    score = min((part["score"] for part in parts if part["score"] is not None), default=None)
    codes = Counter(check["code"] for part in parts for check in part["checks"])
    return {"score": score, "checks": dict(sorted(codes.items()))}


def _line(index: int, item: Item, found: PageBrief | Fault | None, options: BriefOptions) -> dict[str, Any]:
    brief = None
    if isinstance(found, PageBrief) and item.document:
        brief = brief_answer(found, item.document, options, id=item.id).model_dump(mode="json")
    head = {"index": index, "id": item.id, **dict.fromkeys(("title", "published", "rights")), **item.carried}
    error = asdict(found) if isinstance(found, Fault) else None
    return head | {"metadata": item.metadata, "brief": brief, "error": error, "duplicate_of": item.duplicate_of}
