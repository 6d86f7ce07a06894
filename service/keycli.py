"""``duizhao keys``: the operator's commands over the keys of a store."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from service.notice import say

if TYPE_CHECKING:
    from service.keys import Key
    from service.store import Store

OK, FAILED, USAGE = 0, 1, 2
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def duration(text: str) -> float:
    """Seconds of ``90d``, ``12h``, ``30m``, ``2w`` or ``45s``. Raises ArgumentTypeError.

    >>> duration("90d")
    7776000.0
    """
    match = re.fullmatch(r"([0-9]{1,6})([smhdw])", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no duration: write for instance 90d, 12h or 30m")
    return float(int(match[1]) * UNITS[match[2]])


def arguments(command: argparse.ArgumentParser) -> None:
    """The grammar of ``duizhao keys``."""
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = actions.add_parser("create", help="make a key and show it, once")
    create.add_argument("name", metavar="NAME")
    create.add_argument("--scopes", default="read", help="of read, write, admin, with commas (default read)")
    create.add_argument("--expires", type=duration, help="lifetime, such as 90d (default: none)")
    create.add_argument("--rate", type=int, help="requests a minute")
    create.add_argument("--concurrency", type=int, help="requests at once")
    create.add_argument("--quota", type=int, help="characters a month")
    rotate = actions.add_parser("rotate", help="make a successor of a key; the old one lives on for a while")
    rotate.add_argument("name", metavar="NAME")
    rotate.add_argument("--grace", type=duration, default=duration("7d"), help="for how long (default 7d)")
    revoke = actions.add_parser("revoke", help="end a key at once")
    revoke.add_argument("which", metavar="NAME|ID|PREFIX")
    shown = (actions.add_parser("list", help="all keys"), actions.add_parser("audit", help="what was done, by whom"))
    for action in (create, rotate, revoke, *shown):
        action.add_argument("--data-dir", type=Path, help="folder of the service's own data")
        action.add_argument("--store", help="URL of the store")


def run(args: argparse.Namespace) -> int:
    """One command; what went wrong is said on stderr."""
    from pydantic import ValidationError
    from sqlalchemy.exc import SQLAlchemyError

    from service.config import explain
    from service.keys import KeyFault

    actions: dict[str, Callable[[Store, argparse.Namespace], None]] = {
        "create": create,
        "rotate": rotate,
        "revoke": revoke,
        "list": show,
        "audit": audit,
    }
    try:
        store = _open(args)
    except ValidationError as error:
        return _fail(explain(error), USAGE)
    except (SQLAlchemyError, OSError) as error:
        return _fail(f"the store cannot be opened: {type(error).__name__}", FAILED)
    try:
        actions[args.action](store, args)
    except KeyFault as error:
        return _fail(str(error), FAILED)
    finally:
        store.close()
    return OK


def _fail(message: str, code: int) -> int:
    say(f"duizhao: {message}")
    return code


def _open(args: argparse.Namespace) -> Store:
    from service.config import Settings
    from service.store import Store, sqlite_url

    given = {"data_dir": args.data_dir, "store": args.store}
    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    return Store.open(settings.store or sqlite_url(settings.data_dir))


def create(store: Store, args: argparse.Namespace) -> None:
    """``duizhao keys create``: the secret alone on stdout."""
    from service import keys

    expires = None if args.expires is None else store.clock() + args.expires
    scopes = tuple(scope.strip() for scope in args.scopes.split(","))
    _tell(*keys.create(store, args.name, keys.Grant(scopes, expires, args.rate, args.concurrency, args.quota)))


def rotate(store: Store, args: argparse.Namespace) -> None:
    """``duizhao keys rotate``: the new secret alone on stdout."""
    from service import keys

    _tell(*keys.rotate(store, args.name, args.grace))


def _tell(key: Key, secret: str) -> None:
    sys.stdout.write(secret + "\n")
    say(f"{key.id} ({key.name}): keep this key now, it is not shown again")


def revoke(store: Store, args: argparse.Namespace) -> None:
    """``duizhao keys revoke``."""
    from service import keys

    for key in keys.revoke(store, args.which):
        sys.stdout.write(f"{key.id}  {key.name}  {key.prefix}…  revoked\n")


def show(store: Store, args: argparse.Namespace) -> None:
    """``duizhao keys list``: a line for each key."""
    from service import keys

    for key in keys.listed(store):
        grant = key.grant
        limits = f"rate {_or(grant.rate)}  concurrency {_or(grant.concurrency)}  quota {_or(grant.quota)}"
        ends = "never" if grant.expires is None else stamp(grant.expires)
        row = (key.id, key.name, f"{key.prefix}…", key.state(store.clock()), ",".join(grant.scopes))
        sys.stdout.write("  ".join((*row, f"expires {ends}", limits)) + "\n")


def audit(store: Store, args: argparse.Namespace) -> None:
    """``duizhao keys audit``: a line of JSON for each event."""
    import json

    from service.audit import entries

    for entry in entries(store):
        told = {"at": stamp(entry.at), "actor": entry.actor, "event": entry.event, "subject": entry.subject}
        sys.stdout.write(json.dumps(told | {"detail": dict(entry.detail)}, ensure_ascii=False) + "\n")


def stamp(at: float) -> str:
    """Seconds since 1970 as UTC.

    >>> stamp(0)
    '1970-01-01T00:00:00Z'
    """
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _or(limit: int | None) -> str:
    return "none" if limit is None else str(limit)
