"""The quality gate: it passes at its floors, fails below one, lowers none unasked and says what it did not measure."""

import json
import lzma
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from models.registry import LoadedModels
from models.training import quality
from tests.models.fakes import ScriptedEngine, task

FLOORS = Path(__file__).parents[2] / "seeds" / "quality.toml"
PAIRS = [("桥有3公里长，桥很宽。", "The bridge is 3 kilometres long and it is wide."), ("他走了。", "He went away.")]
TEXTS = [{"text": "大桥昨天通车，车程缩短。", "headline": "大桥昨天通车", "summary": "大桥通车，车程缩短。"}]
PERFECT = {**dict(PAIRS)}


def models(answers=PERFECT, headline="大桥昨天通车", summary="大桥通车，车程缩短。"):
    translator = task(ScriptedEngine(default=lambda text: [answers[text]]), "translator")
    return LoadedModels(
        task(ScriptedEngine(default=lambda text: [summary])),
        task(ScriptedEngine(default=lambda text: [headline])),
        translator,
    )


@pytest.fixture
def floors(tmp_path):
    folder = tmp_path / "quality"
    folder.mkdir()
    with lzma.open(folder / "flores-sample.tsv.xz", "wt", encoding="utf-8") as file:
        file.writelines(f"{zh}\t{en}\n" for zh, en in PAIRS)
    (folder / "summaries.jsonl").write_text("".join(json.dumps(row) + "\n" for row in TEXTS), encoding="utf-8")
    return tmp_path / "quality.toml"


def gate(floors, *arguments, **answers):
    return quality.gate(models(**answers), quality.parse(["--floors", str(floors), *arguments]))


def test_written_floors_are_a_margin_below_what_was_measured(floors):
    assert gate(floors, "--write") == []
    assert tomllib.loads(floors.read_text(encoding="utf-8")) == {
        "flores-sample": {"texts": 2, "beam_size": 2, "BLEU": 99.0, "chrF": 99.0, "numbers": 96.0},
        "headlines-sample": {"texts": 1, "beam_size": 2, "ROUGE-1": 98.5, "ROUGE-2": 98.5, "ROUGE-L": 98.5},
        "summaries-sample": {"texts": 1, "beam_size": 2, "ROUGE-1": 98.5, "ROUGE-2": 98.5, "ROUGE-L": 98.5},
    }


def test_it_passes_at_its_floors_and_names_what_is_below_one(floors):
    gate(floors, "--write")
    floors.write_text(floors.read_text().replace("98.5", "100").replace("99", "100").replace("96", "100"))
    assert gate(floors) == []
    wrong = PERFECT | {PAIRS[0][0]: "The bridge is 4 kilometres long and it is wide."}
    found = gate(floors, answers=wrong)
    assert [line.split(" is ")[0] for line in found] == [
        "flores-sample: BLEU",
        "flores-sample: chrF",
        "flores-sample: numbers",
    ]
    assert found[2] == "flores-sample: numbers is 0.0, below its floor 100"
    assert [line.split(":")[0] for line in gate(floors, headline="别的")] == ["headlines-sample"] * 3


def test_what_was_measured_otherwise_is_no_pass(floors):
    assert gate(floors)[0] == "flores-sample has no floors: write them with --write"
    gate(floors, "--write")
    floors.write_text(floors.read_text().replace("texts = 2", "texts = 3"))
    assert gate(floors) == ["flores-sample has 2 texts, but its floors are for 3: write them anew with --write"]


def test_floors_rise_freely_and_fall_only_when_told(floors):
    gate(floors, "--write", headline="大桥通车")
    low = floors.read_text()
    assert gate(floors, "--write") == []
    high = floors.read_text()
    assert high != low
    refused = gate(floors, "--write", headline="大桥通车")
    assert [line.split(" from ")[0] for line in refused] == [
        f"the floor of headlines-sample: ROUGE-{kind}" for kind in "12L"
    ]
    assert refused[0].endswith("was lowered: say --lower if that is meant")
    assert floors.read_text() == high
    assert gate(floors, "--write", "--lower", headline="大桥通车") == []
    assert floors.read_text() == low


def test_floors_edited_below_the_committed_ones_fail(floors):
    gate(floors, "--write")
    git = ["git", "-C", str(floors.parent), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Floors"]):
        subprocess.run([*git, *command], check=True)
    assert gate(floors) == []
    floors.write_text(floors.read_text().replace("BLEU = 99", "BLEU = 9"))
    assert gate(floors) == ["the floor of flores-sample: BLEU from 99 to 9 was lowered: say --lower if that is meant"]
    assert gate(floors, "--lower") == []
    floors.write_text(floors.read_text().split("[summaries-sample]")[0].replace("BLEU = 9\n", "BLEU = 99\n"))
    assert [line.split(" was ")[0] for line in gate(floors)[-3:]] == [
        f"the floor of summaries-sample: ROUGE-{kind} from 98.5 to none" for kind in "12L"
    ]


def test_development_sets_are_measured_where_they_are(floors, tmp_path):
    folder = tmp_path / "data"
    (folder / "mt" / "dev").mkdir(parents=True)
    (folder / "sum").mkdir()
    for side, text in zip(("zh", "en"), PAIRS[1], strict=True):
        (folder / "mt" / "dev" / f"flores-dev.{side}").write_text(text + "\n", encoding="utf-8")
    rows = [{"kind": kind, "text": TEXTS[0]["text"], "summary": "大桥通车"} for kind in ("headline", "summary", "lead")]
    (folder / "sum" / "dev.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert gate(floors, "--write", "--data", str(folder)) == []
    written = quality.read(floors)
    assert {name: table["texts"] for name, table in written.items() if "dev" in name} == {
        "flores-dev": 1,
        "dev-headline": 1,
        "dev-summary": 1,
    }
    assert gate(floors, "--write") == []
    assert quality.read(floors) == written


@pytest.mark.parametrize(("headline", "status"), [("大桥昨天通车", 0), ("别的", 1)])
def test_the_command_says_what_is_missing_and_exits_with_the_verdict(floors, monkeypatch, capsys, headline, status):
    gate(floors, "--write")
    capsys.readouterr()
    monkeypatch.setattr(quality, "load", lambda profile, directory: models(headline=headline))
    monkeypatch.setattr(sys, "argv", ["quality", "--floors", str(floors)])
    with pytest.raises(SystemExit) as ended:
        quality.main()
    said = capsys.readouterr()
    assert ended.value.code == status
    assert said.err.startswith("NOT MEASURED: the development sets")
    assert said.err.count("FAILED: headlines-sample: ") == 3 * status
    assert "flores-sample         2 texts  BLEU    100.0  floor 99\n" in said.out


def test_the_committed_floors_fit_the_shipped_samples():
    floors = quality.read(FLOORS)
    for sample in quality.shipped(FLOORS.with_suffix("")):
        assert floors[sample.name]["texts"] == len(sample.sources)
        assert set(floors[sample.name]) - {"texts", "beam_size"} <= set(quality.MARGINS)


def test_the_sample_is_every_twelfth_pair_and_carries_its_notice():
    notice = (FLOORS.with_suffix("") / "NOTICE").read_text(encoding="utf-8")
    assert "Attribution-ShareAlike 4.0" in notice
    (sample, *_) = quality.shipped(FLOORS.with_suffix(""))
    assert len(sample.sources) == len(range(0, 997, 12)) == 84
