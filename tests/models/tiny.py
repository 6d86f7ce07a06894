"""Tiny models with random weights of the architectures the product runs, each with a tokenizer, saved to disk."""

import json

import sentencepiece as spm
import torch
import transformers
from tokenizers import Tokenizer, decoders, pre_tokenizers, trainers
from tokenizers import models as tokenizer_models

SEQ2SEQ = ("marian", "mt5", "pegasus")
CAUSAL = ("gemma3", "qwen2")
ARCHITECTURES = SEQ2SEQ + CAUSAL
TEXTS = [
    "今天天气很好，我们去公园。",
    "经济增长了百分之五，失业率下降。",
    "The weather is fine today and we go to the park.",
    "The economy grew by five percent while unemployment fell.",
] * 20
SIZES = {"d_model": 32, "num_layers": 2, "heads": 2, "ffn": 64}


def make(architecture, folder):
    """Save model and tokenizer of ``architecture`` to ``folder`` and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer, model = BUILDERS[architecture](folder)
    tokenizer.save_pretrained(folder)
    model.eval().save_pretrained(folder)
    return folder


def spread(model):
    """Random weights large enough that answers differ between prompts; padding is never generated."""
    generator = torch.Generator().manual_seed(11)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.dim() > 1 and "embed_positions" not in name:
                scale = 8.0 if "encoder_attn" in name else 3.0
                weight.copy_(torch.randn(weight.shape, generator=generator) * (scale / weight.shape[-1] ** 0.5))
        pad = model.config.pad_token_id
        if getattr(model, "final_logits_bias", None) is not None:
            model.final_logits_bias[0, pad] = -1e4
        if model.config.model_type == "marian":  # it starts from a zero embedding, which is that of padding
            model.get_input_embeddings().weight[pad] = 0.0
    return model


def sentencepiece(folder, size=120, **ids):
    (folder / "texts.txt").write_text("\n".join(TEXTS), encoding="utf-8")
    prefix = folder / "spm"
    spm.SentencePieceTrainer.train(
        input=str(folder / "texts.txt"), model_prefix=str(prefix), vocab_size=size, hard_vocab_limit=False,
        character_coverage=1.0, minloglevel=2, **ids,
    )  # fmt: skip
    processor = spm.SentencePieceProcessor(model_file=str(prefix.with_suffix(".model")))
    return processor, [(processor.id_to_piece(i), processor.get_score(i)) for i in range(processor.get_piece_size())]


def marian(folder):
    _, pieces = sentencepiece(folder, unk_id=0, bos_id=-1, eos_id=-1, pad_id=-1)
    names = ["</s>", "<unk>", *(piece for piece, _ in pieces if piece != "<unk>"), "<pad>"]
    (folder / "vocab.json").write_text(json.dumps({name: i for i, name in enumerate(names)}), encoding="utf-8")
    for side in ("source", "target"):
        (folder / f"{side}.spm").write_bytes((folder / "spm.model").read_bytes())
    tokenizer = transformers.MarianTokenizer(
        str(folder / "source.spm"), str(folder / "target.spm"), str(folder / "vocab.json")
    )
    pad = len(names) - 1
    config = transformers.MarianConfig(
        vocab_size=len(names), d_model=SIZES["d_model"], encoder_layers=2, decoder_layers=2, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=64, decoder_ffn_dim=64, max_position_embeddings=128,
        pad_token_id=pad, eos_token_id=0, decoder_start_token_id=pad, forced_eos_token_id=None, scale_embedding=True,
    )  # fmt: skip
    return tokenizer, spread(transformers.MarianMTModel(config))


def mt5(folder):
    _, pieces = sentencepiece(folder, pad_id=0, eos_id=1, unk_id=2, bos_id=-1)
    tokenizer = transformers.T5Tokenizer(vocab=pieces, extra_ids=0)
    config = transformers.MT5Config(
        vocab_size=len(tokenizer), d_model=32, d_kv=16, d_ff=64, num_layers=2, num_decoder_layers=2, num_heads=2,
        decoder_start_token_id=0, pad_token_id=0, eos_token_id=1, tie_word_embeddings=False,
    )  # fmt: skip
    return tokenizer, spread(transformers.MT5ForConditionalGeneration(config))


def pegasus(folder):
    _, pieces = sentencepiece(folder, pad_id=0, eos_id=1, unk_id=2, bos_id=-1)
    tokenizer = transformers.PegasusTokenizer(vocab=pieces, offset=0, mask_token=None, mask_token_sent=None)
    config = transformers.PegasusConfig(
        vocab_size=len(tokenizer), d_model=32, encoder_layers=2, decoder_layers=2, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=64, decoder_ffn_dim=64, max_position_embeddings=128,
        pad_token_id=0, eos_token_id=1, decoder_start_token_id=0, forced_eos_token_id=None, scale_embedding=True,
        normalize_before=True, normalize_embedding=False, add_final_layer_norm=True,
    )  # fmt: skip
    return tokenizer, spread(transformers.PegasusForConditionalGeneration(config))


def byte_level(special):
    """A byte-level BPE of a few hundred entries."""
    backend = Tokenizer(tokenizer_models.BPE())
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=special, initial_alphabet=alphabet, show_progress=False
    )
    backend.train_from_iterator(TEXTS, trainer)
    return backend


def gemma3(folder):
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=byte_level(["<pad>", "<eos>", "<bos>", "<unk>"]),
        pad_token="<pad>", eos_token="<eos>", bos_token="<bos>", unk_token="<unk>",
    )  # fmt: skip
    config = transformers.Gemma3TextConfig(
        vocab_size=len(tokenizer), hidden_size=32, intermediate_size=64, num_hidden_layers=6, num_attention_heads=2,
        num_key_value_heads=1, head_dim=16, sliding_window=512, max_position_embeddings=2048, query_pre_attn_scalar=16,
        bos_token_id=2, eos_token_id=1, pad_token_id=0, dtype="float32",
    )  # fmt: skip
    return tokenizer, spread(transformers.Gemma3ForCausalLM(config))


def qwen2(folder):
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=byte_level(["<|endoftext|>"]), eos_token="<|endoftext|>", pad_token="<|endoftext|>"
    )
    config = transformers.Qwen2Config(
        vocab_size=len(tokenizer), hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
        num_key_value_heads=1, max_position_embeddings=1024, eos_token_id=0, bos_token_id=0, pad_token_id=0,
        tie_word_embeddings=False, dtype="float32",
    )  # fmt: skip
    return tokenizer, spread(transformers.Qwen2ForCausalLM(config))


BUILDERS = {"marian": marian, "mt5": mt5, "pegasus": pegasus, "gemma3": gemma3, "qwen2": qwen2}
