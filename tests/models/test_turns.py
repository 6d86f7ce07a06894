import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar

import pytest

from models.errors import Abandoned, DeadlineExceeded
from models.generation import GenerationOptions, Prompt
from models.queue import EngineQueue, Turn
from models.turns import SHARE, Entry, Turns, together
from tests.models.gate import Gate, finish, texts, work


def test_of_every_five_batches_one_is_bulk_while_both_wait():
    turns = Turns()
    for _ in range(3):
        turns.add(Entry(work("x", priority="bulk")))
        turns.add(Entry(work("a")))
    order = ""
    for _ in range(50):
        (entry,) = turns.take()
        order += "x" if entry.work.options.priority == "bulk" else "a"
        turns.add(entry)
    assert order == ("a" * SHARE + "x") * 10


@pytest.fixture
def busy():
    """A queue with shared batches whose engine holds its first batch until released, and what it told of the batches."""
    engine, told = Gate(held=1), []
    queue = EngineQueue(engine, shared=True, heard=told.append)
    first = queue.submit(work("first"))
    assert engine.started.wait(20)
    yield queue, engine, told
    engine.release.set()
    first.result()
    queue.close()


def test_calls_of_one_prompt_share_a_batch_and_each_gets_its_own_answer(busy):
    queue, engine, told = busy
    calls = [work(text) for text in "abc"]
    assert finish(engine, *map(queue.submit, calls)) == ["a,b,c"]
    assert [texts(call) for call in calls] == [["A"], ["B"], ["C"]]
    assert isinstance(told[1], Turn)
    assert (told[1].priority, len(told[1].waits), told[1].fill) == ("interactive", 3, 3 * 2 / 4096)
    assert min(told[1].waits) > 0


def test_without_the_setting_no_batch_is_shared():
    engine = Gate(held=1)
    queue = EngineQueue(engine)
    first = queue.submit(work("first"))
    assert engine.started.wait(20)
    assert finish(engine, first, *(queue.submit(work(text)) for text in "abc")) == ["a", "b", "c"]
    queue.close()


@pytest.mark.parametrize(
    "other",
    [
        work("b", beam_size=2),
        work("b", beam_size=2, hypotheses=2),
        work("b", min_tokens=1),
        work("b", length_penalty=0.5),
        work("b", no_repeat_ngram=4),
        work("b", priority="bulk"),
        work("b,c"),
        work("b", "c"),
        work("b" * 10),
    ],
)
def test_what_is_asked_otherwise_or_much_longer_shares_no_batch(other):
    assert together([Entry(work("a")), Entry(work("b"))])
    assert not together([Entry(work("a")), Entry(other)])


def test_a_shared_batch_keeps_within_the_budget():
    def many(number):
        return [Entry(work("a" * 64, beam_size=4)) for _ in range(number)]

    assert together(many(8))  # 8 prompts, 4 beams, 64 tokens and as many of the answer: 4096
    assert not together(many(9))


def test_the_largest_limit_and_the_latest_deadline_hold_for_a_shared_batch(busy):
    queue, engine, _ = busy
    soon, later = time.monotonic() + 500, time.monotonic() + 600
    calls = [work("a", max_tokens=30, deadline=soon), work("b", max_tokens=40, deadline=later)]
    assert finish(engine, *map(queue.submit, calls)) == ["a,b"]
    assert engine.options[1] == GenerationOptions(max_tokens=40, deadline=later)


def test_a_shared_batch_with_a_call_without_a_deadline_has_none(busy):
    queue, engine, _ = busy
    calls = [work("a", deadline=time.monotonic() + 500), work("b")]
    assert finish(engine, *map(queue.submit, calls)) == ["a,b"]
    assert engine.options[1] == GenerationOptions()


def test_calls_that_do_not_fit_keep_their_place(busy):
    queue, engine, _ = busy
    calls = [work("a"), work("b", "c"), work("d", beam_size=2), work("e"), work("f", beam_size=2)]
    assert finish(engine, *map(queue.submit, calls)) == ["a,e", "b", "d,f", "c"]


def test_a_poisoned_prompt_of_a_shared_batch_fails_alone(busy):
    queue, engine, _ = busy
    calls = [work("a"), work("坏"), work("c")]
    assert finish(engine, *map(queue.submit, calls)) == ["a,坏,c", "a", "坏", "c"]
    made = [texts(call) for call in calls]
    assert (made[0], made[2]) == (["A"], ["C"])
    assert (str(made[1][0]), type(made[1][0])) == ("cannot read it", ValueError)


def test_an_engine_that_answers_too_few_is_asked_for_each_alone(busy):
    queue, engine, _ = busy
    whole = engine.generate
    engine.generate = lambda prompts, options: whole(prompts, options)[: 1 if len(prompts) > 1 else None]
    calls = [work("a"), work("b")]
    assert finish(engine, *map(queue.submit, calls)) == ["a,b", "a", "b"]
    assert [texts(call) for call in calls] == [["A"], ["B"]]


def test_who_left_or_is_late_joins_no_shared_batch(busy):
    queue, engine, _ = busy
    left = threading.Event()
    gone, late = (
        queue.submit(work("gone", stop=left.is_set)),
        queue.submit(work("late", deadline=time.monotonic() + 0.05)),
    )
    kept = [queue.submit(work(text)) for text in "ab"]
    left.set()
    with pytest.raises(DeadlineExceeded, match="ended in the queue"):
        late.result()
    assert finish(engine, *kept) == ["a,b"]
    with pytest.raises(Abandoned, match="the caller went away"):
        gone.result()


def test_many_callers_at_once_each_get_their_own_answer():
    engine = Gate()
    queue = EngineQueue(engine, shared=True)
    names = [f"s{number}" for number in range(300)]
    with ThreadPoolExecutor(16) as pool:
        made = list(pool.map(lambda name: queue.generate([Prompt(name)], GenerationOptions())[0][0].text, names))
    assert made == [name.upper() for name in names]
    assert sorted(name for batch in engine.batches for name in batch.split(",")) == sorted(names)
    queue.close()


def test_a_batch_runs_in_the_context_of_its_caller():
    where = ContextVar("where", default="nowhere")

    class Asking(Gate):
        def generate(self, prompts, options):
            seen.append(where.get())
            return super().generate(prompts, options)

    seen = []
    queue = EngineQueue(Asking())
    for name in ("here", "there"):
        where.set(name)
        queue.run(work("a", "b"))
    queue.close()
    assert seen == ["here", "here", "there", "there"]
