"""The answer of ``/v1/briefs`` for people: terminal, Markdown and a self-contained HTML file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from service.schemas import BriefAnswer, CheckAnswer, Label, SectionBrief, StoryBrief

SEVERITY_STYLE = {"error": "bold red", "warning": "yellow", "info": "dim"}
PICTURES = (
    {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n\r"}
    | {0x7F: "␡"}
    | {code: f"\\x{code:x}" for code in range(0x80, 0xA0)}
)
"""Control characters as something to see: a terminal would obey them, and HTML cannot hold them all."""


@dataclass(frozen=True, slots=True)
class Page:
    """One document to show: its name (a file's, say), its answer and the source text that spans point into."""

    name: str
    answer: BriefAnswer
    source: str


@dataclass(frozen=True, slots=True)
class Row:
    """A pair as it is shown, with what an editor checks it by."""

    kind: str
    zh: str
    en: str
    checks: Sequence[CheckAnswer] = ()
    evidence: Sequence[str] = ()
    method: str = ""
    score: float | None = None


def rows_of(page: Page, story: StoryBrief) -> Iterator[Row]:
    """The rows of one story: its labels, its summary, then each section's heading and summary.

    A story of one section without a heading has the same summary as that section: it is shown once.
    """
    for kind in ("kicker", "title", "byline", "dateline", "lead"):
        label: Label | None = getattr(story, kind)
        if label is not None:
            yield Row(kind, label.zh, label.en or "")
    sections = [section for section in page.answer.sections if section.story == story.index]
    headed = [section for section in sections if section.heading is not None]
    if headed or len(sections) != 1:
        yield summary_row(page, "story", story)
    for section in sections:
        if section.heading is not None:
            yield Row("heading", section.heading.zh, section.heading.en or "")
        yield summary_row(page, "summary", section)


def summary_row(page: Page, kind: str, item: SectionBrief | StoryBrief) -> Row:
    """The summary of a section or story, or the reason why there is none; the same for its English alone."""
    fault = f"[{item.error.code}] {item.error.message}" if item.error else ""
    if not item.summary.zh:
        return Row(kind, fault, "", item.checks)
    spans = dict.fromkeys(tuple(map(tuple, support.spans)) for support in item.evidence)
    quotes = tuple(quote(page.source, group) for group in spans)
    summary = item.summary
    return Row(kind, summary.zh, summary.en or fault, item.checks, quotes, summary.method, item.score)


def quote(source: str, spans: Sequence[Sequence[int]]) -> str:
    """The source text of ``spans`` as one line, line ends and extra spaces closed up."""
    text = "".join(source[start:end] for start, end in spans)
    return re.sub(r"(?<![A-Za-z0-9,.;:])\s+|\s+(?![A-Za-z0-9])", "", re.sub(r"\s+", " ", text))


def masthead_of(page: Page) -> tuple[str, str]:
    """The masthead's fields in both languages, joined for a heading; empty strings where there are none."""
    head = page.answer.masthead
    fields = [field for field in (head.publication, head.date, head.page, head.desk) if field is not None]
    return " · ".join(field.zh for field in fields), " · ".join(field.en or field.zh for field in fields)


def terminal(page: Page) -> RenderableType:
    """The page as a rich renderable: two columns, Chinese left, English right."""
    zh, en = masthead_of(page)
    parts: list[RenderableType] = [Rule(Text(page.name, "bold"), style="bold")]
    if zh:
        parts.append(_pair(zh, en, "dim"))
    for story in page.answer.stories:
        parts.append(Rule(style="dim"))
        for row in rows_of(page, story):
            style = "bold" if row.kind in {"title", "heading"} else "dim" if row.kind in {"byline", "dateline"} else ""
            parts.append(_pair(row.zh, row.en, style))
            parts += [note(check.severity, f"{check.code}: {check.message}") for check in row.checks]
    parts.append(Rule(style="dim"))
    parts += [note("warning", f"{warning.code}: {warning.message}") for warning in page.answer.warnings]
    parts.append(Text(footer(page.answer), "dim"))
    return Group(*parts)


def _pair(left: str, right: str, style: str) -> Table:
    table = Table.grid(padding=(0, 2), expand=True)
    for _ in "zh", "en":
        table.add_column(ratio=1, overflow="fold")  # Chinese has no spaces to wrap at: nothing may be cut off
    table.add_row(Text(visible(left), style), Text(visible(right), style))
    return table


def note(severity: str, message: str) -> Padding:
    """A finding as a line of its own, coloured by its severity."""
    return Padding(Text(visible(f"! {message}"), SEVERITY_STYLE[severity]), (0, 0, 0, 2))


def visible(text: str) -> str:
    r"""``text`` with control characters, line ends and tabs aside, as PICTURES.

    >>> visible("\x1b[31m")
    '␛[31m'
    """
    return text.translate(PICTURES)


def footer(answer: BriefAnswer) -> str:
    """Which models made the answer and what it took."""
    models = ", ".join(f"{model.role} {model.name}@{model.revision}" for model in answer.models)
    return f"{models} · {answer.usage.characters} characters · {answer.usage.tokens} tokens"


def markdown(page: Page) -> str:
    """The page as Markdown: a heading for each title, a table row for each pair, then warnings."""
    zh, en = masthead_of(page)
    lines = [f"# {escape(page.name)}", ""] + ([f"{escape(zh)} / {escape(en)}", ""] if zh else [])
    for story in page.answer.stories:
        title = story.title
        lines += [f"## {escape(title.zh)} / {escape(title.en or '')}" if title else f"## {story.index + 1}", ""]
        lines += ["| 中文 | English |", "| --- | --- |"]
        for row in rows_of(page, story):
            if row.kind != "title":
                mark = "**" if row.kind == "heading" else ""
                lines.append(f"| {mark}{escape(row.zh)}{mark} | {mark}{escape(row.en)}{mark} |")
        checks = [check for row in rows_of(page, story) for check in row.checks]
        lines += ["", *(f"- {check.severity}: {check.code}: {escape(check.message)}" for check in checks), ""]
    lines += [f"- warning: {item.code}: {escape(item.message)}" for item in page.answer.warnings]
    return "\n".join([*lines, "", footer(page.answer)]) + "\n"


def escape(text: str) -> str:
    r"""``text`` as plain Markdown inside a table cell.

    >>> escape("a|b *c* <i>")
    'a\\|b \\*c\\* &lt;i>'
    """
    text = re.sub(r"([\\`*_\[\]|#~])", r"\\\1", text).replace("&", "&amp;").replace("<", "&lt;")
    return re.sub(r"\s*\n\s*", " ", text)


def html(pages: Sequence[Page]) -> str:
    """All pages in one HTML document that needs no other file."""
    return template("brief.html.j2").render(pages=pages, rows_of=rows_of, masthead_of=masthead_of, footer=footer)


@cache
def template(name: str) -> Template:
    """A template of this package, compiled once. Values are escaped; a name unknown to it raises UndefinedError."""
    environment = Environment(
        loader=PackageLoader("service"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
