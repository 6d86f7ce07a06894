"""Stored glossaries over REST, each belonging to its owner."""

import pytest
from fastapi.testclient import TestClient

from service import glossaries
from service.app import create_app
from service.audit import entries
from service.auth import Caller
from service.config import Settings
from service.errors import ServiceError
from service.keys import Grant, create, rotate
from service.requests import Options
from service.store import Store, sqlite_url
from tests.service.test_glossary import pipeline
from tests.service.test_routes import assert_refused, ready

BODY = {"terms": {"芯片": "chip"}, "keep": ["鸿蒙"]}
PATH = "/v1/glossaries/tech"
TBX = (
    '<tbx><text><body><conceptEntry><langSec xml:lang="zh"><termSec><term>芯片</term></termSec></langSec>'
    '<langSec xml:lang="en"><termSec><term>chip</term></termSec></langSec></conceptEntry></body></text></tbx>'
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("glossaries")


@pytest.fixture(scope="module")
def client(folder):
    with TestClient(create_app(Settings(data_dir=folder), pipeline), raise_server_exceptions=False) as client:
        yield ready(client)


@pytest.fixture(scope="module")
def opened(folder, client):
    store = Store.open(sqlite_url(folder))
    yield store
    store.close()


@pytest.fixture(scope="module")
def desk(opened):
    return {"Authorization": f"Bearer {create(opened, 'desk', Grant(('write',)))[1]}"}


@pytest.fixture(scope="module")
def other(opened):
    return {"Authorization": f"Bearer {create(opened, 'other', Grant(('write',)))[1]}"}


def test_put_get_list_delete(client, desk):
    made = client.put(PATH, json=BODY, headers=desk)
    assert (made.status_code, made.json()) == (201, {"id": "tech"} | BODY)
    got = client.get(PATH, headers=desk)
    assert (got.status_code, got.json(), got.headers["etag"]) == (200, made.json(), made.headers["etag"])
    assert client.put(PATH, json=BODY, headers=desk).status_code == 200
    listed = client.get("/v1/glossaries", headers=desk).json()
    assert listed == {"glossaries": [{"id": "tech", "size": 2, "etag": made.headers["etag"]}]}
    gone = client.delete(PATH, headers=desk)
    assert (gone.status_code, gone.content) == (204, b"")
    assert client.get("/v1/glossaries", headers=desk).json() == {"glossaries": []}


def test_another_owner_sees_nothing(client, desk, other):
    client.put(PATH, json=BODY, headers=desk)
    detail = "there is no glossary 'tech': see GET /v1/glossaries"
    for method in ("GET", "DELETE"):
        assert_refused(client.request(method, PATH, headers=other), "not_found", detail)
    assert client.get("/v1/glossaries", headers=other).json() == {"glossaries": []}
    refused = client.post("/v1/translations", json=asked("tech"), headers=other)
    assert_refused(refused, "unknown_glossary", "there is no stored glossary 'tech': send the terms themselves")
    assert client.put(PATH, json={"terms": {"芯片": "die"}}, headers=other).status_code == 201
    assert client.get(PATH, headers=desk).json()["terms"] == {"芯片": "chip"}


def test_tags_guard_against_lost_changes(client, desk):
    tag = client.put(PATH, json=BODY, headers=desk).headers["etag"]
    assert client.get(PATH, headers=desk | {"If-None-Match": tag}).status_code == 304
    changed = client.put(PATH, json={"terms": {}}, headers=desk | {"If-Match": tag})
    assert (changed.status_code, changed.headers["etag"] != tag) == (200, True)
    now = changed.headers["etag"]
    detail = f"If-Match is {tag}, and it is {now} now: get it anew and change that"
    for method, body in (("PUT", BODY), ("DELETE", None)):
        refused = client.request(method, PATH, json=body, headers=desk | {"If-Match": tag})
        assert_refused(refused, "precondition_failed", detail)
    new = client.put("/v1/glossaries/absent", json=BODY, headers=desk | {"If-Match": "*"})
    assert new.json()["detail"] == "If-Match is *, and there is none: get it anew and change that"


@pytest.mark.parametrize(
    ("media", "body"),
    [("text/tab-separated-values", "芯片\tchip\n"), ("application/x-tbx", TBX), ("application/xml", TBX)],
)
def test_files_are_taken(client, desk, media, body):
    made = client.put("/v1/glossaries/file", content=body.encode(), headers=desk | {"Content-Type": media})
    assert made.json() == {"id": "file", "terms": {"芯片": "chip"}, "keep": []}


def test_the_documented_examples_are_answered(client, desk):
    content = client.get("/openapi.json").json()["paths"]["/v1/glossaries/{id}"]["put"]["requestBody"]["content"]
    assert set(content) == {"application/json", "text/tab-separated-values", "application/x-tbx"}
    assert (
        client.put("/v1/glossaries/shown", json=content["application/json"]["example"], headers=desk).json()
        == {"id": "shown"} | BODY
    )
    tsv, media = content["text/tab-separated-values"]["example"], {"Content-Type": "text/tab-separated-values"}
    made = client.put("/v1/glossaries/shown", content=tsv.encode(), headers=desk | media)
    assert made.json() == {"id": "shown", "terms": {"芯片": "chip"}, "keep": []}


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/v1/glossaries/a%00b", BODY, "invalid_request"),
        ("/v1/glossaries/" + "x" * 201, BODY, "invalid_request"),
        (PATH, {"terms": {"芯片": ""}}, "invalid_glossary"),
        (PATH, {"words": {}}, "unknown_option"),
        (PATH, [], "invalid_request"),
    ],
)
def test_what_is_refused(client, desk, path, body, code):
    assert client.put(path, json=body, headers=desk).json()["code"] == code


def test_an_id_that_cannot_be_is_not_found(client, desk):
    assert client.get("/v1/glossaries/a%00b", headers=desk).json()["code"] == "not_found"
    refused = client.post("/v1/translations", json=asked("\0"), headers=desk)
    assert refused.json()["code"] == "unknown_glossary"


def asked(glossary):
    return {"texts": ["芯片厂开工了。"], "options": {"glossary": glossary}}


def test_a_stored_glossary_answers_as_its_terms_do(client, desk):
    client.put(PATH, json=BODY, headers=desk)
    stored = client.post("/v1/translations", json=asked("tech"), headers=desk)
    assert stored.json()["translations"][0]["en"] == "The chip plant opened."
    assert stored.content == client.post("/v1/translations", json=asked({"芯片": "chip"}), headers=desk).content
    text = {"Content-Type": "text/plain; charset=utf-8"}
    bare = client.post("/v1/briefs?glossary=tech", content="芯片厂开工了。".encode(), headers=desk | text)
    assert bare.json()["sections"][0]["summary"]["en"] == "The chip plant opened."


def test_the_audit_log_tells_of_them(store):
    made, _ = glossaries.put(store, "desk", "tech", (("芯片", "chip"),))
    glossaries.remove(store, "desk", "tech")
    told = [(entry.actor, entry.event, entry.subject, entry.detail) for entry in entries(store)]
    assert told == [
        ("desk", "glossary.put", "tech", {"terms": 1, "etag": made.etag}),
        ("desk", "glossary.deleted", "tech", {}),
    ]


def test_a_successor_key_has_its_glossaries(client, opened, desk):
    client.put(PATH, json=BODY, headers=desk)
    successor = {"Authorization": f"Bearer {rotate(opened, 'desk')[1]}"}
    assert client.get(PATH, headers=successor).json() == {"id": "tech"} | BODY


def test_an_owner_has_so_many_and_no_more(store, monkeypatch):
    monkeypatch.setattr(glossaries, "MOST", 2)
    for id in ("a", "b", "a"):
        glossaries.put(store, "desk", id, ())
    with pytest.raises(ServiceError, match="there are 2 glossaries"):
        glossaries.put(store, "desk", "c", ())
    glossaries.put(store, "other", "c", ())


def test_words_kept_by_the_request_join_the_stored_ones(store):
    glossaries.put(store, "desk", "tech", (("芯片", "chip"), ("鸿蒙", "鸿蒙")))
    found = glossaries.resolved(store, Caller("desk", frozenset()), Options(glossary="tech", keep=("北斗",)))
    assert (found.glossary, found.keep) == ({"芯片": "chip"}, ("鸿蒙", "北斗"))
