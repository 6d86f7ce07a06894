"""The whole loop on a tiny model: it learns, and a killed run ends with the same weights as an unbroken one."""

import json
import math
import random
import shutil
import sys
from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import Gemma3ForCausalLM, Gemma3TextConfig

from benchmarks import ablation, worth
from models.prompts import SUMMARISE, TRANSLATE
from models.tokenizer import Tokenizer
from models.training import progress
from models.training import train as training
from models.training.average import average
from models.training.batches import END, batches, encode
from models.training.examples import Example
from models.training.masters import Masters
from models.training.progress import Progress
from models.training.recipe import Recipe, learning_rate
from models.training.train import held_out_loss, loss_of
from models.training.vocabulary import write_sentencepiece

EXAMPLES = [
    Example(TRANSLATE, "桥", "a bridge"),
    Example(SUMMARISE, "雨雨雨", "雨"),
    Example(TRANSLATE, "雨", "rain"),
] * 4
RECIPE = Recipe(steps=6, decay=2, warmup=2, rate=1e-2, batch_tokens=64, save_every=3)


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    folder = tmp_path_factory.mktemp("start")
    write_sentencepiece([*"abdegirn", "\u2581", "\u2581b", "桥", "雨"], folder / "tokenizer.model")
    torch.manual_seed(0)
    config = Gemma3TextConfig(
        vocab_size=len(Tokenizer.load(folder / "tokenizer.model")), hidden_size=16, intermediate_size=32,
        num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=1, head_dim=8, sliding_window=32,
        bos_token_id=2, eos_token_id=1, pad_token_id=0,
    )  # fmt: skip
    Gemma3ForCausalLM(config).save_pretrained(folder)
    return folder


def test_learning_rate_rises_stays_and_falls():
    recipe = Recipe(steps=10, decay=4, warmup=2, rate=1.0)
    assert [learning_rate(step, recipe) for step in range(10)] == [0.5, 1, 1, 1, 1, 1, 1, 0.75, 0.5, 0.25]
    assert learning_rate(9, Recipe(steps=10, decay=0, warmup=1, rate=1.0)) == 1.0


def test_the_cosine_falls_by_half_a_wave():
    recipe = Recipe(steps=10, decay=0, warmup=2, rate=1.0, schedule="cosine")
    rates = [learning_rate(step, recipe) for step in range(11)]
    assert rates[:3] == [0.5, 1.0, 1.0]
    assert rates[4] == pytest.approx(0.5 + 0.5 * math.cos(math.pi / 4))
    assert rates[6] == pytest.approx(0.5)
    assert rates[2:] == sorted(rates[2:], reverse=True)
    assert rates[10] == 0.02


def test_encode_puts_the_control_token_on_both_sides(start):
    tokenizer = Tokenizer.load(start / "tokenizer.model")
    ids, prompt = encode(EXAMPLES[0], tokenizer)
    assert tokenizer.pieces(ids[:prompt]) == ["<bos>", "<translate>", "桥", "<translate>"]
    assert tokenizer.decode(ids[prompt:-1]) == "a bridge"
    assert ids[-1] == END


@given(st.lists(st.integers(1, 90), min_size=1, max_size=60), st.integers(0, 3))
def test_batches_hold_every_index_once_within_the_budget(sizes, seed):
    made = batches(sizes, 100, seed)
    assert sorted(i for batch in made for i in batch) == list(range(len(sizes)))
    assert all(len(batch) * max(sizes[i] for i in batch) <= 100 for batch in made)


@torch.no_grad()
def test_loss_counts_target_tokens_only(start):
    """Against the plain way: one row at a time, logits everywhere, the prompt left out of the loss."""
    model = Gemma3ForCausalLM.from_pretrained(start).eval()
    tokenizer = Tokenizer.load(start / "tokenizer.model")
    rows = [encode(example, tokenizer) for example in EXAMPLES[:3]]
    losses, count = 0.0, 0
    for ids, prompt in rows:
        logits = model(torch.tensor([ids])).logits[0, prompt - 1 : -1]
        losses += float(torch.nn.functional.cross_entropy(logits, torch.tensor(ids[prompt:]), reduction="sum"))
        count += len(ids) - prompt
    assert float(loss_of(model, rows, "cpu")) == pytest.approx(losses / count, rel=1e-4)


def test_a_killed_run_goes_on_as_if_nothing_had_happened(start, tmp_path, monkeypatch):
    whole = tmp_path / "whole"
    broken = tmp_path / "broken"
    whole.mkdir()
    broken.mkdir()
    expected = training.train(start, whole, EXAMPLES, RECIPE).state_dict()
    log = Progress.log

    def killed(self, step, *rest):
        if step == 4:
            raise KeyboardInterrupt
        log(self, step, *rest)

    monkeypatch.setattr(Progress, "log", killed)
    with pytest.raises(KeyboardInterrupt):
        training.train(start, broken, EXAMPLES, RECIPE)
    monkeypatch.undo()
    found = training.train(start, broken, EXAMPLES, RECIPE).state_dict()
    assert all(torch.equal(found[name], expected[name]) for name in expected)
    steps = [json.loads(line)["step"] for line in (broken / "log.jsonl").read_text().splitlines()]
    assert steps == [0, 1, 2, 3, 3, 4, 5]


def test_held_out_loss_is_the_mean_of_the_target_tokens(start, tmp_path):
    model = Gemma3ForCausalLM.from_pretrained(start)
    rows = [encode(example, Tokenizer.load(start / "tokenizer.model")) for example in EXAMPLES[:3]]
    small = Recipe(steps=1, decay=0, batch_tokens=1)
    with torch.no_grad():
        expected = float(loss_of(model, rows, "cpu"))
    assert held_out_loss(model, rows, small, "cpu") == pytest.approx(expected, rel=1e-4)
    training.train(start, tmp_path, EXAMPLES, RECIPE, held_out=EXAMPLES[:2])
    log = progress.read(tmp_path / "log.jsonl")
    assert [row["step"] for row in log if "held_out_loss" in row] == [2, 5]
    assert all(row["seconds_left"] >= 0 for row in log if "loss" in row)
    assert [row["seconds_left"] for row in log if "loss" in row][-1] == 0


def test_the_latest_snapshots_are_kept_and_averaged(start, tmp_path):
    recipe = replace(RECIPE, save_every=2, keep=2)
    last = training.train(start, tmp_path, EXAMPLES, recipe)
    folders = sorted(tmp_path.glob("step-*"))
    assert [folder.name for folder in folders] == ["step-000004", "step-000006"]
    fourth, sixth = (Gemma3ForCausalLM.from_pretrained(folder, dtype=torch.float32) for folder in folders)
    assert all(torch.equal(a, b) for a, b in zip(sixth.parameters(), last.parameters(), strict=True))
    average(folders, tmp_path / "mean")
    mean = Gemma3ForCausalLM.from_pretrained(tmp_path / "mean", dtype=torch.float32)
    for one, other, found in zip(fourth.parameters(), sixth.parameters(), mean.parameters(), strict=True):
        assert torch.allclose(found, (one + other) / 2, atol=1e-7)
    assert (tmp_path / "mean" / "tokenizer.model").read_bytes() == (start / "tokenizer.model").read_bytes()


def one_layer(start, folder):
    """A model as that of ``start``, of one layer."""
    config = Gemma3ForCausalLM.from_pretrained(start).config
    config.num_hidden_layers, config.layer_types = 1, config.layer_types[:1]
    Gemma3ForCausalLM(config).save_pretrained(folder)
    shutil.copy(start / "tokenizer.model", folder)


def test_models_of_other_shapes_are_not_averaged(start, tmp_path):
    one_layer(start, tmp_path / "other")
    with pytest.raises(ValueError, match="has other weights than"):
        average([start, tmp_path / "other"], tmp_path / "mean")


def test_it_learns(start, tmp_path):
    training.train(start, tmp_path, EXAMPLES, Recipe(steps=40, decay=10, warmup=2, rate=2e-2, batch_tokens=64))
    losses = [json.loads(line)["loss"] for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert sum(losses[-4:]) < 0.5 * sum(losses[:4])


@pytest.mark.skipif(shutil.which("g++") is None, reason="torch.compile needs a C++ compiler")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_compiled_steps_are_the_same_steps(start, tmp_path):
    one_layer(start, tmp_path / "small")
    runs = []
    for fuse in (False, True):
        out = tmp_path / str(fuse)
        out.mkdir()
        training.train(tmp_path / "small", out, EXAMPLES, Recipe(steps=2, decay=1, warmup=1, rate=1e-2), fuse=fuse)
        runs.append([json.loads(line)["loss"] for line in (out / "log.jsonl").read_text().splitlines()])
    assert runs[1] == pytest.approx(runs[0], rel=0.02)


def test_float32_learns_as_bfloat16_does(start, tmp_path):
    losses = []
    for precision in ("bfloat16", "float32"):
        out = tmp_path / precision
        out.mkdir()
        training.train(start, out, EXAMPLES, Recipe(steps=3, decay=1, warmup=1, rate=1e-3, precision=precision))
        losses.append([json.loads(line)["loss"] for line in (out / "log.jsonl").read_text().splitlines()])
    assert losses[1] == pytest.approx(losses[0], rel=0.02)


def test_the_copies_of_a_float32_model_are_its_weights(start):
    model = Gemma3ForCausalLM.from_pretrained(start, dtype=torch.float32)
    masters = Masters(model, RECIPE)
    assert [copy.data_ptr() for copy in masters.copies] == [weight.data_ptr() for weight in model.parameters()]


def test_small_updates_are_not_lost(start):
    """A bfloat16 weight of 1 cannot take a step of 0.0005; its float32 copy adds such steps up."""
    model = Gemma3ForCausalLM.from_pretrained(start, dtype=torch.bfloat16)
    masters = Masters(model, RECIPE)
    before = [copy.clone() for copy in masters.copies]
    for _ in range(4):
        for weight in masters.weights:
            weight.grad = torch.full_like(weight, 1e-3)
        masters.step(5e-4)
    moved = torch.cat([(old - new).flatten() for old, new in zip(before, masters.copies, strict=True)])
    assert moved.mean() == pytest.approx(4 * 5e-4, rel=0.02)
    assert all(
        torch.equal(weight, copy.bfloat16()) for weight, copy in zip(masters.weights, masters.copies, strict=True)
    )


def test_the_command_writes_a_model_that_loads(start, tmp_path, monkeypatch):
    monkeypatch.setattr(training.mixture, "mix", lambda *args, **more: (EXAMPLES, {"news: kept": len(EXAMPLES)}))
    monkeypatch.setattr(training.corpus, "development", lambda *args: EXAMPLES[:1])
    monkeypatch.setattr(
        sys, "argv", ["train", str(start), str(tmp_path), str(tmp_path / "out"), "--steps", "2", "--decay", "1"]
    )
    training.main()
    loaded = Gemma3ForCausalLM.from_pretrained(tmp_path / "out" / "model")
    assert loaded.config.vocab_size == len(Tokenizer.load(tmp_path / "out" / "model" / "tokenizer.model"))
    assert json.loads((tmp_path / "out" / "filters.json").read_text()) == {"news: kept": len(EXAMPLES)}


def test_reverse_trains_the_pairs_the_other_way_round(start, tmp_path, monkeypatch):
    seen = {}
    monkeypatch.setattr(training.mixture, "mix", lambda *args, **more: (EXAMPLES[:3], {}))
    monkeypatch.setattr(training.corpus, "development", lambda *args: EXAMPLES[:1])

    def train(start, out, examples, recipe, *, held_out, **more):
        seen.update(examples=examples, held_out=held_out)
        return Gemma3ForCausalLM.from_pretrained(start)

    monkeypatch.setattr(training, "train", train)
    paths = [str(start), str(tmp_path), str(tmp_path / "out")]
    monkeypatch.setattr(sys, "argv", ["train", *paths, "--steps", "1", "--reverse"])
    training.main()
    assert seen == {
        "examples": [Example(TRANSLATE, "a bridge", "桥"), Example(TRANSLATE, "rain", "雨")],
        "held_out": [Example(TRANSLATE, "a bridge", "桥")],
    }


@pytest.fixture
def model(start):
    return Gemma3ForCausalLM.from_pretrained(start, dtype=torch.float32)


def test_the_losses_of_texts_add_up_to_the_held_out_loss(start, model):
    rows = [encode(example, Tokenizer.load(start / "tokenizer.model")) for example in EXAMPLES]
    found = ablation.losses(model, rows)
    assert [size for _, size in found] == [len(ids) - prompt for ids, prompt in rows]
    mean = sum(total for total, _ in found) / sum(size for _, size in found)
    assert mean == pytest.approx(held_out_loss(model, rows, RECIPE, "cpu"), rel=1e-5)


def test_differences_of_losses_are_those_of_tokens_with_an_error_over_texts():
    base = [(2.0, 1), (6.0, 3)]
    assert ablation.difference(base, base) == (0.0, 0.0)
    mean, error = ablation.difference([(1.0, 1), (6.0, 3)], base)
    assert mean == -0.25
    assert error == pytest.approx(math.sqrt(0.75**2 + 0.75**2) / 4)


def test_known_losses_are_not_measured_again(start, tmp_path):
    rows = {"plain": [encode(EXAMPLES[0], Tokenizer.load(start / "tokenizer.model"))]}
    ablation.measure(start, rows, tmp_path / "losses")
    first = ablation.read(tmp_path / "losses")
    ablation.measure(start, rows | {"other": rows["plain"]}, tmp_path / "losses")
    ablation.measure(start, rows, tmp_path / "losses")
    assert ablation.read(tmp_path / "losses") == [*first, first[0] | {"set": "other"}]


def test_worth_is_the_first_order_change_of_the_held_out_loss(start, model):
    tokenizer = Tokenizer.load(start / "tokenizer.model")
    unseen, seen = ([encode(example, tokenizer)] for example in EXAMPLES[:2])
    wanted, loss = worth.gradient(model, [unseen, unseen])
    assert loss == pytest.approx(held_out_loss(model, unseen, RECIPE, "cpu"), rel=1e-6)
    assert worth.measured(model, wanted, [unseen])["cosine"] == [pytest.approx(1.0)]
    found = worth.measured(model, wanted, [seen])
    rate = 1e-4
    with torch.no_grad():
        for part in model.parameters():
            part.sub_(rate * part.grad)
    lowered = loss - held_out_loss(model, unseen, RECIPE, "cpu")
    assert lowered == pytest.approx(rate * found["product"][0], rel=0.05, abs=1e-7)


def test_batches_of_worth_hold_their_budget(start):
    tokenizer, rng = Tokenizer.load(start / "tokenizer.model"), random.Random(1)
    whole = worth.batch(EXAMPLES, tokenizer, 10_000, rng)
    assert len(whole) == len(EXAMPLES)
    size = max(len(ids) for ids, _ in whole)
    assert [len(worth.batch(EXAMPLES, tokenizer, budget, rng)) for budget in (1, size)] == [1, 1]
