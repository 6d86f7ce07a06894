"""Workers in threads, with the store there and gone, on both kinds of store."""

import json
import threading

from sqlalchemy.exc import OperationalError

from models.errors import Abandoned
from service.errors import ServiceError
from service.leases import Leases
from service.worker import Worker
from tests.service.test_jobs import clock, counts, ended, found, made, timed

__all__ = ["clock", "ended", "found", "timed"]


class Running:
    """A worker in a thread; ``over`` is set when the job has ended."""

    def __init__(self, found, answer, **more):
        self.over = threading.Event()
        leases = Leases(
            found.store, lambda connection, job: (found.on_finished(connection, job), self.over.set()), **more
        )
        self.worker = Worker(leases, answer, poll=0.01)
        self._thread = threading.Thread(target=self.worker.run)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *error):
        self.worker.close()
        self._thread.join()


def echo(lease, stop):
    return json.dumps({"id": lease.document})


def test_a_worker_does_the_whole_job(found, ended):
    id = made(found)
    with Running(found, echo) as running:
        assert running.over.wait(20)
    assert found.results("local", id, 0, 10) == ([f'{{"id": "d{i}"}}' for i in range(3)], None)
    assert ended == [(id, "succeeded")]


def test_a_fault_is_the_documents_own(found):
    def answer(lease, stop):
        if lease.index == 0:
            raise ServiceError("no_chinese", "none")
        if lease.index == 1:
            raise KeyError("secret")
        return "fine"

    id = made(found)
    with Running(found, answer) as running:
        assert running.over.wait(20)
    lines, _ = found.results("local", id, 0, 10)
    hidden = "the service failed; its log has the reason under the request's id"
    assert [json.loads(line)["error"] for line in lines[:2]] == [
        {"code": "no_chinese", "message": "none"},
        {"code": "internal_error", "message": hidden},
    ]
    assert lines[2] == "fine"
    assert found.get("local", id)[0].status == "failed"


def test_a_closed_worker_hands_its_document_back(found):
    begun = threading.Event()

    def answer(lease, stop):
        begun.set()
        while not stop():
            pass
        raise Abandoned

    id = made(found, 1)
    with Running(found, answer):
        assert begun.wait(20)
    assert found.get("local", id)[1].counts == counts(queued=1)
    assert Leases(found.store).claim("w").attempt == 1


def test_a_cancelled_document_is_dropped_by_its_worker(found):
    begun, dropped = threading.Event(), threading.Event()

    def answer(lease, stop):
        begun.set()
        while not stop():
            pass
        dropped.set()
        raise Abandoned

    id = made(found, 1)
    with Running(found, answer, seconds=0.3):
        assert begun.wait(20)
        found.cancel("local", id)
        assert dropped.wait(20)
    assert found.get("local", id)[1].counts == counts(cancelled=1)


def test_a_full_queue_is_no_fault_of_the_document(found):
    asked = []

    def answer(lease, stop):
        asked.append(lease.attempt)
        if len(asked) < 3:
            raise ServiceError("overloaded", "later")
        return "fine"

    id = made(found, 1)
    with Running(found, answer) as running:
        assert running.over.wait(20)
    assert (asked, found.results("local", id, 0, 1)) == ([1, 1, 1], (["fine"], None))


class Failing:
    """Leases of a store that is gone at every other call."""

    def __init__(self, leases):
        self._leases, self.seconds, self.calls = leases, leases.seconds, 0

    def _try(self, call, *given):
        self.calls += 1
        if self.calls % 2:
            raise OperationalError("x", None, Exception("gone"))
        return call(*given)

    def claim(self, worker):
        return self._try(self._leases.claim, worker)

    def finish(self, *given):
        return self._try(self._leases.finish, *given)


def test_a_worker_outlives_the_database(found, ended):
    id, over = made(found), threading.Event()
    leases = Failing(Leases(found.store, lambda connection, job: (found.on_finished(connection, job), over.set())))
    worker = Worker(leases, echo, poll=0.01)
    thread = threading.Thread(target=worker.run)
    thread.start()
    assert over.wait(20)
    worker.close()
    thread.join()
    assert ended == [(id, "succeeded")]
