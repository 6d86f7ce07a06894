"""``Idempotency-Key`` (draft-ietf-httpapi-idempotency-key-header): a creating request sent twice is done once.

A key is claimed in a transaction of its own; what the request makes and the answer that is kept then commit in one
other transaction, which begins by locking the claim. The lock lasts as long as that transaction, however long, and
ends with its process; the lease, which bounds the time between the two, can therefore be short. A process that dies
leaves a claim that is free when the lease is over, and nothing made. A refusal is not kept: the claim is given up, and
the same key may be sent again.

In a row of the store ``expires`` is the end of the lease while ``status`` is NULL, afterwards that of the answer;
``created`` proves whose claim it is. With SQLite the lock is that of the one writer.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from service.errors import ServiceError
from service.store import Store
from service.tables import idempotency as table

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LONGEST = 255
SKEW = 3
"""Leases' lengths after now at which no claim of a right clock ends."""
_QUOTED = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\])*)"')
_BARE = re.compile(r"[!#-+\--:<-\[\]-~]+")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer: what a repeated request gets. ``replayed`` tells that it was made before."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    replayed: bool = False


class Fingerprint:
    """SHA-256 of a request: its method, path, media type and body, whose chunks may come one by one."""

    def __init__(self, method: str, path: str, media: str) -> None:
        self._hash = hashlib.sha256()
        for part in (method.upper(), path, media):
            encoded = part.encode("utf-8", "surrogateescape")
            self._hash.update(b"%d:%s" % (len(encoded), encoded))

    def update(self, chunk: bytes) -> None:
        """Take in the next bytes of the body."""
        self._hash.update(chunk)

    def hexdigest(self) -> str:
        """The fingerprint of what was taken in so far."""
        return self._hash.hexdigest()


def key_of(values: Sequence[str], *, required: bool = False) -> str | None:
    """The key of the header's ``values``: a string of RFC 8941 (``"8e03978e"``), or the same without quotes.

    Raises ServiceError idempotency_key_missing or idempotency_key_invalid.

    >>> key_of(['"a b"']), key_of(["a"]), key_of([])
    ('a b', 'a', None)
    """
    if not values:
        if required:
            raise ServiceError("idempotency_key_missing", f"no {HEADER} was sent: send one, new for each new request")
        return None
    value = values[0].strip(" ")
    quoted = _QUOTED.fullmatch(value)
    if len(values) > 1 or not (quoted or _BARE.fullmatch(value)):
        detail = f'the {HEADER} is not one string of printable ASCII: send it once, in double quotes, like "8e03978e"'
        raise ServiceError("idempotency_key_invalid", detail)
    key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else value
    if not 1 <= len(key) <= LONGEST:
        detail = f"the {HEADER} has {len(key)} characters, the limits are 1 and {LONGEST}: send a UUID"
        raise ServiceError("idempotency_key_invalid", detail)
    return key


@dataclass(frozen=True, slots=True)
class Idempotency:
    """The keys of all owners. ``lifetime``: seconds that an answer is kept; ``lease``: that an unlocked claim holds."""

    store: Store
    lifetime: float = 86_400
    lease: float = 10

    def once(self, owner: str, key: str | None, fingerprint: str, make: Callable[[Connection], Kept]) -> Kept:
        """The answer of ``make``, or that of the first request with this key. Blocks.

        All that ``make`` writes through its connection commits together with the answer, or not at all. Without a
        key it is just called. Raises ServiceError request_in_progress, idempotency_key_reused, or what ``make`` does.
        """
        if key is None:
            with self.store.write() as connection:
                return make(connection)
        found = self._claim(owner, key, fingerprint)
        if isinstance(found, Kept):
            return found
        try:
            with self.store.write() as connection:
                self._hold(connection, owner, key, found)
                kept = make(connection)
                self._settle(connection, owner, key, kept)
                return kept
        except BaseException:
            self._release(owner, key, found)
            raise

    def purge(self) -> int:
        """Delete what has expired; how many there were."""
        with self.store.write() as connection:
            return connection.execute(delete(table).where(table.c.expires <= self.store.clock())).rowcount

    def _claim(self, owner: str, key: str, fingerprint: str) -> Kept | float:
        """The answer kept, or the time of the claim now made, which is its proof."""
        now = self.store.clock()
        row = {"owner": owner, "key": key, "fingerprint": fingerprint, "created": now, "expires": now + self.lease}
        free = select(table.c.key).where(*_at(owner, key), self._over(now)).with_for_update(skip_locked=True)
        try:
            with self.store.write() as connection:
                if connection.scalar(free) is not None:
                    connection.execute(delete(table).where(*_at(owner, key)))
                connection.execute(insert(table), row)
        except IntegrityError:
            return self._found(owner, key, fingerprint)
        return now

    def _over(self, now: float) -> ColumnElement[bool]:
        """What has expired, and claims that end in the far future, made before the clock went back."""
        ahead = and_(table.c.status.is_(None), table.c.expires > now + SKEW * self.lease)
        return or_(table.c.expires <= now, ahead)

    def _found(self, owner: str, key: str, fingerprint: str) -> Kept:
        with self.store.read() as connection:
            row = connection.execute(select(table).where(*_at(owner, key))).one_or_none()
        if row is not None and row.fingerprint != fingerprint:
            detail = f"the {HEADER} {key!r} was sent before with another request: send a new key with a new request"
            raise ServiceError("idempotency_key_reused", detail)
        if row is None or row.status is None:
            left = 1 if row is None else max(1, math.ceil(row.expires - self.store.clock()))
            raise _in_progress(key, left)
        return Kept(row.status, row.body, json.loads(row.headers), replayed=True)

    def _hold(self, connection: Connection, owner: str, key: str, proof: float) -> None:
        """Lock the claim until the transaction ends. Raises request_in_progress where another request took the key."""
        if connection.scalar(select(table.c.key).where(*_claimed(owner, key, proof)).with_for_update()) is None:
            raise _in_progress(key, 1)

    def _settle(self, connection: Connection, owner: str, key: str, kept: Kept) -> None:
        expires = self.store.clock() + self.lifetime
        values = {"status": kept.status, "headers": json.dumps(dict(kept.headers)), "body": kept.body}
        connection.execute(update(table).where(*_at(owner, key)).values(values | {"expires": expires}))

    def _release(self, owner: str, key: str, proof: float) -> None:
        with self.store.write() as connection:
            connection.execute(delete(table).where(*_claimed(owner, key, proof)))


def _at(owner: str, key: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.owner == owner, table.c.key == key


def _claimed(owner: str, key: str, proof: float) -> tuple[ColumnElement[bool], ...]:
    return *_at(owner, key), table.c.status.is_(None), table.c.created == proof


def _in_progress(key: str, seconds: int) -> ServiceError:
    detail = f"a request with the {HEADER} {key!r} is being answered: send it again later"
    return ServiceError("request_in_progress", detail, retry_after=min(seconds, 5))
