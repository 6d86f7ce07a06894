import asyncio
import time

import pytest
from sqlalchemy import func, insert, select

from service.audit import entries
from service.retention import DAY, Purged, kept, purge
from service.store import Store, sqlite_url
from service.tables import attempts, deliveries, documents, endpoints, idempotency, jobs

NOW = 2_000_000_000.0
MARK = "绝密标记七七"


def fill(store, names=("old", "new", "running"), text=MARK):
    ended = {"old": NOW - 31 * DAY, "new": NOW - 29 * DAY, "running": None}
    with store.write() as connection:
        for name in names:
            status = "running" if name == "running" else "succeeded"
            row = {"id": name, "owner": "a", "status": status, "options": "{}", "total": 3, "created": NOW - 40 * DAY}
            connection.execute(insert(jobs), row | {"finished": ended[name]})
            part = {"job": name, "state": status, "attempts": 1, "characters": 9, "body": text, "result": text}
            connection.execute(insert(documents), [part | {"index": i} for i in range(3)])


def jobs_of(store):
    with store.read() as connection:
        return dict(connection.execute(select(documents.c.job, func.count()).group_by(documents.c.job)).all())


def at(store):
    return Store(store.engine, lambda: NOW)


def test_jobs_that_ended_before_the_retention_go_with_their_documents(store):
    fill(store)
    assert purge(at(store), 30) == Purged(jobs=1)
    assert jobs_of(store) == {"new": 3, "running": 3}
    assert purge(at(store), 30) == Purged()
    (entry,) = entries(store)
    told = {"jobs": 1, "deliveries": 0, "answers": 0, "days": 30}
    assert (entry.at, entry.actor, entry.event, entry.detail) == (NOW, "operator", "store.purged", told)


def test_deliveries_and_kept_answers_go_too(store, monkeypatch):
    monkeypatch.setattr("service.retention.BATCH", 2)
    delivery = {"endpoint": "e", "event": "x", "payload": "{}", "attempts": 0, "created": NOW - 40 * DAY}
    answer = {"owner": "a", "fingerprint": "f", "status": 200, "headers": "[]", "body": b"x"}
    with store.write() as connection:
        end = {"id": "e", "owner": "a", "url": "u", "secrets": "[]", "enabled": True, "created": 1.0}
        connection.execute(insert(endpoints), end)
        rows = [delivery | {"id": f"d{i}", "state": "delivered", "finished": NOW - 35 * DAY} for i in range(5)]
        rows += [delivery | {"id": "p", "state": "pending", "finished": None}]
        connection.execute(insert(deliveries), rows)
        connection.execute(insert(attempts), [{"delivery": id, "at": 1.0} for id in ("d0", "d0", "d4", "p")])
        kept_ = [("old", NOW - 31 * DAY, NOW + 1), ("expired", NOW - 1, NOW - 0.5), ("new", NOW - 1, NOW + 1)]
        connection.execute(insert(idempotency), [answer | {"key": k, "created": c, "expires": e} for k, c, e in kept_])
    assert purge(at(store), 30) == Purged(deliveries=5, answers=2)
    with store.read() as connection:
        assert list(connection.scalars(select(deliveries.c.id))) == ["p"]
        assert list(connection.scalars(select(attempts.c.delivery))) == ["p"]
        assert list(connection.scalars(select(idempotency.c.key))) == ["new"]


def test_no_text_is_left_in_the_files_of_sqlite(tmp_path):
    store = Store.open(sqlite_url(tmp_path), lambda: NOW)
    fill(store, ("old",), MARK * 2000)

    def held():
        return any(MARK.encode() in path.read_bytes() for path in tmp_path.iterdir())

    assert held()
    purge(store, 30)
    assert not held()
    store.close()


def test_it_goes_on_after_a_store_that_fails(tmp_path, caplog):
    broken = Store.open(f"sqlite:///{tmp_path / 'missing' / 'x.sqlite3'}", upgrade=False)

    async def run():
        task = asyncio.create_task(kept(broken, 30, 0))
        while len(caplog.records) < 2:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert {record.message for record in caplog.records} == {"old texts could not be deleted"}


def test_a_clock_that_jumps_deletes_nothing_until_the_next_look(store, caplog):
    fill(store)
    clock, looks, began = [NOW - 20 * DAY], [], time.monotonic()

    def tick():
        looks.append(jobs_of(store))
        if len(looks) == 4:  # one for the start, one for each look and one for what it deletes
            clock[0] = NOW
        return clock[0] + time.monotonic() - began

    async def run():
        task = asyncio.create_task(kept(Store(store.engine, tick), 30, 0))
        while "old" in jobs_of(store):
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    (warning,) = [record.message for record in caplog.records if "jumped" in record.message]
    assert warning == "the clock jumped by 1728000 s: nothing is deleted for 0 s"
    assert jobs_of(store) == {"new": 3, "running": 3}


def test_no_days_keep_everything(store):
    fill(store)
    asyncio.run(kept(at(store), 0))
    assert jobs_of(store) == {"old": 3, "new": 3, "running": 3}
