"""The answer of ``/v1/sections`` for people: the page itself with its blocks marked, in the terminal and as HTML.

The blocks partition the page, so both show every character of it once, in the page's order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from models.types import Role
from service.outline import Mended, pieces, row_at, rows
from service.render import note, template, visible
from service.schemas import BlockAnswer, SectionsAnswer

LOW = 0.7
"""Confidence below which a block is marked; below 0.5 the answer itself warns of it (``uncertain_structure``)."""

NAMES = {
    Role.MASTHEAD: "报头",
    Role.KICKER: "引题",
    Role.TITLE: "标题",
    Role.BYLINE: "署名",
    Role.DATELINE: "电头",
    Role.LEAD: "导语",
    Role.HEADING: "小标题",
    Role.PARAGRAPH: "正文",
    Role.CAPTION: "图片说明",
    Role.CREDIT: "责编图源",
    Role.JUMP: "转版",
    Role.NOTICE: "声明",
    Role.FOLIO: "页码",
    Role.ADVERTISEMENT: "广告",
    Role.OTHER: "其他",
}

STYLES = {
    Role.MASTHEAD: "yellow",
    Role.KICKER: "magenta",
    Role.TITLE: "bold red",
    Role.BYLINE: "cyan",
    Role.DATELINE: "cyan",
    Role.LEAD: "blue",
    Role.HEADING: "bold green",
    Role.PARAGRAPH: "",
}
"""Role → style in the terminal; the others, which are not part of a story's text, are dim."""

KEY = "Numbers: story §section ¶paragraph, from 0 as in the API."


@dataclass(frozen=True, slots=True)
class View:
    """One document to show: its name, its answer, which was made with ``explain``, and its source text.

    ``explain``: reasons and confidences are printed too.
    """

    name: str
    answer: SectionsAnswer
    source: str
    explain: bool = False

    def lines(self, block: BlockAnswer) -> list[str]:
        """The block's lines with their ends, control characters made visible."""
        return list(map(visible, self.source[block.start : block.end].splitlines(keepends=True)))


def place(item: BlockAnswer | Mended) -> str:
    """Story, section and paragraph as KEY says.

    >>> place(Mended("paragraph", "", (), 1, 3, 0))
    '1 §3 ¶0'
    """
    signs = {"": item.story, "§": item.section, "¶": item.paragraph}
    return " ".join(f"{sign}{number}" for sign, number in signs.items() if number is not None)


def is_low(block: BlockAnswer) -> bool:
    """Whether the block is worth a look."""
    return block.confidence is not None and block.confidence < LOW


def why(block: BlockAnswer) -> str:
    """Reason and confidence, a low one with a question mark."""
    return f"{block.reason} {block.confidence:.2f}{'?' if is_low(block) else ''}"


def grounds(block: BlockAnswer) -> str:
    """What weighed most in the least certain decision about the block, in log-odds: positive speaks for yes.

    >>> signals = ({"decision": "flow", "name": "mid full next", "weight": 3.958},)
    >>> grounds(BlockAnswer(role="paragraph", start=0, end=1, story=0, section=0, paragraph=0, signals=signals))
    'flow: mid full next +3.96'
    """
    signals = block.signals or ()
    told = ", ".join(f"{signal.name} {signal.weight:+.2f}" for signal in signals)
    return f"{signals[0].decision}: {told}" if signals else ""


def counts(answer: SectionsAnswer) -> list[tuple[Role, int]]:
    """The roles of the page in the order of Role, with their numbers of blocks."""
    found = Counter(block.role for block in answer.blocks)
    return [(role, found[role]) for role in Role if found[role]]


def terminal(view: View) -> RenderableType:
    """The page as a rich renderable: a margin, then the text; each ``│`` begins a line of the page."""
    blocks = view.answer.blocks
    margins = [_margin(block, view.explain) for block in blocks]
    widths = [max(map(len, column)) for column in zip(*margins, strict=True)]
    parts: list[RenderableType] = [Rule(Text(visible(view.name), "bold"))]
    parts += [_block(view, block, margin, widths) for block, margin in zip(blocks, margins, strict=True)]
    parts += [Rule(style="dim"), _legend(view)]
    return Group(*parts, *(note("warning", f"{item.code}: {item.message}") for item in view.answer.warnings))


def _margin(block: BlockAnswer, explain: bool) -> list[str]:
    return [block.role, place(block), *([why(block)] if explain else [])]


def _block(view: View, block: BlockAnswer, margin: Sequence[str], widths: Sequence[int]) -> Table:
    """A block's lines, the margin beside the first."""
    table = Table.grid(padding=(0, 1), expand=True)
    for width in (*widths, 1):
        table.add_column(width=width, no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    style = STYLES.get(block.role, "dim")
    styles = (style, "dim", "black on yellow" if is_low(block) else "dim")
    cells = [Text(cell, at) for cell, at in zip(margin, styles, strict=False)]
    for number, line in enumerate(view.lines(block)):
        shown = cells if number == 0 else [Text()] * len(cells)
        table.add_row(*shown, Text("│", style), Text(line.rstrip("\r\n\u2028\u2029"), style))
    if view.explain and block.signals:
        table.add_row(*[Text()] * (len(cells) + 1), Text(grounds(block), "dim italic"))
    return table


def _legend(view: View) -> Text:
    pieces = [Text(f"{role} {NAMES[role]} {count}", STYLES.get(role, "dim")) for role, count in counts(view.answer)]
    legend = Text(" · ", "dim").join(pieces).append(f"\n{KEY}", "dim")
    if view.explain:
        legend.append(f" Confidences are from 0 to 1; one below {LOW:.2f} has a question mark.", "dim")
    return legend


def html(views: Sequence[View]) -> str:
    """All pages in one HTML document that needs no other file: the page left, the mended texts right."""
    parts = {
        "counts": counts,
        "grounds": grounds,
        "is_low": is_low,
        "pieces": pieces,
        "place": place,
        "row_at": row_at,
        "rows": rows,
    }
    return template("page.html.j2").render(
        views=views, visible=visible, why=why, names=NAMES, key=KEY, low=LOW, **parts
    )
