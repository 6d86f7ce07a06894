"""An archive's shards for readers: a side-by-side file for each article, and a page to find articles by.

``pages/000000/000012.html`` or ``.md`` is document 12 (a folder for each thousand). For HTML there is ``index.html``,
which holds no word of a document, with its data in ``index/`` (``listing.py``). All of it follows from the shards
alone, so ``holes`` makes it again and compares.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

from service.ledger import SHARDS, Ledger
from service.listing import FOLDER as INDEX
from service.listing import START, listing
from service.render import Page, html, markdown, visible
from service.schemas import BriefAnswer
from service.storage import ensured, listed, replace

Form = Literal["html", "markdown"]
PAGES = "pages"
SUFFIXES: dict[Form, str] = {"html": ".html", "markdown": ".md"}
FOLDER = 1000
"""Documents that share a folder."""


def write(ledger: Ledger, form: Form) -> None:
    """Write what is missing or differs, each file wholly or not at all, then delete those of no article."""
    made = _Made(ledger, {form})
    for path, data in made.files(form):
        if not _holds(path, data):
            ensured(path.parent)
            replace(path, data)
    for path in _found(ledger, form):
        if not made.has(path):
            path.unlink()


def holes(ledger: Ledger) -> Iterator[str]:
    """Files that are missing, changed or of no article; none of a form that was never asked for.

    Nothing is compared with a shard that is itself broken.
    """
    if any(ledger.entries(number) is None for number in ledger.numbers()):
        return
    made = _Made(ledger, {form for form in SUFFIXES if any(True for _ in _found(ledger, form))})
    for form in SUFFIXES:
        if form in made.forms:
            for path, data in made.files(form):
                if not _holds(path, data):
                    what = "not what the shards give" if path.exists() else "missing"
                    yield f"{path}: {what}: run again with --format {form}"
    for path in _under(ledger.folder / INDEX, ledger.folder / PAGES):
        if not made.has(path):
            yield f"{path}: does not belong here"


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def _found(ledger: Ledger, form: Form) -> Iterator[Path]:
    """The files of a form that are there, named as they should be or not."""
    for folder in listed(ledger.folder / PAGES):
        yield from (path for path in listed(folder) if path.suffix == SUFFIXES[form])
    if form == "html":
        yield from (path for path in _under(ledger.folder / INDEX) if path.suffix == ".js")
        yield from (path for path in [ledger.folder / START] if path.exists())


def _under(*folders: Path) -> Iterator[Path]:
    """Every file in folders and theirs, in the order of names; one folder's names are held at a time."""
    for folder in folders:
        for path in listed(folder):
            if path.is_dir():
                yield from _under(path)
            else:
                yield path


class _Made:
    """What the shards give in some forms, file by file; of the pages a bit each is remembered."""

    def __init__(self, ledger: Ledger, forms: set[Form]) -> None:
        self.forms = forms
        self._folder, self._ledger = ledger.folder, ledger
        self._paged = _Bits()
        self._others: set[Path] = set()

    def files(self, form: Form) -> Iterator[tuple[Path, bytes]]:
        """Path and content of every file of a form; the page that needs the others comes last."""
        render: Callable[[Page], str] = markdown if form == "markdown" else _html
        for made in _lines(self._ledger):
            if made["brief"]:
                self._paged.add(made["index"])
                yield self._page(made["index"], SUFFIXES[form]), render(_page(made)).encode()
        if form == "html":
            for name, data in listing(_lines(self._ledger), self._paged):
                self._others.add(self._folder / name)
                yield self._folder / name, data

    def has(self, path: Path) -> bool:
        """Whether ``files`` gave this one."""
        if path in self._others:
            return True
        name, suffix = path.stem, path.suffix
        index = int(name) if name.isascii() and name.isdigit() else -1
        known = suffix in {SUFFIXES[form] for form in self.forms} and index in self._paged
        return known and path == self._page(index, suffix)

    def _page(self, index: int, suffix: str) -> Path:
        return self._folder / PAGES / f"{index // FOLDER:06}" / f"{index:06}{suffix}"


class _Bits:
    """A set of small numbers, a bit for each up to the largest."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, number: int) -> None:
        """Put ``number`` in."""
        self._bits.extend(bytes(max(0, number // 8 + 1 - len(self._bits))))
        self._bits[number // 8] |= 1 << number % 8

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, int) or not 0 <= number < 8 * len(self._bits):
            return False
        return bool(self._bits[number // 8] >> number % 8 & 1)


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
