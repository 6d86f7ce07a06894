"""What speaks for and against a decision about a line: named signals, each true or not, that ``models.network`` weighs.

Two groups of them: for a line going on from the line above (``flow``), and for one which does not being a headline
(``headline``). Every signal looks at a bounded number of neighbours: time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from models.lines import Line
from models.view import NEVER_FIRST, View

_LEFT_OPEN = tuple("，、,（(“‘《「『—-")
_OPENERS, _CLOSERS = "“（《「『【", "”）》」』】"
_PAIRS = tuple(zip(_OPENERS, _CLOSERS, strict=True))
_PAIR_MARKS = re.compile(f"[{_OPENERS}{_CLOSERS}]")
_FUNCTION = tuple("的地得和与及或在是为了把被对从向将由而并以使让这该其所于到有")
_TEXT_OPENING = re.compile(
    r"(?:记者|近日|日前|据|今年|昨日|今天|昨天|目前|随着|为了|在|对于|此外|同时|截至|当[天日]|去年|根据|\d+月\d*日?|\d{4}年)"
)
_ASK = ("？", "?", "！", "!")
_DIGIT = re.compile(r"\d")
INNER_SPACE = re.compile(r"\S[ \u3000]+\S")
"""A space between the words of a line, as headlines have."""


def flow(view: View, i: int) -> list[str]:
    """Signals for line ``i``, not the first, going on from the line above."""
    last, setting = i - 1, view.settings[i]
    before = view.lines[last]
    end = ending(before)
    where = "gap" if setting.apart else "after_form" if view.forms[last] else "next"
    found = [f"{end} {view.fills[last]} {where}", end]
    if view.lines[i].text.startswith(NEVER_FIRST):
        found.append("closing_mark_first")
    if unclosed(before.text):
        found.append(f"unclosed {where}")
    if view.larger(last) != view.larger(i):
        found.append("size_changes")
    _add_setting(found, view, i, end, setting.apart)
    _add_beginning(found, view, i, end)
    return found


def _add_setting(found: list[str], view: View, i: int, end: str, gap: bool) -> None:
    """Signals that line ``i`` begins a paragraph or a headline, by how the page sets those."""
    line, style = view.lines[i], view.style
    if line.indent >= 2:
        found.append(f"indented {end}" if style.indented else "indented_oddly")
    elif style.indented:
        found.append(f"not_indented {end}")
    if style.gapped:
        found.append(f"gap_style {gap} {end}")
    if style.shortened and view.settings[i].measure:
        found.append(f"shortened {view.shortened(i)} {end}")
    if line.bare and not line.punctuated and not view.full(i):
        found.append(f"short_bare {end} {gap} {view.gap_after(i)}")


def _add_beginning(found: list[str], view: View, i: int, end: str) -> None:
    """Signals that line ``i`` begins something, by itself and by what stands around it."""
    line = view.lines[i]
    if view.styles[i]:
        found.append(f"numbered {end}")
    elif view.ranks[i]:
        found.append(f"item {end} {view.fills[i - 1]}")
    if view.dated[i]:
        found.append(f"dated {end} {view.dated[i - 1]}")
    if view.speaks(i):
        found.append(f"speaker {end}")
    if i > 0 and view.styles[i - 1] and view.listed(i - 1):
        found.append("after_item")
    if end == "stop" and line.text[0] in _OPENERS:
        found.append("quote_first")
    if view.wide(i):
        found.append(f"wider {end}")
    if view.wires[i]:
        found.append(f"wire {end}")
    if line.bare:
        found += [f"{name} {end}" for name in _below(view, i)]


def _below(view: View, i: int) -> Iterator[str]:
    """What stands under a headline: a signature or a news item's opening, at once or under one more short line."""
    for j, where in ((i, "below"), (i + 1, "below_next")):
        if j > i and not (j < len(view.lines) and view.lines[j].bare):
            return
        if view.signed(j):
            yield f"signed {where}"
        elif j + 1 < len(view.lines) and view.wires[j + 1]:
            yield f"wire {where}"


def headline(view: View, i: int) -> list[str]:
    """Signals for line ``i`` being a headline, where it goes on from nothing."""
    line, before = view.lines[i], _before(view, i)
    gaps = f"{view.settings[i].apart} {view.gap_after(i)}"
    found = [f"{before} {gaps}", f"gaps {gaps}", f"width {bucket(line.width)}", _fit(view, i), view.echo(i)]
    found += [f"left {view.left(i)}", *_wording(view, line), *_next(view, i)]
    found += [f"before {before}", f"block {view.blocks[i]} {view.settings[i].apart}"]
    if before == "form":
        form = view.forms[i - 1]
        found.append(f"form_before {form.role if form else 'none'}")
    if view.styles[i]:
        found += [f"numbered {view.styles[i]}", f"numbered_near {view.nearest(i)}"]
    if view.speaks(i):
        found.append("speaker")
    if larger := view.larger(i):
        found.append(f"larger {larger}")
    if view.style.indented:
        found.append(f"indented {line.indent >= 2}")
    if view.style.shortened and view.shortened(i):
        found.append("shortened")
    return found


def _before(view: View, i: int) -> str:
    """What stands before line ``i``."""
    if i == 0:
        return "top"
    if view.forms[i - 1]:
        return "form"
    if view.lines[i - 1].text[-1] in "：:":
        return "colon"
    return "stop" if view.lines[i - 1].terminal else "cut"


def _fit(view: View, i: int) -> str:
    """How the line fills the column that it, or the text after it, is set in."""
    after = next((s.measure for s in view.settings[i + 1 : i + 4] if s.measure), 0)
    measure = after or view.settings[i].measure
    if not measure:
        return "no_column"
    share = view.lines[i].width / measure
    return "fits " + ("over" if share > 1.15 else "full" if share > 0.93 else "almost" if share > 0.75 else "part")


def _wording(view: View, line: Line) -> Iterator[str]:
    text = line.text.rstrip("”」』")
    if text.endswith(_ASK):
        yield f"asks {view.questions > 1}"
        if "：" in text:
            yield "speaker_asks"
    if "，" in text or "," in text:
        yield "comma"
    if "：" in text or ":" in text:
        yield "colon"
    if INNER_SPACE.search(text):
        yield "inner_space"
    if text.endswith(_FUNCTION):
        yield "function_last"
    if _TEXT_OPENING.match(text):
        yield "text_opening"
    if unclosed(line.text):
        yield "unclosed"
    if text[0] in "“《【":
        yield "quote_first"
    if _DIGIT.search(text):
        yield "digits"
    if not any(map(str.isalpha, text)):
        yield "number_alone"


def _next(view: View, i: int) -> Iterator[str]:
    """What follows the line."""
    if i + 1 == len(view.lines):
        yield "next none"
        return
    line, after, form = view.lines[i], view.lines[i + 1], view.forms[i + 1]
    yield from _below(view, i)
    if view.signed(i):
        yield "next signed"
    elif form:
        yield f"next {form.role}"
    elif view.wires[i + 1]:
        yield "next wire"
    else:
        yield "next " + ("bare" if after.bare and not after.punctuated else "text")
        yield f"next {ending(after)} {view.fills[i + 1]}"
    if after.indent >= 2 and view.style.indented:
        yield "next indented"
    if view.style.shortened and view.shortened(i + 1):
        yield "next shortened"
    yield "next " + (
        "wider" if after.width > 1.25 * line.width else "same" if after.width > 0.8 * line.width else "narrower"
    )


def ending(line: Line) -> str:
    """How the line ends: at a full stop, in mid-sentence or between."""
    if line.terminal:
        return "stop"
    if line.text.endswith(_LEFT_OPEN):
        return "open"
    return {"：": "colon", ":": "colon", "；": "semicolon", ";": "semicolon"}.get(line.text[-1], "mid")


def unclosed(text: str) -> bool:
    """Whether a quotation or bracket stands open at the end of a line.

    >>> unclosed("他说“这是"), unclosed("（见图）")
    (True, False)
    """
    marks = _PAIR_MARKS.findall(text)
    if not marks:
        return False
    last = {mark: i for i, mark in enumerate(marks)}
    return any(last.get(opener, -1) > last.get(closer, -1) for opener, closer in _PAIRS)


def bucket(width: int) -> int:
    """Width in steps of six columns, at most 8."""
    return min(8, width // 6)
