"""What commands tell a person on stderr. Names and ids in it come from others: none ends a line or moves the cursor."""

from __future__ import annotations

import sys
import unicodedata


def say(message: str) -> None:
    """One line on stderr."""
    print(escaped(message), file=sys.stderr, flush=True)  # noqa: T201


def escaped(text: str) -> str:
    r"""``text`` with line ends, control and invisible characters as Python writes them; spaces of any width stay.

    >>> escaped("a\nb\x1b[31m\u202e.txt")
    'a\\nb\\x1b[31m\\u202e.txt'
    """
    return "".join(c if c.isprintable() or unicodedata.category(c) == "Zs" else ascii(c)[1:-1] for c in text)
