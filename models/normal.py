"""The text that is read: the received one without characters that nobody sees, each character in its usual form.

Extractors and web pages leave soft hyphens, zero-width and bidirectional marks between characters, letters apart from
their accents, and radicals or compatibility ideographs where an ideograph is meant. They look the same and are other
code points, so a form, a number or a name would not be found. Three things are done, and nothing else:

- invisible characters are left out (default ignorable code points of the Unicode Character Database: soft hyphen,
  zero-width spaces and joiners, bidirectional controls, variation selectors, tags);
- a base character and its combining marks become one where NFC has one for them (Unicode Standard Annex 15);
- radicals and compatibility ideographs become the ideograph they stand for (NFKC, for their blocks only).

Full-width digits and letters, ligatures and half-width forms stay as they were sent: they are seen, and readers of
numbers know them. Everything is mapped back, one character of the result to the first of those it came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from models.types import Article, Block, MappedText, Role, Span, Story

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Default ignorable code points (DerivedCoreProperties.txt, Unicode 15), for use inside a regex class."""
_MARKS = "\u0300-\u036f\u0483-\u0487\u1ab0-\u1ace\u1dc0-\u1dff\u20d0-\u20f0\u3099\u309a\ufe20-\ufe2f"
_LOOKALIKES = "\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f"
_SUSPECT = re.compile(f"[{INVISIBLE}{_MARKS}{_LOOKALIKES}]")
_UNUSUAL = re.compile(f"[{INVISIBLE}]+|[^{INVISIBLE}{_MARKS}][{_MARKS}]+|[{_LOOKALIKES}]")


def normal(text: str) -> MappedText:
    r"""``text`` as it is read, mapped to ``text``; never longer. Linear in its length.

    >>> normal("增\u200b长5\u2060.6%，cafe\u0301")
    MappedText(text='增长5.6%，café', offsets=(0, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12))
    """
    pieces: list[str] = []
    offsets: list[int] = []
    last = 0
    for match in _UNUSUAL.finditer(text):
        start, end = match.span()
        usual = _usual(match[0])
        pieces += text[last:start], usual
        offsets += range(last, start + len(usual))
        last = end
    return MappedText("".join([*pieces, text[last:]]), (*offsets, *range(last, len(text))))


def _usual(found: str) -> str:
    """The usual form of what ``_UNUSUAL`` found, itself where that would be longer."""
    if re.match(f"[{INVISIBLE}]", found):
        return ""
    form = unicodedata.normalize("NFKC" if re.match(f"[{_LOOKALIKES}]", found) else "NFC", found)
    return form if len(form) <= len(found) else found


def is_normal(text: str) -> bool:
    """Whether ``text`` has no character that ``normal`` might change.

    >>> is_normal("café"), is_normal("cafe\u0301")
    (True, False)
    """
    return _SUSPECT.search(text) is None


def restored(article: Article, read: MappedText, source: str) -> Article:
    """``article``, which was made of ``read.text``, with every position in ``source``.

    What was left out belongs to the block before it, at the very beginning to the first: blocks partition ``source``.
    """
    place = _Places(read, source)
    masthead = article.masthead
    fields = {name: place.text(getattr(masthead, name)) for name in ("publication", "date", "page", "desk")}
    return replace(
        article,
        source=source,
        masthead=replace(masthead, **fields),
        stories=tuple(map(place.story, article.stories)),
        sections=tuple(
            replace(s, heading=place.text(s.heading), paragraphs=tuple(map(place.mapped, s.paragraphs)))
            for s in article.sections
        ),
        blocks=place.blocks(article.blocks),
        cautions=tuple(replace(c, spans=tuple(map(place.span, c.spans))) for c in article.cautions),
    )


class _Places:
    """Positions of a text that was read in the source that it was read from."""

    def __init__(self, read: MappedText, source: str) -> None:
        self._offsets, self._end = read.offsets, len(source)

    def mapped(self, item: MappedText) -> MappedText:
        return MappedText(item.text, tuple(self._offsets[offset] for offset in item.offsets))

    def text(self, item: MappedText | None) -> MappedText | None:
        return self.mapped(item) if item else None

    def story(self, story: Story) -> Story:
        fields = (story.kicker, story.title, story.byline, story.dateline, story.lead)
        return Story(story.index, *map(self.text, fields))

    def span(self, span: Span) -> Span:
        return Span(self._offsets[span.start], self._offsets[span.end - 1] + 1) if span.start < span.end else span

    def blocks(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        if not blocks:
            return (Block(Role.OTHER, 0, self._end, reason="blank"),)
        starts = [0, *(self._offsets[block.start] for block in blocks[1:]), self._end]
        return tuple(
            replace(block, start=start, end=end) for block, start, end in zip(blocks, starts, starts[1:], strict=False)
        )
