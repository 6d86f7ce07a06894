"""An engine that is asked by way of a function: to watch it, or to ask it otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.generation import Capabilities, Engine, Generation, GenerationOptions, Prompt

Ask = Callable[[Engine, Sequence[Prompt], GenerationOptions], list[list[Generation]]]


@dataclass(frozen=True, slots=True)
class Wrapped:
    """``engine``, its answers those of ``ask``."""

    engine: Engine
    ask: Ask

    @property
    def window(self) -> int:
        """That of the engine."""
        return self.engine.window

    @property
    def capabilities(self) -> Capabilities:
        """Those of the engine."""
        return self.engine.capabilities

    def count(self, text: str) -> int:
        """Tokens of ``text``."""
        return self.engine.count(text)

    def generate(self, prompts: Sequence[Prompt], options: GenerationOptions) -> list[list[Generation]]:
        """What ``ask`` answers."""
        return self.ask(self.engine, prompts, options)
