"""Signals for a headline opening a story, rather than heading a section of one, and for its being of another story than
the headline right before it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence

from models.joins import Element
from models.marks import LARGER
from models.roles import numbering, opens_like_news
from models.signals import INNER_SPACE
from models.text import bigrams, echoed
from models.types import Role
from models.view import SIGNING

_CHANGE = 1.2  # ratio of column widths from which two texts are set differently
_AFTER, _BEFORE, _LINES, _LONG = 6, 12, 8, 400  # elements whose words are compared, lines, and characters of each
_NEAR = 3  # paragraphs on either side that tell the column width
_STEP, _MOST = 6, 8  # columns to a step of width, and the most steps told apart
_STORY, _SECTION = 1.6, 1.4  # ratios to the body's type: stories from the one, sections of stories below the other


class Openings:
    """The elements of a page, without its masthead, and what speaks for each headline among them."""

    def __init__(self, elements: Sequence[Element]) -> None:
        self.elements = elements
        before, after = _widths(elements), _widths(elements[::-1])[::-1]
        self.changes = {e: changes(a, b) for e, a, b in zip(elements, before, after, strict=True)}
        titles = [element for element in elements if element.role is Role.TITLE]
        self._shapes = Counter(map(shape, titles))
        self._numbered = sum(numbering(element.lines[0].text) > 0 for element in titles)
        widths = sorted(map(width, titles))
        self._usual = widths[len(widths) // 2] if widths else 0

    def signals(self, i: int, heads: bool, texts: int) -> Iterator[str]:
        """For the headline at ``i``: ``heads`` and ``texts`` tell whether the story before it has a headline yet, and
        how many paragraphs."""
        element = self.elements[i]
        state = "first" if not heads and not texts else "headed" if not texts else "text"
        yield state
        yield f"width {state} {min(_MOST, width(element) // _STEP)}"
        yield f"texts {state} {min(5, texts)}"
        yield f"parallel {state} {min(3, self._shapes[shape(element)])}"
        yield from (f"{name} {state}" for name in self._around(i))
        yield f"{self._echo(i)} {state}"
        yield self._cohesion(i)
        yield from self._wording(element)
        size = element.lines[0].size
        if size >= LARGER:
            yield f"size {'large' if size >= _STORY else 'small' if size < _SECTION else 'between'}"

    def _around(self, i: int) -> Iterator[str]:
        element = self.elements[i]
        before = self.elements[i - 1].role if i else "none"
        after = self.elements[i + 1] if i + 1 < len(self.elements) else None
        yield f"before {before}"
        yield "signed" if after and after.role in SIGNING else f"after {after.role if after else 'none'}"
        yield f"gaps {element.lines[0].gap > 0} {bool(after and after.lines[0].gap)}"
        body = next((e for e in self.elements[i + 1 : i + 4] if e.role is Role.PARAGRAPH), None)
        if body and opens_like_news(body.lines[0].text):
            yield "wire"
        if self.changes[element]:
            yield "column_changes"
        if 4 * width(element) < 3 * self._usual:
            yield "narrow"
        if 3 * width(element) > 4 * self._usual:
            yield "broad"

    def _echo(self, i: int) -> str:
        """How much of the headline the paragraphs next to it share: a story's headline says what its first one says."""
        wanted = bigrams("".join(line.text for line in self.elements[i].lines))
        sides = (self.elements[i + 1 : i + 4], self.elements[max(0, i - 3) : i])
        texts = [
            "\n".join(line.text for e in side if e.role is Role.PARAGRAPH for line in e.lines[:12]) for side in sides
        ]
        after, before = (echoed(wanted, text) for text in texts)
        return f"echo {min(4, int(after * 6))} {'before' if before > after else 'after' if after > before else 'even'}"

    def _cohesion(self, i: int) -> str:
        """How many of the words of the text after the headline are in the text before it: a section's go on."""
        wanted = bigrams(self._text(range(i + 1, i + 1 + _AFTER)))
        before = bigrams(self._text(range(i - 1, i - 1 - _BEFORE, -1)))
        if not wanted or not before:
            return "cohesion none"
        return f"cohesion {min(6, int(len(wanted & before) / len(wanted) * 20))}"

    def _text(self, places: Iterable[int]) -> str:
        """The paragraphs among the elements at ``places``, up to a headline behind one."""
        found: list[str] = []
        for i in places:
            if not 0 <= i < len(self.elements) or (found and self.elements[i].role is Role.TITLE):
                break
            if self.elements[i].role is Role.PARAGRAPH:
                found += [line.text[:_LONG] for line in self.elements[i].lines[:_LINES]]
        return "\n".join(found)

    def _wording(self, element: Element) -> Iterator[str]:
        text = element.lines[0].text
        yield f"lines {min(3, len(element.lines))}"
        if numbering(text):
            yield "numbered"
            yield f"numbered {self._numbered > 1}"
        elif self._numbered > 1:
            yield "others_numbered"
        if text.endswith(("？", "?")):
            yield "asks"
        if "：" in text or ":" in text:
            yield "colon"
        if "，" in text:
            yield "comma"
        if INNER_SPACE.search(text):
            yield "inner_space"

    def another(self, i: int, previous: Element) -> Iterator[str]:
        """For the headline at ``i`` being of another story than ``previous``, the headline before it without a text."""
        element = self.elements[i]
        ratio = width(element) / max(1, width(previous))
        yield f"ratio {'wider' if ratio > 1.3 else 'narrower' if ratio < 0.77 else 'same'}"
        yield f"adjacent {self.elements[i - 1] is previous} {element.lines[0].gap > 0}"
        yield f"lines {len(previous.lines)} {len(element.lines)} {element.lines[0].gap > 0}"
        yield f"width {min(_MOST, width(element) // _STEP)}"
        yield f"previous {min(_MOST, width(previous) // _STEP)}"
        yield from (f"{name}" for name in self._around(i) if name in ("signed", "wire"))


def width(element: Element) -> int:
    """Display columns of all lines."""
    return sum(line.width for line in element.lines)


def shape(element: Element) -> tuple[int, int, int]:
    """What parallel headings share: their numbering, number of lines and rough length."""
    first = element.lines[0]
    return numbering(first.text), len(element.lines), 0 if numbering(first.text) else (first.width + 3) // 6


def changes(before: int, after: int) -> bool:
    """Whether two column widths, both known, differ by layout and not by raggedness."""
    return bool(before and after) and max(before, after) >= _CHANGE * min(before, after)


def median(values: Iterable[int]) -> int:
    """The upper median, 0 of nothing."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2] if ordered else 0


def _widths(elements: Iterable[Element]) -> list[int]:
    """For each element the column width of the paragraphs before it, 0 where unknown."""
    near: deque[int] = deque(maxlen=_NEAR)
    found = []
    for element in elements:
        found.append(median(near) if len(near) == _NEAR else near[-1] if near else 0)
        if element.role is Role.PARAGRAPH and element.measure:
            near.append(element.measure)
    return found
