"""What reading makes: a source text with its kind, what its file says of itself, and what the reader should know."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from models.lines import ends_sentence
from models.marks import marked
from models.types import Caution, Mark

Kind = Literal["text", "html", "pdf", "docx", "ninjs"]
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NINJS = "application/vnd.iptc.ninjs+json"
TYPES: dict[str, Kind] = {"text/plain": "text", "text/html": "html", PDF: "pdf", DOCX: "docx", NINJS: "ninjs"}
"""Media type → kind."""
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""What a compound file begins with: an encrypted DOCX, or a DOC."""
Block = tuple[str, float]
"""A line of text, and the size of its type beside the body's where it is a headline, else 0."""
CELL = "；"
"""Between the cells of a table's row."""
HEADINGS = (2.0, 1.5, 1.17, 1.1, 1.1, 1.1)
"""Size of headings of levels 1 to 6 beside the body: that of h1 to h3 in the rendering section of the HTML standard;
the others, which browsers tell by their weight, as much as it takes to be seen."""
QUOTED = 24
"""Characters of a text that a message quotes."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says of itself, not checked against its text. ``date`` is YYYY-MM-DD."""

    title: str | None = None
    date: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A source text, which every span of its answer counts in.

    ``encoding`` is what the bytes came in, None where the kind has no such thing. ``changed``: the text is not what was
    sent, so that an answer must carry it. ``marks``: which of its lines the file set larger than the rest.
    """

    text: str
    kind: Kind = "text"
    encoding: str | None = "utf-8"
    changed: bool = False
    metadata: Metadata = Metadata()
    cautions: tuple[Caution, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def sha256(self) -> str:
        """Hex digest of the text in UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take: wall-clock seconds, MiB of address space, pages of a PDF, MiB of an unpacked DOCX."""

    seconds: float = 30
    mib: int = 1024
    pages: int = 200
    unpacked_mib: int = 100


DEFAULTS = Limits()


def left_out(count: int, where: str) -> tuple[Caution, ...]:
    """The caution that ``count`` characters of a file are not in its source text; none for 0."""
    message = f"{count} characters of the file are not in the text read from it ({where}): compare it with the original"
    return (Caution("text_left_out", message),) if count else ()


def row(cells: Iterable[Iterable[Block]]) -> list[Block]:
    """A table's row as one sentence, so that it is neither taken for a headline nor joined with the next.

    A row of one cell, or with a cell of several blocks, is layout: its blocks come one after the other.
    """
    filled = [blocks for cell in cells if (blocks := [block for block in cell if block[0].strip()])]
    if len(filled) < 2 or any(len(blocks) > 1 for blocks in filled):
        return [block for blocks in filled for block in blocks]
    text = CELL.join(blocks[0][0] for blocks in filled)
    return [(text if ends_sentence(text) else text + "。", 0.0)]


def paragraphs(blocks: Iterable[Block]) -> str:
    """Blocks one to a line, headlines between blank lines; blank ones vanish."""
    return laid_out(blocks)[0]


def laid_out(blocks: Iterable[Block]) -> tuple[str, tuple[Mark, ...]]:
    """The text of ``paragraphs``, and the marks of its headlines."""
    lines: list[Block] = []
    for text, headline in blocks:
        if text.strip():
            lines += [("", 0.0), (text, headline), ("", 0.0)] if headline else [(text, 0.0)]
    kept = [line for i, line in enumerate(lines) if line[0] or (i and lines[i - 1][0])]
    while kept and not kept[-1][0]:
        kept.pop()
    return marked((f"{line}\n", size) for line, size in kept)


def quoted(text: str) -> str:
    """``text`` as a message quotes it."""
    return text if len(text) <= QUOTED else text[: QUOTED - 1] + "…"
