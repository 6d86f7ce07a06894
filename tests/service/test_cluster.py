"""What a run on Ray tells when it fails; the run itself is in tests/e2e."""

import sys

import pytest

from models.errors import ModelUnavailable
from service.cluster import Cluster, Pool, _plain
from service.crew import Broken
from service.ledger import Refused
from service.records import InputError
from service.window import Plan


class FromRay(Exception):
    """Stands for an error of Ray's, which names its module and may carry the error of a node as ``cause``."""

    def __init__(self, message, cause=None):
        super().__init__(message)
        self.cause = cause


FromRay.__module__ = "ray.exceptions"


def test_our_own_errors_come_from_a_node_as_they_are():
    refused, missing = Refused("the input has shrunk"), ModelUnavailable("no such folder")
    assert _plain(FromRay("traceback", refused)) is refused
    assert _plain(FromRay("traceback", FromRay("inner", missing))) is missing


def test_what_ray_says_is_told_in_its_last_line():
    found = _plain(FromRay("a node\nran out of memory\n"))
    assert (type(found), str(found)) == (Broken, "ran out of memory")
    other = KeyboardInterrupt()
    assert _plain(other) is other


def test_a_missing_library_is_told_with_the_remedy(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(InputError, match=r"--engine ray needs ray: pip install 'duizhao\[ray\]'"):
        Cluster(lambda: None, Plan(), tmp_path, Pool())
