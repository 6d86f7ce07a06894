"""What waits for the model when its client leaves or its time is up, seen over HTTP with the real queue."""

import json
import threading
import time
from http.client import HTTPConnection

import httpx
import pytest

from benchmarks.standin import StandIn, sentence, standing
from models.queue import Bounds, EngineQueue
from service.assembly import pipeline_over
from tests.service.test_metrics import values
from tests.service.test_routes import JSON, Server

FIRST, GONE, LATE, LAST = map(sentence, range(4))


class Held(StandIn):
    """The stand-in; its first batch is held until ``release``. ``asked`` are the sentences that reached it."""

    def __init__(self):
        super().__init__()
        self.asked, self.started, self.release = [], threading.Event(), threading.Event()

    def generate(self, prompts, options):
        self.asked += [prompt.text for prompt in prompts]
        if not self.started.is_set():
            self.started.set()
            assert self.release.wait(30)
        return super().generate(prompts, options)


@pytest.fixture
def busy(tmp_path):
    """A client of a service whose model is at work on ``FIRST``, the engine, and its queue."""
    engine = Held()
    queue = EngineQueue(engine)
    with Server(lambda: pipeline_over(standing(engine), lambda *_: queue), data_dir=tmp_path) as client:
        answers = []
        first = threading.Thread(target=lambda: answers.append(translated(client, FIRST)))
        first.start()
        assert engine.started.wait(30)
        yield client, engine, queue
        engine.release.set()
        first.join()
    assert answers[0].status_code == 200


def translated(client, text, **options):
    body = {"texts": [text], "options": options}
    return httpx.post(f"{client.base_url}/v1/translations", json=body, timeout=30)


def answered(client, status):
    """How many translations were answered with ``status``, as the metrics tell."""
    found = values(client.get("/metrics").text, "duizhao_requests_total")
    return found.get(("/v1/translations", "POST", str(status)), 0)


def finished(client, engine):
    """The sentences that reached the engine once it goes on, and one more is asked."""
    engine.release.set()
    assert translated(client, LAST).status_code == 200
    return set(engine.asked)


def test_the_sentence_of_a_client_who_left_never_reaches_the_model(busy):
    client, engine, queue = busy
    leaving = HTTPConnection(client.base_url.host, client.base_url.port)
    leaving.request("POST", "/v1/translations", json.dumps({"texts": [GONE]}), JSON)
    while queue.load[0] < 1:  # what is held waits no more
        time.sleep(0.01)
    leaving.close()
    while not answered(client, 499):
        time.sleep(0.01)
    assert finished(client, engine) == {FIRST, LAST}


def test_a_sentence_whose_time_is_up_is_504_and_never_reaches_the_model(busy):
    client, engine, _ = busy
    late = translated(client, LATE, timeout_ms=500)
    assert (late.status_code, late.json()["code"]) == (504, "deadline_exceeded")
    assert finished(client, engine) == {FIRST, LAST}


def test_a_full_queue_of_the_model_is_503_with_a_time_to_come_back(tmp_path):
    engine = Held()
    queue = EngineQueue(engine, Bounds(items=1))
    with Server(lambda: pipeline_over(standing(engine), lambda *_: queue), data_dir=tmp_path) as client:
        asking = [threading.Thread(target=translated, args=(client, text)) for text in (FIRST, LATE)]
        asking[0].start()
        assert engine.started.wait(30)
        asking[1].start()
        while queue.load[0] < 1:
            time.sleep(0.01)
        refused = translated(client, LAST)
        engine.release.set()
        for thread in asking:
            thread.join()
    assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (503, "overloaded", "5")
    assert refused.json()["detail"] == "1 prompts wait and 1 more came, the limit is 1: try again later"
    assert set(engine.asked) == {FIRST, LATE}
