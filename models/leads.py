"""What speaks for the first paragraph of a story being its lead: a text that introduces the story and is set apart from
it (核心提示, 编者按, or a paragraph between the headline and the rest)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from models.joins import Element
from models.openings import changes
from models.roles import opens_like_news
from models.types import Role
from models.view import SIGNING

_MARKED = re.compile(
    r"[\[【■●◆□]?\s*(?:核心提示|核心阅读|阅读提示|内容提要|编者按|編者按|编者的话|编前|摘要|提要|导语|導語|引言|新闻背景|"
    r"上期(?:回顾|提要)|前情提要|主持人语|开栏的话)\s*[\]】]?\s*[:：丨|/／\s]?"
)
_PEN = re.compile("本报|本刊|本報|记者|記者|我们|本期")
_WORK = re.compile("调查|走进|走访|探访|对话|专访|采访|解答|梳理|推出|系列|跟着|带您|採訪|專訪")
_SPEAKER = re.compile("[^，。：:]{1,8}[：:]")
_FEW, _LINES, _LONG = 4, 6, 60


def opening_paragraph(body: Sequence[Element]) -> int | None:
    """Where the first paragraph of a story stands, if no heading is before it and more text follows."""
    first = next((i for i, element in enumerate(body) if element.role in (Role.PARAGRAPH, Role.HEADING)), None)
    if first is None or body[first].role is Role.HEADING:
        return None
    more = any(element.role in (Role.PARAGRAPH, Role.HEADING) for element in body[first + 1 :])
    return first if more else None


def lead_signals(body: Sequence[Element], i: int) -> list[str]:
    """For the paragraph at ``i``, the first of its story."""
    element, rest = body[i], body[i + 1 :]
    text = "".join(line.text for line in element.lines)
    texts = [e for e in rest if e.role in (Role.PARAGRAPH, Role.HEADING)]
    after, headings = texts[0], sum(e.role is Role.HEADING for e in texts)
    signed = ("before" if any(e.role in SIGNING for e in body[:i]) else "none", rest[0].role in SIGNING)
    found = [f"signed {signed[0]} {signed[1]}", f"headings {min(3, headings)}", f"next {after.role}"]
    found += [f"only {after.role is Role.HEADING} {min(3, headings)} {signed[0]}", f"paragraphs {min(8, len(texts))}"]
    found += _gaps(element, texts)
    found += [f"lines {min(_LINES, len(element.lines))}", f"length {min(5, len(text) // _LONG)}"]
    if _MARKED.match(text):
        found.append("marked")
    if opens_like_news(text):
        found.append("wire")
    if _PEN.search(text):
        found += ["pen", f"pen {_WORK.search(text) is not None}"]
    if text.endswith(("？", "?", "……")):
        found.append("asks")
    if after.role is Role.PARAGRAPH and _SPEAKER.match(after.lines[0].text):
        found.append(f"speaker next {_SPEAKER.match(text) is not None}")
    if changes(element.measure, next((e.measure for e in texts if e.measure), 0)):
        found.append("measure changes")
    return found


def _gaps(element: Element, texts: Sequence[Element]) -> Iterator[str]:
    """How it is set apart, beside how the paragraphs after it are."""
    before, after = element.lines[0].gap > 0, texts[0].lines[0].gap > 0
    later = sum(e.lines[0].gap > 0 for e in texts[1 : 1 + _FEW] if e.role is Role.PARAGRAPH)
    count = sum(e.role is Role.PARAGRAPH for e in texts[1 : 1 + _FEW])
    usual = "none" if not count else 2 * later > count
    yield f"gaps {before} {after} {usual}"
    yield f"gap after {after} {usual} {texts[0].role}"
    yield f"indents {element.lines[0].indent >= 2} {texts[0].lines[0].indent >= 2}"
