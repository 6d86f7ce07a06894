"""API keys in the store: made, listed, rotated, revoked. A secret is told once, when its key is made."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, insert, select, update

from service.audit import OPERATOR, record
from service.auth import LOCAL, MARK, SCOPES, SHOWN, hashed
from service.config import PREFIX, Settings, is_loopback
from service.store import Store, new_id
from service.tables import keys

SECRET_BYTES = 32
MOST = 2_000_000_000
"""Limit of each number, which the store keeps in 32 bits."""
GRACE_SECONDS = 7 * 86_400.0
"""How long the old key lives on after a rotation."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", re.ASCII)


class PublicWithoutKeys(Exception):
    """The service would be open to anyone."""


class KeyFault(Exception):
    """A key that cannot be made, rotated or revoked; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a key may do: requests a minute, requests at once and characters a month, each None for no limit.

    ``expires`` is in seconds since 1970.
    """

    scopes: tuple[str, ...] = ("read",)
    expires: float | None = None
    rate: int | None = None
    concurrency: int | None = None
    quota: int | None = None

    def check(self) -> None:
        """Raises KeyFault for an unknown scope or a number out of bounds."""
        unknown = [scope for scope in self.scopes if scope not in SCOPES]
        if unknown or not self.scopes:
            raise KeyFault(f"there is no scope {', '.join(unknown) or '(none given)'}: choose of {', '.join(SCOPES)}")
        for name, value in (("rate", self.rate), ("concurrency", self.concurrency), ("quota", self.quota)):
            if value is not None and not 1 <= value <= MOST:
                raise KeyFault(f"{name} is {value}: give 1 to {MOST}, or leave it out for no limit")


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret. Keys of one ``name`` are one owner."""

    id: str
    name: str
    prefix: str
    grant: Grant
    created: float
    revoked: float | None

    def state(self, now: float) -> str:
        """``usable``, ``expired`` or ``revoked``."""
        if self.revoked is not None:
            return "revoked"
        return "expired" if self.grant.expires is not None and self.grant.expires <= now else "usable"


def create(store: Store, name: str, grant: Grant, actor: str = OPERATOR) -> tuple[Key, str]:
    """A new key and its secret. Raises KeyFault; a name stands for an owner and is given once."""
    grant.check()
    if not _NAME.fullmatch(name) or name in (LOCAL, OPERATOR):
        raise KeyFault(f"{name!r} cannot be a name: use 1 to 32 letters, digits, dots, hyphens, not local or operator")
    with store.write() as connection:
        if _rows(connection, name):
            raise KeyFault(f"there is a key {name} already: rotate it, or choose another name")
        made, secret = _insert(connection, name, grant, store.clock())
        record(connection, made.created, actor, "key.created", made.id, _told(made))
    return made, secret


def rotate(store: Store, name: str, grace: float = GRACE_SECONDS, actor: str = OPERATOR) -> tuple[Key, str]:
    """A new key of the same name, scopes, limits and lifetime; the newest usable one ends ``grace`` seconds from now.

    Any others of the name end at once, so that at most two are valid. Raises KeyFault where none is usable.
    """
    with store.write() as connection:
        now = store.clock()
        usable = [key for key in _rows(connection, name) if key.state(now) == "usable"]
        if not usable:
            raise KeyFault(f"there is no usable key {name}: see duizhao keys list, or create one of another name")
        *older, old = usable
        _revoke(connection, older, now)
        ends = min(now + grace, old.grant.expires or now + grace)
        connection.execute(update(keys).where(keys.c.id == old.id).values(expires=ends))
        lifetime = None if old.grant.expires is None else now + old.grant.expires - old.created
        made, secret = _insert(connection, name, _with_expiry(old.grant, lifetime), now)
        record(connection, now, actor, "key.rotated", made.id, _told(made) | {"old": old.id, "old_expires": ends})
    return made, secret


def revoke(store: Store, which: str, actor: str = OPERATOR) -> list[Key]:
    """The keys of a name, or the one of an id or prefix, valid no more from now on. Raises KeyFault for none."""
    with store.write() as connection:
        now = store.clock()
        chosen = [key for key in _rows(connection) if which in (key.name, key.id, key.prefix) and key.revoked is None]
        if not chosen:
            raise KeyFault(f"there is no key {which} that is not revoked: see duizhao keys list")
        _revoke(connection, chosen, now)
        for key in chosen:
            record(connection, now, actor, "key.revoked", key.id, {"name": key.name, "prefix": key.prefix})
    return chosen


def listed(store: Store) -> list[Key]:
    """All keys that ever were, the oldest first."""
    with store.read() as connection:
        return _rows(connection)


def any_usable(store: Store) -> bool:
    """Whether some key lets somebody in."""
    now = store.clock()
    return any(key.state(now) == "usable" for key in listed(store))


def guard(settings: Settings, store: Store) -> None:
    """Raises PublicWithoutKeys where others can reach the service, no key is usable, and no setting allows that."""
    if is_loopback(settings.host) or settings.allow_public_without_keys or any_usable(store):
        return
    raise PublicWithoutKeys(
        f"{settings.host} can be reached by others and there are no API keys: make one with duizhao keys create, "
        f"listen on 127.0.0.1, or set {PREFIX}ALLOW_PUBLIC_WITHOUT_KEYS=true where a proxy in front checks who asks"
    )


def _insert(connection: Connection, name: str, grant: Grant, now: float) -> tuple[Key, str]:
    secret = MARK + secrets.token_urlsafe(SECRET_BYTES)
    made = Key(new_id("key"), name, secret[:SHOWN], grant, now, None)
    limits = {"rate": grant.rate, "concurrency": grant.concurrency, "quota": grant.quota, "expires": grant.expires}
    row = {"id": made.id, "name": name, "prefix": made.prefix, "hash": hashed(secret), "created": now}
    connection.execute(insert(keys), row | limits | {"scopes": " ".join(grant.scopes)})
    return made, secret


def _rows(connection: Connection, name: str | None = None) -> list[Key]:
    query = select(keys).order_by(keys.c.created, keys.c.id)
    return [_key(row) for row in connection.execute(query if name is None else query.where(keys.c.name == name))]


def _key(row: Row[tuple[object, ...]]) -> Key:
    grant = Grant(tuple(row.scopes.split()), row.expires, row.rate, row.concurrency, row.quota)
    return Key(row.id, row.name, row.prefix, grant, row.created, row.revoked)


def _with_expiry(grant: Grant, expires: float | None) -> Grant:
    return Grant(grant.scopes, expires, grant.rate, grant.concurrency, grant.quota)


def _revoke(connection: Connection, chosen: Sequence[Key], now: float) -> None:
    connection.execute(update(keys).where(keys.c.id.in_([key.id for key in chosen])).values(revoked=now))


def _told(key: Key) -> dict[str, object]:
    return {"name": key.name, "prefix": key.prefix, "scopes": list(key.grant.scopes), "expires": key.grant.expires}
