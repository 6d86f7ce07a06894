"""What can go wrong inside the library. Nothing here knows of HTTP."""

from __future__ import annotations


class ModelError(Exception):
    """Base of the library's errors; ``code`` is stable and machine-readable."""

    code = "model_error"


class InputTooLong(ModelError):
    """A prompt does not fit the model's window (both in tokens)."""

    code = "input_too_long"

    def __init__(self, tokens: int, window: int) -> None:
        self.tokens, self.window = tokens, window
        super().__init__(f"prompt has {tokens} tokens, the model takes {window}: split the text")


class ModelUnavailable(ModelError):
    """A model is missing, broken or cannot be loaded here."""

    code = "model_unavailable"


class DeadlineExceeded(ModelError):
    """The caller's time is used up."""

    code = "deadline_exceeded"


class QueueFull(ModelError):
    """The queue of an engine holds as much as it takes: the caller should come again later."""

    code = "overloaded"


class Abandoned(ModelError):
    """The caller went away; the rest of the work was dropped."""

    code = "abandoned"
