"""The recipe from data to card on a tiny model, each step by its command."""

import json
import lzma
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from transformers import Gemma3ForCausalLM, Gemma3TextConfig

from models.generation import GenerationOptions
from models.registry import load
from models.tokenizer import Tokenizer
from models.training import average, bitext, curve, dictionary, evaluate, export, mixture, progress, train
from models.training.recipe import Recipe
from models.training.vocabulary import write_sentencepiece

ROOT = Path(__file__).parents[3]
ZH = ["今天下雨，我们修桥。", "大桥明天通车。", "芯片工厂在海边开工。"]
EN = [
    "It rains today and we mend the bridge.",
    "The bridge opens tomorrow.",
    "The chip factory by the sea starts work.",
]
TEXT = "工厂今天开工，工人们都来了。" * 4 + "市长也来了，他说这座工厂很大。"


def write(path, lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    opened = lzma.open(path, "wt", encoding="utf-8") if path.suffix == ".xz" else path.open("w", encoding="utf-8")
    with opened as file:
        file.writelines(line + "\n" for line in lines)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    pairs = [f"news\t{zh}\t{en}" for zh, en in zip(ZH, EN, strict=True)]
    write(folder / "mt" / "news.tsv.xz", pairs * 4)
    write(folder / "mt" / "general.tsv.xz", [])
    write(folder / "mt" / "dev" / "flores-dev.zh", ["桥今天开工。", "海边下雨。"])
    write(folder / "mt" / "dev" / "flores-dev.en", ["Work on the bridge starts today.", "It rains by the sea."])
    write(folder / "mt" / "test" / "newstest2018.zh", [])
    for name in dictionary.SOURCES:
        write(folder / "lex" / f"{name}.tsv.xz", ["芯片\tchip"] if name == "cc_cedict" else [])
    row = {"text": TEXT, "summary": "工厂今天开工了", "source": "x"}
    write(folder / "sum" / "train.jsonl.xz", [json.dumps(row | {"kind": "headline"})] * 3)
    write(folder / "sum" / "dev.jsonl", [json.dumps(row | {"kind": kind}) for kind in ("headline", "summary")])
    return folder


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    folder = tmp_path_factory.mktemp("start")
    characters = sorted({*"".join([*ZH, *EN, TEXT, "桥今天开工海边下雨芯片～~=；/"])} - {" "})
    write_sentencepiece([*characters, "\u2581"], folder / "tokenizer.model")
    torch.manual_seed(0)
    config = Gemma3TextConfig(
        vocab_size=len(Tokenizer.load(folder / "tokenizer.model")), hidden_size=32, intermediate_size=64,
        num_hidden_layers=6, num_attention_heads=4, num_key_value_heads=1, head_dim=16, sliding_window=512,
        bos_token_id=2, eos_token_id=1, pad_token_id=0,
    )  # fmt: skip
    Gemma3ForCausalLM(config).save_pretrained(folder)
    return folder


def run(command, monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", [command.__name__, *map(str, arguments)])
    command.main()


def test_from_data_to_card(data, start, tmp_path, monkeypatch):
    """Every command of the recipe in the order of docs/models.md."""
    lexicon, out, folder = tmp_path / "lexicon.tsv", tmp_path / "run", tmp_path / "folder"
    pairs, links = tmp_path / "pairs", tmp_path / "links"
    run(bitext, monkeypatch, data, pairs)
    write(links, ["0-0"] * len(pairs.read_text(encoding="utf-8").splitlines()))
    run(dictionary, monkeypatch, data, lexicon, pairs, links, links)
    assert lexicon.read_text(encoding="utf-8") == "芯片\tchip\n"
    recipe = ("--steps", 4, "--decay", 2, "--lexicon", lexicon, "--save-every", 2, "--keep", 2)
    run(train, monkeypatch, start, data, out, *recipe)
    assert json.loads((out / "filters.json").read_text()) == {
        "news: kept": 3,
        "news: duplicate": 9,
        "headline: kept": 3,
    }
    log = progress.read(out / "log.jsonl")
    assert [row["step"] for row in log if "loss" in row] == [0, 1, 2, 3]
    assert [row["step"] for row in log if "held_out_loss" in row] == [1, 3]
    run(average, monkeypatch, out / "mean", *sorted(out.glob("step-*")))
    run(export, monkeypatch, out / "mean", folder, "--name", "tiny", "--lexicon", lexicon)
    (folder / "README.md").write_text("# Card\n<!-- figures -->\n<!-- /figures -->\n", encoding="utf-8")
    run(evaluate, monkeypatch, folder, data, "--limit", 2, "--beams", 1, "--float", out / "mean")
    figures = json.loads((folder / "figures.json").read_text(encoding="utf-8"))
    assert [(row["set"], row["sentences"], row["hints"]) for row in figures["translation"]] == [
        ("flores-dev", 2, True),
        ("flores-dev", 2, False),
    ]
    assert [(row["set"], row["texts"]) for row in figures["summary"]] == [("dev, headline", 1), ("dev, summary", 1)]
    assert f"| flores-dev | 2 | 1 | yes | {figures['translation'][0]['BLEU']} |" in (folder / "README.md").read_text(
        encoding="utf-8"
    )
    lost = figures["integers"]
    assert (lost["sentences"], lost["beam_size"], lost["int8"]) == (2, 1, figures["translation"][0]["BLEU"])
    assert lost["loss"] == round(lost["float32"] - lost["int8"], 1)
    models = load(directory=folder, device="cpu")
    assert models.translator.prompt("芯片").text == "芯片\n芯片~chip"
    assert models.summariser.prompt("芯片").text == "芯片"
    ((answer,),) = models.translator.engine.generate([models.translator.prompt("桥")], GenerationOptions(max_tokens=3))
    assert answer.tokens <= 3
    run(curve, monkeypatch, out, folder / "curve.svg", "--data", data, "--lexicon", lexicon, "--limit", 1)
    assert [json.loads(line)["step"] for line in (out / "bleu.jsonl").read_text().splitlines()] == [2, 4]
    assert (folder / "curve.svg").read_text(encoding="utf-8").count("<polyline") == 3


def test_a_run_killed_by_the_system_goes_on_from_its_checkpoint(data, start, tmp_path):
    """SIGKILL at a step between two checkpoints; the same command again ends as if nothing had happened."""
    out = tmp_path / "run"
    command = [sys.executable, "-m", "models.training.train", *map(str, (start, data, out))]
    command += ["--steps", "20", "--decay", "4", "--save-every", "3", "--batch-tokens", "64"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and _steps(out) < 7:
            time.sleep(0.005)
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert not (out / "model").exists()
    recipe = Recipe(steps=20, decay=4, save_every=3, batch_tokens=64)
    examples, _ = mixture.mix(data, recipe.seed)
    resumed = train.train(start, out, examples, recipe)
    whole = train.train(start, _made(tmp_path / "whole"), examples, recipe)
    assert all(torch.equal(a, b) for a, b in zip(resumed.parameters(), whole.parameters(), strict=True))


def _steps(out):
    return len((out / "log.jsonl").read_text().splitlines()) if (out / "log.jsonl").exists() else 0


def _made(folder):
    folder.mkdir()
    return folder


def test_a_card_without_markers_is_refused(tmp_path):
    (tmp_path / "README.md").write_text("# Card\n", encoding="utf-8")
    with pytest.raises(ValueError, match="has no figures markers"):
        evaluate.write_card(tmp_path, {"translation": [], "summary": []})
