"""Answers made of the pipeline's records, for the routes and for the command line's JSON alike."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from models.grounds import Grounds
from models.types import (
    Article,
    Block,
    Brief,
    BriefOptions,
    Check,
    MappedText,
    Masthead,
    ModelRecord,
    Section,
    Span,
    Story,
    Summary,
    Translation,
)
from service import schemas
from service.document import Document, quoted
from service.pipeline import PageBrief
from service.schemas import Include

English = Mapping[str, Translation]
MASTHEAD = ("publication", "date", "page", "desk")
STORY = ("kicker", "title", "byline", "dateline", "lead")
SIGNALS = 3
"""How many signals of a decision are named."""
_ID_LENGTH = 32  # hex digits


def sections_answer(
    article: Article,
    document: Document,
    options: BriefOptions,
    *,
    id: str | None = None,
    include: Collection[Include] = (),
) -> schemas.SectionsAnswer:
    """The answer of ``/v1/sections``, with ``paragraphs`` and ``blocks``."""
    return schemas.SectionsAnswer(
        id=id or answer_id(document, options),
        source=_source(document, include),
        masthead=_masthead(article.masthead, {}),
        stories=tuple(schemas.StoryAnswer(**_story(story, {})) for story in article.stories),
        sections=tuple(
            schemas.SectionAnswer(**_section(section, article, {}), paragraphs=_paragraphs(section))
            for section in article.sections
        ),
        blocks=_blocks(article, include),
        warnings=_warnings(document, article, {}),
    )


def brief_answer(
    page: PageBrief,
    document: Document,
    options: BriefOptions,
    *,
    id: str | None = None,
    include: Collection[Include] = (),
) -> schemas.BriefAnswer:
    """The answer of ``/v1/briefs``; without ``id`` it is made of the document and the options."""
    article = page.article
    return schemas.BriefAnswer(
        id=id or answer_id(document, options),
        source=_source(document, include),
        masthead=_masthead(article.masthead, page.english),
        stories=tuple(
            schemas.StoryBrief(**_story(story, page.english), **_paired(brief))
            for story, brief in zip(article.stories, page.stories, strict=True)
        ),
        sections=tuple(
            schemas.SectionBrief(
                **_section(section, article, page.english),
                **_paired(brief),
                paragraphs=_paragraphs(section) if "paragraphs" in include else None,
            )
            for section, brief in zip(article.sections, page.sections, strict=True)
        ),
        blocks=_blocks(article, include) if "blocks" in include else None,
        warnings=_warnings(document, article, page.english),
        models=models_answer(page.models).models,
        usage=schemas.Usage(characters=len(document.text), tokens=page.tokens),
    )


def summaries_answer(summaries: Sequence[Summary]) -> schemas.SummariesAnswer:
    """The answer of ``/v1/summaries``."""
    return schemas.SummariesAnswer(
        summaries=tuple(
            schemas.SummaryAnswer(
                zh=made.text,
                method=made.method,
                evidence=_evidence(made),
                checks=_checks(made.checks),
                score=_score(made),
                error=_fault(made),
            )
            for made in summaries
        )
    )


def translations_answer(translations: Sequence[Translation]) -> schemas.TranslationsAnswer:
    """The answer of ``/v1/translations``."""
    return schemas.TranslationsAnswer(
        translations=tuple(
            schemas.TranslationAnswer(
                en=_english(made), checks=_checks(made.checks), score=_score(made), error=_fault(made)
            )
            for made in translations
        )
    )


def models_answer(records: Sequence[ModelRecord]) -> schemas.ModelsAnswer:
    """The answer of ``/v1/models``."""
    return schemas.ModelsAnswer(models=tuple(map(schemas.ModelAnswer.model_validate, records)))


def answer_id(document: Document, options: BriefOptions) -> str:
    """32 hex digits of a SHA-256 over the source text and what was asked for (not how long it may take)."""
    asked: list[object] = [document.sha256, options.length, options.style, options.split, options.effort]
    if options.glossary:
        asked.append(options.glossary)
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:_ID_LENGTH]


def _source(document: Document, include: Collection[Include]) -> schemas.SourceAnswer:
    return schemas.SourceAnswer(
        kind=document.kind,
        encoding=document.encoding,
        sha256=document.sha256,
        characters=len(document.text),
        text=document.text if document.changed or "source" in include else None,
        metadata=None if document.kind == "text" else schemas.MetadataAnswer.model_validate(document.metadata),
    )


def _label(text: MappedText | None, english: English) -> schemas.Label | None:
    if text is None:
        return None
    return schemas.Label(zh=text.text, en=_english(english.get(text.text)), spans=text.spans())


def _english(made: Translation | None) -> str | None:
    return None if made is None or made.error else made.text


def _masthead(masthead: Masthead, english: English) -> schemas.MastheadAnswer:
    return schemas.MastheadAnswer(**{name: _label(getattr(masthead, name), english) for name in MASTHEAD})


def _story(story: Story, english: English) -> dict[str, Any]:
    return {"index": story.index} | {name: _label(getattr(story, name), english) for name in STORY}


def _section(section: Section, article: Article, english: English) -> dict[str, Any]:
    return {
        "index": section.index,
        "story": section.story,
        "level": section.level,
        "heading": _label(section.heading, english),
        "spans": _joined(block for block in article.blocks if block.section == section.index),
    }


def _joined(blocks: Iterator[Block]) -> tuple[Span, ...]:
    """The spans of ``blocks``, neighbours as one."""
    spans: list[Span] = []
    for block in blocks:
        if spans and spans[-1].end == block.start:
            spans[-1] = Span(spans[-1].start, block.end)
        else:
            spans.append(Span(block.start, block.end))
    return tuple(spans)


def _paragraphs(section: Section) -> tuple[schemas.ParagraphAnswer, ...]:
    return tuple(schemas.ParagraphAnswer(text=item.text, spans=item.spans()) for item in section.paragraphs)


def _blocks(article: Article, include: Collection[Include]) -> tuple[schemas.BlockAnswer, ...]:
    names = ["role", "start", "end", "story", "section", "paragraph"]
    explain = "explain" in include
    if explain:
        names += ["reason", "confidence"]
    return tuple(
        schemas.BlockAnswer(
            **{name: getattr(block, name) for name in names}, signals=_signals(block.grounds) if explain else None
        )
        for block in article.blocks
    )


def _signals(grounds: Grounds | None) -> tuple[schemas.SignalAnswer, ...]:
    if grounds is None:
        return ()
    weightiest = grounds.weightiest(SIGNALS)
    return tuple(schemas.SignalAnswer(decision=grounds.decision, name=name, weight=w) for name, w in weightiest)


def _paired(brief: Brief) -> dict[str, Any]:
    """What a brief adds to a story or section: the pair, its support and its faults."""
    summary, translation = brief.summary, brief.translation
    scores = [score for made in (summary, translation) if made and (score := _score(made)) is not None]
    return {
        "summary": schemas.Pair(zh=summary.text, en=_english(translation), method=summary.method),
        "evidence": _evidence(summary),
        "checks": _checks(brief.checks),
        "score": None if summary.error else round(math.prod(scores), 3),
        "error": _fault(summary) or (_fault(translation) if translation else None),
    }


def _evidence(summary: Summary) -> tuple[schemas.EvidenceAnswer, ...]:
    return tuple(map(schemas.EvidenceAnswer.model_validate, summary.evidence))


def _checks(checks: Sequence[Check]) -> tuple[schemas.CheckAnswer, ...]:
    return tuple(
        schemas.CheckAnswer(
            code=check.code,
            severity=check.severity,
            message=check.message,
            spans=schemas.CheckSpans(source=check.source, zh=check.zh, en=check.en),
            repaired=check.repaired,
        )
        for check in checks
    )


def _score(made: Summary | Translation) -> float | None:
    return None if made.error else made.score


def _fault(made: Summary | Translation) -> schemas.FaultAnswer | None:
    return schemas.FaultAnswer.model_validate(made.error) if made.error else None


def _warnings(document: Document, article: Article, english: English) -> tuple[schemas.WarningAnswer, ...]:
    """The cautions of reading and splitting, then faults of the labels' translations, in the page's order."""
    found = [schemas.WarningAnswer.model_validate(caution) for caution in (*document.cautions, *article.cautions)]
    for label in _labels(article):
        made = english.get(label.text, Translation(""))
        faults: list[Any] = [check for check in made.checks if not check.repaired]
        found += [
            schemas.WarningAnswer(
                code=fault.code, message=f"“{quoted(label.text)}”: {fault.message}", spans=label.spans()
            )
            for fault in [*faults, *([made.error] if made.error else [])]
        ]
    return tuple(found)


def _labels(article: Article) -> Iterator[MappedText]:
    """Every short text of the page that has a translation."""
    found = [getattr(article.masthead, name) for name in MASTHEAD]
    found += [getattr(story, name) for story in article.stories for name in STORY]
    found += [section.heading for section in article.sections]
    return (label for label in found if label is not None)
