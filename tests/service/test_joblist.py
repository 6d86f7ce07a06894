"""The operations on jobs, over a pipeline of fakes whose documents the service's own worker briefs."""

import asyncio
import json
import threading
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from service import joblist
from service.app import create_app
from service.config import Settings
from service.drain import Drain
from service.jobs import Job, Progress
from tests.fakes import FakeSummariser, fake_pipeline

TEXT = "大桥今天建成通车。\n\n市民纷纷前来观看，车程缩短一半。\n"
LINES = {"Content-Type": "application/x-ndjson"}


@pytest.fixture(scope="module")
def client():
    settings = Settings(max_bytes=2000, max_job_documents=5, max_job_bytes=100_000)
    with TestClient(create_app(settings, fake_pipeline), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def idle():
    """A service that only takes jobs."""
    with TestClient(create_app(Settings(job_workers=0), fake_pipeline)) as client:
        yield client


def ended(client, id):
    """Wait for the stream's end, which is the job's."""
    return events(client.get(f"/v1/jobs/{id}/events").text)


def events(text):
    return [dict(line.split(": ", 1) for line in block.splitlines()) for block in text.split("\n\n") if block]


def lines(response):
    assert response.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in response.text.splitlines()]


def test_a_job_answers_as_briefs_do(client):
    response = client.post("/v1/jobs", json={"documents": [{"text": TEXT, "id": "a"}, {"text": TEXT}]})
    job = response.json()
    assert (response.status_code, response.headers["location"]) == (202, f"/v1/jobs/{job['id']}")
    assert list(job) == [
        "id", "status", "total", "counts", "created", "started", "finished", "remaining_seconds", "options", "webhook",
    ]  # fmt: skip
    ended(client, job["id"])
    results = client.get(f"/v1/jobs/{job['id']}/results")
    expected = [client.post("/v1/briefs", json={"text": TEXT} | id).text for id in ({"id": "a"}, {})]
    assert results.text == "".join(f"{line}\n" for line in expected)
    assert "x-next-cursor" not in results.headers
    found = client.get(response.headers["location"]).json()
    assert (found["status"], found["total"], found["counts"]["succeeded"]) == ("succeeded", 2, 2)
    assert found["remaining_seconds"] == 0


def test_lines_and_forms_are_taken_too(client):
    body = "\n".join(json.dumps({"text": TEXT, "id": id}) for id in "ab") + "\n\n"
    bare = client.post("/v1/jobs?length=short&keep=x", content=body, headers=LINES)
    form = {"options": '{"length": "short"}'}
    filed = client.post("/v1/jobs", files={"file": ("jobs.jsonl", body)}, data=form)
    assert [r.status_code for r in (bare, filed)] == [202, 202]
    assert bare.json()["options"] == {"length": "short", "keep": ["x"]}
    assert (filed.json()["options"], filed.json()["webhook"]) == ({"length": "short"}, None)
    for response in (bare, filed):
        id = response.json()["id"]
        ended(client, id)
        assert [line["id"] for line in lines(client.get(f"/v1/jobs/{id}/results"))] == ["a", "b"]


def test_html_is_read_and_what_cannot_be_answered_is_told(client):
    page = f"<html><title>大桥</title><body><article><p>{TEXT}</p></article></body></html>"
    sent = [
        {"html": page, "id": "h"},
        {"html": "<html><body><p>only English</p></body></html>", "id": "e"},
        {"text": "崩溃。", "id": "x"},
    ]
    id = client.post("/v1/jobs", json={"documents": sent}).json()["id"]
    ended(client, id)
    html, english, broken = lines(client.get(f"/v1/jobs/{id}/results"))
    assert html["source"]["kind"] == "html"
    assert [(line["id"], line["error"]["code"]) for line in (english, broken)] == [
        ("e", "no_chinese"),
        ("x", "internal_error"),
    ]
    assert "secret" not in broken["error"]["message"]
    job = client.get(f"/v1/jobs/{id}").json()
    assert (job["status"], job["counts"]["failed"]) == ("failed", 2)
    assert client.post(f"/v1/jobs/{id}/retry").status_code == 202
    ended(client, id)
    assert client.get(f"/v1/jobs/{id}").json()["counts"]["failed"] == 2


def test_a_job_with_a_bad_document_is_refused_whole(client):
    before = client.get("/v1/jobs").json()
    good, bad = json.dumps({"text": TEXT}), json.dumps({"text": "no Chinese"})
    response = client.post("/v1/jobs", content=f"{good}\n\n{bad}\n{{", headers=LINES)
    reasons = [
        "none of the 10 characters is Chinese: send Chinese text",
        "line 1, column 2: Expecting property name enclosed in double quotes: send valid JSON",
    ]
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
    assert response.json()["errors"] == [
        {"line": 3, "code": "no_chinese", "reason": reasons[0]},
        {"line": 4, "code": "malformed_json", "reason": reasons[1]},
    ]
    response = client.post("/v1/jobs", json={"documents": [{"text": TEXT}, {"text": "  "}]})
    assert [fault["pointer"] for fault in response.json()["errors"]] == ["/documents/1"]
    response = client.post("/v1/jobs", json={"documents": [{"text": TEXT, "size": 1}]})
    assert response.json()["errors"][0]["pointer"] == "/documents/0/size"
    assert client.get("/v1/jobs").json() == before


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"json": {"documents": []}}, 422, "invalid_request"),
        ({"json": {"documents": [{"text": TEXT}] * 6}}, 422, "too_many_documents"),
        ({"json": {"documents": [{"text": TEXT}], "options": {"colour": 1}}}, 422, "unknown_option"),
        ({"json": {"documents": [{"text": TEXT, "html": TEXT}]}}, 422, "invalid_request"),
        ({"json": {"documents": [{"text": TEXT, "id": "a\0"}]}}, 422, "invalid_request"),
        ({"json": {"documents": [{"text": TEXT}], "options": {"glossary": "mine"}}}, 422, "unknown_glossary"),
        ({"json": {"documents": [{"text": TEXT}], "webhook": "whk_x"}}, 422, "unknown_webhook"),
        ({"content": b"", "headers": LINES}, 422, "invalid_request"),
        ({"content": b"x" * 100_001, "headers": LINES}, 413, "too_large"),
        ({"content": b"x" * 20_000, "headers": LINES}, 413, "too_large"),
        ({"content": b"{}", "headers": {"Content-Type": "text/plain"}}, 415, "unsupported_media_type"),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data; boundary=b"}}, 422, "invalid_request"),
        ({"files": {"other": ("x", "{}")}}, 422, "invalid_request"),
    ],
)  # fmt: skip
def test_what_is_refused(client, sent, status, code):
    response = client.post("/v1/jobs", **sent)
    assert (response.status_code, response.json()["code"]) == (status, code)


@pytest.mark.parametrize("path", ["?limit=0", "?limit=x", "?limit=101", "?cursor=1", "/job_0/results?cursor=-1"])
def test_numbers_and_cursors_are_checked(client, path):
    response = client.get(f"/v1/jobs{path}")
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", ""), ("GET", "/results"), ("GET", "/events"), ("DELETE", ""), ("POST", "/retry")]
)
@pytest.mark.parametrize("id", ["job_" + "0" * 24, "%00", "x"])
def test_what_is_not_there(client, method, path, id):
    response = client.request(method, f"/v1/jobs/{id}{path}")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_jobs_are_listed_by_pages(idle):
    ids = [idle.post("/v1/jobs", json={"documents": [{"text": TEXT}]}).json()["id"] for _ in range(3)]
    first = idle.get("/v1/jobs?limit=2").json()
    second = idle.get("/v1/jobs", params={"limit": 2, "cursor": first["next"]}).json()
    assert [job["id"] for job in first["jobs"] + second["jobs"]] == ids[::-1]
    assert second["next"] is None
    assert {job["status"] for job in first["jobs"]} == {"queued"}


def test_a_cancelled_job_has_a_line_for_each_document(idle):
    id = idle.post("/v1/jobs", json={"documents": [{"text": TEXT, "id": "a"}]}).json()["id"]
    waiting = idle.get(f"/v1/jobs/{id}/results?limit=5")
    assert (waiting.text, waiting.headers["x-next-cursor"]) == ("", "0")
    assert waiting.headers["link"] == f'</v1/jobs/{id}/results?cursor=0&limit=5>; rel="next"'
    assert idle.post(f"/v1/jobs/{id}/retry").json()["code"] == "job_not_failed"
    assert idle.delete(f"/v1/jobs/{id}").json()["status"] == "cancelled"
    assert [line["error"]["code"] for line in lines(idle.get(f"/v1/jobs/{id}/results"))] == ["cancelled"]
    (done,) = ended(idle, id)
    assert (done["id"], done["event"], json.loads(done["data"])["status"]) == ("1", "done", "cancelled")
    assert idle.delete(f"/v1/jobs/{id}?purge=1").status_code == 422
    assert idle.delete(f"/v1/jobs/{id}?purge=true").status_code == 204
    assert idle.get(f"/v1/jobs/{id}").status_code == 404


def test_events_go_on_when_the_store_comes_back(monkeypatch):
    monkeypatch.setattr(joblist, "POLL_SECONDS", 0)
    job = Job("job_1", "a", "running", "{}", None, 1, 0.0, 0.0, None)
    over = replace(job, status="succeeded"), Progress({"succeeded": 1}, 0.0)
    answers = iter([OperationalError("", {}, Exception()), OperationalError("", {}, Exception()), over])

    def look():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def read():
        return [line async for line in joblist._events(look, (job, Progress({"running": 1}, None)), -1, Drain())]

    found = events("".join(asyncio.run(read())))
    assert [(one["event"], one["id"]) for one in found] == [("progress", "0"), ("done", "1")]


def test_events_go_on_after_the_last_that_was_seen():
    summariser = FakeSummariser()
    with TestClient(create_app(Settings(), lambda: fake_pipeline(summariser))) as client:
        sent = {"documents": [{"text": TEXT}, {"text": "请停一停。"}]}
        id = client.post("/v1/jobs", json=sent).json()["id"]
        assert summariser.started.wait(20)
        threading.Timer(0.1, summariser.release.set).start()
        (event,) = events(client.get(f"/v1/jobs/{id}/events", headers={"Last-Event-ID": "1"}).text)
        assert (event["id"], event["event"]) == ("2", "done")
        assert [e["id"] for e in ended(client, id)] == ["2"]


def test_a_job_sent_twice_with_its_key_is_made_once(idle):
    sent, headers = {"documents": [{"text": TEXT}]}, {"Idempotency-Key": '"k1"'}
    first, again = (idle.post("/v1/jobs", json=sent, headers=headers) for _ in range(2))
    assert (again.status_code, again.text, again.headers["location"]) == (202, first.text, first.headers["location"])
    assert (again.headers["idempotency-replayed"], "idempotency-replayed" in first.headers) == ("true", False)
    other = idle.post("/v1/jobs?length=short", content=json.dumps({"text": TEXT}), headers=headers | LINES)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len(idle.get("/v1/jobs").json()["jobs"]) == 1


def test_a_refused_job_does_not_use_up_its_key(idle):
    headers = {"Idempotency-Key": '"k2"'}
    sent = [{"documents": [{"text": text}]} for text in ("none", TEXT)]
    assert [idle.post("/v1/jobs", json=item, headers=headers).status_code for item in sent] == [422, 202]


def test_a_stored_glossary_is_taken_as_it_is_when_the_job_is_made(idle):
    assert idle.put("/v1/glossaries/desk", json={"terms": {"大桥": "Grand Bridge"}}).status_code == 201
    sent = {"documents": [{"text": TEXT}], "options": {"glossary": "desk"}}
    assert idle.post("/v1/jobs", json=sent).json()["options"]["glossary"] == {"大桥": "Grand Bridge"}


@pytest.mark.parametrize("name", ["../../planted", "/tmp/planted", "a\x00b", "a/../../b\n"])
def test_the_name_of_a_file_is_not_looked_at(idle, data_dir, name):
    before = sorted(data_dir.rglob("*"))
    sent = idle.post("/v1/jobs", files={"file": (name, json.dumps({"text": TEXT}))})
    assert (sent.status_code, sorted(data_dir.rglob("*"))) == (202, before)
