"""Outputs in an object store: the same files as in a folder, whole or not at all, gone on with, claimed by one run."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from service import claim, cli
from service.integrity import holes, merge
from service.ledger import Ledger, Refused
from service.records import InputError
from service.storage import appending, place, replace, replacing
from service.window import Plan
from tests.archiving import Quiet, articles, done, tree
from tests.objects import Objects

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["memory", "objects"])
def url(request, tmp_path):
    return {"memory": f"memory:/{tmp_path}", "objects": f"{Objects.protocol[0]}://{tmp_path}/store"}[request.param]


@pytest.fixture
def store(tmp_path):
    return f"objects://{tmp_path}/store"


def test_every_form_is_in_a_store_what_it_is_in_a_folder(tmp_path, url):
    location = articles(tmp_path / "in.jsonl", 30)
    for out in (tmp_path / "folder", url):
        for more in ({"pages": "html"}, {"pages": "markdown"}, {"parquet": True}):
            done(location, out, plan=Plan(window=4, duplicates="near"), **more)
    assert tree(url) == tree(tmp_path / "folder")
    assert list(holes(place(url))) == []
    names = {path.name for path in place(url).iterdir()}
    assert {"report.html", "run.log.jsonl", "duplicates.json"} <= names
    assert ".lock" not in names


def test_what_is_lost_is_done_again_and_nothing_else(tmp_path, url):
    location, reporter = articles(tmp_path / "in.jsonl"), Quiet()
    done(location, url)
    whole, out = tree(url), Ledger(place(url))
    out.path("manifest", 3).unlink()
    replace(out.path("shards", 5), b"{}\n")
    replace(out.folder / "shards/notes", b"")
    assert [hole.split(":")[0].split(" (")[0] for hole in holes(out.folder)][:2] == ["window 3", "window 5"]
    assert f"{url}/shards/notes: does not belong here" in holes(out.folder)
    (out.folder / "shards/notes").unlink()
    done(location, url, reporter)
    assert (reporter.windows, tree(url)) == ([3, 5], whole)
    log = [json.loads(text)["number"] for text in (out.folder / "run.log.jsonl").read_bytes().splitlines()]
    assert sorted(log) == sorted([*range(10), 3, 5])


def test_several_workers_and_shards_merged_within_a_store_give_the_same(tmp_path, store):
    location = articles(tmp_path / "in.jsonl", 16)
    done(location, tmp_path / "folder")
    done(location, f"{store}/two", workers=2)
    assert tree(f"{store}/two") == tree(tmp_path / "folder")
    parts = [f"{store}/{i}" for i in range(2)]
    for i, part in enumerate(parts):
        done(location, part, shard=(i, 2))
    merge([place(part) for part in parts], place(f"{store}/all"))
    assert (tree(f"{store}/all"), list(holes(place(f"{store}/all")))) == (tree(tmp_path / "folder"), [])


def test_killed_in_a_store_the_output_is_the_same(tmp_path, store):
    location = articles(tmp_path / "in.jsonl")
    done(location, tmp_path / "folder")
    code = "import tests.objects, sys; from tests.archiving import done; done(*sys.argv[1:3])"
    command = [sys.executable, "-c", code, str(location), store]
    child = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
    while child.poll() is None and len(Ledger(place(store)).numbers()) < 2:
        time.sleep(0.005)
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    subprocess.run(command, cwd=ROOT, check=True)
    assert tree(store) == tree(tmp_path / "folder")


def test_an_object_is_there_wholly_or_not_at_all(url):
    out = place(url)

    def broken():
        with replacing(out / "errors.jsonl") as file:
            file.write(b"half")
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        broken()
    assert not (out / "errors.jsonl").exists()
    for text in (b"one\n", b"two\n"):
        with pytest.raises(KeyboardInterrupt), appending(out / "log") as log:
            log.write(text)
            raise KeyboardInterrupt
    assert (out / "log").read_bytes() == b"one\ntwo\n"


def test_one_run_at_a_time(tmp_path, url, monkeypatch):
    out = Ledger(place(url))
    with out.locked(), pytest.raises(Refused, match=f"another run is at work in {url}: process {os.getpid()} of"):
        done(articles(tmp_path / "in.jsonl", 4), url)
    assert not (out.folder / ".lock").exists()
    monkeypatch.setattr(claim, "RENEWED", 0.01)
    with out.locked():
        first, seen = (out.folder / ".lock").read_bytes(), threading.Event()
        while (out.folder / ".lock").read_bytes() == first:
            seen.wait(0.01)
    left = {"host": "elsewhere", "process": 1, "run": "x", "at": time.time()}
    replace(out.folder / ".lock", json.dumps(left).encode())
    with (
        pytest.raises(Refused, match=r"process 1 of elsewhere, wait for it, or delete .*/\.lock if it is gone"),
        out.locked(),
    ):
        pass
    for gone in ({"at": time.time() - 400}, {"host": claim.socket.gethostname(), "process": 2**22 + 1}):
        replace(out.folder / ".lock", json.dumps(left | gone).encode())
        with out.locked():
            assert json.loads((out.folder / ".lock").read_bytes())["process"] == os.getpid()


def test_a_url_that_nobody_knows_is_told(monkeypatch, capsys):
    with pytest.raises(InputError, match=r"nowhere://x cannot be opened \(Unsupported filesystem: 'nowhere'\)"):
        place("nowhere://x")
    assert cli.main(["archive", "verify", "nowhere://x"]) == 2
    assert "install what its protocol needs, such as s3fs" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "upath", None)
    with pytest.raises(InputError, match=r"needs universal-pathlib: pip install 'duizhao\[archive\]'"):
        place("s3://x")
