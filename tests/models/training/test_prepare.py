"""Pruning a tiny model whose full vocabulary is a small BPE trained here."""

import json
import lzma
import sys
from collections import Counter

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer as Full
from tokenizers import models as bpe
from tokenizers import normalizers, trainers
from transformers import Gemma3ForCausalLM, Gemma3TextConfig

from models.prompts import CONTROL_PIECES
from models.tokenizer import Tokenizer
from models.training import prepare
from models.training.vocabulary import BASE_PIECES, BYTE_PIECES, close, derivation, read_full

TEXTS = [
    "the bridge over the river",
    "the rain in the north",
    "大桥建成通车",
    "大桥上的雨",
    "EN 题 摘要 the river bridge",
] * 3


def gemma(size):
    torch.manual_seed(0)
    config = Gemma3TextConfig(
        vocab_size=size, hidden_size=8, intermediate_size=16, num_hidden_layers=1, num_attention_heads=1,
        num_key_value_heads=1, head_dim=8, bos_token_id=2, eos_token_id=1, pad_token_id=0,
    )  # fmt: skip
    return Gemma3ForCausalLM(config)


@pytest.fixture(scope="module")
def warm(tmp_path_factory):
    folder = tmp_path_factory.mktemp("warm")
    full = Full(bpe.BPE(unk_token="<unk>", byte_fallback=True))
    full.normalizer = normalizers.Replace(" ", "\u2581")
    special = [*BASE_PIECES, *BYTE_PIECES, "EN", "题", "摘要", "\n"]
    full.train_from_iterator(TEXTS, trainers.BpeTrainer(vocab_size=400, special_tokens=special, show_progress=False))
    (folder / "full-tokenizer").mkdir()
    full.save(str(folder / "full-tokenizer" / "tokenizer.json"))
    size = full.get_vocab_size()
    keep = [i for i in range(size) if i % 7 or i < len(special)]
    model = gemma(size)
    model.save_pretrained(folder / "base")
    rows = model.get_input_embeddings().weight.data[keep] + 1.0
    model.resize_token_embeddings(len(keep), mean_resizing=False)
    model.get_input_embeddings().weight.data.copy_(rows)
    model.save_pretrained(folder)
    (folder / "keep.json").write_text(json.dumps(keep))
    return folder


@pytest.fixture(scope="module")
def pruned(warm, tmp_path_factory):
    out = tmp_path_factory.mktemp("start")
    prepare.prune(warm, warm / "keep.json", TEXTS, out, 10_000)
    return out


def test_rows_come_from_the_warm_start_or_else_from_the_base(warm, pruned):
    known, _ = read_full(warm / "full-tokenizer" / "tokenizer.json")
    keep = json.loads((warm / "keep.json").read_text())
    base = Gemma3ForCausalLM.from_pretrained(warm / "base").get_input_embeddings().weight.data
    found = Gemma3ForCausalLM.from_pretrained(pruned).get_input_embeddings().weight.data
    tokenizer = Tokenizer.load(pruned / "tokenizer.model")
    names = tokenizer.pieces(range(len(tokenizer)))
    named = [prepare.WARM_WORDS.get(name, name) for name in names]
    expected = torch.stack([base[known[name]] + (1.0 if known[name] in keep else 0.0) for name in named])
    assert torch.allclose(found, expected)
    assert {known[name] for name in named} - set(keep) != set()


def test_the_new_vocabulary_begins_with_base_control_and_byte_pieces(pruned):
    tokenizer = Tokenizer.load(pruned / "tokenizer.model")
    assert tokenizer.pieces(range(263)) == [*BASE_PIECES, *CONTROL_PIECES, *BYTE_PIECES]


@given(st.text("the bridgovrna 大桥建成通车上的雨", max_size=20))
@settings(max_examples=200)
def test_every_text_round_trips(pruned, text):
    tokenizer = Tokenizer.load(pruned / "tokenizer.model")
    assert tokenizer.decode(tokenizer.encode(text)) == text


def test_a_small_vocabulary_keeps_the_most_used_pieces_and_is_closed(warm, tmp_path):
    trained = {full: row for row, full in enumerate(json.loads((warm / "keep.json").read_text()))}
    path = warm / "full-tokenizer" / "tokenizer.json"
    known, ranks = read_full(path)
    pieces = prepare.choose_pieces(path, trained, TEXTS, 263 + 40)
    assert len(pieces) <= 40
    assert close(pieces, ranks, known) == set(pieces)
    assert [known[piece] for piece in pieces] == sorted(known[piece] for piece in pieces)


def test_derivation_lists_what_each_merge_forms():
    ranks = {("a", "b"): 1, ("b", "c"): 0, ("a", "bc"): 2}
    assert derivation("abc", ranks) == ["a", "b", "c", "bc", "abc"]
    assert derivation("ax", ranks) == ["a", "x"]


def test_the_command_prunes(warm, tmp_path, monkeypatch):
    monkeypatch.setattr(prepare, "sample_texts", lambda data, lines: iter(TEXTS))
    arguments = [str(warm), str(warm / "keep.json"), str(tmp_path), str(tmp_path / "out"), "--size", "300"]
    monkeypatch.setattr(sys, "argv", ["prepare", *arguments])
    prepare.main()
    assert len(Tokenizer.load(tmp_path / "out" / "tokenizer.model")) <= 300


def test_sample_texts_reads_both_sides_of_the_pairs_and_the_articles(tmp_path):
    (tmp_path / "mt").mkdir()
    (tmp_path / "sum").mkdir()
    for group in ("news", "general", "formal", "tech"):
        with lzma.open(tmp_path / "mt" / f"{group}.tsv.xz", "wt", encoding="utf-8") as file:
            file.write(f"x\t{group}中\t{group} en\n" * 9)
    with lzma.open(tmp_path / "mt" / "mono-news.en.xz", "wt", encoding="utf-8") as file:
        file.write("mono\n" * 9)
    with lzma.open(tmp_path / "sum" / "train.jsonl.xz", "wt", encoding="utf-8") as file:
        file.write('{"text": "文"}\n' * 9)
    counts = Counter(prepare.sample_texts(tmp_path, 1))
    assert counts == {
        "news中": 8, "news en": 8, "general中": 3, "general en": 3, "formal中": 1, "formal en": 1,
        "tech中": 1, "tech en": 1, "mono": 8, "文": 3,
    }  # fmt: skip
