"""Schemathesis over the whole OpenAPI document: does the service do what its document says?

``python benchmarks/conformance.py [--examples 100] [--seed 1] [more arguments of schemathesis run]``: the service runs
here over the stand-in engine, Schemathesis in a process of its own with all its checks and that of ``promises.py``:
the examples of the document, each limit of its schemas, ``examples`` drawn requests an operation, and scenarios that
follow its links (a job, its state, its results …). The last line is JSON; ``failures`` and ``errors`` are those of
Schemathesis, and the exit code is 1 where there are any.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


CONFIG = """
[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", "503", "504"]
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", "400", "401", "403", "404", "409", "412", "422", "429", "503", "504"]
"""
"""503 and 504 are deliberate; why a request that fits the document may be refused is looked at by ``promises``."""


@contextmanager
def served(app: Any) -> Iterator[str]:
    """The address of ``app`` on loopback; no name of a host leads out of this machine."""
    import uvicorn

    from benchmarks.hostile import NOWHERE

    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))
    thread = threading.Thread(target=server.run)
    with patch("socket.getaddrinfo", lambda *_, **__: NOWHERE):
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def run(examples: int, seed: int, more: Sequence[str] = ()) -> dict[str, Any]:
    """What Schemathesis found; ``more`` are further arguments of its ``run``."""
    from benchmarks.standin import StandIn, standing
    from service.app import create_app
    from service.assembly import pipeline_over
    from service.config import Settings

    pipeline = pipeline_over(standing(StandIn()))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings(data_dir=folder, webhook_http=True, webhook_allow=(ip_network("127.0.0.0/8"),))
        (folder / "config.toml").write_text(CONFIG)
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(folder / "config.toml"), "run"]
        command += ["--checks", "all", "--max-examples", str(examples), "--seed", str(seed), "--continue-on-failure"]
        command += ["--generation-database", "none", "--request-timeout", "120", *more]
        command += ["--report", "json", "--report-json-path", str(folder / "report.json")]
        hooks = {"SCHEMATHESIS_HOOKS": "benchmarks.promises", "PYTHONPATH": str(ROOT)}
        app = create_app(settings, lambda: pipeline)
        with patch("service.webhooks.MOST", 10_000), served(app) as url:
            subprocess.run([*command, f"{url}/openapi.json"], check=False, cwd=folder, env=os.environ | hooks)
        report: dict[str, Any] = json.loads((folder / "report.json").read_text())
    return report


def main() -> int:
    """Read the arguments and run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    args, more = parser.parse_known_args()
    began = time.monotonic()
    report = run(args.examples, args.seed, more)
    found = {one["code"]: one["operations"] for one in report["failures"]}
    figures = {"operations": report["operations"]["tested"], "cases": report["test_cases"]["generated"], "found": found}
    counts = {"failures": report["test_cases"]["unique_failures"], "errors": len(report["errors"])}
    print(json.dumps(figures | counts | {"seed": args.seed, "seconds": round(time.monotonic() - began)}))
    return int(any(counts.values()))


if __name__ == "__main__":
    sys.exit(main())
