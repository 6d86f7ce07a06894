"""Every route of the app with every kind of caller: the exact status of each."""

from dataclasses import dataclass, field
from ipaddress import ip_network

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from service.app import ROUTERS, create_app
from service.config import Settings
from service.keys import Grant, create, revoke
from service.store import Store, sqlite_url
from tests.fakes import fake_pipeline
from tests.service.test_routes import ready

TEXT = {"text": "大桥今天建成通车。"}
TEXTS = {"texts": ["大桥今天建成通车。"]}
URL = "http://127.0.0.1:9/none"
"""Nobody listens there."""
JOB = {"documents": [{"text": "大桥今天建成通车。"}]}
TERMS = {"terms": {"芯片": "chip"}}


@dataclass(frozen=True)
class Row:
    """What a route needs (None: no key), the body it takes, its status with the right key and with another owner's."""

    scope: str | None
    right: int = 200
    body: dict = field(default_factory=dict)
    other: int | None = None


ROWS = {
    ("GET", "/healthz"): Row(None),
    ("GET", "/readyz"): Row(None),
    ("GET", "/metrics"): Row(None),
    ("GET", "/docs"): Row(None),
    ("GET", "/docs/{name}"): Row(None),
    ("POST", "/v1/briefs"): Row("read", body=TEXT),
    ("POST", "/v1/sections"): Row("read", body=TEXT),
    ("POST", "/v1/summaries"): Row("read", body=TEXTS),
    ("POST", "/v1/translations"): Row("read", body=TEXTS),
    ("GET", "/v1/models"): Row("read"),
    ("GET", "/v1/glossaries"): Row("read"),
    ("GET", "/v1/glossaries/{id}"): Row("read", other=404),
    ("PUT", "/v1/glossaries/{id}"): Row("write", body=TERMS, other=201),
    ("DELETE", "/v1/glossaries/{id}"): Row("write", 204, other=404),
    ("POST", "/v1/webhooks"): Row("write", 201, {"url": URL}),
    ("GET", "/v1/webhooks"): Row("read"),
    ("GET", "/v1/webhooks/{id}"): Row("read", other=404),
    ("DELETE", "/v1/webhooks/{id}"): Row("write", 204, other=404),
    ("POST", "/v1/webhooks/{id}/rotate"): Row("write", other=404),
    ("POST", "/v1/webhooks/{id}/test"): Row("write", 202, other=404),
    ("GET", "/v1/webhooks/{id}/deliveries"): Row("read", other=404),
    ("GET", "/v1/webhooks/{id}/deliveries/{delivery}/attempts"): Row("read", other=404),
    ("POST", "/v1/webhooks/{id}/deliveries/{delivery}/redeliver"): Row("write", 202, other=404),
    ("POST", "/v1/jobs"): Row("write", 202, JOB),
    ("GET", "/v1/jobs"): Row("read"),
    ("GET", "/v1/jobs/{id}"): Row("read", other=404),
    ("GET", "/v1/jobs/{id}/results"): Row("read", other=404),
    ("GET", "/v1/jobs/{id}/events"): Row("read", other=404),
    ("DELETE", "/v1/jobs/{id}"): Row("write", other=404),
    ("POST", "/v1/jobs/{id}/retry"): Row("write", 409, other=404),
}
"""A job that has not failed cannot be retried: 409. Another owner's PUT makes a glossary of its own: 201 tells nothing of the one that is there."""
REFUSED = ("none", "wrong", "other scheme", "expired", "revoked")


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("matrix")
    app = create_app(
        Settings(data_dir=folder, job_workers=0, webhook_http=True, webhook_allow=(ip_network("127.0.0.0/8"),)),
        fake_pipeline,
    )
    with TestClient(app, raise_server_exceptions=False) as client:
        store = Store.open(sqlite_url(folder))
        secrets = {name: create(store, name, Grant(("admin",)))[1] for name in ("mine", "theirs", "revoked")}
        secrets |= {scope: create(store, scope, Grant((scope,)))[1] for scope in ("read", "write")}
        secrets["expired"] = create(store, "expired", Grant(("admin",), expires=1.0))[1]
        revoke(store, "revoked")
        secrets["wrong"] = secrets["mine"][:-1] + ("A" if secrets["mine"][-1] != "A" else "B")
        yield ready(client), {name: f"Bearer {secret}" for name, secret in secrets.items()}
        store.close()


def made(client, path, mine):
    """The ids of the things of ``mine`` that stand in ``path``, made anew."""
    if path.startswith("/docs/"):
        return {"name": "start.js"}
    if "/jobs/" in path:
        id = client.post("/v1/jobs", json=JOB, headers=mine).json()["id"]
        if path.endswith("/events"):  # which end with the job
            client.delete(f"/v1/jobs/{id}", headers=mine)
        return {"id": id}
    if "/webhooks/" not in path:
        client.put("/v1/glossaries/one", json=TERMS, headers=mine)
        return {"id": "one"}
    for old in client.get("/v1/webhooks", headers=mine).json()["webhooks"]:
        client.delete(f"/v1/webhooks/{old['id']}", headers=mine)
    id = client.post("/v1/webhooks", json={"url": URL}, headers=mine).json()["id"]
    if "{delivery}" not in path:
        return {"id": id}
    return {"id": id, "delivery": client.post(f"/v1/webhooks/{id}/test", headers=mine).json()["id"]}


def send(asked, route, who):
    client, headers = asked
    method, path = route
    names = made(client, path, {"Authorization": headers["mine"]})
    given = {"none": {}, "other scheme": {"Authorization": "Basic bWluZTp4"}}.get(who)
    sent = {"Authorization": headers[who]} if given is None else given
    body = {"json": ROWS[route].body} if ROWS[route].body else {}
    return client.request(method, path.format(**names), headers=sent, **body)


def test_every_route_has_a_row():
    app = create_app(Settings(), fake_pipeline)
    found = {(method.upper(), path) for path, operations in app.openapi()["paths"].items() for method in operations}
    routes = [route for part in ROUTERS for route in part.routes]
    assert all(isinstance(route, APIRoute) for route in routes)
    hidden = {(m, r.path) for r in routes for m in r.methods if not r.include_in_schema}
    assert found | hidden == set(ROWS)


@pytest.mark.parametrize("route", ROWS, ids=" ".join)
def test_the_right_key_is_answered(asked, route):
    assert send(asked, route, "mine").status_code == ROWS[route].right
    if ROWS[route].scope in ("read", "write") and ROWS[route].other is None:
        assert send(asked, route, ROWS[route].scope).status_code == ROWS[route].right


@pytest.mark.parametrize("who", REFUSED)
@pytest.mark.parametrize("route", ROWS, ids=" ".join)
def test_no_valid_key(asked, route, who):
    response = send(asked, route, who)
    if ROWS[route].scope is None:
        assert response.status_code == 200
        return
    assert (response.status_code, response.json()["code"]) == (401, "unauthorized")
    error = ', error="invalid_token"' if who in ("wrong", "expired", "revoked") else ""
    assert response.headers["WWW-Authenticate"] == f'Bearer realm="duizhao"{error}'


@pytest.mark.parametrize("route", [route for route, row in ROWS.items() if row.scope == "write"], ids=" ".join)
def test_a_lower_scope(asked, route):
    response = send(asked, route, "read")
    assert (response.status_code, response.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("route", [route for route, row in ROWS.items() if row.other], ids=" ".join)
def test_another_owners_key(asked, route):
    response = send(asked, route, "theirs")
    assert response.status_code == ROWS[route].other
    if "/glossaries/" not in route[1]:
        return
    send_back = asked[0].delete("/v1/glossaries/one", headers={"Authorization": asked[1]["theirs"]})
    assert send_back.status_code == (204 if ROWS[route].other == 201 else 404)
