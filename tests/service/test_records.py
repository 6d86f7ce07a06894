"""Inputs of every kind as streams of records, in order, with what is broken in its place."""

import bz2
import gzip
import io
import json
import lzma
import random
import tarfile
import tracemalloc
import zipfile
import zlib
from functools import partial
from pathlib import Path

import pytest

from models.types import Fault
from service import containers
from service.document import DEFAULTS
from service.intake import take
from service.records import BUFFER, InputError, records, windows
from service.xz import XzStream

ROWS = [{"id": "一", "text": "今天通车"}, {"id": "二", "text": "今天下雨"}]
LINES = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode()


def seen(location, **columns):
    """Id, place and text or fault code of each document."""
    found = []
    for record in records(str(location)):
        item = take(record, columns, DEFAULTS)
        found.append((item.id, record.offset, item.document.text if item.document else item.fault.code))
    return found


def test_files_of_a_folder_in_the_order_of_their_names(tmp_path):
    for name in ("b/二.txt", "a.txt", "b/一.html", ".hidden"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"<p>{'今天通车了。' * 9}</p>" if "html" in name else "今天", encoding="utf-8")
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.4 broken")
    assert seen(tmp_path) == [
        ("a.txt", 0, "今天"),
        ("c.pdf", 0, "broken_document"),
        ("b/一.html", 0, "今天通车了。" * 9 + "\n"),
        ("b/二.txt", 0, "今天"),
    ]


@pytest.mark.parametrize("end", ["", ".gz", ".zst"])
def test_lines_of_json_with_their_offsets(tmp_path, end):
    import zstandard

    path = tmp_path / f"in.jsonl{end}"
    packed = {"": bytes, ".gz": gzip.compress, ".zst": zstandard.compress}[end]
    path.write_bytes(packed(LINES + b"\n[1]\n{\n\xff\n"))
    size = len(LINES)
    assert seen(path) == [
        ("一", 0, "今天通车"),
        ("二", size // 2, "今天下雨"),
        (f"in.jsonl{end}:{size + 1}", size + 1, "invalid_record"),
        (f"in.jsonl{end}:{size + 5}", size + 5, "invalid_record"),
        (f"in.jsonl{end}:{size + 7}", size + 7, "invalid_encoding"),
    ]


def test_a_stream_that_breaks_off_ends_in_a_fault_and_the_next_file_follows(tmp_path):
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(LINES)[:-9])
    (tmp_path / "b.jsonl").write_bytes(LINES)
    assert [code for _, _, code in seen(tmp_path)][-3:] == ["broken_input", "今天通车", "今天下雨"]


def test_a_damaged_stream_of_zstandard_is_a_fault(tmp_path):
    (tmp_path / "a.jsonl.zst").write_bytes(b"no zstandard at all")
    (tmp_path / "b.jsonl").write_bytes(LINES)
    assert [code for _, _, code in seen(tmp_path)] == ["broken_input", "今天通车", "今天下雨"]


def test_every_frame_of_zstandard_is_read(tmp_path):
    import zstandard

    (tmp_path / "a.jsonl.zst").write_bytes(zstandard.compress(LINES) * 2)
    assert [text for _, _, text in seen(tmp_path)] == ["今天通车", "今天下雨"] * 2


@pytest.mark.parametrize("cut", [1, 9])
def test_zstandard_that_breaks_off_is_told(tmp_path, cut):
    import zstandard

    (tmp_path / "a.jsonl.zst").write_bytes(zstandard.compress(LINES) + zstandard.compress(LINES)[:-cut])
    codes = [text for _, _, text in seen(tmp_path)]
    assert (codes[:2], codes[-1]) == (["今天通车", "今天下雨"], "broken_input")


@pytest.mark.parametrize("between", [b"", bytes(8)])
def test_every_stream_of_xz_is_read(tmp_path, between):
    """Zeros may stand between streams, in multiples of four."""
    (tmp_path / "a.jsonl.xz").write_bytes((lzma.compress(LINES) + between) * 2)
    assert [text for _, _, text in seen(tmp_path)] == ["今天通车", "今天下雨"] * 2


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (lzma.compress(LINES) + lzma.compress(LINES)[:-1], "EOFError: the last stream of xz is cut off"),
        (lzma.compress(LINES)[:20], "EOFError: the last stream of xz is cut off"),
        (b"", "EOFError: the last stream of xz is cut off"),
        (bytes(64), "LZMAError: Input format not supported by decoder"),
        (lzma.compress(LINES) + b"and more of another kind", "LZMAError: Input format not supported by decoder"),
    ],
)
def test_what_is_no_whole_xz_is_told(tmp_path, data, told):
    (tmp_path / "a.jsonl.xz").write_bytes(data)
    assert list(records(str(tmp_path)))[-1].fault == Fault(
        "broken_input", f"the rest of a.jsonl.xz cannot be read ({told})"
    )


def test_xz_gives_what_the_standard_library_gives():
    dice = random.Random(5)
    packed = b"".join(lzma.compress(dice.randbytes(dice.randrange(9)) * dice.randrange(90_000)) for _ in range(40))
    assert io.BufferedReader(XzStream(io.BytesIO(packed))).read() == lzma.decompress(packed)


def hungry_xz():
    """A stream whose block asks for a dictionary of 4 GiB: the byte that says so, and the header's checksum."""
    packed = bytearray(lzma.compress(b"x"))
    header = slice(12, 12 + 4 * packed[12])
    packed[16] = 40
    packed[header.stop : header.stop + 4] = zlib.crc32(packed[header]).to_bytes(4, "little")
    return bytes(packed)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.jsonl.xz", hungry_xz(), "LZMAError: it takes over 128 MiB of memory: pack it anew with xz -9"),
        # magic, descriptor, a window of 2 GiB, an empty last block
        ("a.jsonl.zst", b"\x28\xb5\x2f\xfd\0\xa8\x01\0\0", "too much memory"),
    ],
)
def test_what_needs_much_memory_to_unpack_is_refused(tmp_path, name, data, told):
    (tmp_path / name).write_bytes(data)
    tracemalloc.start()
    try:
        (record,) = records(str(tmp_path))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert record.fault.code == "broken_input"
    assert told in record.fault.message
    assert peak < 8 << 20


def test_tables_with_a_map_of_their_columns(tmp_path):
    import pyarrow
    import pyarrow.parquet

    (tmp_path / "a.csv").write_text('nr,body\n1,"今天\n通车"\n2\n3,下雨\n', encoding="utf-8")
    table = pyarrow.table({"nr": [4, 5], "body": ["刮风", None], "day": [b"x", b"y"]})
    pyarrow.parquet.write_table(table, tmp_path / "b.parquet")
    assert seen(tmp_path, text="body", id="nr") == [
        ("1", 0, "今天\n通车"),
        ("a.csv:1", 1, "invalid_record"),
        ("3", 2, "下雨"),
        ("4", 0, "刮风"),
        ("5", 1, "invalid_record"),
    ]
    assert seen(tmp_path / "a.csv", text="corpus")[0][2] == "invalid_record"


def test_columns_of_one_name_are_refused_in_a_table(tmp_path):
    (tmp_path / "a.csv").write_text("text,id,text\n今天,1,下雨\n", encoding="utf-8")
    (record,) = records(str(tmp_path))
    assert record.fault == Fault(
        "broken_input",
        "the rest of a.csv cannot be read (Error: several columns are named 'text': give each a name of its own)",
    )


def test_tar_and_zip_hold_files_and_lines(tmp_path):
    members = {"x/a.txt": "今天".encode(), "b.jsonl": LINES}
    with tarfile.open(tmp_path / "1.tar.gz", "w:gz") as tar:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    with zipfile.ZipFile(tmp_path / "2.zip", "w") as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    (tmp_path / "3.zip").write_bytes(b"PK\x03\x04 broken")
    found = seen(tmp_path)
    assert [(name, text) for name, _, text in found] == [
        ("1.tar.gz!x/a.txt", "今天"),
        ("一", "今天通车"),
        ("二", "今天下雨"),
        ("2.zip!x/a.txt", "今天"),
        ("一", "今天通车"),
        ("二", "今天下雨"),
        ("3.zip:-1", "broken_input"),
    ]
    assert (found[0][1], found[1][1]) == (512, 0)


def test_members_of_any_name_stay_within_their_archive(tmp_path):
    """Names are names: nothing is written by them, and links lead nowhere."""
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    folder = tmp_path / "in"
    folder.mkdir()
    names = ["../../x.txt", str(tmp_path / "planted.txt"), "a\nb\x1b[31m.txt"]
    with tarfile.open(folder / "1.tar", "w") as tar:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = 6
            tar.addfile(info, io.BytesIO("今天".encode()))
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
            info = tarfile.TarInfo("link.txt")
            info.type, info.linkname = kind, str(secret)
            tar.addfile(info)
    with zipfile.ZipFile(folder / "2.zip", "w") as packed:
        for name in names:
            packed.writestr(name, "今天")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, str(secret))
    before = sorted(tmp_path.rglob("*"))
    found = [(record.place, record.data) for record in records(str(folder))]
    inner = [(f"{archive}!{name}", "今天".encode()) for archive in ("1.tar", "2.zip") for name in names]
    assert found == [*inner, ("2.zip!link.txt", str(secret).encode())]
    assert sorted(tmp_path.rglob("*")) == before


def table(row):
    return b"id,text\n1," + row + b"\n"


def tar_of(kind, data):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        info = tarfile.TarInfo("x.txt")
        info.type, info.size = kind, len(data)
        tar.addfile(info, io.BytesIO(data))
    return packed.getvalue()


def zip_of(data):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("x.txt", data)
    return packed.getvalue()


MANY = 32 << 20
PACKERS = {
    ".gz": partial(gzip.compress, compresslevel=1),
    ".bz2": partial(bz2.compress, compresslevel=1),
    ".xz": partial(lzma.compress, preset=0),
    ".zst": lambda data: pytest.importorskip("zstandard").compress(data),
}


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        *((f"a.jsonl{end}", lambda: b" " * MANY, "too_large") for end in PACKERS),
        *((f"a.tar{end}", lambda: tar_of(tarfile.REGTYPE, bytes(MANY)), "too_large") for end in PACKERS),
        ("a.csv.gz", lambda: table(b"a" * MANY), "broken_input"),
        ("a.csv.gz", lambda: table(b'"' + (b"a" * 99 + b"\n") * (MANY // 100)), "broken_input"),
        ("a.csv.gz", lambda: table((b'"' + b"a" * 99 + b'\n",') * (MANY // 100)), "broken_input"),
        ("a.tar.gz", lambda: tar_of(tarfile.XHDTYPE, bytes(MANY)), "broken_input"),
        ("a.tar.gz", lambda: tar_of(tarfile.GNUTYPE_LONGNAME, bytes(MANY)), "broken_input"),
        ("a.zip", lambda: zip_of(bytes(MANY)), "too_large"),
    ],
)
def test_a_bomb_is_a_fault_and_does_not_fill_the_memory(tmp_path, monkeypatch, name, data, code):
    monkeypatch.setattr(containers, "MOST_BYTES", 1 << 20)
    (tmp_path / name).write_bytes(PACKERS.get(Path(name).suffix, bytes)(data()))
    tracemalloc.start()
    try:
        found = [record.fault.code for record in records(str(tmp_path / name))]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found == [code]
    assert peak < 20 << 20  # what one document may have


def test_other_fields_come_along_untouched(tmp_path):
    row = {"id": 7, "text": "今天", "title": "题", "rights": {"owner": "社"}, "rank": [1, None], "published": "2020"}
    (tmp_path / "in.jsonl").write_text(json.dumps(row), encoding="utf-8")
    (record,) = records(str(tmp_path / "in.jsonl"))
    item = take(record, {}, DEFAULTS)
    assert (item.id, item.metadata) == ("7", {"rank": [1, None]})
    assert item.carried == {"title": "题", "published": "2020", "rights": {"owner": "社"}}


def test_globs_and_urls(tmp_path):
    (tmp_path / "a.txt").write_text("今天", encoding="utf-8")
    (tmp_path / "b.jsonl").write_bytes(LINES)
    assert [record.source for record in records(str(tmp_path / "*.txt"))] == [(tmp_path / "a.txt").as_posix()]
    assert seen(f"file://{tmp_path}") == seen(tmp_path)
    with pytest.raises(InputError, match="no file matches"):
        list(records(str(tmp_path / "*.pdf")))
    with pytest.raises(InputError, match="no file or folder"):
        list(records(str(tmp_path / "nowhere")))


def test_windows_are_cut_by_index(tmp_path):
    (tmp_path / "in.jsonl").write_bytes(LINES * 3)
    found = list(windows(records(str(tmp_path)), 4))
    assert [(window.number, window.start, len(window.records)) for window in found] == [(0, 0, 4), (1, 4, 2)]


@pytest.mark.parametrize("place", ["file", "memory"])
def test_a_url_is_read_in_large_pieces_however_short_its_lines(tmp_path, monkeypatch, place):
    import fsspec.implementations.local
    import fsspec.implementations.memory

    url = {"file": f"file://{tmp_path}/in.jsonl", "memory": "memory://pieces/in.jsonl"}[place]
    with fsspec.open(url, "wb") as file:
        file.write(LINES * 20_000)
    opened = io.BufferedReader
    pieces = []

    class Counting(io.RawIOBase):
        def __init__(self, file):
            self._file = file

        def readable(self):
            return True

        def readinto(self, buffer):
            pieces.append(len(buffer))
            return self._file.readinto(buffer)

    monkeypatch.setattr("io.BufferedReader", lambda file, size: opened(Counting(file), size))
    assert sum(1 for _ in records(url)) == 40_000
    size = len(LINES) * 20_000
    assert pieces == [BUFFER] * (-(-size // BUFFER) + 1)
