"""Jobs as their owners see them, on both kinds of store."""

import json

import pytest
from sqlalchemy import func, select

from service.audit import entries
from service.errors import ServiceError
from service.jobs import Jobs, NewDocument
from service.leases import Leases
from service.store import Store
from service.tables import documents, jobs


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def timed(store, clock):
    return Store(store.engine, clock)


@pytest.fixture
def ended():
    return []


@pytest.fixture
def found(timed, ended):
    return Jobs(timed, lambda connection, job: ended.append((job.id, job.status)))


def made(found, count=3, owner="local"):
    given = (NewDocument(json.dumps({"text": f"第{i}"}), f"d{i}", 2) for i in range(count))
    with found.store.write() as connection:
        return found.create(connection, owner, given, {"length": "short"}, "https://example.org/hook").id


def counts(**more):
    return dict.fromkeys(("queued", "running", "succeeded", "failed", "cancelled"), 0) | more


def worked(found, count, error=None):
    """Finish ``count`` documents with lines that name them."""
    leases = Leases(found.store, found.on_finished)
    for _ in range(count):
        lease = leases.claim("w")
        assert leases.finish(lease, f"line {lease.index}", error)


def refusal(call, *given):
    with pytest.raises(ServiceError) as caught:
        call(*given)
    return caught.value.code


def test_a_new_job_is_queued_with_all_documents(found):
    id = made(found)
    job, progress = found.get("local", id)
    assert (job.status, job.total, job.created, job.started, job.finished) == ("queued", 3, 1000.0, None, None)
    assert (json.loads(job.options), job.webhook) == ({"length": "short"}, "https://example.org/hook")
    assert progress.counts == counts(queued=3)
    assert progress.remaining is None


def test_a_job_is_not_there_if_its_transaction_fails(found):
    def broken():
        yield NewDocument("{}", None, 0)
        raise KeyError

    with pytest.raises(KeyError), found.store.write() as connection:
        found.create(connection, "local", broken())
    with found.store.read() as connection:
        assert [connection.scalar(select(func.count()).select_from(table)) for table in (jobs, documents)] == [0, 0]


def test_a_job_needs_documents(found):
    with pytest.raises(ServiceError, match="the job has 0 documents"):
        made(found, 0)
    assert found.page("local", 10) == ([], None)


def test_many_documents_keep_their_order(found):
    id = made(found, 1201)
    with found.store.read() as connection:
        rows = connection.execute(select(documents.c.index, documents.c.document).order_by(documents.c.index)).all()
    assert rows == [(i, f"d{i}") for i in range(1201)]
    assert found.get("local", id)[0].total == 1201


@pytest.mark.parametrize("call", ["get", "cancel", "retry", "delete"])
@pytest.mark.parametrize("id", [None, "job_0", "job_\0", "x" * 500])
def test_other_owners_and_wrong_ids_find_nothing(found, call, id):
    mine = made(found)
    assert refusal(getattr(found, call), "other", id or mine) == "not_found"
    assert found.get("local", mine)[0].status == "queued"


def test_results_of_others_are_not_found(found):
    assert refusal(found.results, "other", made(found), 0, 10) == "not_found"


def test_lists_are_paged_newest_first(found, clock):
    ids = []
    for i in range(5):
        clock.now = 1000.123456789 + (i // 2)  # two at the same time
        ids.append(made(found))
    made(found, owner="other")
    expected = [job.id for job, _ in found.page("local", 10)[0]]
    assert [set(expected[:1]), set(expected[1:3]), set(expected[3:])] == [{ids[4]}, set(ids[2:4]), set(ids[:2])]
    seen, cursor = [], None
    for _ in range(3):
        page, cursor = found.page("local", 2, cursor)
        seen += [job.id for job, _ in page]
    assert (seen, cursor) == (expected, None)


def test_a_cursor_that_is_none_is_refused(found):
    assert refusal(found.page, "local", 2, "nan~job_0") == "invalid_request"


def test_results_come_in_order_while_the_job_runs(found):
    id = made(found, 4)
    leases = Leases(found.store, found.on_finished)
    first, second, third = (leases.claim("w") for _ in range(3))
    leases.finish(second, "line 1")
    assert found.results("local", id, 0, 10) == ([], 0)
    leases.finish(first, "line 0")
    assert found.results("local", id, 0, 10) == (["line 0", "line 1"], 2)
    leases.finish(third, "line 2")
    leases.finish(leases.claim("w"), "line 3")
    assert found.results("local", id, 2, 1) == (["line 2"], 3)
    assert found.results("local", id, 3, 1) == (["line 3"], None)
    assert found.results("local", id, 9, 1) == ([], None)


def test_the_remaining_time_follows_the_pace_since_the_start(found, clock):
    id = made(found, 4)
    lease = Leases(found.store).claim("w")
    clock.now += 10
    assert found.get("local", id)[1].remaining is None
    Leases(found.store).finish(lease, "line")
    assert found.get("local", id)[1].remaining == 30.0
    worked(found, 3)
    assert found.get("local", id)[1].remaining == 0.0


def test_a_job_ends_with_its_last_document(found, ended, clock):
    id = made(found)
    worked(found, 2)
    assert (found.get("local", id)[0].status, ended) == ("running", [])
    clock.now += 5
    worked(found, 1)
    job, progress = found.get("local", id)
    assert (job.status, job.started, job.finished) == ("succeeded", 1000.0, 1005.0)
    assert (progress.counts, ended) == (counts(succeeded=3), [(id, "succeeded")])


def test_texts_of_answered_documents_are_deleted(found):
    made(found, 2)
    worked(found, 1)
    worked(found, 1, "internal_error")
    with found.store.read() as connection:
        assert connection.scalars(select(documents.c.body).order_by(documents.c.index)).all() == [
            None,
            json.dumps({"text": "第1"}),
        ]


def test_cancelling_keeps_what_is_done(found, ended):
    id = made(found)
    worked(found, 1)
    held = Leases(found.store).claim("w")
    assert found.cancel("local", id).status == "cancelled"
    assert not Leases(found.store).finish(held, "late")
    assert found.get("local", id)[1].counts == counts(succeeded=1, cancelled=2)
    lines, cursor = found.results("local", id, 0, 10)
    message = "the job was cancelled before the document was done"
    error = {"code": "cancelled", "message": message}
    assert (lines[0], cursor) == ("line 0", None)
    assert [json.loads(line) for line in lines[1:]] == [{"id": f"d{i}", "error": error} for i in (1, 2)]
    assert found.cancel("local", id).status == "cancelled"
    assert ended == [(id, "cancelled")]
    assert Leases(found.store).claim("w") is None


def test_only_the_failed_are_retried(found, ended):
    id = made(found)
    worked(found, 1)
    worked(found, 2, "internal_error")
    assert found.get("local", id)[0].status == "failed"
    assert found.retry("local", id).status == "queued"
    assert found.get("local", id)[1].counts == counts(succeeded=1, queued=2)
    worked(found, 2)
    assert found.results("local", id, 0, 10) == (["line 0", "line 1", "line 2"], None)
    assert ended == [(id, "failed"), (id, "succeeded")]
    assert refusal(found.retry, "local", id) == "job_not_failed"


def test_deletion_leaves_nothing(found):
    id = made(found)
    lease = Leases(found.store).claim("w")
    found.delete("local", id)
    assert refusal(found.get, "local", id) == "not_found"
    assert not Leases(found.store).finish(lease, "late")
    with found.store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(documents)) == 0
    (entry,) = entries(found.store)
    assert (entry.actor, entry.event, entry.subject, entry.detail) == ("local", "job.deleted", id, {"documents": 3})
