"""Stored glossaries: each belongs to an owner, and nobody else sees that it is there."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from models.glossary import Entries
from service.audit import record
from service.auth import Caller
from service.errors import ServiceError
from service.requests import Options
from service.store import Store
from service.tables import glossaries

MOST = 200
"""Glossaries of one owner."""
_ID = re.compile(r"[\w.-]{1,200}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Stored:
    """A glossary: Chinese terms with their English, and words that stay as they are."""

    id: str
    terms: dict[str, str]
    keep: tuple[str, ...]

    @property
    def etag(self) -> str:
        """A strong entity tag of the content, in its quotes."""
        told = json.dumps([self.terms, self.keep], ensure_ascii=False, sort_keys=True)
        return f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'


def get(store: Store, owner: str, id: str) -> Stored:
    """The owner's glossary. Raises ServiceError not_found."""
    with store.read() as connection:
        return _found(_get(connection, owner, id), id)


def listed(store: Store, owner: str) -> list[Stored]:
    """The owner's glossaries by id."""
    with store.read() as connection:
        query = select(glossaries).where(glossaries.c.owner == owner).order_by(glossaries.c.id)
        return [_stored(row) for row in connection.execute(query)]


def put(store: Store, owner: str, id: str, given: Entries, match: str | None = None) -> tuple[Stored, bool]:
    """Store a glossary under ``id``, and whether it is new there. ``match`` is the value of If-Match.

    Raises ServiceError invalid_request for the id, precondition_failed, invalid_glossary where there are too many.
    """
    if not _ID.fullmatch(id):
        raise ServiceError("invalid_request", f"{id[:80]!r} cannot be an id: use 1 to 200 letters, digits, . _ or -")
    made = Stored(id, {zh: en for zh, en in given if zh != en}, tuple(zh for zh, en in given if zh == en))
    with store.write() as connection:
        now, old = store.clock(), _get(connection, owner, id)
        _check(match, old)
        told = {"terms": json.dumps(made.terms, ensure_ascii=False), "keep": json.dumps(made.keep, ensure_ascii=False)}
        if old is None:
            _check_room(connection, owner)
            connection.execute(insert(glossaries), told | {"owner": owner, "id": id, "updated": now})
        else:
            connection.execute(update(glossaries).where(*_key(owner, id)).values(told | {"updated": now}))
        record(connection, now, owner, "glossary.put", id, {"terms": len(given), "etag": made.etag})
    return made, old is None


def remove(store: Store, owner: str, id: str, match: str | None = None) -> None:
    """Delete the owner's glossary. Raises ServiceError not_found or precondition_failed."""
    with store.write() as connection:
        _check(match, _found(_get(connection, owner, id), id))
        connection.execute(delete(glossaries).where(*_key(owner, id)))
        record(connection, store.clock(), owner, "glossary.deleted", id)


def resolved(store: Store, caller: Caller, options: Options) -> Options:
    """``options`` with the terms of the caller's stored glossary where they name one.

    Raises ServiceError unknown_glossary.
    """
    if not isinstance(options.glossary, str):
        return options
    with store.read() as connection:
        found = _get(connection, caller.owner, options.glossary)
    if found is None:
        detail = f"there is no stored glossary {options.glossary[:80]!r}: send the terms themselves"
        raise ServiceError("unknown_glossary", detail)
    return options.model_copy(update={"glossary": found.terms, "keep": (*found.keep, *options.keep)})


def _key(owner: str, id: str) -> tuple[ColumnElement[bool], ...]:
    return glossaries.c.owner == owner, glossaries.c.id == id


def _get(connection: Connection, owner: str, id: str) -> Stored | None:
    if not _ID.fullmatch(id):
        return None
    row = connection.execute(select(glossaries).where(*_key(owner, id))).one_or_none()
    return None if row is None else _stored(row)


def _stored(row: Row[tuple[object, ...]]) -> Stored:
    return Stored(row.id, json.loads(row.terms), tuple(json.loads(row.keep)))


def _found(stored: Stored | None, id: str) -> Stored:
    if stored is None:
        raise ServiceError("not_found", f"there is no glossary {id[:80]!r}: see GET /v1/glossaries")
    return stored


def _check(match: str | None, old: Stored | None) -> None:
    """Raises ServiceError precondition_failed where ``match`` names no tag of what is there."""
    tags = [tag.strip() for tag in (match or "").split(",")]
    if match is None or (old is not None and ("*" in tags or old.etag in tags)):
        return
    there = "there is none" if old is None else f"it is {old.etag} now"
    raise ServiceError("precondition_failed", f"If-Match is {match[:80]}, and {there}: get it anew and change that")


def _check_room(connection: Connection, owner: str) -> None:
    query = select(func.count()).select_from(glossaries).where(glossaries.c.owner == owner)
    if (connection.scalar(query) or 0) >= MOST:
        raise ServiceError("invalid_glossary", f"there are {MOST} glossaries, the most that are stored: delete one")
