"""On what the models compute: what is chosen where, and that the engine is loaded and asked so."""

import ctranslate2
import pytest

from models.compute import CUDA_BUDGET, Compute, choose
from models.decoding import ask, first
from models.engines import ctranslate2 as engine
from models.shapes import BUDGET
from models.types import BriefOptions
from tests.models.fakes import ScriptedEngine, task


@pytest.mark.parametrize(
    ("cards", "asked", "expected"),
    [
        (0, {}, Compute("cpu", "int8", BUDGET)),
        (1, {}, Compute("cuda", "float16", CUDA_BUDGET)),
        (1, {"device": "cpu"}, Compute("cpu", "int8", BUDGET)),
        (2, {"type_": "int8_float16", "budget": 9}, Compute("cuda", "int8_float16", 9)),
    ],
)
def test_cuda_is_taken_where_it_is(monkeypatch, cards, asked, expected):
    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: cards)
    assert choose(**asked) == expected


def test_the_engine_is_loaded_as_chosen(monkeypatch, tmp_path):
    loaded = []
    monkeypatch.setattr(ctranslate2, "Generator", lambda folder, **more: loaded.append(more))
    engine.load(tmp_path, None, causal=True, end="</s>", window=9, device="cuda", compute_type="int8_float16")
    engine.load(tmp_path, None, causal=True, end="</s>", window=9, device="cuda")
    assert [(more["device"], more["compute_type"]) for more in loaded] == [
        ("cuda", "int8_float16"),
        ("cuda", "float16"),
    ]


@pytest.mark.parametrize(("budget", "batches"), [(None, 1), (4 * (5 + 4), 2)])
def test_batches_are_as_large_as_the_task_allows(budget, batches):
    from dataclasses import replace

    scripted = ScriptedEngine()
    asked = replace(task(scripted), budget=budget)
    ask(asked, ["大桥通车" + end for end in "一二三四五六"], first(BriefOptions(effort="fast"), 4), BriefOptions())
    assert len(scripted.asked) == batches
