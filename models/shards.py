"""A model folder whose large file lies in shards: its manifest, checksums and joining in memory."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from models.errors import ModelUnavailable

MANIFEST = "manifest.json"
TOKENIZER_FOLDER = "tokenizer"
"""Folder beside the converted files that holds a public model's own tokenizer."""
SHARD_BYTES = 90_000_000
"""Size of a shard: under the 95 MB that code hosts take without complaint."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a model folder says of itself.

    ``files`` maps each logical file to its SHA-256, size in bytes and the parts it is joined from, in order. ``window``
    is in tokens, ``end`` is the piece that ends an answer, ``causal`` tells a decoder-only model from an
    encoder-decoder.
    """

    name: str
    revision: str
    base: str
    licence: str
    quantization: str
    window: int
    causal: bool
    end: str
    files: Mapping[str, Mapping[str, Any]]

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest of ``folder``. Raises ModelUnavailable where there is none or it cannot be read."""
        path = folder / MANIFEST
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise ModelUnavailable(
                f"{path} cannot be read ({error}): install the package again or fetch the model"
            ) from error

    def write(self, folder: Path) -> None:
        """Write it to ``folder``."""
        text = json.dumps(asdict(self), indent=1, ensure_ascii=False)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def cut(data: bytes, name: str, folder: Path, size: int = SHARD_BYTES) -> dict[str, Any]:
    """Write ``data`` to ``folder`` in parts of at most ``size`` bytes; the entry for the manifest's ``files``."""
    starts = range(0, max(1, len(data)), size)
    parts = [name] if len(starts) == 1 else [f"{name}.{number:03}" for number in range(len(starts))]
    for part, start in zip(parts, starts, strict=True):
        (folder / part).write_bytes(data[start : start + size])
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "parts": parts}


def join(folder: Path, manifest: Manifest) -> dict[str, bytes]:
    """Every logical file of the folder, whole and verified.

    Raises ModelUnavailable where a part is missing or a checksum differs.
    """
    return {name: read(folder, manifest, name) for name in manifest.files}


def read(folder: Path, manifest: Manifest, name: str) -> bytes:
    """The logical file ``name``, whole and verified. Raises as ``join`` does."""
    entry = manifest.files[name]
    try:
        data = b"".join((folder / part).read_bytes() for part in entry["parts"])
    except OSError as error:
        raise ModelUnavailable(
            f"{error.filename} cannot be read ({error.strerror}): install the package again"
        ) from error
    found = hashlib.sha256(data).hexdigest()
    if found != entry["sha256"]:
        raise ModelUnavailable(
            f"{folder / name} has SHA-256 {found}, the manifest says {entry['sha256']}: install the package again"
        )
    return data
