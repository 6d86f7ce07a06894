"""A small deterministic engine behind the Protocol, and a mix of requests: load without a model.

What it answers depends on every prompt of the batch, so an answer differs wherever a batch is not what it was: that two
requests shared one, or that its order changed, cannot go unseen.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from models.generation import Capabilities, Engine, Generation, GenerationOptions, Prompt, TaskModel
from models.prompts import HEADLINE, SUMMARISE, TRANSLATE, task_prompt
from models.registry import LoadedModels
from models.types import ModelRecord

WORDS = ("the", "bridge", "city", "opened", "people", "new", "year", "said", "work", "market", "plan", "week")
PAGE = Path(__file__).resolve().parent.parent / "seeds" / "beijing-business-today-2020-12-10-t05.txt"
PLACES = ("北京", "上海", "广州", "成都", "武汉", "西安", "南京")


class StandIn:
    """``overhead`` seconds for a batch and ``rate`` seconds for each of its tokens, in which other threads run."""

    window, capabilities = 512, Capabilities()

    def __init__(self, overhead: float = 0.0, rate: float = 0.0) -> None:
        self._overhead, self._rate = overhead, rate

    def count(self, text: str) -> int:
        """Characters."""
        return len(text)

    def generate(self, prompts: Sequence[Prompt], options: GenerationOptions) -> list[list[Generation]]:
        """Sentences of the source for summaries, else English words, chosen by a digest of the whole batch."""
        seconds = self._overhead + self._rate * sum(len(prompt.text) for prompt in prompts) * options.beam_size
        if seconds:
            time.sleep(seconds)
        shape = (options.beam_size, options.max_tokens, [(prompt.before, prompt.text) for prompt in prompts])
        digest = hashlib.sha256(repr(shape).encode()).digest()
        return [[_answer(prompt, digest, i) for i in range(options.hypotheses)] for prompt in prompts]


class Recorder:
    """An engine that keeps what it was asked and the seconds each batch took."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.window, self.capabilities, self.count = engine.window, engine.capabilities, engine.count
        self.asked: list[tuple[Sequence[Prompt], GenerationOptions, float]] = []

    def generate(self, prompts: Sequence[Prompt], options: GenerationOptions) -> list[list[Generation]]:
        """As the engine does."""
        began = time.perf_counter()
        made = self._engine.generate(prompts, options)
        self.asked.append((prompts, options, time.perf_counter() - began))
        return made


def _answer(prompt: Prompt, digest: bytes, number: int) -> Generation:
    at = digest[number]
    if TRANSLATE in prompt.before:
        words = [WORDS[byte % len(WORDS)] for byte in digest[number : number + 5 + len(prompt.text) // 6]]
        text = " ".join([*words, *re.findall(r"\d+", prompt.text)]).capitalize() + "."
    else:
        told = [sentence for sentence in re.split(r"(?<=。)", prompt.text) if sentence.strip()] or [prompt.text]
        text = told[at % len(told)][:100]
    return Generation(text, len(text.split()) + 1, -0.1 - at / 1000, "stop")


def standing(engine: Engine) -> LoadedModels:
    """``engine`` for all tasks."""

    def task(control: str, role: str) -> TaskModel:
        record = ModelRecord("translator" if role == "translator" else "summariser", "stand-in", "1")
        return TaskModel(engine, partial(task_prompt, control), record)

    return LoadedModels(task(SUMMARISE, "summariser"), task(HEADLINE, "summariser"), task(TRANSLATE, "translator"))


def sentence(number: int) -> str:
    """A sentence that no other number has."""
    place = PLACES[number % len(PLACES)]
    return f"{place}第{number + 1}座大桥今天建成通车，市民纷纷前来观看，车程缩短了一半。"


def requests(pages: int = 50) -> Iterator[tuple[str, str]]:
    """Paths and JSON bodies without end.

    Of ten, two are short articles, one is a list to summarise, seven are sentences; one of ``pages`` is a page instead.
    """
    page, number = PAGE.read_text(encoding="utf-8"), 0
    while True:
        yield _request(number, page, pages)
        number += 1


def _request(number: int, page: str, pages: int) -> tuple[str, str]:
    article = "".join(sentence(number + j) for j in range(5))
    kind = number % 10
    if number % pages == 9:
        return "/v1/briefs", json.dumps({"text": page, "id": str(number), "options": {"effort": "fast"}})
    if kind in (4, 7):
        return "/v1/briefs", json.dumps({"text": f"{sentence(number)[:14]}\n\n{article}", "id": str(number)})
    if kind == 2:
        texts = [sentence(number + i) * 3 for i in range(3)]
        return "/v1/summaries", json.dumps({"texts": texts, "options": {"length": "short"}})
    return "/v1/translations", json.dumps({"texts": [sentence(number)]})
