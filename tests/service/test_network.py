"""The network between the service and PostgreSQL, or a webhook's receiver, is slow, cut, deaf or half open."""

import json
import random
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError, OperationalError

from service.app import create_app
from service.config import Settings
from service.deliveries import Courier
from service.leases import Leases
from service.sending import Sender
from service.store import Store
from service.tables import documents, jobs
from tests.fakes import fake_pipeline
from tests.proxy import proxied
from tests.receiver import receiving
from tests.service.test_deliveries import LOOPBACK, enqueued, registered, row, timed, tried
from tests.service.test_jobs import counts, ended, found, made
from tests.service.test_worker import Running

__all__ = ["ended", "found", "timed"]
postgresql = pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)


@contextmanager
def far(store_url):
    """A proxy to the PostgreSQL server of ``store_url``, and the URL of the database by way of it."""
    parts = urlsplit(store_url)
    (aim,) = Path(parse_qs(parts.query)["host"][0]).glob(".s.PGSQL.*[0-9]")
    with proxied(str(aim)) as proxy:
        yield proxy, f"postgresql://postgres@127.0.0.1:{proxy.port}{parts.path}"


@pytest.fixture
def network(store, store_url):
    """The proxy, and the store by way of it, which gives up in a second."""
    with far(store_url) as (proxy, url):
        opened = Store.open(url, upgrade=False, seconds=1)
        yield proxy, opened
        opened.close()


def harmed(found, far, harm, count=20):
    """The lines of a job whose worker, beyond the network, suffers ``harm`` ten times."""
    id, stop = made(found, count), threading.Event()

    def answer(lease, stop):
        time.sleep(0.01)
        return json.dumps(lease.index)

    def harms():
        for _ in range(10):
            stop.wait(random.uniform(0.05, 0.2))
            harm()

    ends = []
    beyond = type(found)(far, lambda connection, job: ends.append(job.id))
    thread = threading.Thread(target=harms)
    with Running(beyond, answer, seconds=1, attempts=1000) as running:
        thread.start()
        assert running.over.wait(60)
        stop.set()
        thread.join()
        while found.get("local", id)[0].status == "running":  # the end was told, and its transaction did not commit
            time.sleep(0.01)
    assert found.get("local", id)[1].counts == counts(succeeded=count)
    return found.results("local", id, 0, 100)


@postgresql
def test_a_slow_network_slows_and_changes_nothing(network, found):
    proxy, store = network
    proxy.latency = 0.005
    assert harmed(found, store, lambda: None, 5) == ([str(i) for i in range(5)], None)


@postgresql
def test_connections_that_are_cut_lose_and_double_nothing(network, found):
    proxy, store = network
    assert harmed(found, store, proxy.cut) == ([str(i) for i in range(20)], None)


@postgresql
@pytest.mark.parametrize("harm", ["deaf", "lose_server"])
def test_a_network_that_swallows_everything_is_given_up_in_time(network, harm):
    proxy, store = network
    assert store.fault() is None
    with pytest.raises(OperationalError, match="no answer for 1 s"), store.read() as connection:
        if harm == "deaf":
            proxy.deaf = True
        else:
            proxy.lose_server()
        connection.execute(select(jobs))
    proxy.deaf = False
    assert [store.fault() for _ in range(3)] == [None] * 3


@postgresql
def test_a_worker_goes_on_after_the_network_was_deaf(network, found):
    proxy, store = network
    proxy.deaf = True
    threading.Timer(1.5, lambda: setattr(proxy, "deaf", False)).start()
    id = made(found)
    with Running(type(found)(store), lambda lease, stop: "fine") as running:
        assert running.over.wait(30)
    assert found.results("local", id, 0, 10) == (["fine"] * 3, None)


@postgresql
def test_locks_of_a_client_that_is_gone_are_freed(network, found):
    proxy, store = network
    id = made(found, 1)
    with pytest.raises(DBAPIError), store.write() as connection:
        connection.execute(update(jobs).where(jobs.c.id == id).values(status="running"))
        proxy.lose_client()
        lease = Leases(found.store).claim("near")  # passes over what is locked
        while lease is None:
            lease = Leases(found.store).claim("near")
        connection.execute(select(documents))
    assert Leases(found.store).finish(lease, "line")
    assert found.get("local", id)[0].status == "succeeded"


@postgresql
def test_requests_are_refused_in_time_and_a_job_sent_again_is_made_once(store, store_url):
    sent, key = {"documents": [{"text": "大桥今天建成通车。"}]}, {"Idempotency-Key": '"one"'}
    with far(store_url) as (proxy, url):
        settings = Settings(store=url, store_seconds=1, job_workers=0, idempotency_lease_seconds=1)
        with TestClient(create_app(settings, fake_pipeline), raise_server_exceptions=False) as client:
            assert client.get("/v1/jobs").json() == {"jobs": [], "next": None}
            proxy.deaf = True
            refused = [client.post("/v1/jobs", json=sent, headers=key), client.get("/v1/jobs")]
            assert [(r.status_code, r.json()["code"]) for r in refused] == [(503, "store_unavailable")] * 2
            assert {r.headers["retry-after"] for r in refused} == {"5"}
            assert client.get("/healthz").status_code == 200
            proxy.deaf = False
            while (answer := client.post("/v1/jobs", json=sent, headers=key)).status_code == 409:
                time.sleep(0.05)
            again = client.post("/v1/jobs", json=sent, headers=key)
            assert (answer.status_code, again.json()) == (202, answer.json())
            assert [job["id"] for job in client.get("/v1/jobs").json()["jobs"]] == [answer.json()["id"]]


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_a_webhook_gets_through_whatever_the_network_did(timed):
    with receiving() as receiver, proxied(("127.0.0.1", receiver.port)) as proxy:
        id, _ = registered(timed, f"http://127.0.0.1:{proxy.port}/")
        delivery, courier = enqueued(timed, id), Courier(timed, LOOPBACK, Sender(0.5), (5.0,) * 9, chance=lambda: 0.5)

        def attempt():
            assert courier.step()
            timed.clock.now += 5

        proxy.deaf = True
        attempt()
        proxy.latency, proxy.deaf = 0.8, False
        attempt()
        threading.Timer(0.1, proxy.lose_server).start()
        attempt()
        threading.Timer(0.1, proxy.cut).start()
        attempt()
        proxy.latency = 0.05
        attempt()
        assert courier.step() is False
    told = [status or error for _, status, error in tried(timed, id, delivery)]
    assert told == ["no answer: TimeoutError"] * 3 + ["no answer: ConnectionResetError", 204]
    assert row(timed, delivery).state == "delivered"
    assert {headers["webhook-id"] for _, headers, _ in receiver.got} == {delivery}
