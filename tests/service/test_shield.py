"""Headers of responses, CORS closed, depth of JSON."""

import re

import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.body import MOST_DEPTH, parse_json
from service.config import Settings
from service.errors import ServiceError
from service.shield import DOCS, HEADERS
from tests.fakes import fake_pipeline
from tests.service.test_routes import ready


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app(Settings(), fake_pipeline), raise_server_exceptions=False) as client:
        yield ready(client)


@pytest.mark.parametrize(
    ("path", "policy"),
    [("/healthz", None), ("/v1/models", None), ("/nowhere", None), ("/docs", DOCS), ("/docs/start.js", None)],
)
def test_every_response_has_the_headers(client, path, policy):
    headers = client.get(path).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert headers.get("content-security-policy") == policy


def test_the_documentation_needs_no_other_server(client):
    page = client.get("/docs").text
    parts = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert parts == ["data:,", "docs/swagger-ui.css", "docs/swagger-ui-bundle.js", "docs/start.js"]
    assert "http" not in page + client.get("/docs/start.js").text
    kinds = [client.get(f"/{part}").headers["content-type"].partition(";")[0] for part in parts[1:]]
    assert kinds == ["text/css", "text/javascript", "text/javascript"]
    assert client.get("/docs/swagger-ui-bundle.js").content.count(b"SwaggerUIBundle") > 0
    missing = client.get("/docs/other.js")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")


def test_other_origins_are_not_allowed(client):
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    for method in ("OPTIONS", "POST", "GET"):
        headers = client.request(method, "/v1/sections", headers=asked).headers
        assert [name for name in headers if name.startswith("access-control")] == []
    assert client.options("/v1/sections", headers=asked).status_code == 405


@pytest.mark.parametrize("given", ["a\tb", 'x" forged="1', "a" * 129, "id\\nlevel=ERROR", "é"])
def test_a_request_id_that_could_forge_a_line_is_replaced(client, given):
    sent = client.get("/healthz", headers={"X-Request-ID": given.encode()}).headers["x-request-id"]
    assert sent != given
    assert len(sent) == 32
    assert sent.isalnum()


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_json_may_be_so_deep(opening, closing):
    def nested(depth):
        return (opening * depth + "1" + closing * depth).encode()

    value = parse_json(nested(MOST_DEPTH))
    for _ in range(MOST_DEPTH):
        value = value["a"] if isinstance(value, dict) else value[0]
    assert value == 1
    for depth in (MOST_DEPTH + 1, 500, 100_000):
        with pytest.raises(ServiceError) as caught:
            parse_json(nested(depth))
        detail = "the JSON is nested deeper than 32 levels: send it flat"
        assert (caught.value.code, caught.value.detail) == ("malformed_json", detail)
