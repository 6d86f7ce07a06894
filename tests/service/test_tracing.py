"""Spans as an exporter gets them, of a service with the stand-in engine behind the real queue."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from benchmarks.standin import StandIn, sentence, standing
from service.app import create_app, queued
from service.assembly import pipeline_over
from service.config import Settings
from service.metrics import Metrics
from service.tracing import Traced, TracesUnavailable, Untraced, tracing_of
from tests.fakes import fake_pipeline
from tests.service.test_logs import MARK, Leaking
from tests.service.test_routes import ready

ROOT = Path(__file__).parents[2]
TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@pytest.fixture
def spans():
    return InMemorySpanExporter()


def asked(spans, pipeline=None, **settings):
    """A client of a service whose spans go to ``spans``."""
    tracing, metrics, given = Traced(spans, direct=True), Metrics(), Settings(**settings)

    def factory():
        wrap = partial(queued, given, metrics=metrics, tracing=tracing)
        return pipeline() if pipeline else pipeline_over(standing(StandIn()), wrap)

    return TestClient(create_app(given, factory, metrics, tracing=tracing), raise_server_exceptions=False)


def tree(spans, route):
    """Names of the finished spans below each request of ``route``, as nested dictionaries."""
    found = spans.get_finished_spans()

    def below(parent):
        children = [span for span in found if span.parent and span.parent.span_id == parent.context.span_id]
        return [(span.name, below(span)) for span in sorted(children, key=lambda span: span.start_time)]

    return [below(span) for span in found if span.name == route]


def test_a_request_is_a_span_with_its_reading_splitting_and_batches_below(spans):
    with asked(spans) as client:
        ready(client)
        headers = {"traceparent": f"00-{TRACE}-{PARENT}-01"}
        text = "".join(map(sentence, range(5)))
        assert client.post("/v1/briefs", json={"text": text}, headers=headers).status_code == 200
    batches = [("batch", [])]
    steps = [("read", []), ("split", []), ("summarise", batches), ("translate", batches)]
    (found,) = tree(spans, "POST /v1/briefs")
    assert [(name, below[:1]) for name, below in found] == steps
    request = next(span for span in spans.get_finished_spans() if span.name == "POST /v1/briefs")
    assert (f"{request.context.trace_id:032x}", f"{request.parent.span_id:016x}") == (TRACE, PARENT)
    assert (request.attributes["http.route"], request.attributes["http.response.status_code"]) == ("/v1/briefs", 200)
    batch = next(span for span in spans.get_finished_spans() if span.name == "batch")
    assert dict(batch.attributes) == {"duizhao.model": "stand-in", "duizhao.prompts": 1, "duizhao.beams": 2}
    assert batch.resource.attributes["service.name"] == "duizhao"


def test_a_document_of_a_job_is_a_trace_of_its_own(spans):
    with asked(spans) as client:
        ready(client)
        job = client.post("/v1/jobs", json={"documents": [{"text": "大桥今天建成通车。"}]}).json()["id"]
        while client.get(f"/v1/jobs/{job}").json()["status"] != "succeeded":
            pass
    (found,) = tree(spans, "job document")
    assert [name for name, _ in found] == ["read", "split", "summarise", "translate"]
    document = next(span for span in spans.get_finished_spans() if span.name == "job document")
    assert (document.parent, dict(document.attributes)) == (None, {"duizhao.job": job, "duizhao.index": 0})


def test_no_span_has_a_word_of_a_text_a_query_or_an_error(spans):
    with asked(spans, lambda: fake_pipeline(Leaking()), max_bytes=3000) as client:
        ready(client)
        bodies = [
            {"text": f"大桥{MARK}今天建成通车。"},
            {"text": f"崩溃{MARK}的一段话。"},
            {"text": f"大桥{MARK}", "options": {MARK: MARK}},
            {"html": f"<p>大桥{MARK}今天建成"},
            {"text": MARK * 1000},
        ]
        statuses = [client.post("/v1/briefs", json=body).status_code for body in bodies]
        plain = client.post(
            f"/v1/briefs?keep={MARK}", content=f"大桥{MARK}".encode(), headers={"Content-Type": "text/plain"}
        )
    assert (statuses, plain.status_code) == ([200, 500, 422, 200, 413], 200)
    found = spans.get_finished_spans()
    assert [span.name for span in found].count("POST /v1/briefs") == 6
    told = "".join(span.to_json() for span in found)
    assert MARK not in told.encode().decode("unicode_escape")
    assert not [span.events for span in found if span.events]
    failed = next(span for span in found if span.name == "summarise" and not span.status.is_ok)
    assert failed.attributes["error.type"] == "RuntimeError"


def test_without_the_setting_neither_sdk_nor_exporter_is_imported(tmp_path):
    program = (
        "import sys\n"
        "from fastapi.testclient import TestClient\n"
        "from service.app import create_app\n"
        "from service.config import Settings\n"
        "from tests.fakes import fake_pipeline\n"
        "with TestClient(create_app(Settings(), fake_pipeline)) as client:\n"
        "    assert client.get('/healthz').status_code == 200\n"
        "print([name for name in sys.modules if name.startswith(('opentelemetry.sdk', 'opentelemetry.exporter'))])\n"
    )
    env = os.environ | {"DUIZHAO_DATA_DIR": str(tmp_path), "FASTAPI_OTEL_AUTO_CONFIGURE": "true"}
    env |= {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}
    made = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert (made.stdout, made.returncode) == ("[]\n", 0), made.stderr


def test_the_setting_makes_an_exporter_and_says_what_is_missing(monkeypatch):
    assert isinstance(tracing_of(None), Untraced)
    traced = tracing_of("http://127.0.0.1:9/v1/traces")
    assert isinstance(traced, Traced)
    traced.close()
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(
        TracesUnavailable, match=r"DUIZHAO_TRACES needs more packages: pip install 'duizhao\[telemetry\]'"
    ):
        tracing_of("http://127.0.0.1:9/v1/traces")
