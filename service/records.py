"""The documents of an archive, streamed one after the other in an order that depends on the input alone.

The input is a file, a folder, a glob, or a URL that fsspec knows. Its files come in the order of their paths. JSONL,
CSV, Parquet, tar and ZIP hold many documents each; any other file is one. What cannot be read is a record with a fault,
in its place.
"""

from __future__ import annotations

import glob
import io
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import IO, Any, Literal

from models.types import Fault
from service.document import DEFAULTS, Limits

MOST_BYTES = 20 << 20
"""Bytes of one document, as it stands in the input."""
BUFFER = 1 << 20
"""Bytes of the input that are read at once."""


class InputError(Exception):
    """An input that cannot be used at all; the message names it and the remedy."""


@dataclass(frozen=True, slots=True)
class Record:
    """A document as it stands in the input: ``row`` is a JSON object, ``file`` the bytes of a file.

    ``offset`` counts bytes into ``source`` (unpacked, where it is compressed), or rows of a table. A file on its own
    has ``path`` in place of ``data``, so that whoever works on it reads it.
    """

    source: str
    offset: int
    form: Literal["row", "file"]
    data: bytes = b""
    path: str = ""
    fault: Fault | None = None

    @property
    def place(self) -> str:
        """Where the record stands: its id, if it has none of its own."""
        return self.source if self.path or self.form == "file" else f"{self.source}:{self.offset}"

    def read(self) -> bytes:
        """The bytes. Raises OSError."""
        if not self.path:
            return self.data
        with open_binary(self.path) as file:
            return file.read(MOST_BYTES + 1)


@dataclass(frozen=True, slots=True)
class Window:
    """Records ``start`` and following: what one batch of work is made of.

    ``copies`` maps the index of a document that is not to be briefed to that of the one it duplicates.
    """

    number: int
    start: int
    records: tuple[Record, ...]
    copies: Mapping[int, int] = field(default_factory=dict)

    @property
    def mark(self) -> bytes:
        """Eight bytes that tell whether another reading of the input gave the same records."""
        seen = blake2b(digest_size=8)
        for record in self.records:
            seen.update(f"{record.source}\0{record.offset}\0{len(record.data)}\0".encode("utf-8", "surrogateescape"))
            seen.update(record.data)
        return seen.digest()


def windows(records: Iterable[Record], size: int) -> Iterator[Window]:
    """The records in windows of ``size``; the last may be smaller."""
    stream, number = iter(records), 0
    while group := tuple(islice(stream, size)):
        yield Window(number, number * size, group)
        number += 1


def records(location: str, query: str = "", limits: Limits = DEFAULTS) -> Iterator[Record]:
    """Every document of an input; with ``query`` it is a database. ``limits`` bound the reading of Parquet.

    Raises InputError where it cannot be read at all.
    """
    from service.containers import contained
    from service.query import rows

    if query:
        yield from rows(location, query)
        return

    for path, name in files(location):
        yield from contained(path, name, limits)


def files(location: str) -> Iterator[tuple[str, str]]:
    """Path and name of each file of an input; a name is relative to the folder that was asked for."""
    if "://" in location:
        yield from _remote(location)
    elif Path(location).is_dir():
        yield from _folder(location)
    elif Path(location).is_file():
        yield location, Path(location).name
    elif glob.has_magic(location):
        found = [path for path in sorted(glob.iglob(location, recursive=True)) if Path(path).is_file()]  # noqa: PTH207
        if not found:
            raise InputError(f"no file matches {location}: check the pattern")
        yield from ((path, Path(path).as_posix()) for path in found)
    else:
        raise InputError(f"there is no file or folder {location}: check the path")


def _folder(root: str) -> Iterator[tuple[str, str]]:
    """Files of a folder and those below it, in the order of their names; hidden ones are left out."""
    for parent, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in names if not name.startswith(".")):
            path = Path(parent) / name
            yield str(path), path.relative_to(root).as_posix()


def _remote(location: str) -> Iterator[tuple[str, str]]:
    try:
        system, root = _fsspec().url_to_fs(location)
    except (ValueError, ImportError) as error:
        raise InputError(f"{location} cannot be opened ({error}): is it a database, then give --query") from None
    whole = glob.has_magic(root) or system.isdir(root)
    found = sorted(system.glob(root) if glob.has_magic(root) else system.find(root)) if whole else [root]
    base = root.rstrip("/") + "/"
    for path in found:
        if not system.isdir(path):
            yield system.unstrip_protocol(path), path.removeprefix(base) if whole else path.rsplit("/", 1)[-1]


def open_binary(path: str) -> IO[bytes]:
    """A file or URL to read from, in pieces of ``BUFFER`` bytes. Raises OSError.

    fsspec's own files are buffered anew: some of them fetch or copy a whole block for each line.
    """
    if "://" not in path:
        return Path(path).open("rb", buffering=BUFFER)
    return io.BufferedReader(_fsspec().open(path, "rb").open(), BUFFER)


def _fsspec() -> Any:
    try:
        import fsspec.core
    except ImportError:
        raise missing("a URL", "fsspec") from None
    return fsspec.core


def missing(what: str, library: str) -> InputError:
    """The refusal of an input that needs a library which is not installed."""
    return InputError(f"{what} needs {library}: pip install 'duizhao[archive]'")


def repeated(columns: Sequence[str]) -> str:
    """What is wrong where columns of a table have one name, of which all but one would be lost; else empty."""
    twice = next((column for column, count in Counter(columns).items() if count > 1), None)
    return "" if twice is None else f"several columns are named {twice!r}: give each a name of its own"
