import sys
from collections import Counter

import pytest

from models.prompts import SUMMARISE, TRANSLATE, task_prompt
from models.registry import LoadedModels
from models.training import backtranslate
from models.training.corpus import pairs
from models.training.examples import Example, mirrored
from models.training.mixture import Extras, mix
from tests.models.fakes import ScriptedEngine, task

ANSWERS = {"He came home.": ["他\t回家\n了。"], "She left.": ["She left."], "It rains a lot.": ["雨下得很大。"]}


@pytest.fixture
def english(tmp_path):
    path = tmp_path / "mono.en"
    path.write_text("He came  home.\nShe left.\nIt rains a lot.\n", encoding="utf-8")
    return path


def test_each_sentence_gets_a_line(english, tmp_path):
    out, engine = tmp_path / "out.tsv", ScriptedEngine(ANSWERS)
    backtranslate.write(engine, english, out, 9)
    assert out.read_text(encoding="utf-8").splitlines() == [
        "backtranslated\t他 回家 了。\tHe came home.",
        "backtranslated\tShe left.\tShe left.",
        "backtranslated\t雨下得很大。\tIt rains a lot.",
    ]
    counts = Counter()
    kept = [pair.example.target for pair in pairs(out, set(), counts)]
    assert kept == ["He came home.", "It rains a lot."]
    assert counts == {"out: kept": 2, "out: language": 1}


def test_a_second_run_goes_on_behind_the_last_line(english, tmp_path, monkeypatch):
    whole, broken = tmp_path / "whole.tsv", tmp_path / "broken.tsv"
    monkeypatch.setattr(backtranslate, "BATCH", 1)
    backtranslate.write(ScriptedEngine(ANSWERS), english, whole, 3)
    backtranslate.write(ScriptedEngine(ANSWERS), english, broken, 2)
    broken.write_bytes(broken.read_bytes() + "backtranslated\t雨".encode())
    engine = ScriptedEngine(ANSWERS)
    backtranslate.write(engine, english, broken, 3)
    assert [texts for texts, _ in engine.asked] == [["It rains a lot."]]
    assert broken.read_bytes() == whole.read_bytes()


def test_the_command_asks_the_translator_of_the_folder(english, tmp_path, monkeypatch):
    model = task(ScriptedEngine(ANSWERS), "translator")
    monkeypatch.setattr(backtranslate, "load", lambda directory: LoadedModels(model, model, model))
    out = tmp_path / "out.tsv"
    monkeypatch.setattr(sys, "argv", ["backtranslate", str(tmp_path), str(english), str(out), "--limit", "1"])
    backtranslate.main()
    assert out.read_text(encoding="utf-8").count("\n") == 1


def test_prompts_are_those_that_training_made():
    """What ``train --reverse`` shows the model is what it is asked here."""
    (example,) = mirrored([Example(TRANSLATE, "桥", "a bridge"), Example(SUMMARISE, "雨雨雨", "雨")])
    assert example == Example(TRANSLATE, "a bridge", "桥")

    class Asked(ScriptedEngine):
        def generate(self, prompts, options):
            self.prompts = prompts
            return super().generate(prompts, options)

    engine = Asked()
    backtranslate.backtranslate(engine, [example.source])
    assert engine.prompts == [task_prompt(example.task, example.source)]


def test_the_mixture_adds_what_is_clean(english, data, tmp_path):
    out = tmp_path / "synthetic.tsv"
    backtranslate.write(ScriptedEngine(ANSWERS), english, out, 3)
    plain, _ = mix(data, 3, {})
    made, counts = mix(data, 3, {}, Extras(synthetic=out))
    assert sorted(e.target for e in made if e not in plain) == ["He came home.", "It rains a lot."]
    assert counts["synthetic: kept"] == 2


def test_a_teacher_answers_forward():
    engine = ScriptedEngine({"雨下得很大。": ["It rains a lot."]})
    assert backtranslate.backtranslate(engine, ["雨下得很大。"], forward=True) == [
        "distilled\t雨下得很大。\tIt rains a lot."
    ]
