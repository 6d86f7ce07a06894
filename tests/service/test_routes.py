"""Every operation and every refusal, over a pipeline of fakes."""

import gzip
import json
import threading
import time

import httpx
import pytest
import uvicorn
from fastapi.testclient import TestClient
from openapi_spec_validator import validate

from models.errors import QueueFull
from service.app import create_app
from service.config import Settings
from service.document import DOCX, NINJS, PDF
from service.errors import PROBLEMS
from service.examples import EXCERPT, REQUESTS
from tests.fakes import FakeSummariser, fake_pipeline
from tests.files import Pdf, word

TEXT = "大桥今天建成通车。\n\n市民纷纷前来观看，车程缩短一半。\n"
PAGE = {"text": TEXT}
JSON = {"Content-Type": "application/json"}


def ready(client):
    for _ in range(500):
        if client.get("/readyz").status_code == 200:
            return client
        time.sleep(0.01)
    raise AssertionError("not ready in time")


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    app = create_app(
        Settings(data_dir=tmp_path_factory.mktemp("data"), max_bytes=2000, max_file_bytes=60000, max_texts=3),
        fake_pipeline,
    )
    with TestClient(app, raise_server_exceptions=False) as client:
        yield ready(client)


def problem(code, detail, **more):
    status, title = PROBLEMS[code]
    body = {"type": f"urn:duizhao:problem:{code}", "title": title, "status": status, "code": code, "detail": detail}
    return body | more


def assert_refused(response, code, detail, **more):
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json() == problem(code, detail, **more)
    assert response.status_code == PROBLEMS[code][0]


def test_a_brief_has_the_fields_of_the_contract(client):
    answer = client.post("/v1/briefs", json=PAGE).json()
    assert list(answer) == ["id", "source", "masthead", "stories", "sections", "warnings", "models", "usage"]
    assert answer["source"]["characters"] == len(TEXT)
    assert answer["usage"]["characters"] == len(TEXT)
    (section,) = answer["sections"]
    assert set(section) == {
        "index", "story", "level", "heading", "spans", "summary", "evidence", "checks", "score", "error",
    }  # fmt: skip
    assert section["summary"] == {
        "zh": "大桥今天建成通车。市",
        "en": "en:大桥今天建成通车。市",
        "method": "abstractive",
    }
    assert section["evidence"] == [{"sentence": 0, "spans": [[0, 3]], "score": 0.75}]
    assert (section["score"], section["error"]) == (0.72, None)
    assert answer["models"][0] == {"role": "summariser", "name": "fake-s", "revision": "1"}


def test_plain_text_with_query_options_is_the_same_brief(client):
    sent = client.post("/v1/briefs", json=PAGE | {"options": {"length": "short", "include": ["blocks", "paragraphs"]}})
    query = "/v1/briefs?length=short&include=blocks&include=paragraphs"
    for charset in ("utf-8", "gb18030"):
        headers = {"Content-Type": f"text/plain; charset={charset}"}
        plain = client.post(query, content=TEXT.encode(charset), headers=headers).json()
        assert plain.pop("source")["encoding"] == charset
        assert plain == {k: v for k, v in sent.json().items() if k != "source"}


def test_undeclared_bytes_are_detected(client):
    answer = client.post("/v1/sections", content=TEXT.encode("gb18030"), headers={"Content-Type": "text/plain"}).json()
    assert (answer["source"]["encoding"], answer["source"]["characters"]) == ("gb18030", len(TEXT))


def test_blocks_of_sections_partition_the_text(client):
    answer = client.post("/v1/sections", json=PAGE).json()
    assert "".join(TEXT[block["start"] : block["end"]] for block in answer["blocks"]) == TEXT
    assert [p["text"] for p in answer["sections"][0]["paragraphs"]] == [
        "大桥今天建成通车。",
        "市民纷纷前来观看，车程缩短一半。",
    ]
    assert "reason" not in answer["blocks"][0]
    told = client.post("/v1/sections", json=PAGE | {"options": {"include": ["explain", "source"]}}).json()
    assert isinstance(told["blocks"][0]["confidence"], float)
    assert told["blocks"][-1]["signals"][0]["decision"] == "flow"
    assert [set(block["signals"][-1]) for block in told["blocks"][1:]] == [{"decision", "name", "weight"}]
    assert "signals" not in answer["blocks"][0]
    assert told["source"]["text"] == TEXT


def test_a_given_id_comes_back_and_another_is_made_of_the_request(client):
    assert client.post("/v1/sections", json=PAGE | {"id": "mine"}).json()["id"] == "mine"
    ids = [client.post("/v1/sections", json=PAGE | {"options": {"length": n}}).json()["id"] for n in ("short", "long")]
    assert len({*ids}) == 2
    assert [len(made) for made in ids] == [32, 32]


def test_one_bad_section_leaves_the_others(client):
    text = (
        "一、第一部分的标题\n\n这一段写得很好，大家都看得明白。\n\n二、第二部分的标题\n\n这一段是坏的，模型答不出来。\n"
    )
    answer = client.post("/v1/briefs", json={"text": text}).json()
    assert [section["error"] and section["error"]["code"] for section in answer["sections"]] == [None, "empty_output"]
    assert answer["sections"][1]["summary"] == {"zh": "", "en": None, "method": "abstractive"}
    assert answer["sections"][0]["summary"]["zh"] != ""


def test_summaries_and_translations_answer_each_text_in_order(client):
    texts = ["甲今天来了。", "坏了的一段。", "3乙今天走了。"]
    summaries = client.post("/v1/summaries", json={"texts": texts}).json()["summaries"]
    assert [item["zh"] for item in summaries] == ["甲今天来了。", "", "3乙今天走了。"]
    assert summaries[1]["error"] == {"code": "empty_output", "message": "the model answered nothing"}
    translations = client.post("/v1/translations", json={"texts": texts}).json()["translations"]
    assert [item["en"] for item in translations] == [f"en:{text}" for text in texts]
    assert translations[2]["checks"] == [
        {
            "code": "number_missing",
            "severity": "error",
            "message": "x",
            "spans": {"source": [], "zh": [[0, 1]], "en": []},
            "repaired": False,
        }
    ]


def test_models_and_health(client):
    assert client.get("/v1/models").json()["models"][1] == {"role": "translator", "name": "fake-t", "revision": "2"}
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready"}


def test_request_ids_go_in_and_out(client):
    assert client.get("/healthz", headers={"X-Request-ID": "a-1"}).headers["x-request-id"] == "a-1"
    made = client.get("/healthz", headers={"X-Request-ID": "no good"}).headers["x-request-id"]
    assert (len(made), made != "no good") == (32, True)


def test_durations_are_in_a_header_only(client):
    first, second = (client.post("/v1/briefs", json=PAGE) for _ in range(2))
    assert first.content == second.content
    assert first.headers["server-timing"].startswith("queue;dur=")


HTML = "<h1>大桥通车</h1><p>大桥今天建成通车，市民很高兴。</p>"
READ = "大桥通车\n\n大桥今天建成通车，市民很高兴。\n"


def sent_as(client, media, data, query=""):
    return client.post(f"/v1/sections{query}", content=data, headers={"Content-Type": media})


@pytest.mark.parametrize(
    ("media", "data", "kind", "encoding", "text"),
    [
        ("text/html", HTML.encode(), "html", "utf-8", READ),
        ("text/html; charset=gbk", HTML.encode("gbk"), "html", "gb18030", READ),
        ("text/html", f"<meta charset=gb2312>{HTML}".encode("gbk"), "html", "gb18030", READ),
        (PDF, Pdf().line("大桥今天通车。", 60, 700).data(), "pdf", None, "大桥今天通车。\n"),
        (DOCX, word("大桥今天通车。"), "docx", None, "大桥今天通车。\n"),
    ],
)
def test_every_kind_is_answered_with_the_text_that_spans_count_in(client, media, data, kind, encoding, text):
    answer = sent_as(client, media, data, "?length=short").json()
    assert list(answer["source"]) == ["kind", "encoding", "sha256", "characters", "text", "metadata"]
    found = {name: answer["source"][name] for name in ("kind", "encoding", "characters", "text")}
    assert found == {"kind": kind, "encoding": encoding, "characters": len(text), "text": text}
    assert "".join(text[block["start"] : block["end"]] for block in answer["blocks"]) == text
    assert client.post("/v1/briefs", content=data, headers={"Content-Type": media}).json()["source"] == answer["source"]


def test_html_in_json(client):
    answer = client.post("/v1/sections", json={"html": HTML, "id": "mine"}).json()
    assert (answer["id"], answer["source"]["kind"], answer["source"]["text"]) == ("mine", "html", READ)
    assert answer["source"]["metadata"] == {"title": "大桥通车", "date": None, "author": None}


@pytest.mark.parametrize(("body", "given"), [({}, 0), ({"text": "大桥", "html": "<p>大桥"}, 2), ({"html": None}, 0)])
def test_text_or_html_exactly_one(client, body, given):
    reason = f"{given} of text and html were sent: send exactly one of them"
    response = client.post("/v1/briefs", json=body)
    assert_refused(response, "invalid_request", f"/: {reason}", errors=[{"pointer": "", "reason": reason}])


def test_cautions_of_reading_are_warnings(client):
    garbled = TEXT.encode().decode("latin-1")
    answer = sent_as(client, "text/plain", garbled.encode()).json()
    assert [warning["code"] for warning in answer["warnings"]][:1] == ["mojibake_mended"]
    assert answer["source"]["text"] == TEXT
    answer = client.post("/v1/sections", json={"text": "大桥。\n" + garbled}).json()
    assert answer["warnings"][0]["code"] == "mojibake"
    assert "text" not in answer["source"]


def test_files_that_cannot_be_read(client):
    locked = Pdf(password="secret").line("大桥", 60, 700).data()
    detail = "it opens with a password only: save it without one"
    assert_refused(sent_as(client, PDF, locked), "encrypted_document", detail)
    detail = "it is no DOCX or is cut off: save it anew with the program that made it"
    assert_refused(sent_as(client, DOCX, b"x"), "broken_document", detail)
    detail = "none of its 1 pages has a text layer: run OCR over it and send the result"
    assert_refused(sent_as(client, PDF, Pdf().image().data()), "no_text_layer", detail)
    detail = "its elements are nested 402 deep, the limit is 256: send a simpler or smaller file, or flatten it"
    assert_refused(client.post("/v1/briefs", json={"html": "<b>" * 400 + "大桥"}), "document_too_complex", detail)
    detail = "the text has 0 characters and all are blank: send Chinese text"
    assert_refused(client.post("/v1/briefs", json={"html": ""}), "empty_text", detail)


def test_a_file_has_its_own_limit_and_its_text_that_of_texts(client):
    detail = "at least 60001 bytes were sent, the limit is 60000: send less at once or raise DUIZHAO_MAX_FILE_BYTES"
    assert_refused(sent_as(client, PDF, b"x" * 60001), "too_large", detail, size=60001, limit=60000)
    detail = "2101 bytes were sent, the limit is 2000: send less at once or raise DUIZHAO_MAX_BYTES"
    response = sent_as(client, "text/html", ("<p>" + "大" * 700).encode())
    assert_refused(response, "too_large", detail, size=2101, limit=2000)


def test_reading_a_file_ends_with_the_time_given(client):
    response = sent_as(client, "text/html", HTML.encode(), "?timeout_ms=1")
    assert_refused(response, "deadline_exceeded", "the time given in timeout_ms is used up")


def test_empty_text(client):
    detail = "the text has 2 characters and all are blank: send Chinese text"
    assert_refused(client.post("/v1/briefs", json={"text": " \n"}), "empty_text", detail)
    assert_refused(client.post("/v1/translations", json={"texts": [" \n"]}), "empty_text", detail)


def test_text_without_chinese(client):
    detail = "none of the 5 characters is Chinese: send Chinese text"
    assert_refused(client.post("/v1/sections", json={"text": "hello"}), "no_chinese", detail)


def test_declared_utf8_that_is_not(client):
    detail = "byte 3 is not UTF-8: send valid UTF-8 or declare the charset it is in"
    for headers in (JSON, {"Content-Type": "text/plain; charset=utf-8"}):
        response = client.post("/v1/briefs", content="大".encode() + b"\xff\xfe", headers=headers)
        assert_refused(response, "invalid_encoding", detail, offset=3)


def test_a_lone_surrogate(client):
    detail = "a string has a lone surrogate, which is no character: send valid Unicode"
    assert_refused(client.post("/v1/briefs", content='{"text": "大\\ud800"}', headers=JSON), "invalid_encoding", detail)


def test_an_unknown_option_is_named(client):
    errors = [{"pointer": "/options/lenght", "reason": "Extra inputs are not permitted"}]
    detail = "there is no /options/lenght: leave it out or see /docs for what there is"
    response = client.post("/v1/briefs", json=PAGE | {"options": {"lenght": "short"}})
    assert_refused(response, "unknown_option", detail, errors=errors)
    response = client.post("/v1/briefs?colour=red", content=TEXT, headers={"Content-Type": "text/plain"})
    errors = [{"pointer": "/colour", "reason": "Extra inputs are not permitted"}]
    assert_refused(response, "unknown_option", detail.replace("/options/lenght", "/colour"), errors=errors)


def test_an_invalid_value_is_named(client):
    reason = "Input should be 'short', 'medium' or 'long'"
    response = client.post("/v1/briefs", json=PAGE | {"options": {"length": "tiny"}})
    errors = [{"pointer": "/options/length", "reason": reason}]
    assert_refused(response, "invalid_request", f"/options/length: {reason}", errors=errors)


@pytest.mark.parametrize("path", ["/v1/briefs", "/v1/summaries"])
def test_a_body_that_is_too_large(client, path):
    detail = "at least 12001 bytes were sent, the limit is 12000: send less at once or raise DUIZHAO_MAX_BYTES"
    response = client.post(path, content=b'"' + b"a" * 12000, headers=JSON)
    assert_refused(response, "too_large", detail, size=12001, limit=12000)


def test_text_over_the_limit(client):
    detail = "2001 bytes were sent, the limit is 2000: send less at once or raise DUIZHAO_MAX_BYTES"
    assert_refused(client.post("/v1/briefs", json={"text": "大" * 667}), "too_large", detail, size=2001, limit=2000)
    response = client.post("/v1/summaries", json={"texts": ["大" * 333, "大" * 334]})
    assert_refused(response, "too_large", detail, size=2001, limit=2000)


def test_too_many_texts(client):
    detail = "4 texts were sent, the limit is 3: send fewer at once"
    assert_refused(client.post("/v1/summaries", json={"texts": ["大"] * 4}), "too_many_texts", detail, size=4, limit=3)


def test_a_wrong_content_type(client):
    accepted = ["application/json", "text/plain", "text/html", PDF, DOCX, NINJS]
    response = client.post("/v1/briefs", content="x", headers={"Content-Type": "application/xml"})
    detail = f"application/xml was sent: send one of {', '.join(accepted)}"
    assert_refused(response, "unsupported_media_type", detail, accepted=accepted)
    response = client.post("/v1/summaries", content=b"{}", headers={"Content-Type": ""})
    detail = "no Content-Type was sent: send one of application/json"
    assert_refused(response, "unsupported_media_type", detail, accepted=accepted[:1])


def test_malformed_json(client):
    response = client.post("/v1/briefs", content='{"text": ', headers=JSON)
    detail = "line 1, column 10: Expecting value: send valid JSON"
    assert_refused(response, "malformed_json", detail, line=1, column=10)
    response = client.post("/v1/briefs", content='{"text": NaN}', headers=JSON)
    assert_refused(response, "malformed_json", "NaN is not JSON: send a number or null")
    response = client.post("/v1/briefs", content="[" * 100_000, headers=JSON)
    assert response.json()["code"] in {"malformed_json", "too_large"}


def test_unknown_paths_and_methods(client):
    assert_refused(client.get("/v2"), "not_found", "GET /v2 is not an operation: see /docs")
    response = client.get("/v1/briefs")
    assert_refused(response, "method_not_allowed", "GET /v1/briefs is not an operation: see /docs")
    assert response.headers["allow"] == "POST"


def test_a_failure_tells_nothing_but_the_request_id(client):
    response = client.post("/v1/briefs", json={"text": "崩溃的一段话。"}, headers={"X-Request-ID": "r-7"})
    detail = "the service failed; its log has the reason under the request's id"
    assert_refused(response, "internal_error", detail, request_id="r-7")
    assert response.headers["x-request-id"] == "r-7"


def test_a_refused_method_is_told_all_methods_of_the_path(client):
    response = client.request("PATCH", "/v1/glossaries/a")
    assert (response.status_code, response.headers["allow"]) == (405, "DELETE, GET, PUT")


def references(node):
    """Every ``$ref`` within a JSON document."""
    if isinstance(node, dict):
        yield from [node["$ref"]] if isinstance(node.get("$ref"), str) else []
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from references(part)


def test_every_reference_of_the_openapi_document_leads_somewhere(client):
    document = client.get("/openapi.json").json()
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(references(document)) - known == set()


def test_openapi_is_valid_and_its_examples_are_answered(client):
    document = client.get("/openapi.json").json()
    validate(document)
    assert document["openapi"].startswith("3.1")
    operations = [(path, o) for path, item in document["paths"].items() for o in item.values()]
    for path, operation in operations:
        if operation.get("operationId") in REQUESTS:
            content = operation["requestBody"]["content"]
            assert client.post(path, json=content["application/json"]["example"]).status_code in {200, 202}
            for media in {"text/plain", "text/html", NINJS} & set(content):
                example = content[media]["example"]
                sent = (json.dumps(example) if media == NINJS else example).encode()
                assert client.post(path, content=sent, headers={"Content-Type": media}).status_code == 200
            bare = {*content} - {"application/json"}
            known = {"/v1/jobs": {"application/x-ndjson", "multipart/form-data"}}
            known |= {path: {"text/plain", "text/html", PDF, DOCX, NINJS} for path in ("/v1/briefs", "/v1/sections")}
            assert bare == known.get(path, set())
    assert {o["operation_id"] if "operation_id" in o else o["operationId"] for _, o in operations} >= set(REQUESTS)
    assert client.get("/docs").status_code == 200


def test_until_the_models_are_loaded_it_is_up_but_not_ready():
    wait = threading.Event()

    def slow():
        wait.wait(20)
        return fake_pipeline()

    with TestClient(create_app(Settings(), slow)) as client:
        response = client.get("/readyz")
        assert_refused(response, "not_ready", "the models are being loaded", reasons=["the models are being loaded"])
        assert response.headers["retry-after"] == "5"
        assert client.get("/healthz").status_code == 200
        wait.set()
        ready(client)


def test_models_that_cannot_be_loaded_are_the_reason(caplog):
    def broken():
        raise ValueError("no weights")

    with TestClient(create_app(Settings(), broken)) as client:
        for _ in range(200):
            reasons = client.get("/readyz").json()["reasons"]
            if reasons != ["the models are being loaded"]:
                break
            time.sleep(0.01)
        assert reasons == ["the models could not be loaded: no weights"]


class Server:
    """The service on a real socket."""

    def __init__(self, factory, **settings):
        app = create_app(Settings(**settings), factory)
        self._server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))
        self._thread = threading.Thread(target=self._server.run)

    def __enter__(self):
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)
        self._client = ready(client)
        return client

    def __exit__(self, *error):
        self._client.close()
        self._server.should_exit = True
        self._thread.join(20)


def test_model_work_leaves_the_event_loop_free_and_dropped_work_is_not_done():
    summariser = FakeSummariser()
    with Server(lambda: fake_pipeline(summariser), queue=2, concurrency=1) as client:
        base = client.base_url
        slow = threading.Thread(target=lambda: httpx.post(f"{base}/v1/briefs", json={"text": "请停一停。"}, timeout=30))
        slow.start()
        assert summariser.started.wait(10)
        assert client.get("/healthz").status_code == 200
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{base}/v1/briefs", json={"text": "没人要的一页。"}, timeout=0.5)
        response = client.post("/v1/briefs", json={"text": "等不及的一页。", "options": {"timeout_ms": 50}})
        assert_refused(response, "deadline_exceeded", "the time given in timeout_ms is used up")
        summariser.release.set()
        slow.join(20)
        assert client.post("/v1/briefs", json={"text": "最后的一页。"}).status_code == 200
    assert [text for asked in summariser.asked for text in asked] == ["请停一停。", "最后的一页。"]


def test_a_full_queue_refuses_at_once():
    summariser = FakeSummariser()
    with Server(lambda: fake_pipeline(summariser), queue=0, concurrency=1) as client:
        url = f"{client.base_url}/v1/briefs"
        slow = threading.Thread(target=lambda: httpx.post(url, json={"text": "请停一停。"}, timeout=30))
        slow.start()
        assert summariser.started.wait(10)
        response = client.post("/v1/briefs", json=PAGE)
        detail = "the service takes 1 at once and 0 waiting, and there are as many: try again later"
        assert_refused(response, "overloaded", detail)
        assert response.headers["retry-after"] == "5"
        summariser.release.set()
        slow.join(20)


def test_a_full_queue_of_the_model_is_503_with_a_time():
    class Full(FakeSummariser):
        def summarise(self, passages, options):
            raise QueueFull("8 prompts wait and 3 more came, the limit is 10: try again later")

    with TestClient(create_app(Settings(), lambda: fake_pipeline(Full()))) as client:
        response = ready(client).post("/v1/briefs", json=PAGE)
    detail = "8 prompts wait and 3 more came, the limit is 10: try again later"
    assert_refused(response, "overloaded", detail)
    assert response.headers["retry-after"] == "5"


def test_running_work_is_told_when_its_client_leaves():
    summariser = FakeSummariser()
    with Server(lambda: fake_pipeline(summariser), concurrency=1) as client:
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{client.base_url}/v1/briefs", json={"text": "请停一停。"}, timeout=0.5)
        time.sleep(0.2)
        summariser.release.set()
        assert client.post("/v1/briefs", json=PAGE).status_code == 200
    assert summariser.stopped is True


def test_answers_under_load_are_those_given_alone():
    texts = [f"第{i}座大桥今天建成通车，市民纷纷前来观看。" for i in range(32)]
    with Server(fake_pipeline, queue=64) as client:
        alone = [client.post("/v1/briefs", json={"text": text}).content for text in texts]
        found = {}

        def work(start):
            with httpx.Client(base_url=client.base_url, timeout=30) as mine:
                for i in range(start, 32, 8):
                    found[i] = mine.post("/v1/briefs", json={"text": texts[i]}).content

        threads = [threading.Thread(target=work, args=(start,)) for start in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [found[i] for i in range(32)] == alone
    assert json.loads(alone[0])["usage"]["characters"] == len(texts[0])
    assert EXCERPT.endswith("\n")


@pytest.mark.parametrize("path", ["/v1/briefs", "/v1/sections", "/v1/translations", "/v1/jobs", "/v1/webhooks"])
def test_compressed_bodies_are_not_unpacked(client, path):
    bomb = gzip.compress(b" " * (1 << 20))
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    refused = client.post(path, content=bomb, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (415, "unsupported_media_type")
    assert refused.headers["accept-encoding"] == "identity"
