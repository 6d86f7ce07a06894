"""What speaks for the kind of each line: text (paragraphs and headlines), or one of the roles of furniture.

A line's fixed form (``models.forms``) is one signal among others: its place, its shape, what it speaks of
(``models.subjects``), the lines around it. Every signal looks at a bounded number of neighbours: time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from models.forms import forms_of
from models.grounds import certainty
from models.lines import Line, Setting
from models.marks import LARGER
from models.masthead import masthead_lines, masthead_scores
from models.roles import Form, is_bare_names, numbering, opens_like_news
from models.subjects import subjects
from models.tags import Tags
from models.text import HAN

_PLAIN = 36  # columns from which a line is wide
_PAGE = 10  # lines from which a text is taken for a page; sentences of shorter ones are what somebody sent
_ENDS = 6  # lines from the top or the end of a page whose distance is told
_LONG = 90  # columns of the longest line that is looked at closely
_FULL = 0.9  # share of its column from which a line that goes on from an unfinished one is text
_STORY, _SECTION = 1.6, 1.4  # ratios to the body's type: stories from the one, sections of stories below the other
_SHAPES = tuple(
    (re.compile(f"{kind}+"), letter)
    for kind, letter in ((r"\d", "0"), ("[A-Za-z]", "a"), (r"\s", " "), (f"[{HAN}]", "字"))
)
_DIGITS = re.compile(r"\d+")
_DIGIT, _LATIN = re.compile(r"\d"), re.compile("[A-Za-z]")


class Kinds:
    """The lines of a page with what speaks for their kinds."""

    def __init__(self, lines: Sequence[Line], settings: Sequence[Setting], echoes: Sequence[float]) -> None:
        """``echoes``: for each line the share of its words that the lines after it have: a headline's text has some,
        the name of a column none."""
        self._lines, self._settings, self.forms = lines, settings, forms_of(lines)
        self._echoes = echoes
        self._names = masthead_scores(lines)
        self._top = masthead_lines(lines, self._names)
        self.ranks = [numbering(line.text) for line in lines]
        self.wires = [opens_like_news(line.text) for line in lines]
        self._shapes = [_shape(line.text) if line.width <= _PLAIN * 2 else "" for line in lines]
        self._coarse = [self._class(i) for i in range(len(lines))]
        numbers = [i for i, form in enumerate(self.forms) if form is not None and form.reason == "bare_number"]
        self._numbers = {i: count for count, i in enumerate(numbers, 1)}
        self.running = [self._runs(i) for i in range(len(lines))]

    def _runs(self, i: int) -> bool:
        """Whether line ``i`` is running text at first sight: long, or within a sentence and as wide as its column."""
        line, setting = self._lines[i], self._settings[i]
        if self.forms[i] or i in self._top:
            return False
        if line.width > _LONG:
            return True
        within = i > 0 and not setting.apart and not self._lines[i - 1].terminal and not self.forms[i - 1]
        return within and 0 < _FULL * setting.measure <= line.width

    def signals(self, i: int) -> list[str]:
        """For line ``i``: few for running text."""
        if self.running[i]:
            return ["running", *self._layout(i)]
        found = [f"from top {min(_ENDS, i)}", f"from end {min(_ENDS, len(self._lines) - 1 - i)}"]
        found += self._form(i)
        if i in self._top:
            found.append(f"top {self._top[i] > 0.7}")
        if i < len(self._names):
            score = max(-2, min(4, int(self._names[i])))
            named = max(self._names[:i], default=0) >= 2
            found += [f"names {score}", f"names {score} {i in self._top} {named}"]
        return [*found, *self._layout(i), *self._words(i), *self._subjects(i), *self._around(i)]

    def _form(self, i: int) -> list[str]:
        form = self.forms[i]
        if not form:
            return ["no form"]
        found = [f"form {form.reason} {form.role}", f"form {form.role}"]
        if i in self._numbers:
            counts = self._numbers[i] == _value(self._lines[i].text)
            found += [f"numbers {min(3, len(self._numbers))} {self._settings[i].apart}", f"numbers {counts}"]
        return found

    def _layout(self, i: int) -> list[str]:
        line, setting = self._lines[i], self._settings[i]
        after = i + 1 == len(self._lines) or self._settings[i + 1].apart
        found = [
            f"width {min(10, line.width // 6)}",
            f"gaps {setting.apart} {after}",
            f"ends {line.terminal} {line.bare} {line.punctuated}",
        ]
        if setting.measure:
            share = line.width / setting.measure
            fills = "over" if share > 1.15 else "full" if share > 0.9 else "most" if share > 0.6 else "part"
            found.append(f"fills {fills}")
        if i and not setting.apart:
            before = self._lines[i - 1]
            found.append(f"goes on {before.terminal} {before.punctuated}")
        if line.size >= LARGER:
            size = "large" if line.size >= _STORY else "small" if line.size < _SECTION else "between"
            found += ["larger", f"size {size}"]
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

    def _subjects(self, i: int) -> Iterator[str]:
        line = self._lines[i]
        for name in subjects(line.text):
            yield name
            yield f"{name} {line.terminal} {min(4, line.width // 12)}"

    def _around(self, i: int) -> list[str]:
        count = len(self._lines)
        below = self._coarse[i + 1] if i + 1 < count else "end"
        found = [f"below {below}", f"below {below} {self._coarse[i]}"]
        found.append(f"two below {self._coarse[i + 2] if i + 2 < count else 'end'}")
        if i > 1:
            found.append(f"two above {self._coarse[i - 2]}")
        if self._lines[i].width <= _PLAIN:
            found.append(f"echo {min(4, int(self._echoes[i] * 6))} {min(3, self._lines[i].width // 12)}")
        if shape := self._shapes[i]:
            above_like, below_like = i > 0 and self._shapes[i - 1] == shape, self._shapes[i + 1 : i + 2] == [shape]
            found.append(f"alike {above_like} {below_like}")
        if i + 1 < count:
            ratio = self._lines[i + 1].width / max(1, self._lines[i].width)
            found.append(f"below {'wider' if ratio > 1.6 else 'same' if ratio > 0.8 else 'narrower'}")
        return found

    def _class(self, i: int) -> str:
        """What a line is at first sight."""
        line, form = self._lines[i], self.forms[i]
        if form:
            return str(form.role)
        if self.wires[i]:
            return "wire"
        if line.terminal:
            return "stop"
        if line.punctuated:
            return "marks"
        return "bare wide" if line.width > _PLAIN else "bare"

    def decided(self, tags: Tags) -> list[Form | None]:
        """The kind of each line, None where it is text."""
        return [self._decide(i, tags) for i in range(len(self._lines))]

    def _stays_text(self, i: int) -> bool:
        """Whether line ``i`` is all there is, or a sentence among a few lines: text, whatever it looks like."""
        line, count = self._lines[i], len(self._lines)
        return count == 1 or (count < _PAGE and (line.punctuated or line.terminal))

    def _decide(self, i: int, tags: Tags) -> Form | None:
        """Whether line ``i`` is furniture, then of which kind."""
        score, form = tags.odds("furniture", i), self.forms[i]
        if score <= 0 or (not form and self._stays_text(i)):
            return None
        kind, sure = tags.furniture(i)
        reason = form.reason if form and form.role == kind else "kind"
        return Form(kind, reason, round(sure * certainty(score), 2))


def _shape(text: str) -> str:
    """What kinds of characters follow each other: rows of one table or list are alike."""
    for pattern, letter in _SHAPES:
        text = pattern.sub(letter, text)
    return text


def _value(text: str) -> int:
    """The first number of a line that is nothing but one, -1 of a letter and a number."""
    digits = _DIGITS.search(text)
    return int(digits[0]) if digits else -1
