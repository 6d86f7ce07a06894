"""Real parts put together into a Pipeline, for the two composition roots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from models.compute import Compute
from models.generation import Engine, TaskModel
from models.names import Names
from models.queue import EngineQueue
from models.registry import LoadedModels, load
from models.sections import PageSplitter
from models.summarise import ModelSummariser
from models.translate import SentenceTranslator
from service.pipeline import Pipeline

Wrap = Callable[[Engine, str], Engine]
"""Makes what is asked instead of an engine, given the engine and the name of its model."""


def queued(engine: Engine, model: str) -> Engine:
    """``engine`` behind a queue of its own, with the default bounds."""
    return EngineQueue(engine)


def assemble(
    profile: str = "embedded",
    *,
    directory: Path | None = None,
    device: str = "auto",
    threads: int = 0,
    compute: Compute | None = None,
    wrap: Wrap = queued,
) -> Pipeline:
    """Load ``profile`` and build the pipeline over it; ``threads`` of 0 means one for each core.

    ``compute`` goes before ``device``. ``wrap`` puts each engine behind a queue. Raises ModelUnavailable where a model
    is missing or broken.
    """
    if compute is None:
        return pipeline_over(load(profile, directory=directory, device=device, threads=threads), wrap)
    loaded = load(profile, directory=directory, device=compute.device, threads=threads, compute_type=compute.type)
    return pipeline_over(loaded.budgeted(compute.budget), wrap)


def pipeline_over(loaded: LoadedModels, wrap: Wrap = queued) -> Pipeline:
    """The pipeline over ``loaded``, each engine wrapped once, whatever the number of its tasks."""
    models, names = wrapped(loaded, wrap), Names.load()
    summariser = ModelSummariser(models.summariser, models.headliner, names)
    lexicons = [names.lexicon, *([models.lexicon] if models.lexicon else [])]
    translator = SentenceTranslator(models.translator, names, lexicons)
    return Pipeline(PageSplitter(), summariser, translator, models.records)


def wrapped(loaded: LoadedModels, wrap: Wrap) -> LoadedModels:
    """``loaded`` with each engine replaced by what ``wrap`` makes of it; tasks that share one share it still."""
    made: dict[int, Engine] = {}

    def again(task: TaskModel) -> TaskModel:
        if id(task.engine) not in made:
            made[id(task.engine)] = wrap(task.engine, task.record.name)
        return replace(task, engine=made[id(task.engine)])

    summariser, headliner, translator = again(loaded.summariser), again(loaded.headliner), again(loaded.translator)
    return LoadedModels(summariser, headliner, translator, loaded.lexicon)
