"""A SQLite store copied while it is in use, and put back, by SQLite's own online backup.

For PostgreSQL there are ``pg_dump`` and ``pg_restore``.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from service.store import BUSY_MS, MIGRATIONS, Store


class BackupFault(Exception):
    """Why there is no backup or nothing was restored, with the remedy."""


def path_of(url: str) -> Path:
    """The file of the store at ``url``. Raises BackupFault where it is no SQLite file."""
    prefix = "sqlite:///"
    if not url.startswith(prefix):
        scheme = url.partition(":")[0]
        raise BackupFault(f"the store is {scheme}, not a SQLite file: use its own tools, for PostgreSQL pg_dump")
    return Path(url.removeprefix(prefix))


def backup(source: Path, file: Path) -> None:
    """Copy the store ``source`` to the new file ``file`` as it is at one moment, checked and on the disk.

    It may be in use; writers go on. Raises BackupFault, and then there is no ``file``.
    """
    if not source.is_file():
        raise BackupFault(f"there is no store at {source}: check DUIZHAO_DATA_DIR and DUIZHAO_STORE")
    if file.exists():
        raise BackupFault(f"{file} exists: name a new file")
    part = file.with_name(file.name + ".part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _copy(source, part)
        sound(part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.rename(file)
    except (OSError, sqlite3.Error) as error:
        raise BackupFault(f"{source} could not be copied to {file} ({error}): check the disk") from error
    finally:
        part.unlink(missing_ok=True)


def restore(file: Path, target: Path) -> Path | None:
    """Put the backup ``file`` in the place of the store ``target`` and bring it to the newest schema.

    What was there, sound or not, is first put into a file beside it, which is returned. Raises BackupFault for
    a backup that is not sound before anything is changed.
    """
    if not file.is_file():
        raise BackupFault(f"there is no file {file}: name a backup")
    check(file)
    try:
        saved = _aside(target) if target.is_file() else None
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(file, target, wal=True)
    except (OSError, sqlite3.Error) as error:
        raise BackupFault(f"{target} could not be written ({error}): stop the service and try again") from error
    Store.open(f"sqlite:///{target}").close()
    return saved


def _aside(target: Path) -> Path:
    """Keep what is at ``target``: copied, or, where it is too damaged for that, renamed."""
    saved = target.with_name(f"{target.name}.before-{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}")
    try:
        _copy(target, saved)
    except sqlite3.OperationalError:  # locked, or no room
        raise
    except sqlite3.DatabaseError:
        saved.unlink(missing_ok=True)
        for end in ("", "-wal", "-shm"):
            part = target.with_name(target.name + end)
            if part.exists():
                part.rename(saved.with_name(saved.name + end))
    return saved


def check(file: Path) -> str:
    """The schema revision of a sound backup. Raises BackupFault for a damaged file, no store, or a newer version's."""
    revision = sound(file)
    if revision not in revisions():
        raise BackupFault(f"{file} has the schema {revision}, which this version does not know: take a newer version")
    return revision


def sound(file: Path) -> str:
    """The schema revision of a store that is whole. Raises BackupFault where it is damaged or no store."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.Error, TypeError) as error:
        raise BackupFault(f"{file} is no store or is damaged ({error}): take another backup") from error
    if found != "ok":
        raise BackupFault(f"{file} is damaged ({found.splitlines()[-1]}): take another backup")
    return str(revision)


def revisions() -> list[str]:
    """The schema revisions that this version knows, the newest first."""
    from alembic.script import ScriptDirectory

    return [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]


def _copy(source: Path, target: Path, *, wal: bool = False) -> None:
    """Copy a database page by page in one read transaction; a backup is one file, without a write-ahead log."""
    with (
        closing(sqlite3.connect(source, timeout=BUSY_MS / 1000)) as reader,
        closing(sqlite3.connect(target, timeout=BUSY_MS / 1000)) as writer,
    ):
        reader.backup(writer)
        writer.execute(f"PRAGMA journal_mode={'WAL' if wal else 'DELETE'}")
