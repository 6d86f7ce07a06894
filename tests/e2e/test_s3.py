"""An output in S3, as moto serves it to s3fs: needs ``pip install s3fs 'moto[server]'``, which are no part of the tools."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from service.integrity import holes, merge
from service.ledger import Ledger, Refused
from service.storage import place
from service.window import Plan
from tests.archiving import articles, command, done, tree

boto3 = pytest.importorskip("boto3", reason="moto[server] is not installed")
pytest.importorskip("s3fs", reason="s3fs is not installed")
server = pytest.importorskip("moto.server", reason="moto[server] is not installed")
pytestmark = pytest.mark.filterwarnings("default")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def bucket():
    served = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    served.start()
    host, port = served.get_host_and_port()
    named = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y", "AWS_DEFAULT_REGION": "us-east-1"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**named, "AWS_ENDPOINT_URL": f"http://{host}:{port}"}.items():
            patch.setenv(name, value)
        boto3.client("s3").create_bucket(Bucket="news")
        yield "s3://news"
    served.stop()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    done(articles(folder / "in.jsonl"), folder / "out")
    return folder


def test_every_form_is_in_s3_what_it_is_in_a_folder(bucket, whole, tmp_path):
    for out in (tmp_path / "out", f"{bucket}/forms"):
        for more in ({"pages": "html"}, {"parquet": True}):
            done(whole / "in.jsonl", out, plan=Plan(window=4, duplicates="near"), **more)
    assert (tree(f"{bucket}/forms"), list(holes(place(f"{bucket}/forms")))) == (tree(tmp_path / "out"), [])


def test_workers_and_merged_shards_give_the_same(bucket, whole):
    done(whole / "in.jsonl", f"{bucket}/workers", workers=2)
    parts = [f"{bucket}/{i}" for i in range(2)]
    for i, part in enumerate(parts):
        done(whole / "in.jsonl", part, shard=(i, 2))
    merge([place(part) for part in parts], place(f"{bucket}/all"))
    assert tree(f"{bucket}/workers") == tree(f"{bucket}/all") == tree(whole / "out")


def test_killed_and_gone_on_with(bucket, whole):
    out = f"{bucket}/killed"
    for count in (1, 4, 7):
        child = subprocess.Popen(command(whole / "in.jsonl", out), cwd=ROOT, start_new_session=True)
        while child.poll() is None and len(Ledger(place(out)).numbers()) < count:
            time.sleep(0.005)
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    with Ledger(place(out)).locked(), pytest.raises(Refused, match="another run is at work in s3://news/killed"):
        done(whole / "in.jsonl", out)
    done(whole / "in.jsonl", out)
    assert tree(out) == tree(whole / "out")


def test_a_bucket_that_is_not_there_is_told(bucket, whole):
    with pytest.raises(FileNotFoundError, match="bucket does not exist"):
        done(whole / "in.jsonl", "s3://elsewhere/out")
