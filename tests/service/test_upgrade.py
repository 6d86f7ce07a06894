"""Stores of older versions brought forward and back, on both kinds of store."""

import pytest
from sqlalchemy import MetaData, insert, select

from service import webhooks
from service.jobs import Jobs
from service.leases import Leases
from service.store import Store

JOB, HOOK, DELIVERY = "job_" + "a" * 24, "wh_" + "b" * 24, "msg_" + "c" * 24
OLD = {
    "keys": {"id": "key_1", "name": "desk", "prefix": "dz_abc", "hash": "0" * 64, "scopes": "read", "created": 1.5},
    "usage": {"owner": "desk", "month": "2026-01", "characters": 12},
    "audit": {"id": 7, "at": 1.5, "actor": "desk", "event": "glossary.put", "subject": "g", "detail": '{"terms": 1}'},
    "idempotency": {
        "owner": "desk",
        "key": "k",
        "fingerprint": "f",
        "status": 202,
        "headers": "{}",
        "body": b"\x00\xff",
    }
    | {"created": 1.0, "expires": 2e9},
    "glossaries": {"owner": "desk", "id": "g", "terms": '{"芯片": "chip"}', "keep": "[]", "updated": 1.0},
    "jobs": {"id": JOB, "owner": "desk", "status": "running", "options": "{}", "webhook": HOOK, "total": 2}
    | {"created": 1.25, "started": 2.0},
    "documents": {
        "job": JOB,
        "index": 1,
        "document": "二",
        "body": '{"text": "新闻"}',
        "state": "queued",
        "attempts": 0,
    }
    | {"characters": 2},
    "endpoints": {"id": HOOK, "owner": "desk", "url": "https://news.example/", "secrets": '[["whsec_x", null]]'}
    | {"enabled": True, "created": 1.0},
    "deliveries": {"id": DELIVERY, "endpoint": HOOK, "event": "webhook.test", "payload": "{}", "state": "delivered"}
    | {"attempts": 1, "status": 204, "created": 1.0, "finished": 2.0},
}
"""A row of each table of the first revision."""


def rows(store, names=None):
    """All rows of all tables as the database has them; ``names`` keeps columns of the first revision only."""
    found = MetaData()
    found.reflect(store.engine)
    with store.read() as connection:
        return {
            name: [
                {key: value for key, value in row._mapping.items() if names is None or key in names[name]}
                for row in connection.execute(select(table))
            ]
            for name, table in found.tables.items()
            if name != "alembic_version" and (names is None or name in names)
        }


@pytest.fixture
def old(store_url):
    """A store as the first version left it."""
    store = Store.open(store_url, upgrade=False)
    store.upgrade("0001")
    found = MetaData()
    found.reflect(store.engine)
    with store.write() as connection:
        for name in ("endpoints", "jobs", *(set(OLD) - {"endpoints", "jobs"})):
            connection.execute(insert(found.tables[name]), OLD[name])
    yield store
    store.close()


def test_every_row_of_an_old_store_is_there_after_the_upgrade_and_after_the_way_back(old):
    before = rows(old)
    assert set(before) == set(OLD)
    assert all(len(found) == 1 for found in before.values())
    old.upgrade()
    columns = {name: set(found[0]) for name, found in before.items()}
    assert rows(old, columns) == before
    old.downgrade("0001")
    assert rows(old) == before


def test_an_old_store_works_after_the_upgrade(old, store_url):
    store = Store.open(store_url)
    lease = Leases(store, webhooks.job_ended).claim("w")
    assert (lease.job, lease.index, lease.owner) == (JOB, 1, "desk")
    assert Leases(store, webhooks.job_ended).finish(lease, "line")
    assert Jobs(store).get("desk", JOB)[0].status == "succeeded"
    with store.read() as connection:
        assert [row.event for row in webhooks.log(connection, "desk", HOOK)] == ["job.succeeded", "webhook.test"]
        assert webhooks.tried(connection, "desk", HOOK, DELIVERY) == []
    store.close()
