"""What kind each line is before the text is read: text (paragraphs and headlines), or one of the roles of furniture.

A line's fixed form (``models.forms``) is one signal among others: its place, its shape, what it speaks of
(``models.subjects``), the lines around it. ``models.weights`` weighs them for every kind; the likeliest is taken, from
the top of the page down, so that the kind of the line above is known. Every signal looks at a bounded number of
neighbours: time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from models.forms import forms_of
from models.lines import Line, Setting
from models.marks import LARGER
from models.masthead import masthead_lines, masthead_scores
from models.roles import Form, is_bare_names, numbering, opens_like_news
from models.subjects import subjects
from models.text import HAN, bigrams, echoed
from models.types import Role
from models.weights import Weights, certainty

TEXT = "text"
"""The kind of what is no furniture."""
_PLAIN = 36  # columns from which a line is wide
_LONG = 90  # columns of the longest line that is asked
_FULL = 0.9  # share of its column from which a line that goes on from an unfinished one is text
_LIKELY = 0.35  # confidence from which a line without a fixed form is furniture
_PAGE = 10  # lines from which a text is taken for a page; sentences of shorter ones are what somebody sent
_ECHO = 8  # lines after a line whose words are looked for
_ENDS = 6  # lines from the top or the end of a page whose distance is told
_SHAPES = tuple(
    (re.compile(f"{kind}+"), letter)
    for kind, letter in ((r"\d", "0"), ("[A-Za-z]", "a"), (r"\s", " "), (f"[{HAN}]", "字"))
)
_DIGITS = re.compile(r"\d+")
_DIGIT, _LATIN = re.compile(r"\d"), re.compile("[A-Za-z]")


class Kinds:
    """The lines of a page with what speaks for their kinds."""

    def __init__(self, lines: Sequence[Line], settings: Sequence[Setting]) -> None:
        self._lines, self._settings, self._forms = lines, settings, forms_of(lines)
        self._names = masthead_scores(lines)
        self._top = masthead_lines(lines, self._names)
        self.ranks = [numbering(line.text) for line in lines]
        self.wires = [opens_like_news(line.text) for line in lines]
        self._shapes = [_shape(line.text) if line.width <= _PLAIN * 2 else "" for line in lines]
        self._coarse = [self._class(i) for i in range(len(lines))]
        numbers = [i for i, form in enumerate(self._forms) if form is not None and form.reason == "bare_number"]
        self._numbers = {i: count for count, i in enumerate(numbers, 1)}

    def asked(self, i: int, above: str) -> bool:
        """Whether line ``i`` is asked for its kind, ``above`` being that of the line before it: running text within
        sentences is not, nor is a sentence's end under a full line of text."""
        line = self._lines[i]
        if self._forms[i] or i in self._top:
            return True
        if line.width > _LONG or (line.width > 2 * _PLAIN and line.punctuated and line.terminal):
            return False
        within = i > 0 and not self._settings[i].apart and not self._lines[i - 1].terminal and not self._forms[i - 1]
        return not (within and (self._full(i) or (above == TEXT and line.terminal and self._full(i - 1))))

    def _full(self, i: int) -> bool:
        return 0 < _FULL * self._settings[i].measure <= self._lines[i].width

    def signals(self, i: int, above: str) -> list[str]:
        """For line ``i``: ``above`` is the kind of the line before it."""
        found = [f"above {above}", f"from top {min(_ENDS, i)}", f"from end {min(_ENDS, len(self._lines) - 1 - i)}"]
        found += self._form(i, above)
        if i in self._top:
            found += [f"top {self._top[i] > 0.7}", f"top above {above}"]
        if i < len(self._names):
            score = max(-2, min(4, int(self._names[i])))
            named = max(self._names[:i], default=0) >= 2
            found += [f"names {score}", f"names {score} {above}", f"names {score} {i in self._top} {named}"]
        found += self._layout(i, above)
        found += self._words(i)
        found += self._subjects(i, above)
        found += self._around(i)
        return found

    def _form(self, i: int, above: str) -> list[str]:
        form = self._forms[i]
        if not form:
            return ["no form"]
        found = [f"form {form.reason} {form.role}", f"form {form.reason} above {above}", f"form {form.role}"]
        if i in self._numbers:
            counts = self._numbers[i] == _value(self._lines[i].text)
            found += [f"numbers {min(3, len(self._numbers))} {self._settings[i].apart}", f"numbers {counts}"]
        return found

    def _layout(self, i: int, above: str) -> list[str]:
        line, setting = self._lines[i], self._settings[i]
        after = i + 1 == len(self._lines) or self._settings[i + 1].apart
        size = min(10, line.width // 6)
        found = [
            f"width {size}",
            f"width {size} {above}",
            f"gaps {setting.apart} {after}",
            f"gaps {setting.apart} {after} {above}",
            f"ends {line.terminal} {line.bare} {line.punctuated}",
            f"ends {line.terminal} {line.punctuated} {above}",
        ]
        if setting.measure:
            share = line.width / setting.measure
            fills = "over" if share > 1.15 else "full" if share > 0.9 else "most" if share > 0.6 else "part"
            found.append(f"fills {fills}")
        if i and not setting.apart:
            before = self._lines[i - 1]
            found.append(f"goes on {before.terminal} {before.punctuated} {above == TEXT}")
        if line.size >= LARGER:
            found.append("larger")
        return found

    def _words(self, i: int) -> list[str]:
        text = self._lines[i].text
        digits, latin = len(_DIGIT.findall(text)) / len(text), len(_LATIN.findall(text)) / len(text)
        found = [
            f"first {text[0]}",
            f"last {text[-1]}",
            f"first {text[:2]}",
            f"last {text[-2:]}",
            f"digits {min(4, int(digits * 8) + (digits > 0))}",
            f"latin {min(3, int(latin * 4) + (latin > 0))}",
            f"cells {min(5, len(text.split()))}",
        ]
        if is_bare_names(text):
            found.append("bare names")
        if self.ranks[i]:
            found.append(f"numbered {self.ranks[i]}")
        if self.wires[i]:
            found.append("wire")
        if text[0] in "（(【[" and text[-1] in "）)】]":
            found.append("in brackets")
        if "：" in text or ":" in text:
            found.append(f"colon {min(3, max(text.find('：'), text.find(':')) // 3)}")
        return found

    def _subjects(self, i: int, above: str) -> Iterator[str]:
        line = self._lines[i]
        for name in subjects(line.text):
            yield name
            yield f"{name} above {above}"
            yield f"{name} {line.terminal} {min(4, line.width // 12)}"

    def _around(self, i: int) -> list[str]:
        count = len(self._lines)
        below = self._coarse[i + 1] if i + 1 < count else "end"
        found = [f"below {below}", f"below {below} {self._coarse[i]}"]
        found.append(f"two below {self._coarse[i + 2] if i + 2 < count else 'end'}")
        if i > 1:
            found.append(f"two above {self._coarse[i - 2]}")
        if self._lines[i].width <= _PLAIN:
            found.append(f"echo {self._echo(i)} {min(3, self._lines[i].width // 12)}")
        if shape := self._shapes[i]:
            above_like, below_like = i > 0 and self._shapes[i - 1] == shape, self._shapes[i + 1 : i + 2] == [shape]
            found.append(f"alike {above_like} {below_like}")
        if i + 1 < count:
            ratio = self._lines[i + 1].width / max(1, self._lines[i].width)
            found.append(f"below {'wider' if ratio > 1.6 else 'same' if ratio > 0.8 else 'narrower'}")
        return found

    def _echo(self, i: int) -> int:
        """How much of its words the next lines have: a headline's text has some, the name of a column none."""
        after = "\n".join([line.text for line in self._lines[i + 1 : i + 1 + _ECHO]])
        return min(4, int(echoed(bigrams(self._lines[i].text), after) * 6))

    def _class(self, i: int) -> str:
        """What a line is at first sight."""
        line, form = self._lines[i], self._forms[i]
        if form:
            return str(form.role)
        if self.wires[i]:
            return "wire"
        if line.terminal:
            return "stop"
        if line.punctuated:
            return "marks"
        return "bare wide" if line.width > _PLAIN else "bare"

    def decided(self, weights: Weights) -> list[Form | None]:
        """The kind of each line, None where it is text."""
        found: list[Form | None] = []
        before: Form | None = None
        for i in range(len(self._lines)):
            above = "none" if i == 0 else before.role if before else TEXT
            before = self._decide(i, above, before, weights) if self.asked(i, above) else None
            found.append(before)
        return found

    def _stays_text(self, i: int) -> bool:
        """Whether line ``i`` is all there is, or a sentence among a few lines: text, whatever it looks like."""
        line, count = self._lines[i], len(self._lines)
        return count == 1 or (count < _PAGE and (line.punctuated or line.terminal))

    def _decide(self, i: int, above: str, before: Form | None, weights: Weights) -> Form | None:
        """Whether line ``i`` is furniture, then of which kind. What goes on from a form that only begins its line is as
        open to be read as text as that is."""
        signals, form = self.signals(i, above), self._forms[i]
        score = weights.score("furniture", signals)
        if score <= 0:
            return None
        kind, sure = weights.kind(signals)
        confidence = round(sure * certainty(score), 2)
        if not form and (confidence < _LIKELY or self._stays_text(i)):
            return None
        reason = form.reason if form and form.role == kind else "kind"
        whole = form.whole if form else not before or before.role != kind or before.whole
        return Form(Role(kind), reason, confidence, whole)


def _shape(text: str) -> str:
    """What kinds of characters follow each other: rows of one table or list are alike."""
    for pattern, letter in _SHAPES:
        text = pattern.sub(letter, text)
    return text


def _value(text: str) -> int:
    """The first number of a line that is nothing but one, -1 of a letter and a number."""
    digits = _DIGITS.search(text)
    return int(digits[0]) if digits else -1
