import threading
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert

from models.generation import Generation, GenerationOptions, Prompt
from models.types import Check, Summary
from service.app import create_app, queued
from service.assembly import wrapped
from service.config import Settings
from service.metering import MeteredEngine, MeteredSummariser
from service.metrics import Metrics
from service.reach import StoreProbe
from service.standing import Standing
from service.store import Store
from service.tables import deliveries, documents, endpoints, jobs
from service.tracing import Untraced
from service.work import Workers
from tests.fakes import FakeSummariser, fake_pipeline
from tests.receiver import receiving
from tests.service.test_deliveries import Clock, courier, enqueued, registered
from tests.service.test_routes import ready

LABELS = [
    "route",
    "method",
    "status",
    "code",
    "severity",
    "repaired",
    "pool",
    "state",
    "model",
    "unit",
    "priority",
    "outcome",
]


def values(text, name):
    """Sample values of ``name`` by their labels' values in the order of LABELS."""
    return {
        tuple(sample.labels[label] for label in LABELS if label in sample.labels): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name
    }


def test_requests_are_counted_by_template_and_nothing_of_the_request_is_a_label():
    with TestClient(create_app(Settings(), fake_pipeline)) as client:
        ready(client)
        client.post("/v1/translations", json={"texts": ["大桥长5米", "大桥"]})
        client.post("/v1/translations", json={"texts": []})
        for path in ("/a", "/b", "/v1/briefs/x"):
            client.get(path)
        client.request("BREW", "/v1/briefs")
        answer = client.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    found = values(answer.text, "duizhao_requests_total")
    del found["/readyz", "GET", "200"]
    found.pop(("/readyz", "GET", "503"), None)
    assert found == {
        ("/v1/translations", "POST", "200"): 1,
        ("/v1/translations", "POST", "422"): 1,
        ("unrouted", "GET", "404"): 3,
        ("/v1/briefs", "other", "405"): 1,
    }
    assert values(answer.text, "duizhao_request_seconds_count")["/v1/translations", "POST"] == 2
    assert values(answer.text, "duizhao_checks_total") == {("number_missing", "error", "false"): 1}
    assert values(answer.text, "duizhao_work") == {
        ("models", "waiting"): 0,
        ("models", "working"): 0,
        ("reading", "waiting"): 0,
        ("reading", "working"): 0,
    }
    assert values(answer.text, "duizhao_store_up") == {(): 1}


def test_two_services_do_not_share_their_counters():
    for _ in range(2):
        with TestClient(create_app(Settings(), fake_pipeline)) as client:
            client.get("/a")
            assert values(client.get("/metrics").text, "duizhao_requests_total") == {("unrouted", "GET", "404"): 1}


def test_what_works_and_what_waits_is_told():
    summariser, metrics = FakeSummariser(), Metrics()
    with TestClient(create_app(Settings(concurrency=1), lambda: fake_pipeline(summariser), metrics)) as client:
        ready(client)
        body = {"texts": ["请停一停。"]}
        threads = [threading.Thread(target=lambda: client.post("/v1/summaries", json=body)) for _ in range(2)]
        for thread in threads:
            thread.start()
        assert summariser.started.wait(10)
        found = {}
        while found.get(("models", "waiting")) != 1:
            found = values(client.get("/metrics").text, "duizhao_work")
        assert found["models", "working"] == 1
        summariser.release.set()
        for thread in threads:
            thread.join(20)
        assert values(client.get("/metrics").text, "duizhao_work")["models", "waiting"] == 0


def test_what_the_store_holds_is_counted_by_state(store, monkeypatch):
    row = {"owner": "local", "options": "{}", "total": 1, "created": 1.0}
    document = {"job": "a", "attempts": 0, "characters": 1, "body": "文"}
    delivery = {"endpoint": "e", "event": "x", "payload": "{}", "attempts": 0, "created": 1.0}
    with store.write() as connection:
        connection.execute(insert(jobs), [row | {"id": "a", "status": "queued"}, row | {"id": "b", "status": "failed"}])
        connection.execute(insert(documents), [document | {"index": i, "state": "running"} for i in range(4)])
        end = {"id": "e", "owner": "local", "url": "u", "secrets": "[]", "enabled": True, "created": 1.0}
        connection.execute(insert(endpoints), end)
        connection.execute(insert(deliveries), delivery | {"id": "d", "state": "pending"})
    monkeypatch.setattr("service.standing.MOST", 3)
    metrics = Metrics()
    metrics.collect(Standing(store))
    text = metrics.text().decode()
    assert values(text, "duizhao_jobs") == {
        ("queued",): 1, ("running",): 0, ("succeeded",): 0, ("failed",): 1, ("cancelled",): 0,
    }  # fmt: skip
    assert values(text, "duizhao_documents")["running",] == 3
    assert values(text, "duizhao_webhook_deliveries") == {("pending",): 1, ("delivered",): 0, ("failed",): 0}


def test_a_store_out_of_reach_leaves_the_other_metrics(tmp_path):
    metrics = Metrics()
    metrics.collect(Standing(Store.open(f"sqlite:///{tmp_path / 'missing' / 'x.sqlite3'}", upgrade=False)))
    metrics.requested("/a", "GET", 200, 0.1)
    text = metrics.text().decode()
    assert values(text, "duizhao_store_up") == {(): 0}
    assert values(text, "duizhao_jobs") == {}
    assert values(text, "duizhao_requests_total") == {("/a", "GET", "200"): 1}


class Engine:
    window, capabilities = 7, "can"

    def count(self, text):
        return len(text)

    def generate(self, prompts, options):
        return [[Generation(p.text, 3, 0.0, "stop"), Generation(p.text, 2, 0.0, "stop")] for p in prompts]


def test_an_engine_is_counted_and_answers_as_before():
    metrics, inner = Metrics(), Engine()
    engine = MeteredEngine(inner, "m", metrics, Untraced())
    options = GenerationOptions(beam_size=2, hypotheses=2)
    prompts = [Prompt("一"), Prompt("二")]
    assert engine.generate(prompts, options) == inner.generate(prompts, options)
    assert (engine.window, engine.capabilities, engine.count("ab")) == (7, "can", 2)
    text = metrics.text().decode()
    assert values(text, "duizhao_model_tokens_total") == {("m",): 10}
    assert values(text, "duizhao_model_batch_prompts_sum") == {("m",): 2}
    assert values(text, "duizhao_model_batch_seconds_count") == {("m",): 1}


def test_checks_of_summaries_are_counted():
    class One:
        def summarise(self, passages, options):
            return [Summary("", "abstractive", checks=(Check("repetition", "error", "x", repaired=True),))]

    metrics = Metrics()
    MeteredSummariser(One(), metrics, Untraced()).summarise([], None)
    assert values(metrics.text().decode(), "duizhao_checks_total") == {("repetition", "error", "true"): 1}


def test_tasks_that_share_an_engine_share_the_wrapped_one():
    from models.generation import TaskModel
    from models.registry import LoadedModels
    from models.types import ModelRecord

    one, two = Engine(), Engine()
    record = ModelRecord("summariser", "m", "1")
    loaded = LoadedModels(
        TaskModel(one, Prompt, record), TaskModel(one, Prompt, record), TaskModel(two, Prompt, record)
    )
    found = wrapped(loaded, lambda engine, model: [engine, model])
    assert found.summariser.engine is found.headliner.engine
    assert (found.summariser.engine, found.translator.engine) == ([one, "m"], [two, "m"])


@pytest.mark.anyio
async def test_a_store_that_hangs_is_out_of_reach_and_takes_one_thread():
    release, asked = threading.Event(), []

    def fault():
        asked.append(1)
        release.wait(20)

    probe = StoreProbe(fault, patience=0.05)
    assert [await probe() for _ in range(3)] == ["the store has not answered for 0.05 s"] * 3
    release.set()
    while await probe() is not None:
        pass
    assert asked == [1]


@pytest.fixture
def anyio_backend():
    return "asyncio"


def test_a_queue_tells_what_waits_how_long_and_how_full_its_batches_are():
    metrics = Metrics()
    queue = queued(Settings(), Engine(), "m", metrics, Untraced())
    options = GenerationOptions(beam_size=2, hypotheses=2, max_tokens=20)
    queue.generate([Prompt("一" * 100), Prompt("二" * 80)], options)
    queue.generate([Prompt("三")], replace(options, priority="bulk"))
    queue.close()
    text = metrics.text().decode()
    assert values(text, "duizhao_model_queue") == {("m", "prompts"): 0, ("m", "tokens"): 0}
    assert values(text, "duizhao_model_batch_fill_sum") == {("m",): (2 * 2 * 120 + 2 * 2) / 4096}
    assert values(text, "duizhao_model_wait_seconds_count") == {("m", "interactive"): 1, ("m", "bulk"): 1}
    assert values(text, "duizhao_model_tokens_total") == {("m",): 15}
    metrics.queued("n", lambda: (3, 70))
    found = values(metrics.text().decode(), "duizhao_model_queue")
    assert (found["n", "prompts"], found["n", "tokens"]) == (3, 70)


@pytest.mark.anyio
async def test_a_pool_tells_how_long_its_jobs_waited_whatever_becomes_of_them():
    waits = []
    workers = Workers(1, 1, waited=waits.append)
    done = await workers.run(lambda stop: "made")
    with pytest.raises(ZeroDivisionError):
        await workers.run(lambda stop: 1 / 0)
    await workers.close()
    assert waits[0] == done.queued
    assert (len(waits), min(waits) >= 0) == (2, True)


def test_each_attempt_to_send_a_webhook_is_counted(store):
    metrics, clock = Metrics(), Clock()
    timed = Store(store.engine, clock)
    with receiving(500, 204) as receiver:
        enqueued(timed, registered(timed, receiver.url)[0])
        for _ in range(2):
            assert courier(timed, attempted=metrics.attempted).step()
            clock.now += 10
    enqueued(timed, registered(timed, receiver.url)[0])
    assert courier(timed, attempted=metrics.attempted).step()  # nobody listens any more
    found = values(metrics.text().decode(), "duizhao_webhook_attempts_total")
    assert found == {("refused",): 1, ("delivered",): 1, ("unanswered",): 1}
