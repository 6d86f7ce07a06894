"""Who asks: the key of a request, what it may do, and whose things it sees.

A key is ``dz_`` and 43 characters of a 256-bit random secret. The store has its SHA-256 only: a secret of that length
cannot be guessed from it, so that no slow hash is needed. A service whose store has no key at all serves everyone as
the owner ``local``; it does so on loopback only, unless told otherwise.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Connection, Row, select
from sqlalchemy.exc import SQLAlchemyError

from service.deps import ServiceDep
from service.errors import ServiceError, store_unavailable
from service.store import Store
from service.tables import keys

MARK = "dz_"
SHOWN = 11
"""Characters of a key that are kept and shown: the mark and 48 bits of the secret, enough to find its row."""
LOCAL = "local"
SCOPES = ("read", "write", "admin")
"""From the least: each implies those before it."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: ``owner`` is the name of the key, which its successor keeps. The limits are the key's, None without."""

    owner: str
    scopes: frozenset[str]
    key: str = LOCAL
    rate: int | None = None
    concurrency: int | None = None
    quota: int | None = None


def granted(scopes: str) -> frozenset[str]:
    """All scopes that those of a row, with spaces between, imply.

    >>> sorted(granted("write"))
    ['read', 'write']
    """
    highest = max((SCOPES.index(scope) for scope in scopes.split()), default=-1)
    return frozenset(SCOPES[: highest + 1])


def hashed(secret: str) -> str:
    """What the store keeps of a key."""
    return hashlib.sha256(secret.encode()).hexdigest()


def identify(store: Store, header: str | None) -> Caller:
    """The caller with this ``Authorization`` header. Raises ServiceError unauthorized or store_unavailable."""
    try:
        with store.read() as connection:
            if header is None and not _any(connection):
                return Caller(LOCAL, frozenset(SCOPES))
            return _caller(connection, header, store.clock())
    except SQLAlchemyError as error:
        raise store_unavailable(error) from error


def _any(connection: Connection) -> bool:
    return connection.scalar(select(keys.c.id).limit(1)) is not None


def _caller(connection: Connection, header: str | None, now: float) -> Caller:
    scheme, _, secret = (header or "").partition(" ")
    secret = secret.strip()
    if scheme.lower() != "bearer" or not secret.startswith(MARK):
        raise refused("no key was sent: send Authorization: Bearer dz_…")
    found = _row(connection, secret)
    if found is None:
        raise refused("the key is not known here: check it, or have another one made", "invalid_token")
    if found.revoked is not None or (found.expires is not None and found.expires <= now):
        state = "expired" if found.revoked is None else "revoked"
        raise refused(f"the key {found.prefix}… is {state}: have another one made", "invalid_token")
    return Caller(found.name, granted(found.scopes), found.id, found.rate, found.concurrency, found.quota)


def _row(connection: Connection, secret: str) -> Row[tuple[object, ...]] | None:
    """The row of the key; every row of the same prefix is compared, each in constant time."""
    sought, match = hashed(secret), None
    for row in connection.execute(select(keys).where(keys.c.prefix == secret[:SHOWN])):
        if hmac.compare_digest(row.hash, sought):
            match = row
    return match


def refused(detail: str, error: str = "") -> ServiceError:
    """401 with the challenge of RFC 6750, where ``error`` is its code."""
    challenge = 'Bearer realm="duizhao"' + (f', error="{error}"' if error else "")
    return ServiceError("unauthorized", detail, headers={"WWW-Authenticate": challenge})


def caller_of(request: Request, service: ServiceDep) -> Iterator[Caller]:
    """Who sent ``request``, counted against the limits of the key until it is answered.

    It runs in a thread, since it asks the store. Raises ServiceError rate_limited, too.
    """
    caller = identify(service.store, request.headers.get("authorization"))
    request.scope["owner"] = caller.owner  # for the log
    request.scope["ratelimit"] = service.gate.enter(caller.owner, caller.rate, caller.concurrency)
    try:
        yield caller
    finally:
        service.gate.leave(caller.owner)


CallerDep = Annotated[Caller, Depends(caller_of)]


def allow(caller: Caller, scope: str) -> Caller:
    """``caller`` where it has ``scope``. Raises ServiceError forbidden."""
    if scope not in caller.scopes:
        has = ", ".join(sorted(caller.scopes)) or "none"
        raise ServiceError("forbidden", f"the key has the scopes {has}, and this needs {scope}: use another key")
    return caller


def reader_of(caller: CallerDep) -> Caller:
    """A caller that may read, and ask the models."""
    return allow(caller, "read")


def writer_of(caller: CallerDep) -> Caller:
    """A caller that may also make, change and delete what is its own."""
    return allow(caller, "write")


def admin_of(caller: CallerDep) -> Caller:
    """A caller that may do everything."""
    return allow(caller, "admin")


ReaderDep = Annotated[Caller, Depends(reader_of)]
WriterDep = Annotated[Caller, Depends(writer_of)]
AdminDep = Annotated[Caller, Depends(admin_of)]
