"""Two serving processes over one store, behind a balancer that asks them in turn, on both kinds of store."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count

import pytest
from standardwebhooks import Webhook

from service.keys import Grant, create, revoke
from service.store import Store, sqlite_url
from tests.receiver import receiving
from tests.serving import serving, until
from tests.stores import created

TEXT = "大桥今天建成通车。\n\n市民纷纷前来观看，车程缩短一半。\n"
WAITS = "请停一停。"
names = count()


class Balancer:
    """Sends each request to the next replica."""

    def __init__(self, clients, secret):
        self.clients, self._turn = clients, count()
        self._headers = {"Authorization": f"Bearer {secret}"}

    def __call__(self, method, path, *, at=None, headers=(), **more):
        number = next(self._turn) if at is None else at
        return self.clients[number % len(self.clients)].request(
            method, path, headers=self._headers | dict(headers), **more
        )


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def replicas(request, tmp_path_factory):
    """The balancer, the store, the processes' folder and the processes."""
    folder = tmp_path_factory.mktemp("replicas")
    sqlite = request.param == "sqlite"
    url = sqlite_url(folder) if sqlite else created(request.getfixturevalue("postgres"))
    store = Store.open(url)
    settings = {"store": url, "data_dir": folder, "job_lease_seconds": 1, "job_workers": 2, "log_format": "text"}
    settings |= {"webhook_http": True, "webhook_allow": '["127.0.0.0/8"]'}
    with ExitStack() as held:
        running = [held.enter_context(serving(**settings)) for _ in range(2)]
        secret = create(store, "desk", Grant(("read", "write")))[1]
        yield Balancer([client for _, client in running], secret), store, folder, [process for process, _ in running]
        store.close()


def sent(*texts, **more):
    return {"documents": [{"text": text, "id": str(i)} for i, text in enumerate(texts)]} | more


def test_a_job_handed_to_one_is_seen_and_followed_at_the_other(replicas):
    ask, _, _, _ = replicas
    id = ask("POST", "/v1/jobs", json=sent(*[TEXT] * 6), at=0).json()["id"]
    events = ask("GET", f"/v1/jobs/{id}/events", at=1).text
    assert '"status": "succeeded"' in events
    assert events.count("event: done") == 1
    pages, cursor = [], "0"
    while cursor is not None:
        page = ask("GET", f"/v1/jobs/{id}/results?limit=2&cursor={cursor}")
        pages.append(page.text)
        cursor = page.headers.get("x-next-cursor")
    brief = ask("POST", "/v1/briefs", json={"text": TEXT, "id": "0"}).json()
    assert [json.loads(line) for line in "".join(pages).splitlines()] == [brief | {"id": str(i)} for i in range(6)]
    assert len(pages) == 3
    listed = [ask("GET", "/v1/jobs", at=at).json() for at in (0, 1)]
    assert listed[0] == listed[1]
    assert id in [job["id"] for job in listed[0]["jobs"]]


def test_a_job_handed_to_one_is_cancelled_at_the_other(replicas):
    ask, _, folder, _ = replicas
    id = ask("POST", "/v1/jobs", json=sent(WAITS, WAITS, WAITS), at=0).json()["id"]
    until((folder / "begun").exists)
    assert ask("DELETE", f"/v1/jobs/{id}", at=1).json()["status"] == "cancelled"
    found = ask("GET", f"/v1/jobs/{id}", at=0).json()
    assert (found["status"], found["counts"]["cancelled"]) == ("cancelled", 3)
    lines = ask("GET", f"/v1/jobs/{id}/results", at=0).text.splitlines()
    assert [json.loads(line)["error"]["code"] for line in lines] == ["cancelled"] * 3


def test_a_request_sent_to_both_is_done_once(replicas):
    ask, _, _, _ = replicas
    before = len(ask("GET", "/v1/jobs?limit=100").json()["jobs"])
    key = {"Idempotency-Key": '"both"'}
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda at: ask("POST", "/v1/jobs", json=sent(TEXT), headers=key, at=at), range(8)))
    assert {response.status_code for response in found} <= {202, 409}
    again = [ask("POST", "/v1/jobs", json=sent(TEXT), headers=key, at=at) for at in (0, 1)]
    assert [response.headers["idempotency-replayed"] for response in again] == ["true"] * 2
    assert {r.json()["id"] for r in [*found, *again] if r.status_code == 202} == {again[0].json()["id"]}
    other = ask("POST", "/v1/jobs", json=sent("别的新闻。"), headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len(ask("GET", "/v1/jobs?limit=100").json()["jobs"]) == before + 1


def test_a_key_revoked_is_refused_at_both_at_once(replicas):
    ask, store, _, _ = replicas
    name = f"guest{next(names)}"
    bearer = {"Authorization": f"Bearer {create(store, name, Grant(('read',)))[1]}"}
    assert [ask("GET", "/v1/jobs", headers=bearer, at=at).status_code for at in (0, 1)] == [200, 200]
    revoke(store, name)
    assert [ask("GET", "/v1/jobs", headers=bearer, at=at).status_code for at in (0, 1)] == [401, 401]


def test_a_glossary_stored_at_one_is_the_other_ones(replicas):
    ask, _, _, _ = replicas
    put = ask("PUT", "/v1/glossaries/desk", json={"terms": {"大桥": "Grand Bridge"}}, at=0)
    got = ask("GET", "/v1/glossaries/desk", at=1)
    assert (got.json()["terms"], got.headers["etag"]) == ({"大桥": "Grand Bridge"}, put.headers["etag"])
    job = ask("POST", "/v1/jobs", json=sent(TEXT, options={"glossary": "desk"}), at=1).json()
    assert job["options"]["glossary"] == {"大桥": "Grand Bridge"}
    stale = ask("PUT", "/v1/glossaries/desk", json={"terms": {}}, headers={"If-Match": '"old"'}, at=1)
    assert stale.status_code == 412
    assert ask("DELETE", "/v1/glossaries/desk", at=1).status_code == 204
    assert ask("GET", "/v1/glossaries/desk", at=0).status_code == 404


def test_of_two_that_send_webhooks_one_does(replicas):
    ask, _, _, _ = replicas
    with receiving() as receiver:
        hook = ask("POST", "/v1/webhooks", json={"url": receiver.url}).json()
        made = {ask("POST", f"/v1/webhooks/{hook['id']}/test").json()["id"] for _ in range(6)}
        place = f"/v1/webhooks/{hook['id']}/deliveries"
        until(lambda: {one["state"] for one in ask("GET", place).json()["deliveries"]} == {"delivered"})
    assert sorted(headers["webhook-id"] for _, headers, _ in receiver.got) == sorted(made)
    assert all(Webhook(hook["secret"]).verify(body, headers) for _, headers, body in receiver.got)


def test_what_a_killed_one_had_begun_the_other_does(replicas):
    ask, _, folder, processes = replicas
    (folder / "begun").unlink(missing_ok=True)
    id = ask("POST", "/v1/jobs", json=sent(*[WAITS] * 4), at=0).json()["id"]
    until(lambda: ask("GET", f"/v1/jobs/{id}", at=1).json()["counts"]["running"] == 4)
    processes[0].kill()
    (folder / "go").touch()
    until(lambda: ask("GET", f"/v1/jobs/{id}", at=1).json()["status"] == "succeeded")
    assert len(ask("GET", f"/v1/jobs/{id}/results", at=1).text.splitlines()) == 4
