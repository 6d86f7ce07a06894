"""Who gets which document, and whose result counts, on both kinds of store."""

import json
import threading

import pytest
from sqlalchemy import select

from service.leases import Leases
from service.tables import documents
from tests.service.test_jobs import clock, counts, ended, found, made, timed

__all__ = ["clock", "ended", "found", "timed"]


@pytest.fixture
def leases(found):
    return Leases(found.store, found.on_finished, seconds=60)


def places(*claims):
    return [(lease.job, lease.index) for lease in claims]


def test_a_claim_tells_all_that_the_work_needs(found, leases):
    id = made(found)
    lease = leases.claim("w")
    assert (lease.job, lease.index, lease.attempt, lease.worker) == (id, 0, 1, "w")
    assert (lease.owner, lease.document, json.loads(lease.body)) == ("local", "d0", {"text": "第0"})
    assert json.loads(lease.options) == {"length": "short"}


def test_jobs_take_turns(found, leases, clock):
    long, short = made(found, 4), None
    claims = [leases.claim("w")]
    clock.now += 1
    short = made(found, 2)
    for _ in range(5):
        clock.now += 1
        claims.append(leases.claim("w"))
    assert places(*claims) == [(long, 0), (long, 1), (short, 0), (long, 2), (short, 1), (long, 3)]
    assert leases.claim("w") is None


def test_a_lease_that_ran_out_is_claimed_anew_and_only_the_new_one_counts(found, leases, clock):
    id = made(found, 1)
    old = leases.claim("a")
    clock.now += 60
    assert leases.claim("b") is None
    clock.now += 1
    new = leases.claim("b")
    assert places(new) == [(id, 0)]
    assert [leases.renew(old), leases.release(old), leases.finish(old, "old")] == [False, False, False]
    assert leases.finish(new, "new")
    assert not leases.finish(new, "again")
    assert found.results("local", id, 0, 10) == (["new"], None)


def test_the_same_worker_does_not_mistake_its_earlier_attempt(found, leases, clock):
    made(found, 1)
    old = leases.claim("a")
    clock.now += 61
    new = leases.claim("a")
    assert [leases.finish(old, "old"), leases.finish(new, "new")] == [False, True]


def test_renewing_keeps_a_document(found, leases, clock):
    made(found, 1)
    lease = leases.claim("a")
    for _ in range(5):
        clock.now += 59
        assert leases.renew(lease)
    assert leases.claim("b") is None
    assert leases.finish(lease, "line")


def test_a_late_result_counts_if_nobody_else_has_the_document(found, leases, clock):
    made(found, 1)
    lease = leases.claim("a")
    clock.now += 1000
    assert leases.finish(lease, "line")


def test_a_document_handed_back_is_at_once_another_ones(found, leases):
    made(found, 1)
    assert leases.release(leases.claim("a"))
    assert leases.claim("b").attempt == 1


def test_a_document_that_kills_its_workers_fails(found, leases, clock, ended):
    id = made(found, 1)
    for attempt in (1, 2, 3):
        assert leases.claim("a").attempt == attempt
        clock.now += 61
    assert leases.claim("a") is None
    (line,), _ = found.results("local", id, 0, 10)
    message = "its worker vanished 3 times, the limit is 3: look whether it is to blame"
    assert json.loads(line) == {"id": "d0", "error": {"code": "worker_lost", "message": message}}
    assert ended == [(id, "failed")]
    assert found.get("local", id)[1].counts == counts(failed=1)


def test_what_the_hook_writes_and_the_end_are_one(found, leases):
    id = made(found, 1)

    def broken(connection, job):
        raise KeyError(job.id)

    lease = leases.claim("a")
    with pytest.raises(KeyError):
        Leases(found.store, broken).finish(lease, "line")
    assert found.get("local", id)[0].status == "running"
    assert leases.finish(lease, "line")
    assert found.get("local", id)[0].status == "succeeded"


def test_many_workers_do_each_document_once(found, leases, ended):
    ids = [made(found, 20), made(found, 20)]
    done, lock = [], threading.Lock()

    def work(name):
        while any(found.get("local", id)[0].status in {"queued", "running"} for id in ids):
            lease = leases.claim(name)
            if lease is not None and leases.finish(lease, f"{lease.index}"):
                with lock:
                    done.append((lease.job, lease.index))

    threads = [threading.Thread(target=work, args=(f"w{i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == sorted((id, i) for id in ids for i in range(20))
    assert sorted(ended) == sorted((id, "succeeded") for id in ids)
    with found.store.read() as connection:
        assert set(connection.scalars(select(documents.c.attempts))) == {1}
