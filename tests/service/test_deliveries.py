"""What is put into the store is sent: signed, again where it failed, and never twice at once."""

import json
import socket
import ssl
import subprocess
import threading
import time
from ipaddress import ip_network

import pytest
from sqlalchemy import select
from standardwebhooks import Webhook, WebhookVerificationError

from service import webhooks
from service.addresses import Policy, Target
from service.audit import entries
from service.deliveries import SCHEDULE, Courier, Couriers, Outcome
from service.errors import ServiceError
from service.jobs import Jobs, NewDocument
from service.sending import Sender
from service.store import Store
from service.tables import attempts, deliveries, endpoints
from tests.receiver import cutting, receiving

LOOPBACK = Policy(http=True, allow=(ip_network("127.0.0.0/8"),))


class Clock:
    """A clock that is moved by hand; it begins now, since receivers compare the time."""

    def __init__(self):
        self.now = float(int(time.time()))

    def __call__(self):
        return self.now


@pytest.fixture
def timed(store):
    return Store(store.engine, Clock())


def courier(store, **more):
    return Courier(store, LOOPBACK, Sender(5), chance=lambda: 0.5, **more)


def registered(store, url, owner="a"):
    with store.write() as connection:
        return webhooks.register(connection, owner, url, store.clock())


def enqueued(store, id, data=()):
    with store.write() as connection:
        return webhooks.enqueue(connection, id, "job.succeeded", dict(data), store.clock())


def row(store, delivery):
    with store.read() as connection:
        return connection.execute(select(deliveries).where(deliveries.c.id == delivery)).one()


def test_a_receiver_verifies_what_it_gets(timed):
    with receiving(200) as receiver:
        id, secret = registered(timed, receiver.url)
        delivery = enqueued(timed, id, {"job": "job_1"})
        assert [courier(timed).step(), courier(timed).step()] == [True, False]
        ((path, headers, body),) = receiver.got
    assert (path, headers["Host"]) == ("/hook?a=1", f"127.0.0.1:{receiver.port}")
    found = Webhook(secret).verify(body, headers)
    assert (found["type"], found["data"], headers["webhook-id"]) == ("job.succeeded", {"job": "job_1"}, delivery)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace(b"job_1", b"job_2"), headers)
    sent = row(timed, delivery)
    assert (sent.state, sent.attempts, sent.status, sent.error, sent.due) == ("delivered", 1, 200, None, None)


def test_two_secrets_sign_after_a_rotation_and_one_when_it_is_over(timed):
    with receiving() as receiver:
        id, old = registered(timed, receiver.url)
        with timed.write() as connection:
            new = webhooks.rotate(connection, "a", id, timed.clock(), overlap=60)
        enqueued(timed, id)
        courier(timed).step()
        timed.clock.now += 60
        enqueued(timed, id)
        courier(timed).step()
    (_, first, body), (_, second, later) = receiver.got
    assert [Webhook(secret).verify(body, first)["type"] for secret in (old, new)] == ["job.succeeded"] * 2
    assert Webhook(new).verify(later, second)["type"] == "job.succeeded"
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(later, second)
    assert [len(headers["webhook-signature"].split()) for headers in (first, second)] == [2, 1]


def test_failures_are_tried_again_by_the_schedule_until_it_ends(timed):
    with receiving(*[500] * 9, 503) as receiver:
        id, _ = registered(timed, receiver.url)
        delivery, begun, waits = enqueued(timed, id), timed.clock.now, []
        while (at := row(timed, delivery)).state == "pending":
            assert courier(timed).step() is (at.due <= timed.clock.now)
            found = row(timed, delivery)
            if found.due is not None:
                waits.append(found.due - timed.clock.now)
                timed.clock.now = found.due - 1
                assert courier(timed).step() is False
                timed.clock.now = found.due
    assert waits == list(SCHEDULE)
    assert timed.clock.now - begun > 3 * 86400
    assert {headers["webhook-id"] for _, headers, _ in receiver.got} == {delivery}
    last = row(timed, delivery)
    assert (last.state, last.attempts, last.status, last.error) == ("failed", 10, 503, "the answer was 503")


@pytest.mark.parametrize(("chance", "wait"), [(0.0, 8.0), (1.0, 12.0)])
def test_waits_are_jittered(timed, chance, wait):
    with receiving(500) as receiver:
        delivery = enqueued(timed, registered(timed, receiver.url)[0])
        Courier(timed, LOOPBACK, schedule=(10.0,), chance=lambda: chance).step()
    assert row(timed, delivery).due - timed.clock.now == pytest.approx(wait)


def test_410_disables_the_endpoint_and_fails_what_waits(timed):
    with receiving(500, 410) as receiver:
        id, _ = registered(timed, receiver.url)
        other = enqueued(timed, id)
        courier(timed).step()
        gone = enqueued(timed, id)
        assert courier(timed).step()
        timed.clock.now += 10
        assert courier(timed).step() is False
    assert [row(timed, one).state for one in (other, gone)] == ["failed", "failed"]
    assert enqueued(timed, id) is None
    with timed.write() as connection, pytest.raises(ServiceError, match="410 Gone") as caught:
        webhooks.redeliver(connection, "a", id, gone, timed.clock())
    assert caught.value.code == "webhook_disabled"


def test_redirects_are_not_followed(timed):
    with receiving() as aim, receiving(302, headers=[("Location", aim.url)]) as receiver:
        delivery = enqueued(timed, registered(timed, receiver.url)[0])
        courier(timed).step()
        assert (len(receiver.got), aim.got) == (1, [])
    assert (row(timed, delivery).state, row(timed, delivery).error) == ("pending", "the answer was 302")


def test_a_cut_connection_is_tried_again(timed):
    with receiving() as receiver, cutting(receiver.port, cuts=2) as port:
        delivery = enqueued(timed, registered(timed, f"http://127.0.0.1:{port}/")[0], {"n": {}})
        for _ in range(2):
            courier(timed).step()
            assert row(timed, delivery).error == "no answer: RemoteDisconnected"
            timed.clock.now = row(timed, delivery).due
        courier(timed).step()
        assert len(receiver.got) == 1
    assert (row(timed, delivery).state, row(timed, delivery).attempts) == ("delivered", 3)


def test_a_name_that_comes_to_lead_inside_is_not_sent_to(timed):
    with receiving() as receiver:
        delivery = enqueued(timed, registered(timed, f"http://news.example:{receiver.port}/")[0])
        Courier(timed, Policy(http=True), resolver=lambda host, port: ["127.0.0.1"]).step()
        assert receiver.got == []
    assert "news.example leads to 127.0.0.1, which is not a public address" in row(timed, delivery).error


def test_a_claim_of_a_dead_process_comes_due_again_and_a_late_result_counts_for_nothing(timed):
    with receiving() as receiver:
        delivery = enqueued(timed, registered(timed, receiver.url)[0])
        dead = courier(timed, lease=30)
        claim = dead._claim()
        assert courier(timed).step() is False
        timed.clock.now += 30
        assert courier(timed).step() is True
        dead._record(claim, dead._attempt(claim))
    sent = row(timed, delivery)
    assert (sent.state, sent.attempts, len(receiver.got)) == ("delivered", 2, 2)


def test_many_couriers_send_each_event_once(timed):
    with receiving() as receiver:
        id, _ = registered(timed, receiver.url)
        made = {enqueued(timed, id) for _ in range(20)}

        def work():
            while courier(timed).step():
                pass

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(headers["webhook-id"] for _, headers, _ in receiver.got) == sorted(made)


def test_an_event_is_there_only_with_its_transaction(timed):
    id, _ = registered(timed, "https://news.example/")
    with pytest.raises(KeyError), timed.write() as connection:
        webhooks.enqueue(connection, id, "job.succeeded", {}, timed.clock())
        raise KeyError
    with timed.read() as connection:
        assert webhooks.log(connection, "a", id) == []


def ended(store, webhook, owner="a"):
    """The log of webhook's deliveries after a job of ``owner`` with it was cancelled."""
    made = Jobs(store, webhooks.job_ended)
    with store.write() as connection:
        job = made.create(connection, owner, [NewDocument('{"text": "新闻"}', None, 2)] * 3, {}, webhook)
    made.cancel(owner, job.id)
    with store.read() as connection:
        return job.id, connection.execute(select(deliveries)).all()


def test_the_end_of_a_job_is_told_without_its_text(timed):
    job, (sent,) = ended(timed, registered(timed, "https://news.example/")[0])
    payload = json.loads(sent.payload)
    assert payload.pop("timestamp").endswith(".000Z")
    data = {"job": job, "status": "cancelled", "total": 3, "counts": {"cancelled": 3}}
    assert payload == {"type": "job.cancelled", "data": data}


@pytest.mark.parametrize("owner", ["a", "b"])
def test_a_job_without_a_webhook_or_with_that_of_another_tells_nobody(timed, owner):
    id, _ = registered(timed, "https://news.example/")
    assert ended(timed, None if owner == "a" else id, owner)[1] == []


def test_couriers_send_until_they_are_stopped(timed):
    with receiving() as receiver:
        delivery = enqueued(timed, registered(timed, receiver.url)[0])
        couriers = Couriers(courier(timed), threads=2, poll=0.01)
        couriers.start()
        while row(timed, delivery).state == "pending":
            pass
        couriers.stop()
        assert len(receiver.got) == 1
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("webhooks")] == []


def test_tls_is_of_the_name_and_the_connection_of_the_checked_address(tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    command = f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout {key} -out {certificate} -days 2 -subj /CN=news.example -addext subjectAltName=DNS:news.example"
    subprocess.run(command.split(), check=True, capture_output=True)
    server, names = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), []
    server.load_cert_chain(certificate, key)
    server.sni_callback = lambda sock, name, context: names.append(name)
    sender = Sender(5, ssl.create_default_context(cafile=str(certificate)))
    with receiving(200, 200, tls=server) as receiver:
        aim = Target(True, "news.example", receiver.port, "/", "127.0.0.1")
        assert sender.post(aim, b"{}", {}) == 200
        assert receiver.got[0][1]["Host"] == f"news.example:{receiver.port}"
        with pytest.raises(ssl.SSLCertVerificationError):
            sender.post(Target(True, "other.example", receiver.port, "/", "127.0.0.1"), b"{}", {})
        with pytest.raises(ssl.SSLCertVerificationError):
            Sender(5).post(aim, b"{}", {})
    assert (names[0], len(receiver.got)) == ("news.example", 1)


def test_a_receiver_that_trickles_is_cut_off_when_the_time_is_over():
    stop, listener = threading.Event(), socket.create_server(("127.0.0.1", 0))

    def trickle():
        client, _ = listener.accept()
        with client:
            try:
                client.sendall(b"HTTP/1.1 ")
                while not stop.wait(0.02):
                    client.sendall(b"x")
            except OSError:
                stop.set()

    thread = threading.Thread(target=trickle)
    thread.start()
    target = Target(False, "127.0.0.1", listener.getsockname()[1], "/", "127.0.0.1")
    with pytest.raises(TimeoutError):
        Sender(0.2).post(target, b"{}", {})
    assert stop.wait(10)
    thread.join()
    listener.close()


def test_endpoints_of_another_owner_are_not_found(timed):
    id, _ = registered(timed, "https://news.example/")
    delivery = enqueued(timed, id)
    calls = [
        lambda c: webhooks.endpoint(c, "b", id),
        lambda c: webhooks.remove(c, "b", id, 1.0),
        lambda c: webhooks.rotate(c, "b", id, 1.0, 1.0),
        lambda c: webhooks.test_event(c, "b", id, 1.0),
        lambda c: webhooks.log(c, "b", id),
        lambda c: webhooks.tried(c, "b", id, delivery),
    ]
    for call in calls:
        with pytest.raises(ServiceError) as caught, timed.write() as connection:
            call(connection)
        assert caught.value.code == "not_found"
    with timed.read() as connection:
        assert [found.id for found in webhooks.listed(connection, "a")] == [id]
        assert webhooks.listed(connection, "b") == []
        with pytest.raises(ServiceError) as caught:
            webhooks.endpoint(connection, "b", id, "unknown_webhook")
    assert caught.value.code == "unknown_webhook"


def tried(store, id, delivery):
    with store.read() as connection:
        return [(row.at, row.status, row.error) for row in webhooks.tried(connection, "a", id, delivery)]


def test_every_attempt_is_kept_also_after_it_is_sent_again(timed):
    begun = timed.clock.now
    with receiving(503, 200) as receiver:
        id, _ = registered(timed, receiver.url)
        delivery = enqueued(timed, id)
        courier(timed).step()
        timed.clock.now += 5
        courier(timed).step()
    with timed.write() as connection:
        webhooks.redeliver(connection, "a", id, delivery, timed.clock())
    courier(timed).step()
    gone = (begun + 5, None, "no answer: ConnectionRefusedError")
    assert tried(timed, id, delivery) == [(begun, 503, "the answer was 503"), (begun + 5, 200, None), gone]
    with timed.read() as connection:
        assert all(0 < row.seconds < 60 for row in webhooks.tried(connection, "a", id, delivery))
        assert [row.at for row in webhooks.tried(connection, "a", id, delivery, limit=2)] == [begun + 5] * 2


def test_an_attempt_whose_process_died_has_no_end_and_a_late_one_has(timed):
    with receiving() as receiver:
        id, _ = registered(timed, receiver.url)
        delivery, begun = enqueued(timed, id), timed.clock.now
        slow = courier(timed, lease=30)
        claim = slow._claim()
        with timed.read() as connection:
            (open_,) = webhooks.tried(connection, "a", id, delivery)
        assert (open_.at, open_.status, open_.error, open_.seconds) == (begun, None, None, None)
        timed.clock.now += 30
        courier(timed).step()
        slow._record(claim, Outcome(500, seconds=31.0))
    assert tried(timed, id, delivery) == [(begun, 500, "the answer was 500"), (begun + 30, 204, None)]
    assert (row(timed, delivery).state, row(timed, delivery).status) == ("delivered", 204)


def test_deleting_an_endpoint_deletes_its_deliveries_and_their_attempts(timed):
    id, _ = registered(timed, "https://news.example/")
    enqueued(timed, id)
    courier(timed)._claim()
    with timed.write() as connection:
        webhooks.remove(connection, "a", id, 1.0)
        left = [connection.execute(select(table)).all() for table in (endpoints, deliveries, attempts)]
    assert left == [[], [], []]


def test_what_is_done_to_endpoints_is_in_the_audit_log_without_path_or_secret(timed):
    id, _ = registered(timed, "https://news.example/s3cret")
    with timed.write() as connection:
        webhooks.rotate(connection, "a", id, 2.0, 60.0)
        webhooks.remove(connection, "a", id, 3.0)
    found = [(entry.actor, entry.event, entry.subject, entry.detail) for entry in entries(timed)]
    assert found == [
        ("a", "webhook.created", id, {"host": "news.example"}),
        ("a", "webhook.rotated", id, {}),
        ("a", "webhook.deleted", id, {}),
    ]


@pytest.fixture
def crossing(store_url, monkeypatch):
    """A PostgreSQL store, and a function that has ``act`` begun by another while a 410 disables its endpoint."""
    if store_url.startswith("sqlite"):
        pytest.skip("SQLite has one writer and no row locks")
    store, others = Store.open(store_url, Clock()), []

    def waiting():
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        with store.read() as connection:
            return connection.exec_driver_sql(query).scalar()

    def cross(act):
        def crossed(*args):
            monkeypatch.undo()
            others.append(threading.Thread(target=act))
            others[0].start()
            while not waiting():
                time.sleep(0.01)
            webhooks.disable(*args)

        monkeypatch.setattr("service.deliveries.disable", crossed)

    yield store, cross
    for other in others:
        other.join()
    store.close()


def test_an_endpoint_that_answers_410_may_be_deleted_meanwhile(crossing):
    store, cross = crossing
    with receiving(410) as receiver:
        id, _ = registered(store, receiver.url)
        enqueued(store, id)

        def delete():
            with store.write() as connection:
                webhooks.remove(connection, "a", id, 1.0)

        cross(delete)
        assert courier(store).step()


def test_two_attempts_may_be_answered_410_at_once(crossing):
    store, cross = crossing
    with receiving(410) as receiver:
        id, _ = registered(store, receiver.url)
        made = [enqueued(store, id) for _ in range(2)]
        one, two = courier(store), courier(store)
        claims = [one._claim(), two._claim()]
        cross(lambda: two._record(claims[1], Outcome(410)))
        one._record(claims[0], Outcome(410))
    found = [row(store, delivery) for delivery in made]
    disabled = "the receiver answered 410 Gone"
    assert [(one.state, one.error) for one in found] == [("failed", "the answer was 410"), ("failed", disabled)]
