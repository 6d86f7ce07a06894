"""What a run on Ray tells when it fails; the run itself is in tests/e2e."""

import json
import pickle
import sys
from dataclasses import asdict, replace

import pytest

from models.errors import ModelUnavailable
from service.cluster import FATAL, Cluster, Pool, _Actor, _plain
from service.crew import Broken
from service.ledger import Ledger, Refused
from service.records import InputError, records, windows
from service.window import Plan
from tests.archiving import articles
from tests.fakes import fake_pipeline


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


def test_a_window_at_which_three_workers_died_is_given_up(tmp_path):
    plan, ledger = Plan(window=3), Ledger(tmp_path / "out")
    (window,) = windows(records(str(articles(tmp_path / "in.jsonl", 3))), 3)
    row = {"window": pickle.dumps(replace(window, copies={2: 0}))}
    with ledger.locked():
        actor = _Actor(fake_pipeline, plan, ledger.folder)
        for _ in range(3):
            assert pickle.loads(actor(row)["done"]).errors == 0
        assert pickle.loads(actor(row)["done"]).codes == {"worker_died": 2}
        made = [json.loads(text) for text in ledger.path("shards", 0).read_bytes().splitlines()]
        assert [(row["id"], row["metadata"], row["error"], row["duplicate_of"]) for row in made] == [
            ("a0", {"n": 0}, asdict(FATAL), None),
            ("a1", {"n": 1}, asdict(FATAL), None),
            ("a2", {"n": 2}, None, 0),
        ]
    with ledger.locked():
        assert ledger.tried(0) == 1
