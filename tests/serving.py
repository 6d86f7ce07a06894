"""Serving processes of their own for tests, as ``serve`` runs them, over fakes (``tests.slow_service``)."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]


def until(condition):
    """Wait for ``condition``; what the network says meanwhile is no answer."""
    for _ in range(12_000):
        try:
            if condition():
                return
        except httpx.TransportError:
            pass
        time.sleep(0.01)
    raise AssertionError("not in time")


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def serving(*, ready=True, module="tests.slow_service", arguments=(), **settings):
    """A process of ``module`` with ``settings``, and a client of it once it is ready."""
    port = free_port()
    given = {f"DUIZHAO_{name.upper()}": str(value) for name, value in settings.items()}
    env = os.environ | {"DUIZHAO_PORT": str(port)} | given
    command = [sys.executable, "-m", module, *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            if ready:
                until(lambda: client.get("/readyz").status_code == 200)
            yield process, client
    finally:
        process.kill()
        process.communicate()
