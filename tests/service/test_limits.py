"""What a key may use: in a process, and in both kinds of store."""

import threading
from calendar import timegm

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from service.app import create_app
from service.config import Settings
from service.errors import ServiceError
from service.keys import Grant, create
from service.limits import Gate, charge, used_in
from service.store import Store, sqlite_url
from service.tables import usage
from tests.fakes import FakeSummariser, fake_pipeline
from tests.service.test_routes import ready

NOVEMBER = float(timegm((2026, 11, 30, 23, 59, 30)))


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def refusal(call, *args):
    with pytest.raises(ServiceError) as caught:
        call(*args)
    return caught.value


def test_a_window_counts_down_and_starts_anew():
    clock = Clock()
    gate = Gate(clock)
    first = gate.enter("desk", 2, None)
    assert first == {"RateLimit-Policy": '"default";q=2;w=60', "RateLimit": '"default";r=1;t=60'}
    clock.now += 17.5
    assert gate.enter("desk", 2, None)["RateLimit"] == '"default";r=0;t=43'
    error = refusal(gate.enter, "desk", 2, None)
    assert (error.code, error.retry_after, error.headers["RateLimit"]) == ("rate_limited", 43, '"default";r=0;t=43')
    assert gate.enter("other", 2, None)["RateLimit"] == '"default";r=1;t=60'
    clock.now += 43
    assert gate.enter("desk", 2, None)["RateLimit"] == '"default";r=1;t=60'


def test_requests_at_once():
    gate = Gate(Clock())
    assert [gate.enter("desk", None, 2), gate.enter("desk", None, 2)] == [{}, {}]
    error = refusal(gate.enter, "desk", None, 2)
    assert (error.code, error.retry_after) == ("rate_limited", 1)
    gate.leave("desk")
    assert gate.enter("desk", None, 2) == {}


def spend(store, characters, now=NOVEMBER, quota=10):
    with store.write() as connection:
        charge(connection, "desk", quota, characters, now)


def test_characters_are_counted_by_month(store):
    spend(store, 4)
    spend(store, 6)
    error = refusal(spend, store, 1)
    assert (error.code, error.retry_after, error.more) == ("quota_exceeded", 30, {"used": 10, "limit": 10})
    spend(store, 10, NOVEMBER + 30)
    assert refusal(spend, store, 11, NOVEMBER + 60).more == {"used": 10, "limit": 10}
    with store.read() as connection:
        assert [used_in(connection, "desk", month) for month in ("2026-10", "2026-11", "2026-12")] == [0, 10, 10]


def test_more_than_the_quota_at_once_is_refused_in_an_empty_month(store):
    assert refusal(spend, store, 11).more == {"used": 0, "limit": 10}


def test_a_key_without_a_quota_is_not_counted(store):
    spend(store, 4, quota=None)
    with store.read() as connection:
        assert connection.execute(select(usage)).all() == []


def test_a_quota_is_exact_with_many_writers(store, store_url):
    done = []

    def work():
        opened = Store.open(store_url, upgrade=False)
        for _ in range(8):
            try:
                spend(opened, 3, quota=50)
            except ServiceError:
                done.append(0)
            else:
                done.append(3)
        opened.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(done), sum(done)) == (32, 48)


@pytest.fixture
def served(tmp_path):
    """A client and its store, over a summariser that can be held."""
    settings, summariser = Settings(data_dir=tmp_path), FakeSummariser()
    with TestClient(create_app(settings, lambda: fake_pipeline(summariser)), raise_server_exceptions=False) as client:
        store = Store.open(sqlite_url(tmp_path))
        yield ready(client), store, summariser
        store.close()


def bearer(store, name, grant):
    return {"Authorization": f"Bearer {create(store, name, grant)[1]}"}


def test_answers_and_refusals_tell_the_rate(served):
    client, store, _ = served
    headers = bearer(store, "desk", Grant(rate=2))
    answers = [client.get("/v1/models", headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["RateLimit"].split(";t=")[0] for answer in answers] == [
        '"default";r=1', '"default";r=0', '"default";r=0',
    ]  # fmt: skip
    assert {answer.headers["RateLimit-Policy"] for answer in answers} == {'"default";q=2;w=60'}
    assert answers[2].json()["code"] == "rate_limited"
    assert answers[2].headers["Retry-After"] == answers[2].headers["RateLimit"].split(";t=")[1]


def test_a_request_counts_until_it_is_answered(served):
    client, store, summariser = served
    headers = bearer(store, "desk", Grant(concurrency=1))
    codes = []

    def hold():
        codes.append(client.post("/v1/summaries", json={"texts": ["停在这里。"]}, headers=headers).status_code)

    holding = threading.Thread(target=hold)
    holding.start()
    assert summariser.started.wait(20)
    refused = client.get("/v1/models", headers=headers)
    summariser.release.set()
    holding.join()
    assert (codes, refused.status_code, refused.headers["Retry-After"]) == ([200], 429, "1")
    assert client.get("/v1/models", headers=headers).status_code == 200


def test_the_quota_counts_what_the_models_read(served):
    client, store, _ = served
    headers = bearer(store, "desk", Grant(quota=20))
    codes = [
        client.post("/v1/translations", json={"texts": ["十个字的一句话在这里。"]}, headers=headers).status_code
        for _ in range(2)
    ]
    assert codes == [200, 429]
    body = client.post("/v1/briefs", json={"text": "十个字的一句话在这里。"}, headers=headers).json()
    assert (body["code"], body["used"], body["limit"]) == ("quota_exceeded", 11, 20)
    assert client.post("/v1/sections", json={"text": "十个字的一句话在这里。"}, headers=headers).status_code == 200
