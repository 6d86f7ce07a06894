"""Items of ninjs in all its versions: the text that is read, what comes along, over REST and in archives."""

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from service import cli, ninjs
from service.app import create_app
from service.config import Settings
from service.document import DEFAULTS, NINJS, Metadata
from service.errors import ServiceError
from service.intake import take
from service.reading import kind_of, read
from service.records import Record, records
from tests.fakes import fake_pipeline

HEAD, TEXT = "大桥通车", "大桥今天建成通车，市民纷纷前来观看。"
MARKUP = f"<p>{TEXT}</p>\n<h2>票价</h2>\n<p>票价为5元，老人免票，学生半价。</p>"
READ = f"{HEAD}\n\n{TEXT}\n\n票价\n\n票价为5元，老人免票，学生半价。\n"
OLD = {"uri": "urn:a:1", "headline": HEAD, "body_text": TEXT, "versioncreated": "2020-12-10T08:00:00Z"}
ROLES = {"uri": "urn:a:1", "headline_short": "短", "headline_main": HEAD, "body_main": TEXT, "body_richtext": MARKUP}
SECOND = {
    "uri": "urn:a:1",
    "standard": {"name": "ninjs", "version": "2.1"},
    "headlines": [{"role": "short", "value": "短"}, {"role": "main", "value": HEAD}],
    "bodies": [
        {"role": "main", "contenttype": "text/plain", "value": TEXT},
        {"role": "richtext", "contenttype": "application/xhtml+xml", "value": MARKUP},
    ],
    "firstcreated": "2020-12-09",
    "usageterms": "仅供本报",
    "copyrightholder": "新华社",
    "rightsinfo": {"linkedrights": "https://example.org/r"},
}
THIRD = {
    "uri": "urn:a:1",
    "headlines": [{"role": "main", "value": HEAD}],
    "bodies": [{"role": "main", "contentType": "text/html", "value": MARKUP}],
    "versionCreated": "2020-12-10T08:00:00Z",
    "usageTerms": "仅供本报",
    "by": "王小明",
}


def row(value):
    return take(Record("a.jsonl", 0, "row", json.dumps(value, ensure_ascii=False).encode()), {}, DEFAULTS)


@pytest.mark.parametrize(
    ("value", "text"),
    [(OLD, f"{HEAD}\n\n{TEXT}"), (ROLES, READ), (SECOND, READ), (THIRD, READ), (OLD | {"headline": TEXT[:4]}, TEXT)],
)
def test_headline_and_body_of_every_version(value, text):
    assert row(value).document.text == text


def test_what_an_item_says_of_itself_is_in_the_document():
    document = read(json.dumps(THIRD).encode(), kind="ninjs")
    assert (document.kind, document.changed) == ("ninjs", True)
    assert document.metadata == Metadata(HEAD, "2020-12-10", "王小明")


def test_rights_and_all_but_the_bodies_come_along_as_they_stand():
    item = row(SECOND)
    rights = {name: SECOND[name] for name in ("usageterms", "copyrightholder", "rightsinfo")}
    assert item.carried == {"title": HEAD, "published": "2020-12-09", "rights": rights}
    assert item.metadata == {name: value for name, value in SECOND.items() if name != "bodies"}
    assert item.id == "urn:a:1"
    assert row(THIRD).carried["rights"] == {"usageTerms": "仅供本报"}


def test_an_item_without_a_body_is_a_fault_and_keeps_what_it_has():
    item = row({"uri": "urn:a:2", "headline": HEAD, "type": "picture"})
    assert (item.id, item.fault.code, item.metadata["type"]) == ("urn:a:2", "empty_text", "picture")


@pytest.mark.parametrize("value", [{}, [], {"uri": 1, "headline": "x"}, {"uri": "x", "text": "今天"}, "uri"])
def test_what_is_no_item(value):
    assert not ninjs.is_item(value)
    with pytest.raises(ServiceError, match="no ninjs item"):
        ninjs.item(value)


@given(st.dictionaries(st.text(max_size=9), st.recursive(st.none() | st.text(max_size=5), st.lists, max_leaves=5)))
def test_any_object_with_a_body_is_read_and_nothing_is_lost(more):
    more = {name: value for name, value in more.items() if not name.lower().startswith(("body", "bodies"))}
    value = {**more, "uri": "u", "body_text": TEXT}
    found = ninjs.item(value)
    assert found.source.endswith(TEXT)
    assert {**found.metadata, "body_text": TEXT} == value


def test_the_kind_is_told_by_the_content():
    assert kind_of(json.dumps(OLD).encode()) == "ninjs"
    assert kind_of(b"\xef\xbb\xbf" + json.dumps(OLD).encode()) == "ninjs"
    assert kind_of('{"text": "今天"}'.encode()) == kind_of("{今天".encode()) == "text"


def test_files_of_an_archive(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(SECOND), encoding="utf-8-sig")
    (tmp_path / "b.ninjs").write_text(json.dumps(OLD | {"uri": "urn:b"}), encoding="utf-8")
    (tmp_path / "c.json").write_text(json.dumps({"text": "今天", "rank": 1}), encoding="utf-8")
    (tmp_path / "d.json").write_text("[1]", encoding="utf-8")
    (tmp_path / "e.jsonl").write_text(json.dumps(ROLES) + "\n", encoding="utf-8")
    found = [take(record, {}, DEFAULTS) for record in records(str(tmp_path))]
    assert [item.id for item in found] == ["urn:a:1", "urn:b", "c.json", "d.json", "urn:a:1"]
    assert [item.fault.code if item.fault else item.document.text for item in found] == [
        READ,
        f"{HEAD}\n\n{TEXT}",
        "今天",
        "invalid_record",
        READ,
    ]


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with TestClient(create_app(Settings(data_dir=tmp_path_factory.mktemp("data")), fake_pipeline)) as client:
        while client.get("/readyz").status_code != 200:
            pass
        yield client


def post(client, value, path="/v1/briefs"):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return client.post(path, content=data, headers={"Content-Type": NINJS})


def test_an_item_over_rest(client):
    answer = post(client, SECOND).json()
    assert answer["id"] == "urn:a:1"
    source = answer["source"]
    assert (source["kind"], source["text"]) == ("ninjs", READ)
    assert source["metadata"] == {"title": HEAD, "date": "2020-12-09", "author": None}
    assert answer["stories"][0]["title"]["zh"] == HEAD
    assert [section["heading"] and section["heading"]["zh"] for section in answer["sections"]] == [None, "票价"]
    assert post(client, SECOND, "/v1/sections?split=none").json()["source"]["kind"] == "ninjs"


@pytest.mark.parametrize(
    ("value", "status", "code"),
    [
        (b"{", 400, "malformed_json"),
        (b"\xff", 400, "invalid_encoding"),
        ({"text": "今天"}, 422, "invalid_request"),
        ({"uri": "u", "headline": HEAD}, 422, "empty_text"),
        ({"uri": "u" * 201, "body_text": TEXT}, 422, "invalid_request"),
        ({"uri": "u", "body_text": "nothing"}, 422, "no_chinese"),
    ],
)
def test_a_bad_item_is_refused(client, value, status, code):
    answer = post(client, value)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_the_command_line_reads_an_item(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("service.assembly.assemble", lambda *args, **kwargs: fake_pipeline())
    path = Path(tmp_path / "item.json")
    path.write_text(json.dumps(OLD), encoding="utf-8")
    assert cli.main(["brief", str(path), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["source"]["kind"] == "ninjs"
