"""``duizhao doctor``, ``backup``, ``restore`` and ``purge``: the operator's commands over an installation."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.notice import say

if TYPE_CHECKING:
    from service.config import Settings

OK, FAILED, USAGE = 0, 1, 2


def arguments(commands: Any) -> None:
    """Add the grammar of the commands to argparse's ``commands``."""
    doctor = commands.add_parser("doctor", help="look for what is wrong with models, store, disk, threads and clock")
    backup = commands.add_parser("backup", help="copy a SQLite store, also while it is in use")
    backup.add_argument("file", type=Path, metavar="FILE", help="new file to write")
    restore = commands.add_parser("restore", help="put a backup in the place of the store")
    restore.add_argument("file", type=Path, metavar="FILE", help="file that backup wrote")
    purge = commands.add_parser("purge", help="delete finished jobs with their texts")
    purge.add_argument("--days", type=float, help="those that ended so long ago (default DUIZHAO_RETENTION_DAYS)")
    for command in (doctor, backup, restore, purge):
        command.add_argument("--data-dir", type=Path, help="folder of the service's own data")
        command.add_argument("--store", help="URL of the store")


def run(args: argparse.Namespace) -> int:
    """One command; what went wrong is said on stderr."""
    from pydantic import ValidationError
    from sqlalchemy.exc import SQLAlchemyError

    from service.backup import BackupFault
    from service.config import Settings, explain

    given = {"data_dir": args.data_dir, "store": args.store, "host": "127.0.0.1"}  # nothing listens here
    commands: dict[str, Callable[[argparse.Namespace, Settings], int]] = {
        "doctor": _doctor,
        "backup": _backup,
        "restore": _restore,
        "purge": _purge,
    }
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
        return commands[args.command](args, settings)
    except ValidationError as error:
        return _failed(explain(error), USAGE)
    except BackupFault as error:
        return _failed(str(error))
    except SQLAlchemyError as error:
        return _failed(f"the store does not answer ({type(error).__name__}): run duizhao doctor")


def _failed(message: str, code: int = FAILED) -> int:
    say(f"duizhao: {message}")
    return code


def _url(settings: Settings) -> str:
    from service.store import sqlite_url

    return settings.store or sqlite_url(settings.data_dir)


def _doctor(args: argparse.Namespace, settings: Settings) -> int:
    from service.doctor import examine

    worst = OK
    for finding in examine(settings):
        sys.stdout.write(f"{finding}\n")
        worst = FAILED if finding.level == "fail" else worst
    return worst


def _backup(args: argparse.Namespace, settings: Settings) -> int:
    from service.backup import backup, path_of

    backup(path_of(_url(settings)), args.file)
    sys.stdout.write(f"{args.file}\n")
    return OK


def _restore(args: argparse.Namespace, settings: Settings) -> int:
    from service.backup import path_of, restore

    saved = restore(args.file, path_of(_url(settings)))
    sys.stdout.write(f"restored; what was there is in {saved}\n" if saved else "restored\n")
    return OK


def _purge(args: argparse.Namespace, settings: Settings) -> int:
    from service.retention import purge
    from service.store import Store

    days = settings.retention_days if args.days is None else args.days
    if args.days is None and not days:
        return _failed("DUIZHAO_RETENTION_DAYS is 0, which keeps everything: name --days", USAGE)
    store = Store.open(_url(settings))
    try:
        found = purge(store, days)
    finally:
        store.close()
    sys.stdout.write(f"deleted: {found.jobs} jobs, {found.deliveries} deliveries, {found.answers} kept answers\n")
    return OK
