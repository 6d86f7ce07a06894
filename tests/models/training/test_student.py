"""The student on a few pairs: it learns them, resumes exactly, and translates through the engine of the product."""

import json
import sys

import pytest
import torch

from models.engines.hub import convert
from models.generation import GenerationOptions, Prompt
from models.prompts import TRANSLATE
from models.registry import open_model
from models.training import student
from models.training.examples import Example
from models.training.progress import Progress, read
from models.training.recipe import Recipe
from tests.models.training.data import write

PAIRS = [
    ("桥今天开通。", "The bridge opens today."),
    ("雨下得很大。", "It rains a lot."),
    ("他昨天走了。", "He left yesterday."),
]
SHAPE = {
    "d_model": 32, "encoder_layers": 2, "decoder_layers": 1, "encoder_attention_heads": 2,
    "decoder_attention_heads": 2, "encoder_ffn_dim": 64, "decoder_ffn_dim": 64,
}  # fmt: skip
RECIPE = Recipe(
    steps=6, decay=0, warmup=2, rate=1e-2, batch_tokens=64, save_every=3, schedule="cosine", precision="float32"
)


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory):
    return student.tokenizer_of(tmp_path_factory.mktemp("student"), [text for pair in PAIRS for text in pair] * 9, 90)


def model(tokenizer):
    torch.manual_seed(1)
    return student.build(tokenizer, SHAPE)


def rows(tokenizer):
    return [student.encode(Example(TRANSLATE, *pair), tokenizer) for pair in PAIRS]


def test_the_default_shape_has_less_than_45_million_parameters():
    class Sixteen:
        pad_token_id, eos_token_id = 15_999, 0

        def __len__(self):
            return 16_000

    with torch.device("meta"):
        made = student.build(Sixteen(), student.SHAPE)
    assert 30_000_000 < sum(weight.numel() for weight in made.parameters()) < 45_000_000


def test_the_loss_of_a_batch_is_that_of_its_rows(tokenizer):
    """Padding counts for nothing."""
    made = model(tokenizer).eval()
    every = rows(tokenizer)
    with torch.no_grad():
        apart = sum(float(student.loss_of(made, [row], "cpu")) * len(row[1]) for row in every)
        assert float(student.loss_of(made, every, "cpu")) == pytest.approx(
            apart / sum(len(row[1]) for row in every), rel=1e-4
        )


def test_a_killed_run_goes_on_as_if_nothing_had_happened(tokenizer, tmp_path, monkeypatch):
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    whole.mkdir()
    broken.mkdir()
    expected = student.train(model(tokenizer), rows(tokenizer), whole, RECIPE)
    log = Progress.log

    def killed(self, step, *rest):
        if step == 4:
            raise KeyboardInterrupt
        log(self, step, *rest)

    monkeypatch.setattr(Progress, "log", killed)
    with pytest.raises(KeyboardInterrupt):
        student.train(model(tokenizer), rows(tokenizer), broken, RECIPE)
    monkeypatch.undo()
    found = student.train(model(tokenizer), rows(tokenizer), broken, RECIPE)
    assert all(torch.equal(a, b) for a, b in zip(found.parameters(), expected.parameters(), strict=True))


def test_the_command_makes_a_translator(tmp_path, monkeypatch):
    data, out, pairs = tmp_path / "data", tmp_path / "out", tmp_path / "pairs.tsv"
    write(data / "mt" / "dev" / "flores-dev.zh", ["无关。"])
    write(data / "mt" / "test" / "newstest2018.zh", ["无关。"])
    write(pairs, [f"x\t{zh}\t{en}" for zh, en in PAIRS])
    options = ["--steps", "400", "--rate", "5e-3", "--warmup", "10", "--pieces", "90", "--precision", "float32"]
    command = ["student", str(data), str(out), "--pairs", str(pairs), *options, "--shape", json.dumps(SHAPE)]
    monkeypatch.setattr(sys, "argv", command)
    student.main()
    losses = [row["loss"] for row in read(out / "log.jsonl")]
    assert losses[-1] < 0.5 * losses[0]
    manifest = convert(out / "model", tmp_path / "ct2", name="student", revision="1", licence="x", window=256)
    engine = open_model(tmp_path / "ct2", manifest, "cpu")
    made = engine.generate([Prompt(zh) for zh, _ in PAIRS], GenerationOptions(max_tokens=40))
    assert [found[0].text for found in made] == [en for _, en in PAIRS]
