import gc
import threading
import time
import weakref

import pytest

from models import batching
from models.errors import Abandoned, DeadlineExceeded, QueueFull
from models.generation import Capabilities, GenerationOptions, Prompt
from models.queue import Bounds, EngineQueue
from tests.models.gate import Gate, finish, texts, work


@pytest.fixture
def busy():
    """A queue whose engine holds its first batch until released."""
    engine = Gate(held=1)
    queue = EngineQueue(engine, Bounds(items=8, tokens=40))
    first = queue.submit(work("first"))
    assert engine.started.wait(20)
    yield queue, engine
    engine.release.set()
    first.result()
    queue.close()


def test_requests_of_one_priority_take_turns_batch_by_batch(busy):
    queue, engine = busy
    long, short = queue.submit(work("a1", "a2", "a3")), queue.submit(work("b1"))
    assert finish(engine, long, short) == ["a1", "b1", "a2", "a3"]


def test_interactive_work_passes_bulk_work_which_gets_its_share(busy):
    queue, engine = busy
    bulk = queue.submit(work("x1", "x2", "x3", priority="bulk"))
    ahead = [queue.submit(work("a1", "a2", "a3")), queue.submit(work("b1", "b2"))]
    assert finish(engine, bulk, *ahead) == ["a1", "b1", "a2", "b2", "x1", "a3", "x2", "x3"]


def test_a_short_request_waits_for_the_batch_in_flight_only_whatever_bulk_work_there_is(busy):
    queue, engine = busy
    bulk = [queue.submit(work(f"x{i}", priority="bulk")) for i in range(5)]
    short = queue.submit(work("a"))
    assert finish(engine, short, *bulk)[0] == "a"


def test_a_poisoned_prompt_fails_alone_and_its_batch_is_asked_one_by_one(busy):
    queue, engine = busy
    hurt, other = work("a,坏,c", "d"), work("e")
    entries = [queue.submit(hurt), queue.submit(other)]
    assert finish(engine, *entries) == ["a,坏,c", "e", "a", "坏", "c", "d"]
    made = texts(hurt)
    assert [str(item) for item in made] == ["A", "cannot read it", "C", "D"]
    assert isinstance(made[1], ValueError)
    assert texts(other) == ["E"]


def test_work_whose_caller_left_or_whose_time_is_up_never_reaches_the_model(busy):
    queue, engine = busy
    left, soon = threading.Event(), time.monotonic() + 0.05
    gone, late = queue.submit(work("gone", stop=left.is_set)), queue.submit(work("late", deadline=soon))
    kept = queue.submit(work("kept"))
    left.set()
    with pytest.raises(DeadlineExceeded, match="ended in the queue"):
        late.result()
    assert finish(engine, kept) == ["kept"]
    with pytest.raises(Abandoned, match="the caller went away"):
        gone.result()


def test_work_that_is_late_already_is_refused_at_once():
    queue = EngineQueue(Gate())
    with pytest.raises(DeadlineExceeded, match="allow more or send less"):
        queue.submit(work("late", deadline=time.monotonic() - 1))
    assert queue.load == (0, 0)


def test_a_full_queue_refuses_and_what_nobody_waits_for_makes_room(busy):
    queue, engine = busy
    left = threading.Event()
    waiting = queue.submit(work("a,b,c", "d,e,f", stop=left.is_set))
    assert queue.load == (6, 6)
    with pytest.raises(QueueFull, match="6 prompts wait and 3 more came, the limit is 8: try again later"):
        queue.submit(work("g,h,i"))
    with pytest.raises(QueueFull, match="6 tokens wait and 35 more came, the limit is 40: try again later"):
        queue.submit(work("g" * 35))
    left.set()
    assert finish(engine, queue.submit(work("g,h,i"))) == ["g,h,i"]
    with pytest.raises(Abandoned):
        waiting.result()


def test_a_call_of_any_size_is_taken_where_nothing_waits(busy):
    queue, engine = busy
    assert finish(engine, queue.submit(work("a" * 50, ",".join("b" * 9)))) == ["a" * 50, ",".join("b" * 9)]


def test_one_thread_runs_all_batches_and_ends_with_the_last_holder():
    engine = Gate()
    queue = EngineQueue(engine)
    for text in "abc":
        queue.run(work(text))
    (worker,) = [thread for thread in threading.enumerate() if thread.ident in engine.threads]
    watched = weakref.ref(engine)
    del queue, engine
    gc.collect()
    worker.join(20)
    assert (worker.is_alive(), watched()) == (False, None)


def test_a_closed_queue_ends_what_waits_and_takes_no_more():
    engine = Gate(held=1)
    queue = EngineQueue(engine)
    running = queue.submit(work("a", "b"))
    assert engine.started.wait(20)
    waiting = queue.submit(work("c"))
    closing = threading.Thread(target=queue.close)  # it waits for the batch in flight
    closing.start()
    with pytest.raises(Abandoned, match="was closed"):
        waiting.result()
    engine.release.set()
    with pytest.raises(Abandoned, match="was closed"):
        running.result()
    closing.join()
    with pytest.raises(Abandoned, match="is closed"):
        queue.submit(work("d"))
    assert engine.batches == ["a"]


def test_it_is_an_engine_as_the_one_behind_it():
    engine = Gate()
    queue = EngineQueue(engine)
    options = GenerationOptions()
    assert (queue.window, queue.capabilities, queue.count("abc")) == (100, Capabilities(), 3)
    assert [found[0].text for found in queue.generate([Prompt("a"), Prompt("b")], options)] == ["A", "B"]
    assert queue.generate([], options) == []
    assert engine.batches == ["a,b"]
    with pytest.raises(ValueError, match="cannot read it"):
        queue.generate([Prompt("坏"), Prompt("b")], options)


def test_the_batches_of_a_call_are_the_same_with_and_without_a_queue():
    prompts = [Prompt("ab" * (i % 7 + 1)) for i in range(60)]
    direct, behind = Gate(), Gate()
    options = GenerationOptions(beam_size=2)
    made = batching.generate(direct, prompts, options, lambda: False, 100)
    assert batching.generate(EngineQueue(behind), prompts, options, lambda: False, 100) == made
    assert behind.batches == direct.batches


def test_closing_waits_for_the_thread_so_that_no_engine_is_held_at_exit():
    engine = Gate()
    queue = EngineQueue(engine)
    queue.submit(work("a")).result()
    queue.close()
    assert [thread for thread in threading.enumerate() if thread.ident in engine.threads] == []
