"""The way of a document over the Protocols: split, summarise, translate, pair."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.types import (
    Article,
    Brief,
    BriefOptions,
    MappedText,
    ModelRecord,
    Split,
    Splitter,
    Story,
    Summariser,
    Summary,
    Translation,
    Translator,
)

Progress = Callable[[int, int], None]
"""Called with the steps done and the steps there are."""


@dataclass(frozen=True, slots=True)
class PageBrief:
    """A page and its pairs: ``sections`` and ``stories`` stand in the order of the article's own.

    ``english`` maps each Chinese label (title, heading, kicker, byline, lead, masthead field) to its translation;
    ``tokens`` counts every token generated for the page.
    """

    article: Article
    english: Mapping[str, Translation]
    sections: tuple[Brief, ...]
    stories: tuple[Brief, ...]
    models: tuple[ModelRecord, ...]
    tokens: int


class Pipeline:
    """Splitter, summariser and translator put to work together. Thread-safe if its parts are."""

    def __init__(
        self, splitter: Splitter, summariser: Summariser, translator: Translator, models: tuple[ModelRecord, ...]
    ) -> None:
        self._splitter, self._summariser, self._translator = splitter, summariser, translator
        self.models = models

    def split(self, text: str, mode: Split = "auto") -> Article:
        """Read a page without any model."""
        return self._splitter.split(text, mode)

    def brief(self, text: str, options: BriefOptions, progress: Progress | None = None) -> PageBrief:
        """Split ``text`` and pair each section and each story with its summary and translation.

        Equal passages and equal texts are worked on once. Raises Abandoned or DeadlineExceeded as ``options`` say.
        """
        report = progress or (lambda done, total: None)
        article = self._splitter.split(text, options.split)
        report(1, 3)
        passages = [section.paragraphs for section in article.sections]
        passages += [story_passage(article, story) for story in article.stories]
        unique = list(dict.fromkeys(passages))
        made = self._summariser.summarise(unique, options)
        summaries = dict(zip(unique, made, strict=True))
        report(2, 3)
        english = self._english([*labels(article), *(summary.text for summary in made)], options)
        briefs = [Brief(summaries[passage], english.get(summaries[passage].text)) for passage in passages]
        report(3, 3)
        count = len(article.sections)
        tokens = sum(summary.tokens for summary in made) + sum(item.tokens for item in english.values())
        return PageBrief(article, english, tuple(briefs[:count]), tuple(briefs[count:]), self.models, tokens)

    def summarise(self, texts: Sequence[str], options: BriefOptions) -> list[Summary]:
        """One summary for each text, in order, without splitting it into sections."""
        return self._summariser.summarise([self._paragraphs(text) for text in texts], options)

    def translate(self, texts: Sequence[str], options: BriefOptions) -> list[Translation]:
        """One translation for each text, in order."""
        return self._translator.translate(texts, options)

    def _paragraphs(self, text: str) -> tuple[MappedText, ...]:
        return tuple(p for section in self._splitter.split(text, "none").sections for p in section.paragraphs)

    def _english(self, texts: Sequence[str], options: BriefOptions) -> dict[str, Translation]:
        unique = [text for text in dict.fromkeys(texts) if text]
        return dict(zip(unique, self._translator.translate(unique, options), strict=True))


def story_passage(article: Article, story: Story) -> tuple[MappedText, ...]:
    """A story's lead, then the paragraphs of its sections in order."""
    lead = (story.lead,) if story.lead else ()
    return lead + tuple(p for section in article.sections if section.story == story.index for p in section.paragraphs)


def labels(article: Article) -> Iterator[str]:
    """Every short text of the page that an answer shows in both languages."""
    masthead = article.masthead
    fields = [masthead.publication, masthead.date, masthead.page, masthead.desk]
    for story in article.stories:
        fields += [story.kicker, story.title, story.byline, story.dateline, story.lead]
    fields += [section.heading for section in article.sections]
    yield from (item.text for item in fields if item is not None)
