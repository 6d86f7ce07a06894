"""Export and restore on a tiny Gemma 3: shards, checksums, and the same answers on the way there and back."""

import json
import subprocess
import sys

import numpy as np
import pytest
import torch
from transformers import Gemma3ForCausalLM, Gemma3TextConfig

from models.engines import transformers
from models.errors import ModelUnavailable
from models.generation import GenerationOptions
from models.prompts import TRANSLATE, task_prompt
from models.registry import load
from models.shards import Manifest, join
from models.tokenizer import Tokenizer
from models.training import export as exporting
from models.training import restore as restoring
from models.training.vocabulary import write_sentencepiece
from models.types import ModelRecord

PIECES = [*"abcdefghijklmnop", *"今天气很好我们去公园。", "\u2581"]
OPTIONS = GenerationOptions(max_tokens=12, min_tokens=4)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    folder = tmp_path_factory.mktemp("model")
    write_sentencepiece(PIECES, folder / "tokenizer.model")
    config = Gemma3TextConfig(
        vocab_size=len(Tokenizer.load(folder / "tokenizer.model")), hidden_size=32, intermediate_size=64,
        num_hidden_layers=6, num_attention_heads=4, num_key_value_heads=1, head_dim=16, query_pre_attn_scalar=16,
        sliding_window=512, bos_token_id=2, eos_token_id=1, pad_token_id=0,
    )  # fmt: skip
    torch.manual_seed(3)
    made = Gemma3ForCausalLM(config)
    with torch.no_grad():
        for weight in made.parameters():
            weight.add_(torch.randn(weight.shape) * 0.3)
    made.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def exported(model, tmp_path_factory):
    folder = tmp_path_factory.mktemp("exported")
    exporting.export(model, folder, "tiny", "base", "licence", shard_bytes=50_000)
    return folder


def test_the_weights_lie_in_shards_that_join_to_their_checksum(exported):
    manifest = Manifest.read(exported)
    parts = manifest.files["model.bin"]["parts"]
    assert parts == [f"model.bin.{i:03}" for i in range(len(parts))]
    assert len(parts) > 1
    assert {(exported / part).stat().st_size for part in parts[:-1]} == {50_000}
    assert len(join(exported, manifest)["model.bin"]) == manifest.files["model.bin"]["bytes"]
    assert manifest.files["model.bin"]["sha256"].startswith(manifest.revision)


def test_exporting_again_leaves_no_old_shard(model, exported, tmp_path):
    (tmp_path / "model.bin.099").write_bytes(b"old")
    manifest = exporting.export(model, tmp_path, "tiny", "base", "licence")
    assert [path.name for path in tmp_path.glob("model.bin*")] == ["model.bin"]
    assert manifest.revision == Manifest.read(exported).revision


def test_a_damaged_shard_is_named(exported, tmp_path):
    for path in exported.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "model.bin.001").write_bytes(b"\0" * 50_000)
    with pytest.raises(ModelUnavailable, match=r"model\.bin has SHA-256 [0-9a-f]{64}, the manifest says"):
        load(directory=tmp_path)
    (tmp_path / "model.bin.001").unlink()
    with pytest.raises(ModelUnavailable, match=r"model\.bin\.001 cannot be read \(No such file"):
        load(directory=tmp_path)
    with pytest.raises(ModelUnavailable, match=r"manifest\.json cannot be read"):
        load(directory=tmp_path / "nowhere")


def test_the_tasks_share_one_engine(exported):
    models = load(directory=exported, device="cpu", threads=1)
    assert models.summariser.engine is models.headliner.engine is models.translator.engine
    revision = Manifest.read(exported).revision
    assert models.records == (ModelRecord("summariser", "tiny", revision), ModelRecord("translator", "tiny", revision))
    prompts = [task.prompt("x").before for task in (models.summariser, models.headliner, models.translator)]
    assert prompts == ["<bos><summarise>", "<bos><headline>", "<bos><translate>"]


def test_restoring_gives_the_weights_back_to_within_the_quantisation(model, exported, tmp_path):
    restoring.restore(exported, tmp_path)
    before = Gemma3ForCausalLM.from_pretrained(model).state_dict()
    after = Gemma3ForCausalLM.from_pretrained(tmp_path).state_dict()
    assert before.keys() == after.keys()
    for name, weight in before.items():
        step = weight.abs().amax(dim=-1, keepdim=True) / 127 if weight.dim() > 1 else torch.zeros(1)
        assert torch.all((weight - after[name]).abs() <= step * 0.51 + 1e-6), name
    settings = (
        "layer_types",
        "sliding_window",
        "head_dim",
        "num_attention_heads",
        "num_key_value_heads",
        "rope_parameters",
    )
    configs = [Gemma3ForCausalLM.from_pretrained(folder).config for folder in (model, tmp_path)]
    assert [getattr(configs[0], name) for name in settings] == [getattr(configs[1], name) for name in settings]


def test_the_restored_model_answers_as_the_exported_one(exported, tmp_path):
    restoring.restore(exported, tmp_path)
    prompts = [task_prompt(TRANSLATE, text) for text in ("今天天气很好。", "我们去公园", "abc")]
    ours = load(directory=exported, device="cpu", threads=1).translator.engine.generate(prompts, OPTIONS)
    tokenizer = Tokenizer.load(tmp_path / "tokenizer.model")
    theirs = transformers.load(tmp_path, tokenizer, window=100).generate(prompts, OPTIONS)
    same = sum(left[0].text == right[0].text for left, right in zip(ours, theirs, strict=True))
    assert same >= 2
    for left, right in zip(ours, theirs, strict=True):
        assert left[0].score == pytest.approx(right[0].score, abs=0.15)


def test_another_binary_version_is_refused():
    with pytest.raises(ValueError, match="binary version 9, but 6 is read"):
        restoring.read_variables(np.array([9], dtype="uint32").tobytes())


def test_the_commands(model, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["export", str(model), str(tmp_path / "e"), "--name", "tiny"])
    exporting.main()
    assert capsys.readouterr().out.startswith(f"{tmp_path / 'e'}: tiny ")
    monkeypatch.setattr(sys, "argv", ["restore", str(tmp_path / "e"), str(tmp_path / "r")])
    restoring.main()
    assert json.loads((tmp_path / "r" / "config.json").read_text())["model_type"] == "gemma3_text"


LAZY = """
import sys
import models.batching, models.registry, models.shards, models.tokenizer, service
assert not {"torch", "transformers", "ctranslate2"} & set(sys.modules)
from pathlib import Path
from models.generation import GenerationOptions
task = models.registry.load(directory=Path(sys.argv[1]), threads=1).translator
answer = task.engine.generate([task.prompt("今天")], GenerationOptions(max_tokens=4))
assert answer[0][0].tokens <= 4
assert "ctranslate2" in sys.modules
assert not {"torch", "transformers"} & set(sys.modules)
print("lazy")
"""


def test_serving_an_embedded_model_loads_neither_torch_nor_transformers(exported):
    command = [sys.executable, "-c", LAZY, str(exported)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("lazy\n", 0), done.stderr
