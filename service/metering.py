"""Models that tell what they do, to metrics and traces: the Protocols' parts wrapped, their answers left alone."""

from __future__ import annotations

import time
from collections.abc import Sequence

from models.generation import Capabilities, Engine, Generation, GenerationOptions, Prompt
from models.types import (
    Article,
    BriefOptions,
    MappedText,
    Mark,
    PoolingTranslator,
    Split,
    Splitter,
    Summariser,
    Summary,
    Translation,
    Translator,
)
from service.metrics import Metrics
from service.pipeline import Pipeline
from service.tracing import Tracing


def metered(pipeline: Pipeline, metrics: Metrics, tracing: Tracing) -> Pipeline:
    """The same pipeline, whose findings are counted and whose steps are traced."""
    return pipeline.wrapped(
        lambda splitter: TracedSplitter(splitter, tracing),
        lambda summariser: MeteredSummariser(summariser, metrics, tracing),
        lambda translator: _translator(translator, metrics, tracing),
    )


def _translator(inner: Translator, metrics: Metrics, tracing: Tracing) -> Translator:
    if isinstance(inner, PoolingTranslator):
        return MeteredPool(inner, metrics, tracing)
    return MeteredTranslator(inner, metrics, tracing)


class TracedSplitter:
    """A splitter whose pages are traced."""

    def __init__(self, inner: Splitter, tracing: Tracing) -> None:
        self._inner, self._tracing = inner, tracing

    def split(self, text: str, mode: Split = "auto", marks: Sequence[Mark] = ()) -> Article:
        """See ``models.types.Splitter``."""
        with self._tracing.span("split", characters=len(text)):
            return self._inner.split(text, mode, marks)


class MeteredSummariser:
    """A summariser whose checks are counted."""

    def __init__(self, inner: Summariser, metrics: Metrics, tracing: Tracing) -> None:
        self._inner, self._metrics, self._tracing = inner, metrics, tracing

    def summarise(self, passages: Sequence[Sequence[MappedText]], options: BriefOptions) -> list[Summary]:
        """See ``models.types.Summariser``."""
        with self._tracing.span("summarise", passages=len(passages)):
            made = self._inner.summarise(passages, options)
        for summary in made:
            self._metrics.checked(summary.checks)
        return made


class MeteredTranslator:
    """A translator whose checks are counted."""

    def __init__(self, inner: Translator, metrics: Metrics, tracing: Tracing) -> None:
        self._inner, self._metrics, self._tracing = inner, metrics, tracing

    def translate(self, texts: Sequence[str], options: BriefOptions) -> list[Translation]:
        """See ``models.types.Translator``."""
        with self._tracing.span("translate", texts=len(texts)):
            made = self._inner.translate(texts, options)
        for translation in made:
            self._metrics.checked(translation.checks)
        return made


class MeteredPool(MeteredTranslator):
    """The same of a translator that takes several documents at once."""

    def __init__(self, inner: PoolingTranslator, metrics: Metrics, tracing: Tracing) -> None:
        super().__init__(inner, metrics, tracing)
        self._pool = inner

    def translate_many(self, documents: Sequence[Sequence[str]], options: BriefOptions) -> list[list[Translation]]:
        """See ``models.types.PoolingTranslator``."""
        with self._tracing.span("translate", texts=sum(map(len, documents))):
            made = self._pool.translate_many(documents, options)
        for translations in made:
            for translation in translations:
                self._metrics.checked(translation.checks)
        return made


class MeteredEngine:
    """An engine whose batches are counted, timed and traced under the name of its model."""

    def __init__(self, inner: Engine, model: str, metrics: Metrics, tracing: Tracing) -> None:
        self._inner, self._model, self._metrics, self._tracing = inner, model, metrics, tracing

    @property
    def window(self) -> int:
        """Most tokens of a prompt."""
        return self._inner.window

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        return self._inner.capabilities

    def count(self, text: str) -> int:
        """Tokens of plain text."""
        return self._inner.count(text)

    def generate(self, prompts: Sequence[Prompt], options: GenerationOptions) -> list[list[Generation]]:
        """See ``models.generation.Engine``."""
        begun = time.monotonic()
        with self._tracing.span("batch", model=self._model, prompts=len(prompts), beams=options.beam_size):
            made = self._inner.generate(prompts, options)
        tokens = sum(generation.tokens for answer in made for generation in answer)
        self._metrics.generated(self._model, len(prompts), tokens, time.monotonic() - begun)
        return made
