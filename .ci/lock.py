"""Write ``requirements.lock``: every pin of ``constraints.txt`` with the SHA-256 of all its files in the registry.

Each line ends with what needs the package: ``build`` (an editable install), ``slim`` (the product without torch and
transformers), ``run`` (the product), and the names of the extras, so that an installation takes the lines it wants. Who
needs what is read from the packages that are installed here. torch has no line: the registries of its builds serve
different files under one version.

    .venv/bin/python .ci/lock.py            # or: make lock
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
import urllib.request
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, canonicalize_name
from packaging.utils import parse_sdist_filename as sdist
from packaging.utils import parse_wheel_filename as wheel
from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parent.parent
WITHOUT = {"torch"}
HEAVY = {"torch", "transformers"}
"""What ``slim`` leaves out."""
EDITABLE = "editables"
"""What hatchling needs for an editable install, besides what the project names."""
JSON = "application/vnd.pypi.simple.v1+json"


def pins(text: str) -> dict[str, str]:
    """Name → version of each line ``name==version``, names as they stand."""
    return dict(line.strip().split("==") for line in text.splitlines() if "==" in line)


def closure(wanted: Iterable[str]) -> set[str]:
    """The normal names of the requirements ``wanted`` and of all that these need, as installed packages say."""
    found: set[tuple[str, frozenset[str]]] = set()
    todo = [Requirement(item) for item in wanted]
    while todo:
        item = todo.pop()
        key = (canonicalize_name(item.name), frozenset(item.extras))
        if key not in found:
            found.add(key)
            todo += _needs(item)
    return {name for name, _ in found}


def _needs(item: Requirement) -> Iterator[Requirement]:
    try:
        lines = requires(item.name) or []
    except PackageNotFoundError:
        return
    for needed in map(Requirement, lines):
        if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in ("", *item.extras)):
            yield needed


def labels(project: dict[str, object]) -> dict[str, set[str]]:
    """What needs packages → the normal names of these."""
    about: dict = project["project"]  # type: ignore[assignment,type-arg]
    build: list[str] = project["build-system"]["requires"]  # type: ignore[index]
    needed: list[str] = about["dependencies"]
    slim = [item for item in needed if canonicalize_name(Requirement(item).name) not in HEAVY]
    wanted = {"build": [*build, EDITABLE], "slim": slim, "run": needed} | about["optional-dependencies"]
    return {label: closure(items) for label, items in wanted.items()}


def index() -> str:
    """The URL of the registry that pip asks here."""
    from pip._internal.models.index import PyPI

    asked = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", "global.index-url"], check=False, capture_output=True
    )
    return (os.environ.get("PIP_INDEX_URL") or asked.stdout.decode().strip() or PyPI.simple_url).rstrip("/")


def hashes(url: str, name: str, version: str) -> list[str]:
    """SHA-256 of each file of a version, in order. Raises LookupError where the registry has none."""
    request = urllib.request.Request(f"{url}/{canonicalize_name(name)}/", headers={"Accept": JSON})
    with urllib.request.urlopen(request, timeout=120) as response:
        files = json.load(response)["files"]
    found = {file["hashes"]["sha256"] for file in files if _version(file["filename"]) == Version(version)}
    if not found:
        raise LookupError(f"the registry has no file of {name}=={version}: mend constraints.txt")
    return sorted(found)


def _version(filename: str) -> Version | None:
    try:
        return wheel(filename)[1] if filename.endswith(".whl") else sdist(filename)[1]
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        return None


def main() -> None:
    """Ask the registry and write the file."""
    pinned = pins((ROOT / "constraints.txt").read_text())
    needed = labels(tomllib.loads((ROOT / "pyproject.toml").read_text()))
    wanted = {name: version for name, version in pinned.items() if name not in WITHOUT}
    url = index()
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda item: hashes(url, *item), wanted.items()))
    lines = []
    for (name, version), sums in zip(wanted.items(), found, strict=True):
        by = [label for label, names in needed.items() if canonicalize_name(name) in names] or ["dev"]
        lines.append(f"{name}=={version} {' '.join(f'--hash=sha256:{item}' for item in sums)} # {' '.join(by)}\n")
    header = (
        "# Made by `make lock` from constraints.txt: install with pip --require-hashes --no-deps. torch is not here.\n"
    )
    (ROOT / "requirements.lock").write_text(header + "".join(lines))
    missing = sorted(set().union(*needed.values()) - {canonicalize_name(name) for name in pinned})
    print(f"{len(lines)} packages, {sum(map(len, found))} files; needed and not pinned: {', '.join(missing) or 'none'}")


if __name__ == "__main__":
    main()
