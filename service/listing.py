"""The files of an archive's page to find articles by: ``index.html`` and, in ``index/``, the data that it loads.

``facets/000000.js`` and following have of every document what it is filtered and ordered by, in columns; the page loads
all of them and keeps 12 bytes for each document. ``rows/000000.js`` and following have page, id and titles, and are
loaded one at a time when they are shown or searched. Both are cut by the documents' order alone.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator
from importlib.resources import files
from itertools import islice
from typing import Any

from service.render import template

START, FOLDER, SCRIPT = "index.html", "index", "archive.js"
ROWS = 1000
"""Documents of one file of rows."""
FACETS = 100
"""Files of rows that share one of facets."""
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
"""What could end a script or a line of one, as JSON writes it within a string."""


def listing(documents: Iterable[dict[str, Any]], paged: Container[int]) -> Iterator[tuple[str, bytes]]:
    """Path and content of every file for the ``documents`` of shards; what needs the others comes last.

    Those whose index is in ``paged`` have a page. No more is held than the facets of one file.
    """
    lines, number, total, facets = iter(documents), 0, 0, _Facets()
    while made := list(islice(lines, ROWS)):
        yield f"{FOLDER}/rows/{number:06}.js", script([_row(one, paged) for one in made])
        for one in made:
            facets.add(one)
        number, total = number + 1, total + len(made)
        if number % FACETS == 0:
            yield facets.file(number // FACETS - 1)
            facets = _Facets()
    if facets.scores:
        yield facets.file(number // FACETS)
    yield f"{FOLDER}/{SCRIPT}", (files("service") / "templates" / SCRIPT).read_bytes()
    sizes = {"total": total, "rows": ROWS, "facets": ROWS * FACETS}
    yield START, template("archive.html.j2").render(script=f"{FOLDER}/{SCRIPT}", **sizes).encode()


def script(value: Iterable[Any]) -> bytes:
    r"""The call that hands ``value`` to the page, a line for each item, as JSON that is safe within a script.

    >>> script(["</script>"])
    b'give([\n"\\u003c/script\\u003e"]);\n'
    """
    items = (json.dumps(item, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES) for item in value)
    return ("give([\n" + ",\n".join(items) + "]);\n").encode()


class _Facets:
    """Columns: distinct labels (codes of checks, status, codes of errors), each document's label, its lowest score."""

    def __init__(self) -> None:
        self._labels: dict[tuple[tuple[str, ...], str, tuple[str, ...]], int] = {}
        self._label: list[int] = []
        self.scores: list[float | None] = []

    def add(self, made: dict[str, Any]) -> None:
        """The next document."""
        brief = made["brief"] or {"stories": [], "sections": []}
        parts = [*brief["stories"], *brief["sections"]]
        checks = tuple(sorted({check["code"] for part in parts for check in part["checks"]}))
        errors = tuple(sorted({part["error"]["code"] for part in [*parts, made] if part["error"]}))
        status = "error" if made["error"] else "ok" if made.get("duplicate_of") is None else "duplicate"
        self._label.append(self._labels.setdefault((checks, status, errors), len(self._labels)))
        self.scores.append(min((part["score"] for part in parts if part["score"] is not None), default=None))

    def file(self, number: int) -> tuple[str, bytes]:
        """Its path and content."""
        return f"{FOLDER}/facets/{number:06}.js", script([list(self._labels), self._label, self.scores])


def _row(made: dict[str, Any], paged: Container[int]) -> list[Any]:
    """Index of the document whose page to open, or null, id, both titles; a duplicate opens the page of its first."""
    brief = made["brief"] or {"stories": []}
    title: dict[str, Any] = next((story["title"] for story in brief["stories"] if story["title"]), {})
    first = made.get("duplicate_of")
    page = made["index"] if first is None else first
    named = title.get("zh") or f"{made['title'] or ''}"
    return [page if page in paged else None, f"{made['id']}", named, title.get("en") or ""]
