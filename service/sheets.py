"""An archive's shards as Parquet: a file for each shard, a row for each document, the columns of ``schema``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from service.ledger import MANIFEST, SHARDS, Ledger
from service.records import missing
from service.storage import ensured, listed, replacing

PARQUET = "parquet"


def ready() -> None:
    """Raises InputError where the library is missing."""
    if find_spec("pyarrow") is None:
        raise missing("--format parquet", "pyarrow")


def schema() -> Any:
    """The columns; docs/archive.md tells what they hold. They are only ever added to."""
    import pyarrow as pa

    text, whole = pa.string(), pa.int64()
    pair = [("zh", text), ("en", text), ("summary_zh", text), ("summary_en", text), ("method", text)]
    pair += [("score", pa.float64()), ("checks", pa.list_(text)), ("error", text)]
    story, section = pa.struct([("index", whole), *pair]), pa.struct([("index", whole), ("story", whole), *pair])
    names = [("index", whole), ("id", text), ("source", text), ("offset", whole), ("title", text), ("published", text)]
    names += [("rights", text), ("metadata", text), ("status", text), ("error_code", text), ("error_message", text)]
    names += [("characters", whole), ("tokens", whole), ("input_sha256", text), ("output_sha256", text)]
    names += [("stories", pa.list_(story)), ("sections", pa.list_(section)), ("brief", text), ("duplicate_of", whole)]
    return pa.schema(names)


def write(ledger: Ledger) -> None:
    """Write every shard anew, each wholly or not at all."""
    import pyarrow as pa
    from pyarrow import parquet

    columns, folder = schema(), ledger.folder / PARQUET
    ensured(folder)
    for number in ledger.numbers():
        table = pa.Table.from_pylist(list(_rows(ledger, number)), schema=columns)
        with replacing(folder / f"{number:06}.parquet") as file:
            parquet.write_table(table, file, compression="zstd")


def holes(ledger: Ledger) -> Iterator[str]:
    """Shards whose Parquet is missing or of other lines; none where no Parquet was asked for."""
    folder = ledger.folder / PARQUET
    if not folder.is_dir():
        return
    numbers = ledger.numbers()
    allowed = {f"{number:06}.parquet" for number in numbers}
    for number in numbers:
        path = folder / f"{number:06}.parquet"
        wanted = [entry["output_sha256"] for entry in ledger.entries(number) or []]
        if not path.is_file() or _hashes(path) != wanted:
            yield f"{path}: missing, or not of the shard's lines: run again with --format parquet"
    yield from (f"{path}: does not belong here" for path in listed(folder) if path.name not in allowed)


def _hashes(path: Path) -> list[str] | None:
    from pyarrow import ArrowException, parquet

    try:
        with path.open("rb") as file:
            found: list[str] = parquet.read_table(file, columns=["output_sha256"])["output_sha256"].to_pylist()
    except (ArrowException, OSError):
        return None
    return found


def _rows(ledger: Ledger, number: int) -> Iterator[dict[str, Any]]:
    manifest = ledger.path(MANIFEST, number).read_bytes().splitlines()
    shard = ledger.path(SHARDS, number).read_bytes().splitlines()
    for entry, made in zip(map(json.loads, manifest), map(json.loads, shard), strict=True):
        error, brief = made["error"] or {}, made["brief"] or {}
        row = {name: entry[name] for name in ("index", "id", "source", "offset", "status", "characters", "tokens")}
        row["duplicate_of"] = entry.get("duplicate_of")
        row |= {name: entry[name] for name in ("input_sha256", "output_sha256")}
        row |= {name: _text(made[name]) for name in ("title", "published", "rights", "metadata", "brief")}
        row |= {"error_code": error.get("code"), "error_message": error.get("message")}
        row["stories"] = [_pair(item, item["title"]) for item in brief.get("stories", [])]
        row["sections"] = [_pair(item, item["heading"]) for item in brief.get("sections", [])]
        yield row


def _pair(item: dict[str, Any], label: dict[str, Any] | None) -> dict[str, Any]:
    found = {"index": item["index"], "story": item.get("story"), "score": item["score"]}
    found |= {"zh": label["zh"], "en": label["en"]} if label else {}
    summary = item["summary"]
    found |= {"summary_zh": summary["zh"], "summary_en": summary["en"], "method": summary["method"]}
    found["error"] = item["error"]["code"] if item["error"] else None
    return found | {"checks": [check["code"] for check in item["checks"]]}


def _text(value: Any) -> str | None:
    """A string as it is, anything else as JSON."""
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)
