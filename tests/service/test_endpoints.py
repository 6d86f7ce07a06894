"""The operations under /v1/webhooks, over HTTP."""

from ipaddress import ip_network

import pytest
from fastapi.testclient import TestClient
from standardwebhooks import Webhook

from service.app import create_app
from service.auth import Caller, caller_of
from service.config import Settings
from tests.fakes import fake_pipeline
from tests.receiver import receiving

URL = "https://1.1.1.1/hook"


@pytest.fixture
def client():
    settings = Settings(webhook_http=True, webhook_allow=(ip_network("127.0.0.0/8"),))
    with TestClient(create_app(settings, fake_pipeline), raise_server_exceptions=False) as client:
        yield client


def become(client, owner, *scopes):
    caller = Caller(owner, frozenset(scopes or ("read", "write", "admin")))
    client.app.dependency_overrides[caller_of] = lambda: caller


def made(client, url=URL, **headers):
    return client.post("/v1/webhooks", json={"url": url}, headers=headers)


def settled(client, id):
    while True:
        (found,) = client.get(f"/v1/webhooks/{id}/deliveries").json()["deliveries"]
        if found["state"] != "pending":
            return found


def test_a_webhook_is_made_shown_and_deleted(client):
    created = made(client)
    assert created.status_code == 201
    shown = created.json()
    assert shown.pop("secret").startswith("whsec_")
    assert created.headers["location"] == f"/v1/webhooks/{shown['id']}"
    assert {**shown, "created": None} == {
        "id": shown["id"],
        "url": URL,
        "enabled": True,
        "reason": None,
        "created": None,
    }
    assert client.get(created.headers["location"]).json() == shown
    assert client.get("/v1/webhooks").json() == {"webhooks": [shown]}
    assert client.delete(created.headers["location"]).status_code == 204
    assert client.get("/v1/webhooks").json() == {"webhooks": []}
    gone = client.get(created.headers["location"])
    assert (gone.status_code, gone.json()["code"]) == (404, "not_found")


def test_test_event_log_rotation_and_redelivery(client):
    with receiving() as receiver:
        created = made(client, receiver.url).json()
        place, old = f"/v1/webhooks/{created['id']}", created["secret"]
        sent = client.post(f"{place}/test")
        assert (sent.status_code, sent.json()["event"], sent.json()["state"]) == (202, "webhook.test", "pending")
        first = settled(client, created["id"])
        assert (first["id"], first["state"], first["status"], first["attempts"]) == (
            sent.json()["id"],
            "delivered",
            204,
            1,
        )
        new = client.post(f"{place}/rotate").json()["secret"]
        again = client.post(f"{place}/deliveries/{first['id']}/redeliver")
        assert (again.status_code, again.json()["state"]) == (202, "pending")
        assert settled(client, created["id"])["payload"] == first["payload"]
        told = client.get(f"{place}/deliveries/{first['id']}/attempts").json()["attempts"]
        assert [(one["status"], one["error"]) for one in told] == [(204, None)] * 2
        assert all(0 < one["seconds"] < 60 and one["at"] >= first["created"] for one in told)
    (_, headers, body), (_, repeated, same) = receiver.got
    assert (repeated["webhook-id"], same) == (headers["webhook-id"], body)
    assert Webhook(old).verify(body, headers) == first["payload"]
    assert [Webhook(secret).verify(same, repeated) for secret in (old, new)] == [first["payload"]] * 2
    assert old != new


def test_410_is_told_and_ends_it(client):
    with receiving(410) as receiver:
        id = made(client, receiver.url).json()["id"]
        client.post(f"/v1/webhooks/{id}/test")
        assert settled(client, id)["status"] == 410
    shown = client.get(f"/v1/webhooks/{id}").json()
    assert (shown["enabled"], shown["reason"]) == (False, "the receiver answered 410 Gone")
    refused = client.post(f"/v1/webhooks/{id}/test")
    assert (refused.status_code, refused.json()["code"]) == (409, "webhook_disabled")


@pytest.mark.parametrize(
    "url", ["https://10.0.0.1/", "https://[::ffff:169.254.169.254]/", "https://u@1.1.1.1/", "https://1.1.1.1:25/", "x"]
)
def test_other_urls_are_refused_and_nothing_is_made(client, url):
    refused = made(client, url)
    assert (refused.status_code, refused.json()["code"]) == (422, "webhook_refused")
    assert client.get("/v1/webhooks").json() == {"webhooks": []}


def test_an_owner_has_twenty_webhooks_at_most(client):
    assert [made(client).status_code for _ in range(20)] == [201] * 20
    refused = made(client)
    assert (refused.status_code, refused.json()["code"]) == (422, "too_many_webhooks")


def test_a_repeated_request_makes_one_webhook(client):
    first, again = (made(client, **{"Idempotency-Key": '"k1"'}) for _ in range(2))
    assert (again.status_code, again.content, again.headers["location"]) == (
        201,
        first.content,
        first.headers["location"],
    )
    assert ["idempotency-replayed" in found.headers for found in (first, again)] == [False, True]
    other = made(client, URL + "/other", **{"Idempotency-Key": "k1"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    bad = made(client, **{"Idempotency-Key": '"'})
    assert (bad.status_code, bad.json()["code"]) == (400, "idempotency_key_invalid")
    assert len(client.get("/v1/webhooks").json()["webhooks"]) == 1


def test_a_key_may_be_required():
    with TestClient(create_app(Settings(require_idempotency_key=True), fake_pipeline)) as client:
        missing = made(client)
        assert (missing.status_code, missing.json()["code"]) == (400, "idempotency_key_missing")
        assert made(client, **{"Idempotency-Key": "a"}).status_code == 201


def test_another_owner_finds_nothing_and_a_reader_changes_nothing(client):
    become(client, "one")
    id = made(client).json()["id"]
    delivery = client.post(f"/v1/webhooks/{id}/test").json()["id"]
    calls = [
        ("GET", f"/v1/webhooks/{id}"),
        ("GET", f"/v1/webhooks/{id}/deliveries"),
        ("GET", f"/v1/webhooks/{id}/deliveries/{delivery}/attempts"),
        ("DELETE", f"/v1/webhooks/{id}"),
        ("POST", f"/v1/webhooks/{id}/rotate"),
        ("POST", f"/v1/webhooks/{id}/test"),
        ("POST", f"/v1/webhooks/{id}/deliveries/{delivery}/redeliver"),
    ]
    become(client, "two")
    assert [client.request(*call).status_code for call in calls] == [404] * 7
    assert client.get("/v1/webhooks").json() == {"webhooks": []}
    become(client, "one", "read")
    assert [client.request(*call).status_code for call in calls] == [200, 200, 200, 403, 403, 403, 403]
    assert made(client).status_code == 403


def test_the_end_of_a_job_reaches_its_webhook(client):
    with receiving() as receiver:
        created = made(client, receiver.url).json()
        sent = {"documents": [{"text": "大桥今天建成通车。"}], "webhook": created["id"]}
        job = client.post("/v1/jobs", json=sent).json()["id"]
        while not client.get(f"/v1/webhooks/{created['id']}/deliveries").json()["deliveries"]:
            pass
        found = settled(client, created["id"])
    data = {"job": job, "status": "succeeded", "total": 1, "counts": {"succeeded": 1}}
    assert (found["event"], found["state"], found["payload"]["data"]) == ("job.succeeded", "delivered", data)
    assert Webhook(created["secret"]).verify(receiver.got[0][2], receiver.got[0][1])["data"] == data
