"""Where an archive's output stands: a folder, or a prefix of an object store, told by a URL that fsspec knows.

The paths of a store are those of universal-pathlib, which have the methods of pathlib's. A file of a folder is written
beside its place, synced and renamed; an object is put in one piece, or in parts that appear as one when the last is
there. Either is there wholly or not at all.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, cast

from service.records import InputError, missing

DRAFT = ".tmp"
"""How the name of a file ends that is not yet in its place."""


def place(text: str) -> Path:
    """The path that a command line tells, of a folder or by a URL. Raises InputError where no library knows it.

    Listings of a store are never kept, for others write there too.
    """
    if "://" not in text:
        return Path(text)
    try:
        from upath import UPath
    except ImportError:
        raise missing("an output by URL", "universal-pathlib") from None
    try:
        path = UPath(text.rstrip("/"), use_listings_cache=False)
        path.fs  # noqa: B018  # opens the store
    except (ValueError, ImportError) as error:
        raise InputError(f"{text} cannot be opened ({error}): install what its protocol needs, such as s3fs") from None
    return cast("Path", path)


def store(path: Path) -> Any:
    """The file system of fsspec that an object is in; None for a file of a folder."""
    return None if isinstance(path, Path) else cast("Any", path).fs


def listed(folder: Path) -> list[Path]:
    """What stands in a folder, in the order of names; nothing where there is none, as stores have no empty folders."""
    try:
        return sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def ensured(folder: Path) -> None:
    """See that a folder is there; a store needs none."""
    if store(folder) is None:
        folder.mkdir(parents=True, exist_ok=True)


def replace(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``, wholly or not at all, and for good."""
    if system := store(path):
        system.pipe_file(_key(path), data)
        return
    with _renamed(path) as file:
        file.write(data)


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A binary file to write that takes the place of ``path`` at the end, wholly or not at all."""
    with _renamed(path) if store(path) is None else _put(path) as file:
        yield file


@contextmanager
def appending(path: Path) -> Iterator[IO[bytes]]:
    """A binary file to go on writing; what was added to an object is there at the end only, after an error too."""
    if store(path) is None:
        with path.open("ab") as file:
            yield file
        return
    with tempfile.TemporaryFile() as file:
        if path.exists():
            with path.open("rb") as before:
                shutil.copyfileobj(before, file)
        try:
            yield file
        finally:
            file.seek(0)
            with replacing(path) as whole:
                shutil.copyfileobj(file, whole)


@contextmanager
def _renamed(path: Path) -> Iterator[IO[bytes]]:
    draft = path.with_name(f"{path.name}.{os.getpid()}{DRAFT}")
    with draft.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    _sync(path.parent)


@contextmanager
def _put(path: Path) -> Iterator[IO[bytes]]:
    """A file on this machine that becomes an object at the end."""
    with tempfile.NamedTemporaryFile() as file:
        yield cast("IO[bytes]", file)
        file.flush()
        store(path).put_file(file.name, _key(path))


def _key(path: Path) -> str:
    """The name that fsspec has for an object."""
    return cast("str", cast("Any", path).path)


def _sync(folder: Path) -> None:
    with suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
