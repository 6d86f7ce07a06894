"""A request is done once for each key, whatever happens between."""

import json
import subprocess
import sys
import threading
from contextlib import suppress

import pytest
from sqlalchemy import func, insert, select

from service.errors import ServiceError
from service.idempotency import Fingerprint, Idempotency, Kept, key_of
from service.store import Store
from service.tables import glossaries, idempotency


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def keys(store):
    return Idempotency(Store(store.engine, Clock()), lifetime=100, lease=10)


def maker(name, answer=b"{}"):
    def make(connection):
        row = {"owner": "a", "id": name, "terms": "{}", "keep": "[]", "updated": 1.0}
        connection.execute(insert(glossaries), row)
        return Kept(201, answer, {"Location": f"/{name}"})

    return make


def refuse(connection):
    maker("refused")(connection)
    raise ServiceError("invalid_request", "no")


def counts(keys):
    with keys.store.read() as connection:
        return tuple(connection.scalar(select(func.count()).select_from(table)) for table in (glossaries, idempotency))


def code_of(call, *given):
    with pytest.raises(ServiceError) as caught:
        call(*given)
    return caught.value.code


def test_a_repeated_request_is_done_once_and_answered_alike(keys):
    first = keys.once("a", "k", "f", maker("one", b"\x00 body"))
    again = keys.once("a", "k", "f", maker("two"))
    assert first == Kept(201, b"\x00 body", {"Location": "/one"})
    assert again == Kept(201, b"\x00 body", {"Location": "/one"}, replayed=True)
    assert counts(keys) == (1, 1)


def test_another_payload_is_refused_and_another_owner_is_not(keys):
    keys.once("a", "k", "f", maker("one"))
    assert code_of(keys.once, "a", "k", "g", maker("two")) == "idempotency_key_reused"
    assert keys.once("b", "k", "g", maker("two")).replayed is False
    assert counts(keys) == (2, 2)


def test_a_refusal_is_not_kept_and_leaves_nothing(keys):
    assert code_of(keys.once, "a", "k", "f", refuse) == "invalid_request"
    assert counts(keys) == (0, 0)
    assert keys.once("a", "k", "other", maker("one")).status == 201


def test_without_a_key_every_request_is_done(keys):
    keys.once("a", None, "f", maker("one"))
    keys.once("a", None, "f", maker("two"))
    assert counts(keys) == (2, 0)


def test_a_second_request_while_the_first_is_answered(keys):
    keys._claim("a", "k", "f")  # as a process leaves it that dies here
    with pytest.raises(ServiceError) as caught:
        keys.once("a", "k", "f", maker("one"))
    assert (caught.value.code, caught.value.retry_after) == ("request_in_progress", 5)
    keys.store.clock.now += 10
    assert keys.once("a", "k", "f", maker("one")).replayed is False
    assert counts(keys) == (1, 1)


def test_a_claim_that_was_lost_before_its_transaction_makes_nothing(keys):
    proof = keys._claim("a", "k", "f")
    keys.store.clock.now += 10
    done = keys.once("a", "k", "f", maker("one"))
    with pytest.raises(ServiceError) as caught, keys.store.write() as connection:
        keys._hold(connection, "a", "k", proof)
    keys._release("a", "k", proof)
    assert (caught.value.code, counts(keys)) == ("request_in_progress", (1, 1))
    assert keys.once("a", "k", "f", maker("slow")).headers == done.headers


def test_a_request_that_takes_longer_than_its_lease_keeps_its_key(keys):
    """With PostgreSQL another is refused meanwhile, with SQLite it waits for its turn to write."""
    begun, go, answers = threading.Event(), threading.Event(), []

    def slow(connection):
        begun.set()
        go.wait()
        return maker("slow")(connection)

    def ask(make):
        try:
            answers.append(keys.once("a", "k", "f", make).replayed)
        except ServiceError as error:
            answers.append(error.code)

    first, second = (threading.Thread(target=ask, args=(make,)) for make in (slow, maker("two")))
    first.start()
    begun.wait()
    keys.store.clock.now += 1000
    second.start()
    if not keys.store.is_sqlite:
        second.join()
        assert answers == ["request_in_progress"]
    go.set()
    first.join()
    second.join()
    expected = [False, True] if keys.store.is_sqlite else ["request_in_progress", False]
    assert (sorted(answers, key=str), counts(keys)) == (sorted(expected, key=str), (1, 1))
    assert keys.once("a", "k", "f", maker("three")).replayed is True


DYING = """
import sys, time
from sqlalchemy import insert
from service.idempotency import Idempotency
from service.store import Store
from service.tables import glossaries

def die(*_):
    print("now", flush=True)
    time.sleep(600)

def make(connection):
    row = {"owner": "a", "id": "dead", "terms": "{}", "keep": "[]", "updated": 1.0}
    connection.execute(insert(glossaries), row)
    die()

keys = Idempotency(Store.open(sys.argv[1], lambda: 1000.0, upgrade=False), lease=10)
if sys.argv[2] == "before":
    Idempotency._hold = die
keys.once("a", "k", "f", make)
"""


@pytest.mark.parametrize("place", ["before", "within"])
def test_the_key_of_a_process_that_was_killed_is_free_after_its_lease(keys, store_url, place):
    """Killed before its transaction has locked the claim, or within it, when it has written."""
    process = subprocess.Popen([sys.executable, "-c", DYING, store_url, place], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "now\n"
    process.kill()
    process.communicate()
    assert code_of(keys.once, "a", "k", "f", maker("one")) == "request_in_progress"
    keys.store.clock.now += 10
    while counts(keys)[0] == 0:  # a server sees soon that its client is gone
        with suppress(ServiceError):
            assert keys.once("a", "k", "f", maker("one")).replayed is False
    assert keys.once("a", "k", "f", maker("two")).replayed is True
    assert counts(keys) == (1, 1)


def test_a_claim_made_before_the_clock_went_back_is_free(keys):
    keys.store.clock.now += 86_400
    keys._claim("a", "k", "f")
    keys.store.clock.now -= 86_400
    assert keys.once("a", "k", "f", maker("one")).replayed is False
    keys.store.clock.now -= 86_400
    assert keys.once("a", "k", "f", maker("two")).replayed is True


def test_an_answer_expires(keys):
    keys.once("a", "k", "f", maker("one"))
    keys.store.clock.now += 99
    assert keys.purge() == 0
    assert keys.once("a", "k", "f", maker("two")).replayed is True
    keys.store.clock.now += 1
    assert keys.once("a", "k", "g", maker("two")).replayed is False
    keys.store.clock.now += 100
    assert (keys.purge(), counts(keys)) == (1, (2, 0))


def test_of_many_at_once_one_is_done(keys):
    found, begin = [], threading.Barrier(6)

    def ask(number):
        begin.wait()
        try:
            found.append(keys.once("a", "k", "f", maker(f"n{number}", b"%d" % number)))
        except ServiceError as error:
            found.append(error.code)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (done,) = [one for one in found if isinstance(one, Kept) and not one.replayed]
    rest = [one for one in found if one is not done]
    assert all(one == "request_in_progress" or one.body == done.body for one in rest)
    assert (len(found), counts(keys)) == (6, (1, 1))


@pytest.mark.parametrize(
    ("value", "key"),
    [('"a"', "a"), ("a", "a"), (' "a b" ', "a b"), (r'"a\"\\"', 'a"\\'), ('"' + "x" * 255 + '"', "x" * 255)],
)
def test_keys(value, key):
    assert key_of([value]) == key


@pytest.mark.parametrize(
    "values",
    [['""'], [""], ["a b"], ['"a'], ['"é"'], ["a;b=1"], ["a", "b"], ["a,b"], ["x" * 256], [r'"\a"'], ['"a\t"']],
)
def test_what_is_no_key(values):
    assert code_of(key_of, values) == "idempotency_key_invalid"


def test_a_key_may_be_required():
    assert key_of([]) is None
    with pytest.raises(ServiceError) as caught:
        key_of([], required=True)
    assert caught.value.code == "idempotency_key_missing"


def test_a_fingerprint_is_of_all_parts_and_not_of_the_chunks():
    def of(*parts, chunks=(b"ab",)):
        made = Fingerprint(*parts)
        for chunk in chunks:
            made.update(chunk)
        return made.hexdigest()

    one = of("POST", "/v1/jobs", "application/json")
    assert of("post", "/v1/jobs", "application/json", chunks=(b"a", b"b")) == one
    others = [
        of("PUT", "/v1/jobs", "application/json"),
        of("POST", "/v1/job", "sapplication/json"),
        of("POST", "/v1/jobs", "text/plain"),
        of("POST", "/v1/jobs", "application/json", chunks=(b"ac",)),
    ]
    assert len({one, *others}) == 5
    assert json.loads(f'"{one}"') == one.lower()
