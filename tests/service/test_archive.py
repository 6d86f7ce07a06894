"""Runs of an archive over fakes: what is written, what is done again, what is refused; killed at random and gone on."""

import json
import os
import random
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from models.batching import check_deadline
from models.types import ModelRecord
from service.archive import TooManyErrors
from service.integrity import holes, merge
from service.ledger import Ledger, Refused
from service.pipeline import Pipeline
from service.window import Plan
from tests.archiving import Quiet, articles, command, done, tree
from tests.fakes import FakeSummariser, FakeTranslator, fake_pipeline

ROOT = Path(__file__).parents[2]
FAILED = [6, 10, 13, 20, 21, 27, 32, 34]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """An input of 40 documents and what an uninterrupted run makes of it."""
    folder = tmp_path_factory.mktemp("archive")
    articles(folder / "in.jsonl")
    done(folder / "in.jsonl", folder / "out")
    return folder


def lines(path):
    return [json.loads(text) for text in path.read_bytes().splitlines()]


def test_every_document_is_a_line_in_its_place(whole):
    made = [row for number in range(10) for row in lines(whole / f"out/shards/{number:06}.jsonl")]
    assert [row["index"] for row in made] == list(range(40))
    assert [row["id"] for row in made] == [f"a{i}" for i in range(40)]
    assert [row["metadata"] for row in made] == [{"n": i} for i in range(40)]
    assert [row["index"] for row in made if row["error"]] == FAILED
    assert made[6]["error"] == {"code": "internal_error", "message": "RuntimeError: secret of the machine"}
    assert made[10]["error"]["code"] == "no_chinese"
    assert made[3]["brief"]["sections"][0]["summary"]["zh"] == "大桥第3号今天通车了"
    assert list(holes(whole / "out")) == []


def test_the_manifest_tells_where_each_came_from_and_what_it_became(whole):
    first = lines(whole / "out/manifest/000000.jsonl")[0]
    row = (whole / "in.jsonl").read_bytes().splitlines()[0]
    from service.intake import digest

    assert first["input_sha256"] == digest(row)
    assert first["output_sha256"] == digest((whole / "out/shards/000000.jsonl").read_bytes().splitlines(True)[0])
    assert (first["source"], first["offset"], first["status"], first["error"]) == ("in.jsonl", 0, "ok", None)
    assert first["settings"] == Plan(window=4).digest
    assert [row["index"] for row in lines(whole / "out/errors.jsonl")] == FAILED


def test_a_second_run_does_nothing_and_a_lost_window_is_done_again(whole, tmp_path):
    before, reporter = tree(whole / "out"), Quiet()
    done(whole / "in.jsonl", whole / "out", reporter)
    assert (reporter.begun, reporter.windows) == ((40, 40), [])
    (whole / "out/manifest/000003.jsonl").unlink()
    (whole / "out/shards/000005.jsonl").write_bytes(b"{}\n")
    assert [hole.split(":")[0].split(" (")[0] for hole in holes(whole / "out")][:2] == ["window 3", "window 5"]
    done(whole / "in.jsonl", whole / "out", reporter)
    assert (reporter.windows, tree(whole / "out")) == ([3, 5], before)


@pytest.mark.parametrize("workers", [1, 2])
def test_killed_at_any_moment_the_output_is_the_same(whole, tmp_path, workers):
    killed(command(whole / "in.jsonl", tmp_path / "out", workers), tmp_path / "out", random.Random(workers))
    assert tree(tmp_path / "out") == tree(whole / "out")


def killed(told, out, chance):
    """Runs killed after two random windows, then one to the end."""
    for stop_after in sorted(chance.sample(range(10), 2)):
        child = subprocess.Popen(told, cwd=ROOT, start_new_session=True)
        while child.poll() is None and len(Ledger(out).numbers()) <= stop_after:
            time.sleep(chance.random() / 100)
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    subprocess.run(told, cwd=ROOT, check=True)


def test_killed_with_near_duplicates_the_links_are_the_same(whole, tmp_path):
    rows = lines(whole / "in.jsonl")
    copies = [row | {"id": f"b{row['n']}", "text": f" {row['text']}"} for row in rows]
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in [*rows, *copies]), encoding="utf-8")
    done(path, tmp_path / "whole", plan=Plan(window=4, duplicates="near"))
    killed(command(path, tmp_path / "out", duplicates="near"), tmp_path / "out", random.Random(0))
    made = [row for number in range(10, 20) for row in lines(tmp_path / f"out/shards/{number:06}.jsonl")]
    assert [row["duplicate_of"] for row in made] == [None if i % 11 == 10 else i for i in range(40)]
    assert (tree(tmp_path / "out"), list(holes(tmp_path / "out"))) == (tree(tmp_path / "whole"), [])


def test_four_workers_give_the_same(whole, tmp_path):
    done(whole / "in.jsonl", tmp_path / "out", workers=4)
    assert tree(tmp_path / "out") == tree(whole / "out")


def test_shards_as_processes_side_by_side_and_merged_are_the_whole(whole, tmp_path):
    parts = [tmp_path / str(i) for i in range(3)]
    tell = [command(whole / "in.jsonl", part, shard=(i, 3)) for i, part in enumerate(parts)]
    running = [subprocess.Popen(told, cwd=ROOT) for told in tell]
    assert [child.wait() for child in running] == [0, 0, 0]
    merge(parts, tmp_path / "out")
    assert (tree(tmp_path / "out"), list(holes(tmp_path / "out"))) == (tree(whole / "out"), [])


def test_shards_run_apart_and_merged_are_the_whole(whole, tmp_path):
    parts = [tmp_path / str(i) for i in range(3)]
    for i, part in enumerate(parts):
        done(whole / "in.jsonl", part, shard=(i, 3))
        assert list(holes(part)) == []
    with pytest.raises(Refused, match="not all the shards"):
        merge(parts[:2], tmp_path / "two")
    merge(parts, tmp_path / "out")
    assert (tree(tmp_path / "out"), list(holes(tmp_path / "out"))) == (tree(whole / "out"), [])


def newer():
    return Pipeline(
        fake_pipeline()._splitter, FakeSummariser(), FakeTranslator(), (ModelRecord("summariser", "s", "9"),)
    )


def test_other_settings_and_models_are_refused_and_renewed(whole, tmp_path):
    out = tmp_path / "out"
    articles(tmp_path / "in.jsonl", 12)
    done(tmp_path / "in.jsonl", out)
    with pytest.raises(Refused, match="other models: run it as before, or renew it with --upgrade"):
        done(tmp_path / "in.jsonl", out, factory=newer)
    with pytest.raises(Refused, match="window was 4, is 5"):
        done(tmp_path / "in.jsonl", out, window=5, upgrade=True)
    reporter = Quiet()
    done(tmp_path / "in.jsonl", out, reporter, plan=Plan(window=4, length="short"), upgrade=True)
    (said,) = reporter.said
    assert re.fullmatch(
        r"settings changed: 12 documents are done again, about \d+ s at \d\.\d{3} s for each as before", said
    )
    assert reporter.windows == [0, 1, 2]
    (out / "run.log.jsonl").unlink()
    done(tmp_path / "in.jsonl", out, reporter, upgrade=True)
    assert reporter.said[1].endswith(
        "again, how long it takes is not known, for the log is gone: see duizhao archive estimate"
    )
    assert list(holes(out)) == []


def test_errors_are_tried_again_when_asked(tmp_path):
    articles(tmp_path / "in.jsonl", 12)
    done(tmp_path / "in.jsonl", tmp_path / "out")
    reporter = Quiet()
    done(tmp_path / "in.jsonl", tmp_path / "out", reporter, retry_errors=True)
    assert (reporter.windows, reporter.begun) == ([1, 2], (12, 4))


def test_too_many_errors_stop_the_run_and_it_can_go_on(whole, tmp_path):
    with pytest.raises(TooManyErrors, match="2 documents failed, 1 may"):
        done(whole / "in.jsonl", tmp_path / "out", max_errors=1)
    assert Ledger(tmp_path / "out").numbers()[:3] == [0, 1, 2]  # others may have been in hand
    assert [hole.partition("(")[0] for hole in holes(tmp_path / "out")] == [
        f"{tmp_path / 'out'}: the run was not finished "
    ]
    done(whole / "in.jsonl", tmp_path / "out")
    assert tree(tmp_path / "out").keys() == tree(whole / "out").keys()


def test_an_input_that_changed_is_refused(tmp_path):
    path = articles(tmp_path / "in.jsonl", 12)
    done(path, tmp_path / "out")
    path.write_bytes(path.read_bytes().replace("第2号".encode(), "第9号".encode()))
    with pytest.raises(Refused, match=r"in.jsonl:\d+ has changed since"):
        done(path, tmp_path / "out")
    articles(path, 4)
    with pytest.raises(Refused, match="the input has shrunk"):
        done(path, tmp_path / "out")


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    articles(tmp_path / "in.jsonl", 1)
    with pytest.raises(Refused, match=r"is not empty and has no settings\.json"):
        done(tmp_path / "in.jsonl", tmp_path)


def test_a_run_killed_while_it_loaded_models_can_go_on(tmp_path):
    with Ledger(tmp_path / "out").locked():
        (tmp_path / "out/settings.json.7.tmp").write_bytes(b"{")
    done(articles(tmp_path / "in.jsonl", 4), tmp_path / "out")
    assert list(holes(tmp_path / "out")) == []


class Leaving(Quiet):
    """A worker is killed at its writing, when the run's first window is done."""

    def __init__(self, draft):
        super().__init__()
        self._draft = draft

    def done(self, window):
        super().done(window)
        self._draft.write_bytes(b"{")


def test_the_draft_of_a_worker_that_was_killed_is_removed_and_is_no_hole(tmp_path):
    draft = tmp_path / "out/shards/000001.jsonl.7.tmp"
    done(articles(tmp_path / "in.jsonl", 4), tmp_path / "out", Leaving(draft))
    assert not draft.exists()
    draft.write_bytes(b"{")
    assert list(holes(tmp_path / "out")) == []


def test_what_does_not_belong_is_named(whole, tmp_path):
    done(articles(tmp_path / "in.jsonl", 4), tmp_path / "out")
    (tmp_path / "out/shards/000001.jsonl").write_bytes(b"")
    (tmp_path / "out/notes.txt").write_bytes(b"")
    assert [Path(hole.partition(":")[0]).name for hole in holes(tmp_path / "out")] == ["000001.jsonl", "notes.txt"]


class Slow(FakeSummariser):
    """慢 takes half a second, and every passage looks at the clock as an engine does."""

    def summarise(self, passages, options):
        for passage in passages:
            if any("慢" in part.text for part in passage):
                time.sleep(0.5)
            check_deadline(options)
        return super().summarise(passages, options)


def slow():
    return fake_pipeline(Slow())


def test_a_document_that_takes_too_long_is_an_error_and_the_others_are_briefed(tmp_path):
    texts = ["大桥今天通车了。", "大桥今天慢慢通车了。", "大桥明天通车了。"]
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    done(path, tmp_path / "out", factory=slow, plan=Plan(window=3, timeout=0.1))
    made = lines(tmp_path / "out/shards/000000.jsonl")
    assert [row["error"] and row["error"]["code"] for row in made] == [None, "deadline_exceeded", None]
    done(path, tmp_path / "out", factory=slow, retry_errors=True, plan=Plan(window=3, timeout=60.0))
    done(path, tmp_path / "patient", factory=slow, plan=Plan(window=3))
    assert tree(tmp_path / "out") == tree(tmp_path / "patient")
