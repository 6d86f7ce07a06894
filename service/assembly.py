"""Real parts put together into a Pipeline, for the two composition roots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from models.generation import Engine, TaskModel
from models.names import Names
from models.queue import Bounds, EngineQueue
from models.registry import LoadedModels, load
from models.sections import PageSplitter
from models.summarise import ModelSummariser
from models.translate import SentenceTranslator
from service.pipeline import Pipeline

Wrap = Callable[[Engine, str], Engine]
Heard = Callable[[str, Callable[[], tuple[int, int]]], None]
"""Is told each queue: the name of its model, and what gives the prompts and tokens that wait."""


def assemble(
    profile: str = "embedded",
    *,
    directory: Path | None = None,
    device: str = "auto",
    threads: int = 0,
    bounds: Bounds | None = None,
    wrap: Wrap | None = None,
    heard: Heard | None = None,
) -> Pipeline:
    """Load ``profile`` and build the pipeline over it; ``threads`` of 0 means one for each core.

    ``bounds`` are those of each engine's queue. ``wrap`` makes what stands behind the queue of each engine and the name
    of its model. Raises ModelUnavailable where a model is missing or broken.
    """
    loaded = load(profile, directory=directory, device=device, threads=threads)
    return pipeline_over(wrapped(loaded, wrap) if wrap else loaded, bounds, heard)


def wrapped(loaded: LoadedModels, wrap: Wrap) -> LoadedModels:
    """``loaded`` with each engine replaced by what ``wrap`` makes of it; tasks that share one share it still."""
    made: dict[int, Engine] = {}

    def again(task: TaskModel) -> TaskModel:
        if id(task.engine) not in made:
            made[id(task.engine)] = wrap(task.engine, task.record.name)
        return replace(task, engine=made[id(task.engine)])

    summariser, headliner, translator = again(loaded.summariser), again(loaded.headliner), again(loaded.translator)
    return LoadedModels(summariser, headliner, translator, loaded.lexicon)


def pipeline_over(loaded: LoadedModels, bounds: Bounds | None = None, heard: Heard | None = None) -> Pipeline:
    """The pipeline over ``loaded``, each engine behind a queue of its own."""
    queued, names = _queued(loaded, bounds, heard), Names.load()
    summariser = ModelSummariser(queued.summariser, queued.headliner, names)
    lexicons = [names.lexicon, *([queued.lexicon] if queued.lexicon else [])]
    translator = SentenceTranslator(queued.translator, names, lexicons)
    return Pipeline(PageSplitter(), summariser, translator, queued.records)


def _queued(loaded: LoadedModels, bounds: Bounds | None, heard: Heard | None) -> LoadedModels:
    """The same models; tasks that share an engine share its queue."""
    queues = {
        id(task.engine): EngineQueue(task.engine, bounds)
        for task in (loaded.summariser, loaded.headliner, loaded.translator)
    }

    for task in (loaded.summariser, loaded.translator):
        (heard or _unheard)(task.record.name, partial(getattr, queues[id(task.engine)], "load"))

    def behind(task: TaskModel) -> TaskModel:
        return replace(task, engine=queues[id(task.engine)])

    return replace(
        loaded,
        summariser=behind(loaded.summariser),
        headliner=behind(loaded.headliner),
        translator=behind(loaded.translator),
    )


def _unheard(model: str, load: Callable[[], tuple[int, int]]) -> None:
    """Tell nobody."""
