"""Look for known weaknesses of the versions that ``constraints.txt`` pins, where the data can be reached.

Asks OSV by pip-audit. Exit status 1 where a version has one; where OSV cannot be reached, it says so and the status is
0, or 2 with ``--strict``.

    .venv/bin/python .ci/audit.py           # or: make audit
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

PINS = Path(__file__).resolve().parent.parent / "constraints.txt"
OSV = "https://api.osv.dev/v1/query"
SECONDS = 10


def unreachable(url: str) -> str | None:
    """Why no answer comes from ``url``; None where one comes, be it an error of HTTP."""
    try:
        urllib.request.urlopen(url, timeout=SECONDS).close()
    except urllib.error.HTTPError:
        return None
    except OSError as error:
        return str(getattr(error, "reason", error))
    return None


def main() -> int:
    """Ask, or say why not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pins", type=Path, default=PINS)
    parser.add_argument("--url", default=OSV, help="of an OSV service's query")
    parser.add_argument("--strict", action="store_true", help="where it cannot be reached the status is 2")
    args = parser.parse_args()
    if reason := unreachable(args.url):
        print(f"known weaknesses were not looked up: {args.url} cannot be reached ({reason})")
        return 2 if args.strict else 0
    told = ["--requirement", str(args.pins), "--no-deps", "--disable-pip", "--progress-spinner", "off"]
    told += ["--vulnerability-service", "osv", "--osv-url", args.url]
    return subprocess.run([sys.executable, "-m", "pip_audit", *told], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
