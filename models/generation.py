"""What passes between a task and its engine: prompts, how to decode them, and the Protocol of engines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from models.lexicon import Term
from models.types import ModelRecord, Priority

FinishReason = Literal["stop", "length"]


@dataclass(frozen=True, slots=True)
class Prompt:
    """One input of an engine. ``before`` and ``after`` are the model's own template and may name control tokens;
    ``text`` is the user's and is tokenised as plain text only."""

    text: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class GenerationOptions:
    """How to decode. Lengths are in tokens of the engine's model; ``deadline`` is a ``time.monotonic()`` value.

    ``hypotheses`` must not exceed ``beam_size``; ``no_repeat_ngram`` of 0 allows any repetition; without ``chinese`` no
    token with a Chinese character is generated, where the engine can forbid tokens; ``priority`` says how long prompts
    wait (``models.queue``) and changes no answer.
    """

    beam_size: int = 1
    hypotheses: int = 1
    max_tokens: int = 256
    min_tokens: int = 0
    length_penalty: float = 1.0
    no_repeat_ngram: int = 0
    chinese: bool = True
    deadline: float | None = None
    priority: Priority = "interactive"

    def __post_init__(self) -> None:
        if not 1 <= self.hypotheses <= self.beam_size:
            raise ValueError(f"hypotheses is {self.hypotheses}, but must be 1 to beam_size ({self.beam_size})")


@dataclass(frozen=True, slots=True)
class Generation:
    """One hypothesis: its text, number of generated tokens (end included), mean token log-probability and why it
    ended."""

    text: str
    tokens: int
    score: float
    finish_reason: FinishReason


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can do; a served model may lack any of it."""

    beams: bool = True
    scores: bool = True
    n_best: bool = True


class Engine(Protocol):
    """A loaded model. Thread-safe; answers in order; the same batch gives the same answers."""

    @property
    def window(self) -> int:
        """Most tokens of a prompt."""

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""

    def count(self, text: str) -> int:
        """Tokens of plain text."""

    def generate(self, prompts: Sequence[Prompt], options: GenerationOptions) -> list[list[Generation]]:
        """``options.hypotheses`` generations for each prompt, the best first, in one batch.

        Raises InputTooLong where a prompt exceeds ``window``, DeadlineExceeded where the deadline has passed.
        """


@dataclass(frozen=True, slots=True)
class TaskModel:
    """An engine and how to ask it for one task; ``hinted`` where its model can be told terms that it must use.

    ``budget`` is the size of its batches; None takes that of ``models.shapes``.
    """

    engine: Engine
    prompt: Callable[[str], Prompt]
    record: ModelRecord
    hinted: Callable[[str, Sequence[Term]], Prompt] | None = None
    budget: int | None = None
