"""Files of many documents (JSONL, CSV, tar, ZIP, compressed or not), read as streams; see ``service.records``."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from typing import IO, Any, Literal, Self, cast

from models.types import Fault
from service import parquet
from service.document import DEFAULTS, Limits
from service.records import MOST_BYTES, InputError, Record, missing, open_binary, repeated
from service.xz import XzStream
from service.zst import ZstdStream

OBJECTS = (".json", ".ninjs")
"""Files of one JSON object, read as a row."""
LINES, TABLES, PACKED = (".jsonl", ".ndjson"), (".csv", ".tsv"), (".gz", ".bz2", ".xz", ".zst")
SHORT = {".tgz": ".tar.gz", ".tbz2": ".tar.bz2", ".txz": ".tar.xz"}
MOST_HEADER = 1 << 20
"""Bytes of what a tar tells of one member besides its header: long names and further attributes."""
_LONG = {
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
}
_BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile, csv.Error, ValueError)


def contained(path: str, name: str, limits: Limits = DEFAULTS) -> Iterator[Record]:
    """The documents of one file. ``limits`` bound the reading of Parquet.

    What breaks in the middle of a container is its last record, ``broken_input``.
    """
    kind, packed = form(name)
    if not kind:
        yield Record(name, 0, _single(name), path=path)
        return
    try:
        if kind == ".parquet":
            yield from _parquet(path, name, limits)
            return
        with open_binary(path) as file:
            yield from _opened(file, name, kind, packed)
    except InputError:
        raise
    except Exception as error:  # each library has its own errors for a damaged file
        yield _broken(name, error)


def form(name: str) -> tuple[str, str]:
    """What kind of container a name tells, and its compression; empty strings for none.

    >>> form("a.jsonl.gz"), form("b.TGZ"), form("c.txt.gz")
    (('.jsonl', '.gz'), ('.tar', '.gz'), ('', ''))
    """
    name = name.lower()
    name = next((name.removesuffix(short) + long for short, long in SHORT.items() if name.endswith(short)), name)
    packed = next((end for end in PACKED if name.endswith(end)), "")
    bare = name.removesuffix(packed)
    kinds = (*LINES, *TABLES, ".tar", *(() if packed else (".zip", ".parquet")))
    kind = next((end for end in kinds if bare.endswith(end)), "")
    return (kind, packed) if kind else ("", "")


def _opened(file: IO[bytes], name: str, kind: str, packed: str) -> Iterator[Record]:
    if kind == ".zip":
        return _zip(file, name)
    stream = _unpacked(file, packed)
    if kind == ".tar":
        return _tar(stream, name)
    return _lines(stream, name) if kind in LINES else _table(stream, name, "\t" if kind == ".tsv" else ",")


def _unpacked(file: IO[bytes], packed: str) -> IO[bytes]:
    if packed == ".zst":
        if find_spec("zstandard") is None:
            raise missing(".zst", "zstandard")
        return cast("IO[bytes]", io.BufferedReader(ZstdStream(file)))
    if packed == ".xz":
        return cast("IO[bytes]", io.BufferedReader(XzStream(file)))
    opened: dict[str, Any] = {".gz": gzip.open, ".bz2": bz2.open}
    return cast("IO[bytes]", opened[packed](file)) if packed else file


def _broken(name: str, error: Exception, offset: int = -1) -> Record:
    told = str(error) if isinstance(error, parquet.Broken) else f"{type(error).__name__}: {error}"
    fault = Fault("broken_input", f"the rest of {name} cannot be read ({told})")
    return Record(name, offset, "row", fault=fault)


def _large(name: str, offset: int, form_: str, size: int) -> Record:
    message = f"the document has {size} bytes or more, the limit is {MOST_BYTES}: split it"
    return Record(name, offset, "row" if form_ == "row" else "file", fault=Fault("too_large", message))


def _lines(stream: IO[bytes], name: str) -> Iterator[Record]:
    """A record for each line that is not blank; one that is too long is skipped and told."""
    offset = 0
    while line := stream.readline(MOST_BYTES + 1):
        start, offset = offset, offset + len(line)
        if len(line) > MOST_BYTES:
            while not line.endswith(b"\n") and (line := stream.readline(MOST_BYTES)):
                offset += len(line)
            yield _large(name, start, "row", MOST_BYTES + 1)
        elif line.strip():
            yield Record(name, start, "row", line.strip())


def _table(stream: IO[bytes], name: str, delimiter: str) -> Iterator[Record]:
    """A record for each row under the header. Bytes that are not UTF-8 become lone surrogates, refused later."""
    csv.field_size_limit(MOST_BYTES)
    with io.TextIOWrapper(stream, "utf-8-sig", errors="surrogateescape", newline="") as text:
        rows = _rows(text, delimiter)
        header = next(rows, [])
        if told := repeated(header):
            raise csv.Error(told)
        for number, row in enumerate(row for row in rows if row):
            yield _row(name, number, header, row)


def _rows(text: IO[str], delimiter: str) -> Iterator[list[str]]:
    """The rows of a table. Raises csv.Error for one that is too long, before it is read to its end."""
    size = 0

    def lines() -> Iterator[str]:
        nonlocal size
        while line := text.readline(MOST_BYTES + 1):
            size += len(line)
            if size > MOST_BYTES:
                raise csv.Error(f"a row has over {MOST_BYTES} characters: is a quote missing?")
            yield line

    for row in csv.reader(lines(), delimiter=delimiter, strict=True):
        size = 0
        yield row


def _row(name: str, number: int, header: list[str], row: list[str]) -> Record:
    if len(row) == len(header):
        return Record(name, number, "row", json.dumps(dict(zip(header, row, strict=True))).encode())
    message = f"row {number} has {len(row)} cells, the header {len(header)}: quote cells that hold the delimiter"
    return Record(name, number, "row", fault=Fault("invalid_record", message))


def _parquet(path: str, name: str, limits: Limits) -> Iterator[Record]:
    """A record for each row; its offset counts rows."""
    if find_spec("pyarrow") is None:
        raise missing("Parquet", "pyarrow")
    with parquet.opened(path, limits) as stream:
        for number, record in enumerate(_lines(stream, name)):
            yield replace(record, offset=number)


def _tar(stream: IO[bytes], name: str) -> Iterator[Record]:
    """The files of a tar in its order; containers among them are opened in turn. Links lead nowhere."""
    with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Member) as tar:
        for member in tar:
            if member.isfile() and (file := tar.extractfile(member)):
                yield from _member(file, f"{name}!{member.name}", member.offset_data, member.size)
            tar.members = []  # type: ignore[attr-defined]  # else it grows with the archive


class _Member(tarfile.TarInfo):
    """A header of a tar, refused where what it says of the next one is too long: the library reads that at once."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """As TarInfo does. Raises ReadError."""
        found = super().frombuf(buf, encoding, errors)
        if found.type in _LONG and found.size > MOST_HEADER:
            raise tarfile.ReadError(f"a header of {found.size} bytes, the limit is {MOST_HEADER}")
        return found


def _zip(file: IO[bytes], name: str) -> Iterator[Record]:
    with zipfile.ZipFile(file) as packed:
        for info in packed.infolist():
            if info.is_dir():
                continue
            inner = f"{name}!{info.filename}"
            try:
                with packed.open(info) as member:
                    yield from _member(member, inner, info.header_offset, info.file_size)
            except (RuntimeError, NotImplementedError, *_BROKEN) as error:  # encrypted, or damaged: this one only
                yield _broken(inner, error, info.header_offset)


def _member(file: IO[bytes], name: str, offset: int, size: int) -> Iterator[Record]:
    kind, packed = form(name)
    if kind in (*LINES, *TABLES):
        yield from _opened(file, name, kind, packed)
    elif size > MOST_BYTES:
        yield _large(name, offset, "file", size)
    else:
        yield Record(name, offset, _single(name), file.read(MOST_BYTES + 1))


def _single(name: str) -> Literal["row", "file"]:
    return "row" if name.lower().endswith(OBJECTS) else "file"
