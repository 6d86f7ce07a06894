"""Public models: downloaded at a revision, converted to CTranslate2, described by a manifest."""

from __future__ import annotations

import tempfile
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

from models.errors import ModelUnavailable
from models.shards import TOKENIZER_FOLDER, Manifest, cut


def download(repository: str, revision: str) -> tuple[Path, str]:
    """A snapshot of ``repository`` on disk and the commit that ``revision`` stands for now.

    Raises ModelUnavailable where the hub cannot be reached or does not have it.
    """
    try:
        from huggingface_hub import HfApi, snapshot_download
    except ImportError as error:
        raise ModelUnavailable("huggingface-hub is not installed: pip install 'duizhao[hub]'") from error
    try:
        commit = str(HfApi().model_info(repository, revision=revision).sha)
        return Path(snapshot_download(repository, revision=commit)), commit
    except Exception as error:
        raise ModelUnavailable(f"{repository}@{revision} cannot be downloaded ({error}): check the network") from error


def convert(
    source: Path, out: Path, *, name: str, revision: str, licence: str, window: int, quantization: str = "int8"
) -> Manifest:
    """Convert a transformers folder to int8 in ``out`` with its tokenizer and manifest.

    Raises ModelUnavailable where CTranslate2 has no converter for the architecture. A checkpoint in the older format
    is read by its unpickler of plain weights, which refuses whatever would run code.
    """
    from transformers import AutoConfig, AutoTokenizer

    config: Any = AutoConfig.from_pretrained(source)
    tokenizer: Any = AutoTokenizer.from_pretrained(source)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "model"
        try:
            _converter(source, config.model_type).convert(str(made), quantization=quantization)
        except (ValueError, NotImplementedError, AttributeError, KeyError, TypeError, UnpicklingError) as error:
            raise ModelUnavailable(f"{name} cannot be converted to CTranslate2: {error!r}") from error
        files = {path.name: cut(path.read_bytes(), path.name, out) for path in sorted(made.iterdir())}
    tokenizer.save_pretrained(out / TOKENIZER_FOLDER)
    causal = not config.is_encoder_decoder
    manifest = Manifest(name, revision, name, licence, quantization, window, causal, str(tokenizer.eos_token), files)
    manifest.write(out)
    return manifest


def _converter(source: Path, model_type: str) -> Any:
    """CTranslate2's converter, with its one mistake about mT5 mended.

    transformers calls every mT5 tied (``tie_word_embeddings``), from which the converter concludes that the decoder's
    output is scaled as in the first T5; no mT5 does that.
    """
    from ctranslate2.converters import TransformersConverter
    from ctranslate2.specs import model_spec

    class Converter(TransformersConverter):  # type: ignore[misc]
        def _load(self) -> Any:
            spec = super()._load()
            if model_type == "mt5":
                spec.decoder.scale_outputs = model_spec.OPTIONAL
            return spec

    return Converter(str(source))
