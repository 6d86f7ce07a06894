"""Trained model → what the product loads: CTranslate2 in 8-bit integers, shards, checksums.

``python -m models.training.export MODEL OUT --name NAME``: MODEL is a transformers folder with ``tokenizer.model``.
The converter's own vocabulary handling wants a Hugging Face tokenizer and takes ``<end_of_turn>`` for the end where
that has a chat template; here the vocabulary comes from the sentencepiece model, and the end is ``<eos>``.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from models.lexicon import LEXICON
from models.shards import SHARD_BYTES, Manifest, cut
from models.tokenizer import Tokenizer

WINDOW = 2048
"""Most tokens of a prompt: what the model was seen to handle, well within the base's 32,768."""
SPECIAL = SimpleNamespace(bos_token="<bos>", eos_token="<eos>", unk_token="<unk>")


def convert(model: Path, out: Path, quantization: str = "int8") -> None:
    """Write the CTranslate2 folder of a Gemma 3 ``model`` to ``out``."""
    import torch
    from ctranslate2.converters.transformers import Gemma3Loader
    from transformers import AutoModelForCausalLM

    tokenizer = Tokenizer.load(model / "tokenizer.model")
    loaded: Any = AutoModelForCausalLM.from_pretrained(model, use_safetensors=True, dtype=torch.float32)
    loader = Gemma3Loader()
    spec = loader.get_model_spec(loaded)
    loader.set_config(spec.config, loaded, SPECIAL)
    spec.register_vocabulary(tokenizer.pieces(range(len(tokenizer))))
    spec.validate()
    spec.optimize(quantization=quantization)
    out.mkdir(parents=True, exist_ok=True)
    spec.save(str(out))


def export(
    model: Path,
    out: Path,
    name: str,
    base: str,
    licence: str,
    *,
    lexicon: Path | None = None,
    shard_bytes: int = SHARD_BYTES,
) -> Manifest:
    """Convert ``model`` into ``out`` and describe it; the revision is the start of their SHA-256."""
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("model.bin*"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "model"
        convert(model, made)
        contents = {path.name: path.read_bytes() for path in sorted(made.iterdir())}
    contents["tokenizer.model"] = (model / "tokenizer.model").read_bytes()
    if lexicon:
        contents[LEXICON] = lexicon.read_bytes()
    files = {file: cut(data, file, out, shard_bytes) for file, data in contents.items()}
    revision = hashlib.sha256(contents["model.bin"] + contents.get(LEXICON, b"")).hexdigest()[:12]
    manifest = Manifest(name, revision, base, licence, "int8", WINDOW, True, SPECIAL.eos_token, files)
    manifest.write(out)
    return manifest


def main() -> None:
    """Read the arguments and export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--name", required=True)
    parser.add_argument("--base", default="Gemma 3 270M")
    parser.add_argument("--licence", default="Gemma Terms of Use")
    parser.add_argument("--lexicon", type=Path, help="what translations get hints from")
    args = parser.parse_args()
    made = export(args.model, args.out, args.name, args.base, args.licence, lexicon=args.lexicon)
    print(f"{args.out}: {made.name} {made.revision}")


if __name__ == "__main__":
    main()
