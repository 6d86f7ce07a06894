import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.batching import generate
from models.errors import Abandoned, DeadlineExceeded, InputTooLong
from models.generation import Capabilities, Generation, GenerationOptions, Prompt

PROMPTS = st.lists(st.text("ab", max_size=30).map(Prompt), max_size=25)


class Echo:
    """Answers each prompt with its text; remembers the batches it was given."""

    window, capabilities = 100, Capabilities()

    def __init__(self):
        self.batches = []

    def count(self, text):
        return len(text)

    def generate(self, prompts, options):
        self.batches.append([prompt.text for prompt in prompts])
        return [[Generation(prompt.text, 1, -0.5, "stop")] for prompt in prompts]


def never():
    return False


def answers(prompts, budget=200):
    return [found[0].text for found in generate(Echo(), prompts, GenerationOptions(), never, budget)]


@given(PROMPTS, st.integers(1, 300))
def test_answers_come_in_the_order_of_the_prompts(prompts, budget):
    assert answers(prompts, budget) == [prompt.text for prompt in prompts]


@given(PROMPTS)
def test_the_order_of_the_prompts_changes_no_batch(prompts):
    one, other = Echo(), Echo()
    generate(one, prompts, GenerationOptions(), never, 200)
    generate(other, prompts[::-1], GenerationOptions(), never, 200)
    assert one.batches == other.batches


def test_no_prompts_make_no_batch():
    engine = Echo()
    assert generate(engine, [], GenerationOptions(), never) == []
    assert engine.batches == []


def test_a_caller_who_left_stops_the_work_between_batches():
    engine = Echo()
    left = iter([False, True])
    with pytest.raises(Abandoned):
        generate(engine, [Prompt("a" * 40), Prompt("b")], GenerationOptions(), lambda: next(left))
    assert engine.batches == [["a" * 40]]


def test_a_passed_deadline_stops_before_the_first_batch():
    engine = Echo()
    with pytest.raises(DeadlineExceeded, match="allow more or send less"):
        generate(engine, [Prompt("a")], GenerationOptions(deadline=time.monotonic() - 1), never)
    assert engine.batches == []


def test_a_deadline_to_come_lets_the_work_through():
    made = generate(Echo(), [Prompt("a")], GenerationOptions(deadline=time.monotonic() + 60), never)
    assert made == [[Generation("a", 1, -0.5, "stop")]]


def test_the_engines_errors_pass():
    class Full(Echo):
        def generate(self, prompts, options):
            raise InputTooLong(200, 100)

    with pytest.raises(InputTooLong, match="prompt has 200 tokens, the model takes 100"):
        generate(Full(), [Prompt("a")], GenerationOptions(), never)
