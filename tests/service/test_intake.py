"""What comes along with a document from every kind of input, untouched; files of every kind in folders and tars."""

import csv
import io
import json
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.document import DEFAULTS
from service.intake import CARRIED, take
from service.records import Record, records
from tests.files import Pdf, word

TEXT = "大桥今天建成通车，市民纷纷前来观看。"
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
ROW = st.dictionaries(st.sampled_from([*CARRIED, "rank", "来源", "a b", ""]) | st.text(max_size=8), JSON, max_size=6)


def carried(item):
    """What came along, as one object."""
    found = {name: value for name, value in item.carried.items() if value is not None}
    return found | dict(item.metadata)


@given(ROW)
def test_every_field_of_a_row_comes_along_untouched(row):
    row = {name: value for name, value in row.items() if name not in {"text", "html", "id", "uri"}}
    data = json.dumps(row | {"text": TEXT, "id": "x"}).encode()
    wanted = {name: value for name, value in row.items() if name not in CARRIED or value is not None}
    for copy in None, 3:
        item = take(Record("a.jsonl", 0, "row", data), {}, DEFAULTS, copy)
        assert (item.id, item.fault, item.duplicate_of, carried(item)) == ("x", None, copy, wanted)
        assert json.dumps(carried(item), sort_keys=True) == json.dumps(wanted, sort_keys=True)


@given(
    st.dictionaries(
        st.sampled_from([*CARRIED, "来源", "a,b", 'q"']),
        st.text(st.characters(codec="utf-8", exclude_characters="\0\r")),
    )
)
def test_every_column_of_a_table_comes_along_untouched(tmp_path_factory, row):
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["text", *row])
        writer.writeheader()
        writer.writerow({"text": TEXT} | row)
    (record,) = records(str(path))
    assert carried(take(record, {}, DEFAULTS)) == row


def test_every_column_of_parquet_comes_along(tmp_path):
    import pyarrow
    import pyarrow.parquet

    row = {"rights": {"owner": "社", "until": [2020, None]}, "title": "题", "rank": 2.5, "ok": True}
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist([{"text": TEXT} | row]), tmp_path / "a.parquet")
    (record,) = records(str(tmp_path))
    assert carried(take(record, {}, DEFAULTS)) == row


def test_a_reader_of_parquet_that_aborts_at_its_end_has_given_all_rows(tmp_path, monkeypatch):
    import pyarrow
    import pyarrow.parquet

    (tmp_path / "sitecustomize.py").write_text("import atexit, os\natexit.register(os.abort)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist([{"text": TEXT}] * 3), tmp_path / "a.parquet")
    assert [json.loads(record.read()) for record in records(str(tmp_path / "a.parquet"))] == [{"text": TEXT}] * 3


def test_a_number_that_json_has_not_is_refused():
    item = take(Record("a.jsonl", 0, "row", b'{"text": "\xe4\xbb\x8a", "rank": 1e999}'), {}, DEFAULTS)
    assert item.fault.code == "invalid_record"


def kinds():
    page = f"<!doctype html><title>通车</title><article><h1>通车</h1><p>{TEXT}</p><p>{TEXT}</p></article>"
    pdf = Pdf().line(TEXT, 60, 700).data()
    return {"a.docx": word(TEXT), "b.html": page.encode(), "c.pdf": pdf, "d.txt": TEXT.encode(), "e.json": item()}


def item():
    return json.dumps({"uri": "urn:e", "headline": "通车", "body_text": TEXT, "usageterms": "仅供本报"}).encode()


@pytest.mark.parametrize("packed", [False, True])
def test_files_of_every_kind_in_a_folder_and_in_a_tar(tmp_path, packed):
    members = kinds()
    if packed:
        with tarfile.open(tmp_path / "in.tar.gz", "w:gz") as tar:
            for name, data in members.items():
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
    else:
        for name, data in members.items():
            (tmp_path / name).write_bytes(data)
    found = [take(record, {}, DEFAULTS) for record in records(str(tmp_path))]
    assert [found.document.kind for found in found] == ["docx", "html", "pdf", "text", "ninjs"]
    assert all(TEXT in found.document.text for found in found)
    assert found[-1].carried["rights"] == {"usageterms": "仅供本报"}
    assert [Path(item.id).suffix for item in found] == [".docx", ".html", ".pdf", ".txt", ""]


def test_objects_of_a_store_by_url():
    import fsspec

    system = fsspec.filesystem("memory")
    for name, data in {"news/b.jsonl": f'{{"id": 7, "text": "{TEXT}"}}\n', "news/a/c.txt": TEXT}.items():
        with system.open(f"memory://{name}", "wb") as file:
            file.write(data.encode())
    try:
        found = [(record.source, take(record, {}, DEFAULTS)) for record in records("memory://news")]
        assert [(source, item.id, item.document.text) for source, item in found] == [
            ("a/c.txt", "a/c.txt", TEXT),
            ("b.jsonl", "7", TEXT),
        ]
        assert [record.source for record in records("memory://news/*.jsonl")] != []
    finally:
        system.rm("/news", recursive=True)
