"""Parquet: the rows of a file as lines of JSON, made in a process of its own that is bound by limits.

A few hundred bytes of Parquet may stand for gigabytes, and the library takes the memory that a file asks for.
``python -m service.parquet`` reads a path and limits from stdin, writes a JSON object for each row to stdout, and to
stderr why it cannot go on.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple
from datetime import date, datetime, time
from typing import IO, Any

from service.document import Limits
from service.parsing import bind, environment
from service.records import BUFFER, open_binary, repeated

ROWS, PIECE = 64, 16 << 20
"""Rows that are in memory at once, or as many as have these bytes on average."""
FRUGAL = {"ARROW_DEFAULT_MEMORY_POOL": "system", "ARROW_IO_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
"""What keeps the library from reserving address space that it does not use."""
OUT_OF_MEMORY = ("bad_alloc", "Resource temporarily unavailable")
"""What the library says where it lacks memory, or memory for a thread, in errors of other kinds."""
GROUP = 128 << 20
"""Packed bytes of a row group up to which it is read at once, which takes the fewest requests of an object store."""


class Broken(Exception):
    """A file of which no more can be read; the message says why."""


@contextmanager
def opened(path: str, limits: Limits) -> Iterator[IO[bytes]]:
    """The rows of the file or URL, one a line. Raises Broken at the end of what could be read."""
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    command = [sys.executable, "-P", "-m", "service.parquet"]
    with subprocess.Popen(command, env=environment() | FRUGAL, **pipes) as child:
        assert child.stdin and child.stdout and child.stderr
        try:
            child.stdin.write(json.dumps([path, astuple(limits)]).encode())
            child.stdin.close()
            yield child.stdout
            told = child.stderr.read().decode(errors="replace").strip()
            child.wait()
        finally:
            child.kill()
    if child.returncode:
        raise Broken(_why(child.returncode, told, limits))


def _why(status: int, told: str, limits: Limits) -> str:
    if status < 0 and signal.Signals(-status).name == "SIGPROF":
        return f"{ROWS} rows took over {limits.seconds:g} s of processor time: raise DUIZHAO_PARSE_SECONDS"
    if status > 0 and told:
        return told.splitlines()[-1]
    return f"its reader ended with status {status}, its limit is {limits.mib} MiB: raise DUIZHAO_PARSE_MIB"


def rows(file: IO[bytes]) -> Iterator[bytes]:
    """The rows of a file as JSON objects. Raises ValueError or OSError where it is no Parquet, MemoryError."""
    from pyarrow.parquet import ParquetFile

    groups = ParquetFile(file).metadata
    large = any(_packed(groups.row_group(i)) > GROUP for i in range(groups.num_row_groups))
    found = ParquetFile(file, metadata=groups, buffer_size=BUFFER if large else 0, pre_buffer=not large)
    if told := repeated(found.schema_arrow.names):
        raise ValueError(told)
    for i in range(groups.num_row_groups):
        size = groups.row_group(i).total_byte_size // max(1, groups.row_group(i).num_rows)
        count = max(1, min(ROWS, PIECE // max(1, size)))
        for batch in found.iter_batches(count, row_groups=[i], use_threads=False):
            for row in _objects(batch):
                yield json.dumps(row, default=plain).encode()


def _packed(group: Any) -> int:
    return sum(group.column(i).total_compressed_size for i in range(group.num_columns))


def _objects(batch: Any) -> Iterator[dict[str, Any]]:
    """The rows of a batch. Bytes that are not UTF-8 become lone surrogates, refused later."""
    try:
        yield from batch.to_pylist()
    except UnicodeDecodeError:
        for i in range(batch.num_rows):
            yield {name: _value(batch.column(name)[i]) for name in batch.schema.names}


def _value(cell: Any) -> Any:
    try:
        return cell.as_py()
    except UnicodeDecodeError as error:
        return error.object.decode(errors="surrogateescape")


def plain(value: Any) -> str:
    """What JSON has no type for: times in ISO 8601, bytes in Base64, decimals in digits."""
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


def main(path: str, limits: Limits) -> int:
    """The child; its exit status."""
    bind(AS=limits.mib << 20, CORE=0)
    try:
        with open_binary(path) as file:
            _write(rows(file), limits.seconds)
    except Exception as error:  # the library has its own errors for a damaged file
        sys.stderr.write(f"\n{_ended(error, limits)}\n")
        return 1
    finally:
        sys.stdout.flush()
    return 0


def _write(lines: Iterator[bytes], seconds: float) -> None:
    """Write the lines. SIGPROF ends the process where ROWS of them take more seconds of processor time."""
    _timer(seconds)
    for number, line in enumerate(lines):
        if number % ROWS == 0:
            _timer(seconds)
        sys.stdout.buffer.write(line + b"\n")


def _timer(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _ended(error: Exception, limits: Limits) -> str:
    """Why the child cannot go on, in one line."""
    lacks = isinstance(error, MemoryError | ImportError)  # a library too may not fit
    if lacks or any(sign in str(error) for sign in OUT_OF_MEMORY):
        return f"reading it takes over {limits.mib} MiB: write it with smaller row groups, or raise DUIZHAO_PARSE_MIB"
    return " ".join(f"{type(error).__name__}: {error}".split())


if __name__ == "__main__":
    given, bounds = json.load(sys.stdin)
    status = main(given, Limits(*bounds))
    sys.stderr.flush()
    os._exit(status)  # all is written: taking the library's threads down aborts now and then
