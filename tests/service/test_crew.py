"""The lanes of a worker: order, errors, what goes on beside what."""

import threading
from itertools import count, islice

import pytest

from service.crew import Alone, ahead
from service.pipeline import Pipeline
from service.records import records, windows
from service.window import Plan, split
from tests.archiving import articles
from tests.fakes import RECORDS, FakeSummariser, FakeTranslator, fake_pipeline


def test_items_come_in_order_and_a_few_are_made_before_they_are_asked_for():
    asked = []
    made = ahead((asked.append(i) or i for i in count()), 3)
    assert list(islice(made, 5)) == [0, 1, 2, 3, 4]
    made.close()
    assert len(asked) <= 5 + 3
    assert list(ahead(iter(()), 3)) == []


def test_an_error_comes_in_the_place_of_its_item():
    def broken():
        yield 1
        raise ValueError("the rest is lost")

    made = ahead(broken(), 3)
    assert next(made) == 1
    with pytest.raises(ValueError, match="the rest is lost"):
        next(made)


def test_the_next_window_is_split_and_the_last_written_while_the_model_works(tmp_path):
    """The model waits in window 1 until window 2 was split and window 0 written, which it only then can be."""
    plan, seen, written = Plan(window=1), threading.Semaphore(0), []

    class Splitter:
        def split(self, text, mode, marks):
            article = fake_pipeline().split(text, mode)
            seen.release()
            return article

    class Summariser(FakeSummariser):
        def summarise(self, passages, options):
            if len(self.asked) == 1:
                assert all(seen.acquire(timeout=20) for _ in range(3))
                while not (tmp_path / "manifest/000000.jsonl").exists():
                    threading.Event().wait(0.01)
                written.append(True)
            return super().summarise(passages, options)

    (tmp_path / "shards").mkdir()
    (tmp_path / "manifest").mkdir()
    location = str(articles(tmp_path / "in.jsonl", 3))
    crew = Alone(lambda: Pipeline(Splitter(), Summariser(), FakeTranslator(), RECORDS), plan, tmp_path)
    made = list(crew.work(lambda: windows(records(location), 1)))
    assert ([done.number for done in made], written) == ([0, 1, 2], [True])


def test_a_page_that_cannot_be_split_fails_alone(tmp_path):
    class Splitter:
        def split(self, text, mode, marks):
            if "第1号" in text:
                raise RecursionError("too deep")
            return fake_pipeline().split(text, mode)

    pipeline = Pipeline(Splitter(), FakeSummariser(), FakeTranslator(), RECORDS)
    (window,) = windows(records(str(articles(tmp_path / "in.jsonl", 3))), 3)
    first, broken, last = split(pipeline, Plan(window=3), window).articles
    assert (broken.code, broken.message) == ("internal_error", "RecursionError: too deep")
    assert [len(page.sections) for page in (first, last)] == [1, 1]
