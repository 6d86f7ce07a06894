import base64
import io
import json
import logging
import sys
import warnings
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from service import logs
from service.app import create_app
from service.auth import SHOWN
from service.config import Settings
from service.keys import Grant, create
from service.store import Store, sqlite_url
from tests.fakes import FakeSummariser, fake_pipeline
from tests.service.test_routes import ready

MARK = "绝密标记七七"


@pytest.fixture(params=["json", "text"])
def log(request, monkeypatch):
    """Everything that is logged while the test runs."""
    root, stream = logging.getLogger(), io.StringIO()
    before = root.handlers[:], root.level
    monkeypatch.setattr(sys, "stderr", stream)
    logs.configure(request.param)
    yield stream
    root.handlers[:], _ = before
    root.setLevel(before[1])
    logging.captureWarnings(False)


class Leaking(FakeSummariser):
    def summarise(self, passages, options):
        text = "".join(p.text for passage in passages for p in passage)
        if "崩" in text:
            try:
                raise KeyError(text)
            except KeyError as error:
                raise RuntimeError(f"cannot do {text}") from error
        return super().summarise(passages, options)


def test_no_path_of_a_request_logs_its_text_or_its_key(log):
    app = create_app(Settings(max_bytes=3000), lambda: fake_pipeline(Leaking()))
    headers = {"X-Request-ID": "r-1"}
    bodies = [
        {"text": f"大桥{MARK}今天建成通车。"},
        {"text": f"崩溃{MARK}的一段话。"},
        {"text": f"大桥{MARK}", "options": {MARK: MARK}},
        {"html": f"<p>大桥{MARK}今天建成"},
        {"text": MARK * 1000},
    ]
    with TestClient(app, raise_server_exceptions=False) as client:
        ready(client)
        found = [client.post("/v1/briefs", json=body, headers=headers).status_code for body in bodies]
        found.append(
            client.post(
                "/v1/briefs", content=f'{{"text": {MARK}', headers=headers | {"Content-Type": "application/json"}
            ).status_code
        )
        found.append(client.get(f"/v1/{MARK}?q={MARK}", headers=headers).status_code)
        found.append(
            client.post(
                f"/v1/briefs?{MARK}={MARK}", content="大桥", headers=headers | {"Content-Type": "text/plain"}
            ).status_code
        )
        stranger = headers | {"Authorization": f"Bearer {MARK!a}"}
        found.append(client.post("/v1/briefs", json=bodies[0], headers=stranger).status_code)
    assert found == [200, 500, 422, 200, 413, 400, 404, 422, 401]
    written = log.getvalue()
    assert written.count("r-1") >= 9
    for form in (MARK, ascii(MARK)[1:-1], MARK.encode().hex()):
        assert form not in written
    assert "KeyError" in written
    assert "test_logs.py" in written


CARRIERS = (
    "X-API-Key",
    "Cookie",
    "User-Agent",
    "Referer",
    "Idempotency-Key",
    "X-Request-ID",
    "If-Match",
    "traceparent",
)


def sent(client, key):
    """Statuses of requests with the key wherever a client may put it, in the right place or not."""
    basic = base64.b64encode(f"{key}:{key}".encode()).decode()
    good, text = {"Authorization": f"Bearer {key}"}, {"text": "大桥今天建成通车。"}
    bearers = (key, f"Basic {basic}", f"Bearer {key}", f"Bearer {key}x", f"Bearer {key}\x1b[31m")
    return {
        "bearer": [client.get("/v1/jobs", headers={"Authorization": bearer}).status_code for bearer in bearers],
        "headers": [
            client.post("/v1/translations", json={"texts": ["桥"]}, headers=good | {name: key}).status_code
            for name in CARRIERS
        ],
        "paths": [
            client.request(method, path, headers=good).status_code
            for method, path in [
                ("GET", f"/v1/jobs?api_key={key}"),
                ("GET", f"/v1/jobs/{key}?api_key={key}"),
                ("DELETE", f"/v1/jobs/{key}"),
                ("GET", f"/v1/glossaries/{key}"),
                ("GET", f"/{key}"),
            ]
        ],
        "bodies": [
            client.post("/v1/briefs", headers=good, **body).status_code
            for body in [
                {"json": text | {"id": key}},
                {"json": {key: key}},
                {"json": text | {"options": {"glossary": key}}},
                {"data": {"text": key}},
                {"content": key},
            ]
        ],
    }


def test_no_key_is_logged_at_any_level_wherever_it_is_sent(log, tmp_path):
    store = Store.open(sqlite_url(tmp_path))
    made, key = create(store, "desk", Grant(("read", "write", "admin")))
    store.close()
    names = ["service", "models", "uvicorn", "sqlalchemy", "sqlalchemy.engine"]
    before = [logging.getLogger(name).level for name in names]
    for name in ["", *names]:
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        with TestClient(
            create_app(Settings(data_dir=tmp_path), fake_pipeline), raise_server_exceptions=False
        ) as client:
            ready(client)
            statuses = sent(client, key)
    finally:
        for name, level in zip(names, before, strict=True):
            logging.getLogger(name).setLevel(level)
    assert statuses == {
        "bearer": [401, 401, 200, 401, 401],
        "headers": [200] * len(CARRIERS),
        "paths": [200, 404, 404, 404, 404],
        "bodies": [200, 422, 422, 415, 415],
    }
    written = log.getvalue()
    assert key[SHOWN : SHOWN + 8] not in written
    assert f"{made.prefix}***" in written
    assert "desk" in written
    assert "SELECT" in written


@pytest.mark.parametrize("end", ["", '"', " ", "\n", "&x=1"])
def test_of_a_key_in_a_record_its_prefix_is_left(log, end):
    logging.getLogger("service.x").warning(
        "sent %s", f"dz_{'Aa0-_xyz' * 5}abc{end}", extra={"fields": {"a": ["dz_" + "b" * 43]}}
    )
    assert log.getvalue().count("dz_Aa0-_xyz***") == log.getvalue().count("dz_bbbbbbbb***") == 1
    assert "xyzAa" not in log.getvalue()


def lines(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize("log", ["json"], indirect=True)
def test_a_request_is_one_line_with_its_route_status_and_durations(log):
    with TestClient(create_app(Settings(), fake_pipeline)) as client:
        ready(client)
        client.post("/v1/translations", json={"texts": ["大桥"]}, headers={"X-Request-ID": "r-2"})
        client.get("/nothing/here")
    line, unknown = (line for line in lines(log) if line["message"] == "request" and line["status"] in (200, 404))
    assert {name: line[name] for name in ("level", "logger", "request_id", "method", "route", "status", "owner")} == {
        "level": "info",
        "logger": "service.access",
        "request_id": "r-2",
        "method": "POST",
        "route": "/v1/translations",
        "status": 200,
        "owner": "local",
    }
    assert {"time", "seconds", "queued", "worked"} <= set(line)
    assert (unknown["route"], unknown["status"]) == ("unrouted", 404)


def test_a_store_that_cannot_be_opened_is_told(log, tmp_path):
    app = create_app(Settings(store=f"sqlite:///{tmp_path / 'missing' / 'x'}"), fake_pipeline)
    with pytest.raises(OperationalError), TestClient(app):
        pass
    assert "the service cannot start: (sqlite3.OperationalError) unable to open database file" in log.getvalue()


def test_other_libraries_say_one_line_and_no_less_than_warnings(log):
    other = logging.getLogger("asyncio")
    other.info("unheard")
    other.error("Task exception was never retrieved\nfuture: RuntimeError(%r)", MARK)
    written = log.getvalue()
    assert "Task exception was never retrieved" in written
    assert MARK not in written
    assert "unheard" not in written
    assert written.count("\n") == 1


def test_a_line_cannot_be_forged(log):
    logging.getLogger("service.x").info("a\nb\r\x1b[31m", extra={"fields": {"name": "c\nd"}})
    assert log.getvalue().count("\n") == 1
    assert "\x1b" not in log.getvalue()


def test_requests_forge_no_line(log):
    """Ids, paths, methods, headers and names with line ends, escapes of a terminal and records of JSON."""
    forged = '"}\n{"level": "error", "message": "forged"}\r\n\x1b[31mforged\x9b'
    quoted = quote(forged)
    headers = {"X-Request-ID": quote('"} {"message": "forged"}'), "User-Agent": "\x1b[31mforged"}
    line = json.dumps({"text": "大桥今天建成通车。", "id": forged})
    with TestClient(create_app(Settings(), fake_pipeline), raise_server_exceptions=False) as client:
        ready(client)
        places = [f"/v1/{quoted}", f"/v1/jobs/{quoted}", f"/v1/glossaries/{quoted}?{quoted}={quoted}"]
        found = [client.get(place, headers=headers) for place in places]
        found.append(client.request("FORGED", "/v1/jobs", headers=headers))
        found.append(client.post("/v1/briefs", json={"text": "大桥今天建成通车。", "id": forged}, headers=headers))
        found.append(client.post("/v1/jobs", files={"file": (forged, line, "text/plain")}, headers=headers))
        found.append(client.post("/v1/jobs", json={}, headers={"Idempotency-Key": "\x1b[31mforged"}))
        client.get(f"{found[-2].headers['location']}/events")
        bad = {"Authorization": "Bearer \x1b[31mforged"}
        found.append(client.get("/v1/jobs", headers=bad))
    assert [answer.status_code for answer in found] == [404, 404, 404, 405, 200, 202, 400, 401]
    written = log.getvalue()
    assert len(written.splitlines()) == written.count("\n") >= len(found)
    assert "forged" not in written.lower()
    assert "\x1b" not in written
    assert "\x9b" not in written


def test_causes_are_told_by_type_and_place():
    try:
        try:
            raise ValueError(MARK)
        except ValueError as error:
            raise TypeError(MARK) from error
    except TypeError as error:
        found = list(logs.described(error))
    assert [item["type"] for item in found] == ["TypeError", "ValueError"]
    assert [frame.partition(":")[0] for item in found for frame in item["frames"]] == ["tests/service/test_logs.py"] * 2


def test_warnings_are_logged(log):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old", stacklevel=1)
    assert "UserWarning: old" in log.getvalue()
