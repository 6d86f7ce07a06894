"""Logs: one line for each record, as JSON or text, without a word of any article.

An article could come in by an error's message, so of an exception only its type and its frames are written, never its
message or values. Of other libraries' records only the first line of the message is written and nothing below warnings,
but uvicorn's own of starting and stopping.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from service.auth import MARK, SHOWN
from service.notice import escaped

Format = Literal["json", "text"]
ROOT = Path(__file__).parents[1]
OWN = ("service", "models", "uvicorn")
"""Loggers that are heard from INFO on."""
_KEY = re.compile(rf"({MARK}[\w-]{{{SHOWN - len(MARK)}}})[\w-]+", re.ASCII)
FRAMES = 12
"""Innermost frames of each exception that are written."""
CHAIN = 5
"""Exceptions of a chain of causes that are written."""


def configure(form: Format) -> None:
    """Send the records of the whole process to stderr, in place of what was set up before."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OWN:
        logging.getLogger(name).setLevel(logging.INFO)
    logging.captureWarnings(True)


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """What is written of ``record``: time, level, logger, message, the ``fields`` it was given, and exceptions."""
    found: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": _message(record),
    }
    found |= getattr(record, "fields", {})
    error = record.exc_info[1] if record.exc_info else None
    return found | ({"exceptions": list(described(error))} if error else {})


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return _without_keys(json.dumps(fields_of(record), ensure_ascii=True, default=str))


class TextFormatter(logging.Formatter):
    """For a person: time, level, message, then name=value; control characters are escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        found = fields_of(record)
        head = [found.pop("time"), found.pop("level").upper(), found.pop("logger"), found.pop("message")]
        line = " ".join([*head, *(f"{name}={_plain(value)}" for name, value in found.items())])
        return _without_keys(escaped(line))


def described(error: BaseException) -> Iterator[dict[str, Any]]:
    """The type and the frames of an exception and its causes, the last one first, without any message or value."""
    current: BaseException | None = error
    for _ in range(CHAIN):
        if current is None:
            return
        frames = [_frame(frame) for frame in traceback.extract_tb(current.__traceback__, limit=-FRAMES)]
        yield {"type": type(current).__name__, "frames": frames}
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _frame(frame: traceback.FrameSummary) -> str:
    path = Path(frame.filename)
    name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else Path(*path.parts[-2:])
    return f"{name.as_posix()}:{frame.lineno} {frame.name}"


def _message(record: logging.LogRecord) -> str:
    """The message; of other libraries, whose further lines may show values (asyncio's do), the first line only."""
    message = record.getMessage()
    return message if record.name.split(".")[0] in OWN[:2] else message.partition("\n")[0]


def _without_keys(line: str) -> str:
    """``line`` with no more of a key than its prefix: clients put one into ``X-Request-ID``, too."""
    return _KEY.sub(r"\1***", line)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)
