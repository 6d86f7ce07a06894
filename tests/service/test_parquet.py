"""Parquet as an input: what is broken or asks for gigabytes is a fault in its place, and the reader's memory is its own."""

import io
import re
import subprocess
import tracemalloc

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from service import containers, parquet
from service.document import DEFAULTS, Limits
from service.intake import take
from service.records import records

SMALL = Limits(mib=512)
MEMORY = (
    "the rest of a.parquet cannot be read (reading it takes over 512 MiB: write it with smaller row groups, "
    "or raise DUIZHAO_PARSE_MIB)"
)
LACKING = (
    r"the rest of a\.parquet cannot be read \((reading it takes over 360 MiB: write it with smaller row groups, or"
    r"|its reader ended with status -?\d+, its limit is 360 MiB:) raise DUIZHAO_PARSE_MIB\)"
)
"""Where the memory ran out decides whether the reader could say so."""


def table(**columns):
    return pa.table(columns)


def written(path, *groups, **more):
    """A file with a row group for each table."""
    with pq.ParquetWriter(path, groups[0].schema, compression="zstd", **more) as writer:
        for group in groups:
            writer.write_table(group)
    return path


def seen(location, limits=DEFAULTS):
    """Row, and text or the fault's code, of each document."""
    found = []
    for record in records(str(location), limits=limits):
        item = take(record, {}, limits)
        found.append((record.offset, item.document.text if item.document else item.fault.code))
    return found


def large_cell(path):
    return written(path, table(text=["今天"]), table(text=["a" * (128 << 20)]), use_dictionary=False)


def repeated_cell(path):
    """A dictionary of one value, and so many rows that point to it."""
    cells = pa.DictionaryArray.from_arrays(pa.array([0] * 64, pa.int32()), pa.array(["a" * (16 << 20)]))
    return written(path, table(text=cells))


@pytest.mark.parametrize(("bomb", "whole"), [(large_cell, [(0, "今天")]), (repeated_cell, [])])
def test_a_bomb_is_a_fault_in_its_place(tmp_path, bomb, whole):
    path = bomb(tmp_path / "a.parquet")
    assert path.stat().st_size < 1 << 16
    tracemalloc.start()
    try:
        found = list(records(str(path), limits=SMALL))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert seen(path, SMALL) == [*whole, (-1, "broken_input")]
    assert re.fullmatch(LACKING.replace("360", "512"), found[-1].fault.message)
    assert peak < 4 << 20


def test_a_row_that_is_too_large_does_not_keep_the_next_from_being_read(tmp_path, monkeypatch):
    monkeypatch.setattr(containers, "MOST_BYTES", 1 << 20)
    path = written(tmp_path / "a.parquet", table(text=["今天", "a" * (2 << 20), "下雨"]))
    assert seen(path) == [(0, "今天"), (1, "too_large"), (2, "下雨")]


def test_thousands_of_columns_are_read(tmp_path):
    names = [f"c{i}" for i in range(3000)]
    path = written(tmp_path / "a.parquet", table(text=["今天"], **{name: [i] for i, name in enumerate(names)}))
    (record,) = records(str(path))
    assert take(record, {}, DEFAULTS).metadata == {name: i for i, name in enumerate(names)}


def test_more_columns_than_memory_holds_are_a_fault(tmp_path):
    path = written(tmp_path / "a.parquet", table(**{f"c{i}": ["a"] for i in range(30_000)}))
    (record,) = records(str(path), limits=Limits(mib=360))
    assert record.fault.code == "broken_input"
    assert re.fullmatch(LACKING, record.fault.message)


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        ImportError("libarrow.so: failed to map segment"),
        OSError("Couldn't deserialize thrift: std::bad_alloc"),
        OSError("Unknown error: Failed to launch worker thread: Resource temporarily unavailable"),
    ],
)
def test_wherever_memory_is_lacking_the_limit_is_told(error):
    assert f"the rest of a.parquet cannot be read ({parquet._ended(error, SMALL)})" == MEMORY


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda data: data[:-20], "ArrowInvalid: Parquet magic bytes not found in footer."),
        (lambda data: b"", "ArrowInvalid: Parquet file size is 0 bytes"),
        (lambda data: data[:-8] + b"\xff\xff\xff\x7f" + data[-4:], "ArrowInvalid: Parquet file size is"),
        (lambda data: b"PAR1" + b"\x15" * 300 + (300).to_bytes(4, "little") + b"PAR1", "OSError: Couldn't deserialize"),
    ],
)
def test_a_broken_footer_is_told(tmp_path, damage, told):
    path = written(tmp_path / "a.parquet", table(text=["今天"]))
    path.write_bytes(damage(path.read_bytes()))
    (record,) = records(str(path))
    assert record.fault.message.startswith(f"the rest of a.parquet cannot be read ({told}")


def test_what_takes_too_long_is_told(tmp_path):
    path = written(tmp_path / "a.parquet", table(text=["今天"]))
    (record,) = records(str(path), limits=Limits(seconds=0.01))
    assert record.fault.message == (
        "the rest of a.parquet cannot be read (64 rows took over 0.01 s of processor time: raise DUIZHAO_PARSE_SECONDS)"
    )


def test_one_cell_that_is_not_utf_8_is_one_fault(tmp_path):
    cells = pa.StringArray.from_buffers(
        3,
        *map(pa.py_buffer, (bytes([0, 0, 0, 0, 6, 0, 0, 0, 7, 0, 0, 0, 13, 0, 0, 0]),)),
        pa.py_buffer("今天".encode() + b"\xff" + "下雨".encode()),
    )
    path = written(tmp_path / "a.parquet", table(text=cells))
    assert seen(path) == [(0, "今天"), (1, "invalid_encoding"), (2, "下雨")]


def test_columns_of_one_name_are_refused(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table([pa.array(["今天"]), pa.array(["下雨"])], names=["text", "text"]), path)
    (record,) = records(str(path))
    assert "ValueError: several columns are named 'text': give each a name of its own" in record.fault.message


def test_a_large_row_group_is_read_as_its_rows_are(tmp_path, monkeypatch):
    texts = [f"{i:09}" * 1000 for i in range(3000)]
    path = tmp_path / "a.parquet"
    pq.write_table(table(text=texts), path, compression="none", use_dictionary=False, write_batch_size=64)
    whole = list(parquet.rows(io.BytesIO(path.read_bytes())))
    monkeypatch.setattr(parquet, "GROUP", 0)
    assert list(parquet.rows(io.BytesIO(path.read_bytes()))) == whole
    file = Counting(path.read_bytes())
    next(parquet.rows(file))
    assert file.count < 4 << 20 < path.stat().st_size


class Counting(io.BytesIO):
    count = 0

    def read(self, size=-1):
        found = super().read(size)
        self.count += len(found)
        return found


def test_a_reader_that_stops_leaves_no_process(tmp_path, monkeypatch):
    made = []
    popen = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *args, **more: made.append(popen(*args, **more)) or made[-1])
    path = written(tmp_path / "a.parquet", table(text=["今天" * 1000] * 1000))
    stream = records(str(path))
    assert next(stream).offset == 0
    stream.close()
    assert made[0].returncode is not None
