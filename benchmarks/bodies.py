"""The text of a story, drawn: plain, with headings of one or two levels, an interview, a list, a lone question."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from benchmarks import furniture

_CHINESE = "一二三四五六七八九"
_STYLES = ("{c}、", "{c}、", "（{c}）", "{n}、", "{n}. ", "●", "■", "▲", "【】", "asks", "bare", "bare", "bare", "bare")
_UNDER = ("（{c}）", "{n}. ", "{n}、", "({n})")
_CLAUSE = re.compile(r"(?<=[，。；、])[\u4e00-\u9fff]{5,13}(?=[，。；])")
_WEAK = "的了着和与及或但而也还都就在是从对把被将以并该其这那他她它们说"
_ITEMS = ("{n}. ", "{n}、", "（{n}）", "{c}是", "{c}、", "·", "○ ")


@dataclass(frozen=True, slots=True)
class Piece:
    """One element of a page before it is set in lines. ``gap``: a blank line stands before it, if the page has any."""

    role: str
    text: str
    story: int | None = None
    section: int | None = None
    gap: bool = False


class Body:
    """Draws the text of story ``index``; ``phrases`` are short headings of other articles."""

    def __init__(self, rng: random.Random, index: int, phrases: Sequence[str]) -> None:
        self._rng, self._index, self._phrases = rng, index, phrases

    def torn(self, paragraphs: Sequence[str]) -> list[Piece]:
        """A lead and at least two headed sections; ``paragraphs`` are five at least."""
        return _with_lead(list(self._headed(paragraphs, opening=1, every=2)))

    def pieces(self, paragraphs: Sequence[str]) -> list[Piece]:
        """Headings before every one to four paragraphs in about half of the longer stories; else plain."""
        if len(paragraphs) >= 5 and self._rng.random() < 0.5:
            headed = list(self._headed(paragraphs))
            return self._marked(headed) if self._rng.random() < 0.2 else headed
        if len(paragraphs) <= 6 and self._rng.random() < 0.08:
            return list(self._interview(paragraphs))
        return [piece for text in paragraphs for piece in self._text(text, 0)]

    def _marked(self, pieces: list[Piece]) -> list[Piece]:
        """The first paragraph as a lead, by what is put before it."""
        if pieces[0].role != "paragraph":
            return pieces
        lead = Piece("lead", self._rng.choice(furniture.LEADS) + pieces[0].text, self._index, gap=True)
        return [lead, replace(pieces[1], gap=True), *pieces[2:]]

    def _headed(self, paragraphs: Sequence[str], opening: int | None = None, every: int = 0) -> Iterator[Piece]:
        rng = self._rng
        style, every = rng.choice(_STYLES), every or rng.randint(1, 4)
        opening = rng.randint(0, 2) if opening is None else opening
        gap, section, number, under = rng.random() < 0.6, 0, 0, 0
        second = rng.choice(_UNDER) if style.startswith("{c}、") and rng.random() < 0.5 else ""
        for count, text in enumerate(paragraphs):
            if count >= opening and (count - opening) % every == 0:
                section, number, under = section + 1, number + 1, 0
                yield Piece("heading", self._heading(style, number, text), self._index, section, gap)
            if second and section and rng.random() < 0.5:
                section, under = section + 1, under + 1
                yield Piece("heading", self._heading(second, under, text), self._index, section, False)
            yield from self._text(text, section)

    def _heading(self, style: str, number: int, text: str) -> str:
        phrase, rng = self._phrase(text), self._rng
        if style == "asks":
            return rng.choice(furniture.ASKING).format(phrase)
        if style in ("bare", "【】"):
            return phrase if style == "bare" else f"【{phrase}】"
        if len(style) == 1:
            return style + rng.choice(("", " ")) + phrase
        return style.format(c=_CHINESE[min(number, 9) - 1], n=number) + phrase

    def _phrase(self, text: str) -> str:
        """Words for a heading over ``text``: its own half of the time, so that headings echo it as titles do."""
        own = [clause for clause in _CLAUSE.findall(text) if clause[0] not in _WEAK and clause[-1] not in _WEAK]
        return self._rng.choice(own if own and self._rng.random() < 0.5 else self._phrases)

    def _text(self, text: str, section: int) -> Iterator[Piece]:
        """A paragraph; seldom a list, a lone question, or a caption after it."""
        draw = self._rng.random()
        if draw < 0.03:
            yield from self._list(section, text)
        elif draw < 0.045:
            yield Piece("paragraph", self._rng.choice(furniture.QUESTIONS), self._index, section)
        yield Piece("paragraph", text, self._index, section)
        if draw > 0.96:
            yield Piece("caption", furniture.caption(self._rng), self._index, gap=True)

    def _list(self, section: int, about: str) -> Iterator[Piece]:
        """A colon and three to six items."""
        rng = self._rng
        style, end = rng.choice(_ITEMS), rng.choice(("", "；", "。"))
        yield Piece("paragraph", rng.choice(furniture.COLONS), self._index, section)
        count = rng.randint(3, 6)
        for number in range(1, count + 1):
            mark = style.format(c=_CHINESE[number - 1], n=number)
            text = mark + self._phrase(about) + ("。" if end and number == count else end)
            yield Piece("paragraph", text, self._index, section)

    def _interview(self, paragraphs: Sequence[str]) -> Iterator[Piece]:
        """Questions and answers, each with its speaker."""
        rng = self._rng
        asks, answers = rng.choice((("记者：", furniture.name(rng) + "："), ("问：", "答："), ("本报：", "受访者：")))
        for text in paragraphs:
            yield Piece("paragraph", asks + rng.choice(furniture.QUESTIONS), self._index, 0)
            yield Piece("paragraph", answers + text, self._index, 0)


def _with_lead(pieces: list[Piece]) -> list[Piece]:
    """The only paragraph before the first of several headings is the lead."""
    heads = [i for i, piece in enumerate(pieces) if piece.role == "heading"]
    opening = [i for i, piece in enumerate(pieces) if piece.role == "paragraph" and heads and i < heads[0]]
    if len(heads) > 1 and len(opening) == 1:
        i = opening[0]
        pieces[i] = Piece("lead", pieces[i].text, pieces[i].story)
    return pieces
