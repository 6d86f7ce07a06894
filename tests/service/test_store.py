import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, inspect, select
from sqlalchemy.exc import DatabaseError, OperationalError

from service.store import FILE, MIGRATIONS, Store, new_id, sqlite_url
from service.tables import glossaries, metadata

NEWEST = max(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def row(id, terms="{}"):
    return {"owner": "local", "id": id, "terms": terms, "keep": "[]", "updated": 1.0}


def ids(store):
    with store.read() as connection:
        return sorted(connection.scalars(select(glossaries.c.id)))


def test_the_migrations_make_the_tables_of_the_code(store):
    assert store.revision() == NEWEST
    with store.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_down_and_up_again(store):
    store.downgrade("base")
    assert inspect(store.engine).get_table_names() == ["alembic_version"]
    assert store.revision() is None
    store.upgrade()
    assert store.revision() == NEWEST


def test_opening_again_keeps_everything(store, store_url):
    with store.write() as connection:
        connection.execute(insert(glossaries), row("a", '{"中": "z"}'))
    again = Store.open(store_url)
    assert ids(again) == ["a"]
    again.close()


def test_an_error_leaves_nothing(store):
    with pytest.raises(KeyError), store.write() as connection:
        connection.execute(insert(glossaries), row("a"))
        raise KeyError
    assert ids(store) == []


def test_writers_of_many_threads_lose_nothing(store):
    def write(name):
        for i in range(10):
            with store.write() as connection:
                connection.execute(insert(glossaries), row(f"{name}{i}"))

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ids(store) == sorted(f"{name}{i}" for name in "abcd" for i in range(10))


def opened_at_once(url, count):
    together = threading.Barrier(count)

    def opened(_):
        together.wait()
        return Store.open(url)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(opened, range(count)))


def revisions_of(stores):
    found = [store.revision() for store in stores]
    for store in stores:
        store.close()
    return found


def test_several_processes_may_open_a_new_store_at_once(store_url):
    assert revisions_of(opened_at_once(store_url, 4)) == [NEWEST] * 4


@pytest.mark.parametrize("time", range(20))
def test_several_that_make_the_log_of_a_new_file_at_once_wait_for_each_other(tmp_path, time):
    assert revisions_of(opened_at_once(sqlite_url(tmp_path), 6)) == [NEWEST] * 6


def test_a_file_that_cannot_be_opened_is_told_at_once(tmp_path):
    (tmp_path / FILE).write_bytes(b"no database " * 100)
    with pytest.raises(DatabaseError, match="file is not a database"):
        Store.open(sqlite_url(tmp_path))


def test_a_log_that_stays_locked_is_told_after_the_time_that_a_writer_waits(tmp_path, monkeypatch):
    monkeypatch.setattr("service.store.BUSY_MS", 50)
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(OperationalError, match="database is locked"):
        Store.open(sqlite_url(tmp_path))
    other.close()


def test_readers_do_not_wait_for_a_writer(store):
    with store.write() as connection:
        connection.execute(insert(glossaries), row("a"))
        assert ids(store) == []
    assert ids(store) == ["a"]


def test_sqlite_commits_reach_the_disk(tmp_path):
    store = Store.open(sqlite_url(tmp_path))
    with store.read() as connection:
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    assert found == ["wal", 2]
    store.close()


def test_a_store_that_cannot_be_reached_says_so(tmp_path):
    store = Store.open(f"sqlite:///{tmp_path / 'missing' / 'x.sqlite3'}", upgrade=False)
    assert store.fault() == "the store does not answer: OperationalError"


def test_a_store_that_answers_has_no_fault(store):
    assert store.fault() is None


def test_ids_name_their_kind():
    made = {new_id("job") for _ in range(100)}
    assert len(made) == 100
    assert all(len(id) == 28 and id.startswith("job_") for id in made)
