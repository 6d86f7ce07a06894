"""The way of a document over the Protocols: split, summarise, translate, pair."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.types import (
    Article,
    Brief,
    BriefOptions,
    MappedText,
    Mark,
    ModelRecord,
    PoolingTranslator,
    Split,
    Splitter,
    Story,
    Summariser,
    Summary,
    Translation,
    Translator,
)

Passage = tuple[MappedText, ...]
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

    def wrapped(
        self,
        splitter: Callable[[Splitter], Splitter],
        summariser: Callable[[Summariser], Summariser],
        translator: Callable[[Translator], Translator],
    ) -> Pipeline:
        """The same pipeline with its parts replaced by what these make of them."""
        parts = splitter(self._splitter), summariser(self._summariser), translator(self._translator)
        return Pipeline(*parts, self.models)

    def split(self, text: str, mode: Split = "auto", marks: Sequence[Mark] = ()) -> Article:
        """Read a page without any model; ``marks`` are those of its file."""
        return self._splitter.split(text, mode, marks)

    def brief(
        self, text: str, options: BriefOptions, progress: Progress | None = None, marks: Sequence[Mark] = ()
    ) -> PageBrief:
        """Split ``text`` and pair each section and each story with its summary and translation.

        Equal passages and equal texts are worked on once. Raises Abandoned or DeadlineExceeded as ``options`` say.
        """
        report = progress or (lambda done, total: None)
        article = self._splitter.split(text, options.split, marks)
        report(1, 3)
        wanted = passages(article)
        summaries = self._summaries([wanted], options)
        report(2, 3)
        english = self._english(asked(article, wanted, summaries), options)
        report(3, 3)
        return paired(article, wanted, summaries, english, self.models)

    def brief_many(self, articles: Sequence[Article], options: BriefOptions) -> list[PageBrief]:
        """As ``brief`` for each page that was split, in order, with the models' batches filled across all of them.

        Names, labels and repeated passages are a page's own affair: only the shapes of the batches depend on the
        other pages, which in floating point may change an answer. Raises what any of the pages raises.
        """
        wanted = [passages(article) for article in articles]
        summaries = self._summaries(wanted, options)
        queries = [asked(article, of, summaries) for article, of in zip(articles, wanted, strict=True)]
        english = self._english_many(queries, options)
        return [
            paired(article, of, summaries, told, self.models)
            for article, of, told in zip(articles, wanted, english, strict=True)
        ]

    def summarise(self, texts: Sequence[str], options: BriefOptions) -> list[Summary]:
        """One summary for each text, in order, without splitting it into sections."""
        return self._summariser.summarise([self._paragraphs(text) for text in texts], options)

    def translate(self, texts: Sequence[str], options: BriefOptions) -> list[Translation]:
        """One translation for each text, in order."""
        return self._translator.translate(texts, options)

    def _paragraphs(self, text: str) -> tuple[MappedText, ...]:
        return tuple(p for section in self._splitter.split(text, "none").sections for p in section.paragraphs)

    def _summaries(self, wanted: Sequence[Sequence[Passage]], options: BriefOptions) -> dict[Passage, Summary]:
        unique = list(dict.fromkeys(passage for group in wanted for passage in group))
        return dict(zip(unique, self._summariser.summarise(unique, options), strict=True))

    def _english(self, texts: Sequence[str], options: BriefOptions) -> dict[str, Translation]:
        return dict(zip(texts, self._translator.translate(texts, options), strict=True))

    def _english_many(self, documents: Sequence[Sequence[str]], options: BriefOptions) -> list[dict[str, Translation]]:
        if not isinstance(self._translator, PoolingTranslator):
            return [self._english(texts, options) for texts in documents]
        made = self._translator.translate_many(documents, options)
        return [dict(zip(texts, found, strict=True)) for texts, found in zip(documents, made, strict=True)]


def passages(article: Article) -> list[Passage]:
    """What is summarised of a page: each section, then each story."""
    found: list[Passage] = [section.paragraphs for section in article.sections]
    return found + [story_passage(article, story) for story in article.stories]


def asked(article: Article, wanted: Sequence[Passage], summaries: Mapping[Passage, Summary]) -> list[str]:
    """What is translated of a page, each text once: its labels, then its summaries."""
    texts = [*labels(article), *(summaries[passage].text for passage in wanted)]
    return [text for text in dict.fromkeys(texts) if text]


def paired(
    article: Article,
    wanted: Sequence[Passage],
    summaries: Mapping[Passage, Summary],
    english: Mapping[str, Translation],
    models: tuple[ModelRecord, ...],
) -> PageBrief:
    """A page and its pairs, of what was made of its passages and texts."""
    briefs = [Brief(summaries[passage], english.get(summaries[passage].text)) for passage in wanted]
    count = len(article.sections)
    tokens = sum(summaries[passage].tokens for passage in dict.fromkeys(wanted))
    tokens += sum(item.tokens for item in english.values())
    return PageBrief(article, english, tuple(briefs[:count]), tuple(briefs[count:]), models, tokens)


def story_passage(article: Article, story: Story) -> Passage:
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
