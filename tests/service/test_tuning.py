"""As many processes as were measured to be best; what is written does not depend on it."""

import pytest

from service import tuning
from service.crew import Alone
from service.window import Plan
from tests.archiving import Quiet, articles, done, tree
from tests.fakes import fake_pipeline


def pipeline(threads=0):
    return fake_pipeline()


@pytest.fixture
def measured(monkeypatch):
    """Speeds by number of processes, in place of measuring; those asked for, in order."""
    speeds, asked = {1: 1.0, 2: 1.9, 4: 1.95, 8: 9.0}, []

    class Crew(Alone):
        def __init__(self, factory, plan, folder, count=1):
            super().__init__(factory, plan, folder)
            self.count, self.closed = count, False

        def trial(self, window):
            asked.append((self.count, len(window.records)))
            return speeds[self.count]

    monkeypatch.setattr(tuning, "Alone", Crew)
    monkeypatch.setattr(tuning, "Several", Crew)
    return asked


def test_processes_are_doubled_as_long_as_it_pays(measured, tmp_path):
    said = []
    crew = tuning.Tuned(pipeline, Plan(window=8), tmp_path, said.append, cores=8)
    from service.records import records, windows

    location = str(articles(tmp_path / "in.jsonl", 16))
    (tmp_path / "shards").mkdir()
    (tmp_path / "manifest").mkdir()
    assert [found.number for found in crew.work(lambda: windows(records(location), 8))] == [0, 1]
    assert measured == [(1, 4), (2, 4), (4, 4)]
    assert said == [
        "1 processes × 8 threads: 4.00 documents/s",
        "2 processes × 4 threads: 7.60 documents/s",
        "4 processes × 2 threads: 7.80 documents/s",
        "chosen: 2 processes × 4 threads",
    ]


def test_memory_bounds_the_processes(measured, tmp_path, monkeypatch):
    monkeypatch.setattr(tuning, "_fits", lambda count: count < 2)
    said = []
    crew = tuning.Tuned(pipeline, Plan(window=8), tmp_path, said.append, cores=8)
    from service.records import records, windows

    location = str(articles(tmp_path / "in.jsonl", 4))
    (tmp_path / "shards").mkdir()
    (tmp_path / "manifest").mkdir()
    list(crew.work(lambda: windows(records(location), 8)))
    assert said[-1] == "chosen: 1 processes × 8 threads"
    assert tuning._fits(1)


def test_what_is_measured_is_real_and_changes_nothing(tmp_path):
    location, reporter = articles(tmp_path / "in.jsonl", 12), Quiet()
    done(location, tmp_path / "one")
    done(location, tmp_path / "auto", reporter, factory=pipeline, workers=None)
    assert reporter.windows == [0, 1, 2]
    assert reporter.said[0].startswith("1 processes × ")
    assert reporter.said[-1].startswith("chosen: ")
    assert tree(tmp_path / "auto") == tree(tmp_path / "one")
