"""Who is let in, on both kinds of store."""

import pytest
from sqlalchemy import insert

from service.auth import SCOPES, SHOWN, Caller, allow, granted, hashed, identify
from service.errors import ServiceError
from service.tables import keys

SECRET = "dz_" + "a" * 43
NOW = 1000.0


def row(store, secret=SECRET, **more):
    base = {"id": f"key_{secret[3:9]}", "name": "desk", "scopes": "read", "created": 0.0}
    with store.write() as connection:
        connection.execute(insert(keys), base | {"prefix": secret[:SHOWN], "hash": hashed(secret)} | more)


@pytest.fixture
def clocked(store):
    object.__setattr__(store, "clock", lambda: NOW)
    return store


def refusal(store, header):
    with pytest.raises(ServiceError) as caught:
        identify(store, header)
    return caught.value.code, caught.value.headers["WWW-Authenticate"], caught.value.detail


def test_without_any_key_everyone_is_local(store):
    assert identify(store, None) == Caller("local", frozenset(SCOPES))


def test_a_key_sent_to_a_store_without_keys_is_refused(store):
    assert refusal(store, f"Bearer {SECRET}")[0] == "unauthorized"


def test_a_key_names_its_owner_scopes_and_limits(clocked):
    row(clocked, scopes="write", rate=60, concurrency=2, quota=9, expires=NOW + 1)
    found = Caller("desk", frozenset({"read", "write"}), "key_aaaaaa", 60, 2, 9)
    assert [identify(clocked, f"{scheme} {SECRET}") for scheme in ("Bearer", "bearer")] == [found] * 2


@pytest.mark.parametrize(
    ("more", "header", "detail", "error"),
    [
        ({}, None, "no key was sent: send Authorization: Bearer dz_…", ""),
        ({}, "Basic abc", "no key was sent: send Authorization: Bearer dz_…", ""),
        ({}, f"Bearer {SECRET[:-1]}b", "the key is not known here: check it, or have another one made", "invalid"),
        ({"expires": NOW}, f"Bearer {SECRET}", "the key dz_aaaaaaaa… is expired: have another one made", "invalid"),
        ({"revoked": 1.0}, f"Bearer {SECRET}", "the key dz_aaaaaaaa… is revoked: have another one made", "invalid"),
    ],
)
def test_what_is_refused(clocked, more, header, detail, error):
    row(clocked, **more)
    challenge = 'Bearer realm="duizhao"' + (', error="invalid_token"' if error else "")
    assert refusal(clocked, header) == ("unauthorized", challenge, detail)


def test_each_of_two_keys_with_one_prefix_is_found(clocked):
    other = SECRET[:-1] + "b"
    row(clocked)
    row(clocked, other, id="key_other", name="other")
    assert [identify(clocked, f"Bearer {secret}").owner for secret in (SECRET, other)] == ["desk", "other"]


def test_a_higher_scope_implies_the_lower_ones():
    assert [sorted(granted(scopes)) for scopes in ("", "read", "write", "read admin")] == [
        [], ["read"], ["read", "write"], ["admin", "read", "write"],
    ]  # fmt: skip


def test_a_missing_scope_is_named():
    with pytest.raises(ServiceError) as caught:
        allow(Caller("desk", frozenset({"read"})), "write")
    detail = "the key has the scopes read, and this needs write: use another key"
    assert (caught.value.code, caught.value.detail) == ("forbidden", detail)


def test_a_store_that_is_gone_is_unavailable(tmp_path):
    from service.store import Store

    store = Store.open(f"sqlite:///{tmp_path / 'missing' / 'x.sqlite3'}", upgrade=False)
    with pytest.raises(ServiceError) as caught:
        identify(store, None)
    assert (caught.value.code, caught.value.retry_after) == ("store_unavailable", 5)
