"""``duizhao archive`` over fakes: exit codes, progress, what is refused."""

import json

import pytest

from service import assembly, cli
from service.estimate import Measured, sample, told
from service.records import records
from tests.archiving import articles
from tests.fakes import fake_pipeline


@pytest.fixture(autouse=True)
def pipeline(monkeypatch):
    monkeypatch.setattr(assembly, "assemble", lambda *args, **kwargs: fake_pipeline())


def test_a_run_with_errors_exits_1_and_verifies(tmp_path, capsys):
    location, out = str(articles(tmp_path / "in.jsonl", 12)), str(tmp_path / "out")
    assert cli.main(["archive", "run", location, out, "--window", "5", "--progress", "json"]) == 1
    *progress, last = capsys.readouterr().err.splitlines()
    shown = [json.loads(line) for line in progress]
    assert [(line["documents"], line["total"], line["errors"]) for line in shown] == [
        (0, 12, 0),
        (5, 12, 0),
        (10, 12, 1),
        (12, 12, 2),
    ]
    assert (shown[3]["error_codes"], shown[3]["duplicates"]) == ({"internal_error": 1, "no_chinese": 1}, 0)
    assert shown[3]["scores"] == [0, 0, 0, 0, 0, 0, 0, 10, 0, 0]
    assert last == f"12 documents in {out}, 2 of them failed"
    assert cli.main(["archive", "verify", out]) == 0
    (tmp_path / "out/manifest/000001.jsonl").unlink()
    capsys.readouterr()
    assert cli.main(["archive", "verify", out]) == 1
    assert capsys.readouterr().err.splitlines()[0] == "window 1 (documents 5 to 9): manifest missing"


def test_a_run_without_errors_exits_0(tmp_path):
    assert cli.main(["archive", "run", str(articles(tmp_path / "in.jsonl", 6)), str(tmp_path / "out")]) == 0


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--length", "short"], "other settings: run it as before, or renew it with --upgrade"),
        (["--shard", "0/2"], "shard was None, is '0/2'"),
    ],
)
def test_wrong_use_exits_2_and_tells_the_remedy(tmp_path, capsys, more, message):
    command = ["archive", "run", str(articles(tmp_path / "in.jsonl", 6)), str(tmp_path / "out")]
    assert cli.main(command) == 0
    assert cli.main([*command, *more]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("shard", ["2/2", "1", "-1/2"])
def test_a_shard_that_is_none_is_refused(shard):
    with pytest.raises(SystemExit) as ended:
        cli.main(["archive", "run", "in", "out", f"--shard={shard}"])
    assert ended.value.code == 2


def test_an_input_that_is_not_there_exits_2(tmp_path, capsys):
    assert cli.main(["archive", "run", str(tmp_path / "nowhere"), str(tmp_path / "out")]) == 2
    assert "there is no file or folder" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_estimate_counts_all_and_briefs_a_sample(tmp_path, capsys):
    assert cli.main(["archive", "estimate", str(articles(tmp_path / "in.jsonl")), "--sample", "5"]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("40 documents; 5 of them took ")


def test_an_estimate_in_words():
    assert told(Measured(7200, 200, 3, 0.5, 2000.0, 400.0), (1, 4), 1.5).splitlines() == [
        "7200 documents; 200 of them took 0.500 s each in one worker, 3 failed",
        "400 characters each, 800 characters/s",
        "output: about 14.4 MB",
        "  1 machine : 1 h 0 min 0 s",
        "  4 machines: 15 min 0 s",
        "cost at 1.5 an hour: 1.50 in all, 208.33 a million documents",
        "Only one machine, this one, is measured; more are as many times as fast on paper.",
        "Reading the input twice and loading the models come on top.",
    ]


def test_a_sample_is_the_same_every_time_and_of_records_of_the_input(tmp_path):
    found = list(records(str(articles(tmp_path / "in.jsonl"))))
    drawn, count = sample(iter(found), 7)
    assert (sample(iter(found), 7), count) == ((drawn, 40), 40)
    assert len({found.index(record) for record in drawn}) == 7
    assert sample(iter(found), 50) == (found, 40)


@pytest.mark.parametrize(
    ("more", "workers", "pool", "compute"),
    [
        ([], 1, None, ("cpu", "int8", 4096)),
        (["--workers", "auto", "--batch-tokens", "99"], None, None, ("cpu", "int8", 99)),
        (["--engine", "ray"], 1, (None, None, 1.0, 0.0), ("cpu", "int8", 4096)),
        (
            ["--engine", "ray", "--address", "head:6379", "--workers", "8", "--gpus-per-worker", "0.5"],
            8,
            ("head:6379", 8, 1.0, 0.5),
            ("cuda", "float16", 65536),
        ),
    ],
)
def test_who_works_and_on_what(monkeypatch, tmp_path, more, workers, pool, compute):
    jobs = []
    monkeypatch.setattr("service.archive.run", lambda job, *_: jobs.append(job) or {"documents": 0, "errors": 0})
    assert cli.main(["archive", "run", "in", str(tmp_path / "out"), *more]) == 0
    (job,) = jobs
    found = job.pool and (job.pool.address, job.pool.most, job.pool.cpus, job.pool.gpus)
    assert (job.workers, found) == (workers, pool)
    assert (job.plan.compute.device, job.plan.compute.type, job.plan.compute.budget) == compute


@pytest.mark.parametrize("number", ["-1", "inf"])
def test_a_share_of_a_node_that_is_none_is_refused(number):
    with pytest.raises(SystemExit) as ended:
        cli.main(["archive", "run", "in", "out", f"--gpus-per-worker={number}"])
    assert ended.value.code == 2
