import sqlite3
import stat
import threading

import pytest
from sqlalchemy import insert, select, text

from service.backup import BackupFault, backup, check, path_of, restore, sound
from service.store import FILE, Store, sqlite_url
from service.tables import glossaries


def row(id):
    return {"owner": "local", "id": id, "terms": "{}", "keep": "[]", "updated": 1.0}


def ids(store):
    with store.read() as connection:
        return sorted(connection.scalars(select(glossaries.c.id)))


@pytest.fixture
def local(tmp_path):
    opened = Store.open(sqlite_url(tmp_path / "data"))
    yield opened
    opened.close()


def test_a_backup_under_writers_holds_whole_transactions_and_loses_none_before_it(local, tmp_path):
    done, stop = [], threading.Event()

    def write(name):
        number = 0
        while not stop.is_set():
            with local.write() as connection:
                connection.execute(insert(glossaries), [row(f"{name}{number}a"), row(f"{name}{number}b")])
            done.append(f"{name}{number}")
            number += 1

    threads = [threading.Thread(target=write, args=(name,)) for name in "xy"]
    for thread in threads:
        thread.start()
    while len(done) < 20:
        pass
    before = list(done)
    backup(tmp_path / "data" / FILE, tmp_path / "copy")
    stop.set()
    for thread in threads:
        thread.join()
    with sqlite3.connect(tmp_path / "copy") as copy:
        found = {id for (id,) in copy.execute("SELECT id FROM glossaries")}
    copy.close()
    assert {f"{name}{side}" for name in before for side in "ab"} <= found
    assert {id[:-1] for id in found if id.endswith("a")} == {id[:-1] for id in found if id.endswith("b")}
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "data"]


def test_a_restored_store_is_the_old_one_also_for_who_has_it_open(local, tmp_path):
    with local.write() as connection:
        connection.execute(insert(glossaries), row("a"))
    file = tmp_path / "data" / FILE
    backup(file, tmp_path / "copy")
    with local.write() as connection:
        connection.execute(insert(glossaries), row("b"))
    saved = restore(tmp_path / "copy", file)
    assert ids(local) == ["a"]
    kept = Store.open(f"sqlite:///{saved}")
    assert ids(kept) == ["a", "b"]
    kept.close()
    with local.write() as connection:
        connection.execute(insert(glossaries), row("c"))
    assert ids(local) == ["a", "c"]


def test_a_backup_is_restored_where_there_was_nothing(local, tmp_path):
    backup(tmp_path / "data" / FILE, tmp_path / "copy")
    assert restore(tmp_path / "copy", tmp_path / "new" / FILE) is None
    assert check(tmp_path / "new" / FILE) == local.revision()


def test_a_damaged_backup_is_refused_and_nothing_is_changed(local, tmp_path):
    with local.write() as connection:
        connection.execute(insert(glossaries), [row(f"{i:05}") for i in range(3000)])
    file = tmp_path / "data" / FILE
    backup(file, tmp_path / "copy")
    data = bytearray((tmp_path / "copy").read_bytes())
    data[len(data) // 2 : len(data) // 2 + 20_000] = b"\xff" * 20_000
    (tmp_path / "copy").write_bytes(data)
    with pytest.raises(BackupFault, match=r"copy is (no store or is )?damaged .*: take another backup"):
        restore(tmp_path / "copy", file)
    assert len(ids(local)) == 3000
    assert not list(file.parent.glob("*before*"))


def test_a_backup_of_a_newer_version_is_refused(local, tmp_path):
    with local.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with sqlite3.connect(tmp_path / "data" / FILE) as source, sqlite3.connect(tmp_path / "copy") as copy:
        source.backup(copy)
    source.close()
    copy.close()
    with pytest.raises(
        BackupFault, match="has the schema 9999, which this version does not know: take a newer version"
    ):
        restore(tmp_path / "copy", tmp_path / "new" / FILE)
    assert not (tmp_path / "new").exists()


def test_what_cannot_be_copied(tmp_path, local):
    with pytest.raises(BackupFault, match="there is no store at"):
        backup(tmp_path / "none", tmp_path / "copy")
    (tmp_path / "there").write_text("mine")
    with pytest.raises(BackupFault, match="there exists: name a new file"):
        backup(tmp_path / "data" / FILE, tmp_path / "there")
    assert (tmp_path / "there").read_text() == "mine"
    with pytest.raises(BackupFault, match="no store or is damaged"):
        restore(tmp_path / "there", tmp_path / "new")
    with pytest.raises(BackupFault, match=r"the store is postgresql, not a SQLite file: .* pg_dump"):
        path_of("postgresql://x/y")


def test_a_store_of_a_newer_version_gives_way_to_an_older_backup(local, tmp_path):
    file = tmp_path / "data" / FILE
    backup(file, tmp_path / "copy")
    with local.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    saved = restore(tmp_path / "copy", file)
    assert (check(file), sound(saved)) == (sound(tmp_path / "copy"), "9999")


def test_a_damaged_store_is_put_aside(local, tmp_path):
    backup(tmp_path / "data" / FILE, tmp_path / "copy")
    broken = tmp_path / "broken" / FILE
    broken.parent.mkdir()
    broken.write_bytes(b"no database" * 1000)
    saved = restore(tmp_path / "copy", broken)
    assert saved.read_bytes() == b"no database" * 1000
    assert check(broken) == local.revision()
