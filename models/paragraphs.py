"""A text to be translated, as the translator reads it: paragraphs without wrapped lines, in simplified script."""

from __future__ import annotations

from collections.abc import Iterator

from models import script
from models.normal import normal
from models.sections import PageSplitter
from models.types import MappedText

LINE_END = "\n"


def paragraphs(text: str) -> Iterator[MappedText]:
    r"""The paragraphs of ``text``, mapped to it, with the line ends between them as pieces of their own.

    Lines that a column has wrapped are joined as those of a page are (``models.sections``).

    >>> [piece.text for piece in paragraphs("市政府5日宣佈，今年將新建\n12座公園。\n\n居民歡迎。")]
    ['市政府5日宣布，今年将新建12座公园。', '\n\n', '居民欢迎。']
    """
    if len(text.splitlines()) < 2:
        yield script.as_read(normal(text))
        return
    for section in PageSplitter().split(text, "none").sections:
        for number, paragraph in enumerate(section.paragraphs):
            if number:
                yield _line_ends(text, paragraph.offsets[0])
            yield script.as_read(paragraph)


def _line_ends(text: str, place: int) -> MappedText:
    """The line ends before a paragraph that begins at ``place``."""
    blank = text[len(text[:place].rstrip()) : place]
    count = max(1, len(f"{blank}.".splitlines()) - 1)
    return MappedText(LINE_END * count, (place,) * count)
