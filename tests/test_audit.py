"""The look for known weaknesses: real pip-audit against a small OSV service."""

import json
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

AUDIT = Path(__file__).parent.parent / ".ci" / "audit.py"
WEAK = {
    "id": "PYSEC-2000-1",
    "summary": "reads more than it should",
    "affected": [
        {
            "package": {"name": "weak", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.1"}]}],
            "versions": ["1.0"],
        }
    ],
}


class Osv(BaseHTTPRequestHandler):
    """Knows one weakness, of ``weak`` 1.0."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps({"vulns": [WEAK]} if (asked["package"]["name"], asked["version"]) == ("weak", "1.0") else {})
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def osv():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Osv)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()
    thread.join()
    server.server_close()


def audited(folder, pins, url, *told):
    """Exit status and what was printed."""
    path = folder / "pins.txt"
    path.write_text(pins)
    command = [sys.executable, AUDIT, "--pins", path, "--url", url, *told]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("pins", "status", "said"), [("weak==1.0\nfine==2.0\n", 1, "PYSEC-2000-1 1.1"), ("weak==1.1\n", 0, "No known")]
)
def test_a_pinned_version_with_a_known_weakness_is_told(pins, status, said, osv, tmp_path):
    found, printed = audited(tmp_path, pins, osv)
    assert (found, said in " ".join(printed.split())) == (status, True), printed


@pytest.mark.parametrize(("told", "status"), [((), 0), (("--strict",), 2)])
def test_it_says_where_nothing_was_looked_up(told, status, tmp_path):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/v1/query"
        found, printed = audited(tmp_path, "weak==1.0\n", url, *told)
    assert (found, "were not looked up" in printed, url in printed) == (status, True, True)
