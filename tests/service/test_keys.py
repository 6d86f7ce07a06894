"""Keys made, rotated and revoked, on both kinds of store."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from service import cli
from service.app import create_app
from service.audit import entries
from service.auth import identify
from service.config import Settings
from service.errors import ServiceError
from service.keys import Grant, KeyFault, PublicWithoutKeys, any_usable, create, guard, listed, revoke, rotate
from service.store import Store, sqlite_url
from service.tables import keys
from tests.fakes import fake_pipeline

DAY = 86_400.0


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(store):
    made = Clock()
    object.__setattr__(store, "clock", made)
    return made


def valid(store, *secrets):
    found = []
    for secret in secrets:
        try:
            found.append(identify(store, f"Bearer {secret}").owner)
        except ServiceError as error:
            found.append(error.code)
    return found


def test_a_key_is_told_once_and_stored_hashed(store):
    made, secret = create(store, "desk", Grant(("read", "write"), None, 60, 2, 1000))
    assert re.fullmatch(r"dz_[\w-]{43}", secret)
    assert identify(store, f"Bearer {secret}").key == made.id
    with store.read() as connection:
        row = connection.execute(select(keys)).one()
    assert secret not in str(row)
    assert (row.prefix, row.scopes, row.rate, row.concurrency, row.quota) == (secret[:11], "read write", 60, 2, 1000)


@pytest.mark.parametrize(
    ("name", "grant", "said"),
    [
        ("a b", Grant(), "'a b' cannot be a name: use 1 to 32 letters, digits, dots, hyphens, not local or operator"),
        ("local", Grant(), "'local' cannot be a name: use 1 to 32 letters, digits, dots, hyphens, not local or operator"),
        ("desk", Grant(("root",)), "there is no scope root: choose of read, write, admin"),
        ("desk", Grant(rate=0), "rate is 0: give 1 to 2000000000, or leave it out for no limit"),
    ],
)  # fmt: skip
def test_what_cannot_be_made(store, name, grant, said):
    with pytest.raises(KeyFault, match=re.escape(said)):
        create(store, name, grant)
    assert (listed(store), entries(store)) == ([], [])


def test_a_name_is_never_given_twice(store):
    create(store, "desk", Grant())
    revoke(store, "desk")
    with pytest.raises(KeyFault, match="there is a key desk already"):
        create(store, "desk", Grant())


def test_two_are_valid_after_a_rotation_and_never_three(store, clock):
    _, first = create(store, "desk", Grant(("write",), clock.now + 90 * DAY, rate=5))
    clock.now += DAY
    made, second = rotate(store, "desk", DAY)
    assert (made.grant.rate, made.grant.expires) == (5, clock.now + 90 * DAY)
    assert valid(store, first, second) == ["desk", "desk"]
    clock.now += 10
    _, third = rotate(store, "desk", DAY)
    assert valid(store, first, second, third) == ["unauthorized", "desk", "desk"]
    clock.now += DAY
    assert valid(store, second, third) == ["unauthorized", "desk"]


def test_a_rotation_does_not_lengthen_the_old_life(store, clock):
    _, first = create(store, "desk", Grant(expires=clock.now + 5))
    rotate(store, "desk", DAY)
    clock.now += 5
    assert valid(store, first) == ["unauthorized"]
    assert [key.state(clock.now) for key in listed(store)].count("expired") == 2


def test_what_is_not_usable_is_not_rotated(store):
    create(store, "desk", Grant())
    revoke(store, "desk")
    with pytest.raises(KeyFault, match="there is no usable key desk"):
        rotate(store, "desk")


def test_one_key_or_all_of_a_name_are_revoked(store, clock):
    made, first = create(store, "desk", Grant())
    clock.now += 1
    _, second = rotate(store, "desk")
    revoke(store, made.prefix)
    assert valid(store, first, second) == ["unauthorized", "desk"]
    revoke(store, "desk")
    assert valid(store, first, second) == ["unauthorized"] * 2
    with pytest.raises(KeyFault, match="there is no key desk that is not revoked"):
        revoke(store, "desk")


def test_the_audit_log_tells_who_did_what(store, clock):
    first, secret = create(store, "desk", Grant(("write",)))
    clock.now += 1
    second, _ = rotate(store, "desk", DAY)
    revoke(store, first.id, "boss")
    log = entries(store)
    assert [(entry.at, entry.actor, entry.event, entry.subject) for entry in log] == [
        (1000.0, "operator", "key.created", first.id),
        (1001.0, "operator", "key.rotated", second.id),
        (1001.0, "boss", "key.revoked", first.id),
    ]
    assert log[1].detail == {
        "name": "desk", "prefix": second.prefix, "scopes": ["write"], "expires": None,
        "old": first.id, "old_expires": 1001.0 + DAY,
    }  # fmt: skip
    assert secret not in str(log)


def test_a_public_address_needs_a_usable_key_or_the_setting(store, clock):
    public = Settings(host="0.0.0.0")
    for allowed in (Settings(), Settings(host="0.0.0.0", allow_public_without_keys=True)):
        guard(allowed, store)
    with pytest.raises(PublicWithoutKeys, match=r"0\.0\.0\.0 can be reached by others and there are no API keys"):
        guard(public, store)
    create(store, "desk", Grant(expires=clock.now + 5))
    guard(public, store)
    clock.now += 5
    assert not any_usable(store)
    with pytest.raises(PublicWithoutKeys):
        guard(public, store)


def test_an_app_on_a_public_address_does_not_start():
    with pytest.raises(PublicWithoutKeys), TestClient(create_app(Settings(host="0.0.0.0"), fake_pipeline)):
        pass


def keys_command(capsys, folder, *words):
    code = cli.main(["keys", *words, "--data-dir", str(folder)])
    done = capsys.readouterr()
    return code, done.out, done.err


def test_the_commands(tmp_path, capsys):
    code, out, err = keys_command(
        capsys, tmp_path, "create", "desk", "--scopes", "read,write", "--expires", "90d", "--rate", "60"
    )
    store = Store.open(sqlite_url(tmp_path))
    (key,) = listed(store)
    assert (code, err) == (0, f"{key.id} (desk): keep this key now, it is not shown again\n")
    assert identify(store, f"Bearer {out.strip()}").rate == 60
    assert key.grant.expires - key.created == pytest.approx(90 * DAY, abs=1)
    code, out, _ = keys_command(capsys, tmp_path, "list")
    assert out.startswith(f"{key.id}  desk  {key.prefix}…  usable  read,write  expires ")
    assert out.endswith("  rate 60  concurrency none  quota none\n")
    assert keys_command(capsys, tmp_path, "rotate", "desk", "--grace", "1h")[0] == 0
    assert keys_command(capsys, tmp_path, "revoke", key.id) == (0, f"{key.id}  desk  {key.prefix}…  revoked\n", "")
    code, out, _ = keys_command(capsys, tmp_path, "audit")
    assert [line.split('"event": "')[1].split('"')[0] for line in out.splitlines()] == [
        "key.created", "key.rotated", "key.revoked",
    ]  # fmt: skip
    store.close()


def test_faults_of_the_commands(tmp_path, capsys):
    assert keys_command(capsys, tmp_path, "revoke", "x") == (
        1, "", "duizhao: there is no key x that is not revoked: see duizhao keys list\n",
    )  # fmt: skip
    with pytest.raises(SystemExit) as caught:
        cli.main(["keys", "create", "x", "--expires", "soon"])
    assert caught.value.code == 2
    assert "'soon' is no duration: write for instance 90d, 12h or 30m" in capsys.readouterr().err
