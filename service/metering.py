"""Models that tell what they do: the Protocols' parts wrapped, their answers left alone."""

from __future__ import annotations

import time
from collections.abc import Sequence

from models.generation import Capabilities, Engine, Generation, GenerationOptions, Prompt
from models.types import BriefOptions, MappedText, PoolingTranslator, Summariser, Summary, Translation, Translator
from service.metrics import Metrics
from service.pipeline import Pipeline


def metered(pipeline: Pipeline, metrics: Metrics) -> Pipeline:
    """The same pipeline, whose findings are counted."""
    return pipeline.wrapped(
        lambda summariser: MeteredSummariser(summariser, metrics),
        lambda translator: _translator(translator, metrics),
    )


def _translator(inner: Translator, metrics: Metrics) -> Translator:
    if isinstance(inner, PoolingTranslator):
        return MeteredPool(inner, metrics)
    return MeteredTranslator(inner, metrics)


class MeteredSummariser:
    """A summariser whose checks are counted."""

    def __init__(self, inner: Summariser, metrics: Metrics) -> None:
        self._inner, self._metrics = inner, metrics

    def summarise(self, passages: Sequence[Sequence[MappedText]], options: BriefOptions) -> list[Summary]:
        """See ``models.types.Summariser``."""
        made = self._inner.summarise(passages, options)
        for summary in made:
            self._metrics.checked(summary.checks)
        return made


class MeteredTranslator:
    """A translator whose checks are counted."""

    def __init__(self, inner: Translator, metrics: Metrics) -> None:
        self._inner, self._metrics = inner, metrics

    def translate(self, texts: Sequence[str], options: BriefOptions) -> list[Translation]:
        """See ``models.types.Translator``."""
        made = self._inner.translate(texts, options)
        for translation in made:
            self._metrics.checked(translation.checks)
        return made


class MeteredPool(MeteredTranslator):
    """The same of a translator that takes several documents at once."""

    def __init__(self, inner: PoolingTranslator, metrics: Metrics) -> None:
        super().__init__(inner, metrics)
        self._pool = inner

    def translate_many(self, documents: Sequence[Sequence[str]], options: BriefOptions) -> list[list[Translation]]:
        """See ``models.types.PoolingTranslator``."""
        made = self._pool.translate_many(documents, options)
        for translations in made:
            for translation in translations:
                self._metrics.checked(translation.checks)
        return made


class MeteredEngine:
    """An engine whose batches are counted and timed under the name of its model."""

    def __init__(self, inner: Engine, model: str, metrics: Metrics) -> None:
        self._inner, self._model, self._metrics = inner, model, metrics

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
        made = self._inner.generate(prompts, options)
        tokens = sum(generation.tokens for answer in made for generation in answer)
        self._metrics.generated(self._model, len(prompts), tokens, time.monotonic() - begun)
        return made
