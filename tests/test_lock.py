"""The lock of dependencies: what ``constraints.txt`` pins, no more and no less, each with its hashes."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LINE = re.compile(r"(\S+)==(\S+)((?: --hash=sha256:[0-9a-f]{64})+) # ([a-z ]+)")
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
NEEDED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]


def locked():
    """Name → version and labels of each line of the lock."""
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()[1:]
    found = [LINE.fullmatch(line) for line in lines]
    assert [line for line, match in zip(lines, found, strict=True) if match is None] == []
    return {match[1]: (match[2], match[4].split()) for match in found}


def pinned():
    return dict(line.split("==") for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").split())


def test_the_lock_has_the_pins_of_the_constraints():
    """After a change of either: ``make lock``."""
    expected = {name: version for name, version in pinned().items() if name != "torch"}
    assert {name: version for name, (version, _) in locked().items()} == expected


@pytest.mark.parametrize("label", ["run", *EXTRAS])
def test_what_is_asked_for_is_marked_with_who_asks(label):
    marked = {canonicalize_name(name) for name, (_, labels) in locked().items() if label in labels}
    asked = {canonicalize_name(Requirement(item).name) for item in EXTRAS.get(label, NEEDED)} - {"torch"}
    assert asked - marked == set()


def test_the_slim_image_has_all_but_torch_and_transformers():
    marked = {name: labels for name, (_, labels) in locked().items() if "slim" in labels}
    assert all("run" in labels for labels in marked.values())
    asked = {canonicalize_name(Requirement(item).name) for item in NEEDED}
    assert asked - {canonicalize_name(name) for name in marked} == {"torch", "transformers"}


def test_nothing_is_installed_before_it_is_held_against_its_hash():
    shown = subprocess.run(
        ["make", "--dry-run", "--always-make", ".venv/.dev"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    lines = [line for line in shown.stdout.splitlines() if "pip install" in line]
    assert ["--require-hashes --no-deps" in line for line in lines] == [True, False, True, False]
    assert all("--no-build-isolation" in line for line in lines[1::2])


def test_the_lock_names_no_registry():
    assert "://" not in (ROOT / "requirements.lock").read_text(encoding="utf-8")
