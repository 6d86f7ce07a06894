"""Real parts put together into a Pipeline, for the two composition roots."""

from __future__ import annotations

from pathlib import Path

from models.names import Names
from models.registry import load
from models.sections import PageSplitter
from models.summarise import ModelSummariser
from models.translate import SentenceTranslator
from service.pipeline import Pipeline


def assemble(
    profile: str = "embedded", *, directory: Path | None = None, device: str = "auto", threads: int = 0
) -> Pipeline:
    """Load ``profile`` and build the pipeline over it; ``threads`` of 0 means one for each core.

    Raises ModelUnavailable where a model is missing or broken.
    """
    loaded = load(profile, directory=directory, device=device, threads=threads)
    names = Names.load()
    summariser = ModelSummariser(loaded.summariser, loaded.headliner, names)
    lexicons = [names.lexicon, *([loaded.lexicon] if loaded.lexicon else [])]
    translator = SentenceTranslator(loaded.translator, names, lexicons)
    return Pipeline(PageSplitter(), summariser, translator, loaded.records)
