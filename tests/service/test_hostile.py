"""What no client should send: never an answer of 500, and each that there was once as a case of its own."""

import json

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

from benchmarks.garbage import Asked, requests
from benchmarks.hostile import called, wrong

JSON = ((b"content-type", b"application/json"),)


@pytest.fixture(scope="module")
def service():
    with called() as service:
        yield service


def ask(service, path, *chunks, query=b"", headers=JSON, gone=False, method="POST"):
    status, body = service.ask(Asked(method, path, query, headers, chunks or (b"",), gone))
    return status, json.loads(body)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_body_breaks_the_service(service, seed):
    @seeded(seed)
    @settings(max_examples=120, database=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck])
    @given(requests(0.02))
    def draw(asked):
        assert wrong(asked, *service.ask(asked)) == ""

    draw()


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_nor_the_service_over_postgresql(store_url):
    @seeded(3)
    @settings(max_examples=120, database=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck])
    @given(requests(0))
    def draw(asked):
        assert wrong(asked, *service.ask(asked)) == ""

    with called(store_url) as service:
        draw()
        for path in ("/v1/webhooks/%00/test", "/v1/webhooks/%00/deliveries/%00/redeliver", "/v1/jobs/%00/retry"):
            assert ask(service, path)[0] == 404
        assert ask(service, "/v1/glossaries/%00", b'{"terms": {}}', method="PUT")[0] == 422


@pytest.mark.parametrize("digits", [4301, 20_000])
def test_a_number_of_thousands_of_digits_is_refused(service, digits):
    status, problem = ask(service, "/v1/briefs", b'{"text": ' + b"9" * digits + b"}")
    assert (status, problem["code"]) == (400, "malformed_json")
    assert problem["detail"] == "a number has more than 4300 digits: send it as a string, if at all"


@pytest.mark.parametrize("path", ["/v1/jobs", "/v1/webhooks/one/test", "/none"])
def test_a_query_need_not_be_utf_8(service, path):
    """Servers pass on the bytes of a query as they came."""
    status, problem = ask(service, path, b'{"documents": []}', query=b"a=\xff\xfe")
    assert (status, problem["code"]) == ((422, "invalid_request") if path == "/v1/jobs" else (404, "not_found"))


@pytest.mark.parametrize("charset", ["\0", "none"])
def test_a_form_may_name_any_charset(service, charset):
    kind = ((b"content-type", b"multipart/form-data; boundary=x; charset=" + charset.encode()),)
    status, problem = ask(service, "/v1/jobs", b"--x--\r\n", headers=kind)
    assert (status, problem["code"]) == (422, "invalid_request")


@pytest.mark.parametrize("path", ["/v1/briefs", "/v1/jobs", "/v1/webhooks", "/v1/glossaries/one"])
def test_a_client_that_leaves_in_mid_body_is_no_fault_of_the_service(service, path):
    method = "PUT" if "glossaries" in path else "POST"
    status, problem = ask(service, path, b'{"te', gone=True, method=method)
    assert (status, problem["code"]) == (499, "abandoned")
