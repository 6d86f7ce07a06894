"""An archive's shards for readers: a side-by-side file for each article, and a page to find articles by.

``pages/000000/000012.html`` or ``.md`` is document 12 (a folder for each thousand). For HTML there are ``index.html``,
which holds no word of a document, and ``index/000000.js`` and following with its rows. All of it follows from the
shards alone, so ``holes`` makes it again and compares.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import chain, islice
from pathlib import Path
from typing import Any, Literal

from service.ledger import SHARDS, Ledger
from service.render import Page, html, markdown, template, visible
from service.schemas import BriefAnswer
from service.storage import ensured, replace

Form = Literal["html", "markdown"]
PAGES, INDEX, START, SCRIPT = "pages", "index", "index.html", "archive.js"
SUFFIXES: dict[Form, str] = {"html": ".html", "markdown": ".md"}
FOLDER = 1000
"""Documents that share a folder."""
ROWS = 10_000
"""Rows of one file of the index."""
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
"""What could end a script or a line of one, as JSON writes it within a string."""


def write(ledger: Ledger, form: Form) -> None:
    """Write what is missing or differs, each file wholly or not at all, then delete those of no article."""
    kept = set()
    for path, data in _made(ledger, form):
        kept.add(path)
        if not _holds(path, data):
            ensured(path.parent)
            replace(path, data)
    for path in _found(ledger, form):
        if path not in kept:
            path.unlink()


def holes(ledger: Ledger) -> Iterator[str]:
    """Files that are missing, changed or of no article; none of a form that was never asked for.

    Nothing is compared with a shard that is itself broken.
    """
    if any(ledger.entries(number) is None for number in ledger.numbers()):
        return
    allowed: set[Path] = set()
    for form in SUFFIXES:
        if any(True for _ in _found(ledger, form)):
            for path, data in _made(ledger, form):
                allowed.add(path)
                if not _holds(path, data):
                    what = "not what the shards give" if path.exists() else "missing"
                    yield f"{path}: {what}: run again with --format {form}"
    folders = [folder for name in (PAGES, INDEX) if (folder := ledger.folder / name).exists()]
    for path in sorted(chain.from_iterable(folder.rglob("*") for folder in folders)):
        if not path.is_dir() and path not in allowed:
            yield f"{path}: does not belong here"


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def _found(ledger: Ledger, form: Form) -> Iterator[Path]:
    """The files of a form that are there, named as ``_made`` would name them or not."""
    yield from sorted((ledger.folder / PAGES).glob(f"*/*{SUFFIXES[form]}"))
    if form == "html":
        yield from sorted((ledger.folder / INDEX).glob("*.js"))
        yield from (path for path in [ledger.folder / START] if path.exists())


def _made(ledger: Ledger, form: Form) -> Iterator[tuple[Path, bytes]]:
    """Every file of a form; the page that needs the others comes last."""
    render: Callable[[Page], str] = markdown if form == "markdown" else _html
    for made in _lines(ledger):
        if made["brief"]:
            name = f"{made['index']:06}{SUFFIXES[form]}"
            path = ledger.folder / PAGES / f"{made['index'] // FOLDER:06}" / name
            yield path, render(_page(made)).encode()
    if form == "html":
        yield from _index(ledger)


def _index(ledger: Ledger) -> Iterator[tuple[Path, bytes]]:
    names: list[str] = []
    found = map(_row, _lines(ledger))
    while rows := list(islice(found, ROWS)):
        names.append(f"{INDEX}/{len(names):06}.js")
        yield ledger.folder / names[-1], f"add({script(rows)});\n".encode()
    code = (files("service") / "templates" / SCRIPT).read_bytes()
    yield ledger.folder / INDEX / SCRIPT, code
    page = template("archive.html.j2").render(script=f"{INDEX}/{SCRIPT}", names=names)
    yield ledger.folder / START, page.encode()


def script(value: Any) -> str:
    r"""``value`` as JSON that is safe within a script, a line for each item.

    >>> script(["</script>"])
    '[\n["\\u003c/script\\u003e"]]'
    """
    items = (json.dumps(item, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES) for item in value)
    return "[\n" + ",\n".join(items) + "]"


def _lines(ledger: Ledger) -> Iterator[dict[str, Any]]:
    for number in ledger.numbers():
        yield from map(json.loads, ledger.path(SHARDS, number).read_bytes().splitlines())


def _html(page: Page) -> str:
    return html([page])


def _page(made: dict[str, Any]) -> Page:
    """The article to show. Its source is not in the shard, so its evidence, which are places in it, is left out."""
    answer = BriefAnswer.model_validate(made["brief"])
    bare: dict[str, Any] = {"evidence": ()}
    stories = tuple(story.model_copy(update=bare) for story in answer.stories)
    sections = tuple(section.model_copy(update=bare) for section in answer.sections)
    name = " · ".join(f"{part}" for part in (made["title"], made["id"]) if part)
    return Page(visible(name), answer.model_copy(update={"stories": stories, "sections": sections}), "")


def _row(made: dict[str, Any]) -> list[Any]:
    """Index, id, both titles, lowest score, codes of checks, status, codes of errors; of a duplicate its first."""
    brief = made["brief"] or {"stories": [], "sections": []}
    parts = [*brief["stories"], *brief["sections"]]
    title: dict[str, Any] = next((story["title"] for story in brief["stories"] if story["title"]), {})
    scores = [part["score"] for part in parts if part["score"] is not None]
    checks = sorted({check["code"] for part in parts for check in part["checks"]})
    errors = sorted({part["error"]["code"] for part in [*parts, made] if part["error"]})
    named = title.get("zh") or f"{made['title'] or ''}"
    score, first = min(scores, default=None), made.get("duplicate_of")
    status = "error" if made["error"] else "ok" if first is None else "duplicate"
    row = [made["index"], f"{made['id']}", named, title.get("en") or "", score, checks, status, errors]
    return row if first is None else [*row, first]
