"""The same requests alone and together, compared byte for byte."""

from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pytest
from fastapi.testclient import TestClient

from benchmarks.standin import StandIn, requests, standing
from models.generation import GenerationOptions, Prompt
from service.app import create_app
from service.assembly import pipeline_over
from service.config import Settings
from tests.service.test_routes import JSON, ready


def bodies(client, asked, concurrency):
    def ask(request):
        path, body = request
        response = client.post(path, content=body, headers=JSON)
        assert response.status_code == 200
        return response.content

    with ThreadPoolExecutor(concurrency) as pool:
        return list(pool.map(ask, asked))


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    settings = Settings(queue=64, concurrency=8, data_dir=tmp_path_factory.mktemp("data"))
    with TestClient(create_app(settings, lambda: pipeline_over(standing(StandIn())))) as client:
        yield ready(client)


def test_five_hundred_mixed_requests_alone_and_thirty_two_at_once(client):
    asked = list(islice(requests(pages=250), 500))
    alone = bodies(client, asked, 1)
    assert bodies(client, asked, 32) == alone
    assert len(set(alone)) == 500


def test_the_stand_in_would_tell_a_shared_batch():
    engine, options = StandIn(), GenerationOptions()
    first, second = (Prompt(text, before="<bos><translate>") for text in ("第1座大桥", "第2座大桥"))
    assert engine.generate([first, second], options)[0] != engine.generate([first], options)[0]
    assert engine.generate([first], options) == engine.generate([first], options)
