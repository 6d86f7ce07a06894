"""A Ray cluster of several nodes on this machine, one of which is killed while the archive is at work."""

import json
import os
import signal
import threading
import time
from dataclasses import asdict

import pytest

from service.cluster import FATAL, Pool
from service.integrity import holes
from service.ledger import Ledger, Refused
from service.storage import place
from tests.archiving import Quiet, articles, done, tree
from tests.fakes import FakeSummariser, fake_pipeline
from tests.objects import Objects

ray = pytest.importorskip("ray", reason="the extra ray is not installed")
pytestmark = pytest.mark.filterwarnings("default")
WINDOWS = 30


class Slow(FakeSummariser):
    def summarise(self, passages, options):
        time.sleep(0.1)
        return super().summarise(passages, options)


def slow_pipeline():
    return fake_pipeline(Slow())


class Deadly(FakeSummariser):
    """杀 kills the process."""

    def summarise(self, passages, options):
        if any("杀" in part.text for passage in passages for part in passage):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().summarise(passages, options)


def deadly_pipeline():
    return fake_pipeline(Deadly())


@pytest.fixture(scope="module")
def cluster():
    """A head without room for work, and three nodes for one worker each."""
    from ray.cluster_utils import Cluster

    found = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    found.extra = [found.add_node(num_cpus=1) for _ in range(3)]
    ray.init(address=found.address, log_to_driver=False, logging_level="ERROR")
    yield found
    ray.shutdown()
    found.shutdown()


class Killer(Quiet):
    """Kills a node as soon as a few windows are done."""

    def __init__(self, cluster):
        super().__init__()
        self._cluster, self.thread = cluster, None

    def done(self, window):
        super().done(window)
        if len(self.windows) == 4:
            node = self._cluster.extra.pop()
            self.thread = threading.Thread(target=self._cluster.remove_node, args=(node, False))
            self.thread.start()


def test_a_node_that_is_killed_loses_and_doubles_nothing(cluster, tmp_path):
    location = articles(tmp_path / "in.jsonl", 4 * WINDOWS)
    done(location, tmp_path / "local")
    killer = Killer(cluster)
    done(location, tmp_path / "ray", killer, factory=slow_pipeline, pool=Pool(most=3))
    killer.thread.join()
    assert sorted(killer.windows) == list(range(WINDOWS))
    assert eventually(lambda: sum(node["Alive"] for node in ray.nodes())) == 3
    assert (tree(tmp_path / "ray"), list(holes(tmp_path / "ray"))) == (tree(tmp_path / "local"), [])
    resumed(location, tmp_path / "ray", tree(tmp_path / "local"))


def eventually(count, most=60):
    """What ``count`` says when it says 3, or after ``most`` seconds: a cluster takes its time to miss a killed node."""
    end = time.monotonic() + most
    while (found := count()) != 3 and time.monotonic() < end:
        time.sleep(0.2)
    return found


def resumed(location, out, whole):
    """What one run has done the other goes on with."""
    (out / "manifest/000003.jsonl").unlink()
    reporter = Quiet()
    done(location, out, reporter, factory=slow_pipeline, pool=Pool(most=2))
    assert (reporter.windows, tree(out)) == ([3], whole)
    rows = [json.loads(line) for line in location.read_bytes().splitlines()]
    rows[0]["text"] = "换了一篇"
    location.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    Ledger(out).path("manifest", 5).unlink()
    with pytest.raises(Refused, match="has changed since"):
        done(location, out, factory=slow_pipeline, pool=Pool(most=2))


def test_in_a_store_too_a_document_that_kills_each_worker_becomes_an_error_and_the_run_ends(cluster, tmp_path):
    location = articles(tmp_path / "in.jsonl", 12)
    done(location, tmp_path / "out")
    whole = tree(tmp_path / "out")
    location.write_text(location.read_text(encoding="utf-8").replace("第5号", "杀"), encoding="utf-8")
    out = f"{Objects.protocol[0]}://{tmp_path}/ray"
    done(location, out, factory=deadly_pipeline, pool=Pool(most=2))
    shards = [tree(out)[f"shards/{number:06}.jsonl"] for number in range(3)]
    assert [shards[0], shards[2]] == [whole["shards/000000.jsonl"], whole["shards/000002.jsonl"]]
    made = [json.loads(line) for line in shards[1].splitlines()]
    assert [(row["id"], row["metadata"], row["error"]) for row in made] == [
        (f"a{i}", {"n": i}, asdict(FATAL)) for i in range(4, 8)
    ]
    assert list(holes(place(out))) == []
