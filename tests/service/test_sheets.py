"""Shards as Parquet: typed columns, a row for each document, checked by verify."""

import json

import pyarrow.parquet

from service import sheets
from service.integrity import holes
from tests.archiving import articles, done, tree


def test_a_row_for_each_document_in_a_stable_schema(tmp_path):
    out = tmp_path / "out"
    done(articles(tmp_path / "in.jsonl", 8), out, parquet=True)
    tables = [pyarrow.parquet.read_table(path) for path in sorted((out / "parquet").iterdir())]
    assert [table.schema.equals(sheets.schema()) for table in tables] == [True, True]
    rows = [row for table in tables for row in table.to_pylist()]
    assert [(row["index"], row["id"], row["status"]) for row in rows[5:]] == [
        (5, "a5", "ok"),
        (6, "a6", "error"),
        (7, "a7", "ok"),
    ]
    first = rows[0]
    assert (first["sections"][0]["summary_zh"], first["sections"][0]["checks"]) == (
        "大桥第0号今天通车了",
        ["number_missing"],
    )
    assert (json.loads(first["metadata"]), rows[6]["error_code"], rows[6]["brief"]) == (
        {"n": 0},
        "internal_error",
        None,
    )
    assert list(holes(out)) == []


def test_parquet_is_the_same_every_time_and_its_damage_is_named(tmp_path):
    location = articles(tmp_path / "in.jsonl", 8)
    done(location, tmp_path / "a", parquet=True)
    done(location, tmp_path / "b")
    done(location, tmp_path / "b", parquet=True)
    assert tree(tmp_path / "a") == tree(tmp_path / "b")
    damaged = tmp_path / "b/parquet/000001.parquet"
    damaged.write_bytes(b"PAR1")
    assert list(holes(tmp_path / "b")) == [
        f"{damaged}: missing, or not of the shard's lines: run again with --format parquet"
    ]
