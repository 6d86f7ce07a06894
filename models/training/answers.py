"""What a task model answers to texts, for measuring it."""

from __future__ import annotations

from collections.abc import Sequence

from models import batching
from models.generation import GenerationOptions, TaskModel


def answers(
    model: TaskModel, texts: Sequence[str], beam_size: int, max_tokens: int, *, chinese: bool = True
) -> list[str]:
    """The best hypothesis for each text, in order; translations are made without ``chinese``."""
    options = GenerationOptions(beam_size=beam_size, max_tokens=max_tokens, chinese=chinese)
    prompts = [model.prompt(text) for text in texts]
    return [found[0].text.strip() for found in batching.generate(model.engine, prompts, options, lambda: False)]
