"""What an extractor does to a text, drawn for each page: hard wraps, indents, gaps, spaces, other marks, debris."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from models.text import columns

_NEVER_FIRST = "，。、；：？！”’）》】」』％,;:?!)%"
_HALF = str.maketrans("，：；？！（）", ",:;?!()")
_MARKS = "，。；：、"
_TEXT = ("paragraph", "lead")
_ONE_LINE = {"masthead", "byline", "dateline", "credit", "jump", "notice", "folio", "advertisement"}


@dataclass(frozen=True, slots=True)
class Noise:
    """How one page is set. ``width`` is in display columns, 0 where nothing is wrapped; ``column`` in lines.

    ``indent`` begins paragraphs: kept (two full-width spaces), lost (the first line is two characters short) or none.
    ``gaps``: blank lines around headlines; ``between``: also between paragraphs; ``breaks``: chance of a blank line at
    the end of a column. The others are chances for each mark or number of a line.
    """

    width: int
    ragged: int
    column: int
    indent: str
    gaps: bool
    between: bool
    breaks: float
    spaces: float
    half: float
    debris: float
    end: str

    @classmethod
    def draw(cls, rng: random.Random, *, wrap: bool = True) -> Noise:
        """A page's settings. Where nothing else marks paragraphs they keep an indent, lost or not."""
        indent, between = rng.choice(("kept", "lost", "lost", "none")), rng.random() < 0.55
        if indent == "none" and not between and wrap:
            indent = "lost"
        noisy = rng.random() < 0.3
        return cls(
            width=2 * rng.randint(10, 40) if wrap else 0,
            ragged=rng.choice((0, 0, 1, 2)),
            column=rng.randint(15, 60) if wrap else 10**6,
            indent=indent,
            gaps=between or rng.random() < 0.8,
            between=between,
            breaks=rng.choice((0.5, 0.9, 1.0)),
            spaces=rng.choice((0.05, 0.3)) if noisy else 0.0,
            half=0.3 if rng.random() < 0.1 else 0.0,
            debris=0.05 if rng.random() < 0.2 else 0.0,
            end="\r\n" if rng.random() < 0.1 else "\n",
        )

    def touch(self, line: str, role: str, rng: random.Random) -> str:
        """One line with spaces after marks, half-width marks and debris."""
        if role not in (*_TEXT, "heading", "title"):
            return line
        made = []
        for char in line:
            made.append(char.translate(_HALF) if role in _TEXT and rng.random() < self.half else char)
            if char in _MARKS and rng.random() < self.spaces:
                made.append(" ")
            if role in _TEXT and char.isdigit() and rng.random() < self.debris:
                made.append("\ufffd")
        return "".join(made).rstrip() if not line[-1:].isspace() else "".join(made)


def wrapped(text: str, role: str, noise: Noise, rng: random.Random) -> Iterator[str]:
    """The lines of one piece. Titles break over two lines where they are long; short forms stay on one."""
    if not noise.width or role in _ONE_LINE:
        yield ("\u3000\u3000" if noise.indent == "kept" and role in _TEXT else "") + text
    elif role in ("title", "kicker", "heading"):
        middle = len(text) // 2
        split = role == "title" and len(text) > 18 and rng.random() < 0.4
        yield from (text[:middle], text[middle:]) if split else (text,)
    else:
        yield from _filled(text, noise, rng)


def _filled(text: str, noise: Noise, rng: random.Random) -> Iterator[str]:
    """Running text in lines of the page's width; a mark that may not begin a line hangs on the one before."""
    line = "\u3000\u3000" if noise.indent == "kept" else ""
    room = noise.width - (4 if noise.indent == "lost" else 0)
    for i, char in enumerate(text):
        line += char
        hangs = i + 1 < len(text) and text[i + 1] in _NEVER_FIRST
        word = (
            char.isascii() and char.isalnum() and i + 1 < len(text) and text[i + 1].isascii() and text[i + 1].isalnum()
        )
        full = columns(line) >= room - 2 * rng.randint(0, noise.ragged)
        if full and not hangs and not (word and columns(line) < room + 8):
            yield line
            line, room = "", noise.width
    if line.strip():
        yield line
