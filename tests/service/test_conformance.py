"""The OpenAPI document; ``benchmarks/conformance.py`` holds the service against it."""

from fastapi.testclient import TestClient

from service.app import create_app
from service.config import Settings
from service.links import LINKS
from tests.fakes import fake_pipeline


def test_links_lead_to_operations():
    with TestClient(create_app(Settings(), fake_pipeline)) as client:
        document = client.get("/openapi.json").json()
    known = {operation["operationId"] for path in document["paths"].values() for operation in path.values()}
    for method, path, status in LINKS:
        links = document["paths"][path][method]["responses"][status]["links"]
        assert {link["operationId"] for link in links.values()} <= known


def test_what_fits_the_document_is_taken():
    """Found by Schemathesis: an empty cursor fitted, and a file that has no name did not."""
    with TestClient(create_app(Settings(job_workers=0), fake_pipeline)) as client:
        document = client.get("/openapi.json").json()
        line = '{"text": "大桥今天建成通车。"}'
        unnamed = client.post("/v1/jobs", files={"file": (None, line)})
        assert unnamed.status_code == 202
    (limit, cursor) = document["paths"]["/v1/jobs"]["get"]["parameters"]
    assert (limit["schema"]["maximum"], cursor["schema"]["pattern"][:5]) == (100, "^([0-")
    texts = document["paths"]["/v1/summaries"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert texts["properties"]["texts"]["items"]["pattern"] == "[一-鿿]"
