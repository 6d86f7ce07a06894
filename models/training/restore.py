"""The way back: an exported folder → a transformers folder in float32, to train on or to compare with.

``python -m models.training.restore FOLDER OUT``. The layout of ``model.bin`` is that of CTranslate2's serializer
(``ctranslate2.specs.model_spec.ModelSpec._serialize``, binary version 6): counts and strings with their lengths, then
each variable's name, shape, type, and bytes, then the aliases.
"""

from __future__ import annotations

import argparse
import json
import struct
from pathlib import Path
from typing import Any

from models.shards import Manifest, join

BINARY_VERSION = 6
DTYPES = ("float32", "int8", "int16", "int32", "float16", "bfloat16")
"""CTranslate2's type identifiers, in order."""


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data, self._at = memoryview(data), 0

    def number(self, form: str) -> int:
        (value,) = struct.unpack_from(f"<{form}", self._data, self._at)
        self._at += struct.calcsize(form)
        return int(value)

    def text(self) -> str:
        return bytes(self.take(self.number("H"))).rstrip(b"\0").decode()

    def take(self, size: int) -> memoryview:
        self._at += size
        return self._data[self._at - size : self._at]


def read_variables(data: bytes) -> dict[str, Any]:
    """Variables of a ``model.bin`` as numpy arrays, aliases resolved. Raises ValueError for another binary version."""
    import numpy as np

    reader = _Reader(data)
    version = reader.number("I")
    if version != BINARY_VERSION:
        raise ValueError(f"model.bin has binary version {version}, but {BINARY_VERSION} is read: export it again")
    reader.text()
    reader.number("I")
    found: dict[str, Any] = {}
    for _ in range(reader.number("I")):
        name = reader.text()
        shape = [reader.number("I") for _ in range(reader.number("B"))]
        kind = DTYPES[reader.number("B")]
        found[name] = np.frombuffer(reader.take(reader.number("I")), dtype=kind).reshape(shape)
    for _ in range(reader.number("I")):
        alias, name = reader.text(), reader.text()
        found[alias] = found[name]
    return found


def restore(folder: Path, out: Path) -> None:
    """Write the Gemma 3 model of ``folder`` to ``out``: ``config.json``, float32 weights and ``tokenizer.model``."""
    import torch
    from transformers import Gemma3ForCausalLM

    files = join(folder, Manifest.read(folder))
    variables = read_variables(files["model.bin"])
    state = {name: torch.tensor(value) for name, value in _state(variables).items()}
    config = _config(variables, state, json.loads(files["config.json"]))
    model = Gemma3ForCausalLM(config)
    missing, unexpected = model.load_state_dict(state, strict=False)
    if unexpected or set(missing) - {"lm_head.weight"}:
        raise ValueError(f"{folder} is no exported Gemma 3: missing {missing}, unexpected {unexpected}")
    model.tie_weights()
    out.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(out)
    (out / "tokenizer.model").write_bytes(files["tokenizer.model"])


def _float(variables: dict[str, Any], name: str) -> Any:
    """A weight in float32: 8-bit rows are divided by their scale."""
    value = variables[f"{name}/weight"]
    scale = variables.get(f"{name}/weight_scale")
    return value.astype("float32") if scale is None else value.astype("float32") / scale.reshape(-1, 1)


LINEAR = {
    "self_attention/linear_1": "self_attn.o_proj",
    "ffn/linear_0": "mlp.gate_proj",
    "ffn/linear_0_noact": "mlp.up_proj",
    "ffn/linear_1": "mlp.down_proj",
}
NORMS = {
    "input_layer_norm": "input_layernorm",
    "post_attention_layer_norm": "post_attention_layernorm",
    "pre_feedforward_layer_norm": "pre_feedforward_layernorm",
    "post_feedforward_layer_norm": "post_feedforward_layernorm",
    "self_attention/q_norm": "self_attn.q_norm",
    "self_attention/k_norm": "self_attn.k_norm",
}


def _layers(variables: dict[str, Any]) -> int:
    return sum(name.endswith("/self_attention/linear_0/weight") for name in variables)


def _state(variables: dict[str, Any]) -> dict[str, Any]:
    """Names and float32 arrays as transformers has them."""
    state = {
        "model.embed_tokens.weight": _float(variables, "decoder/embeddings"),
        "model.norm.weight": variables["decoder/layer_norm/gamma"],
    }
    for i in range(_layers(variables)):
        ours, theirs = f"decoder/layer_{i}", f"model.layers.{i}"
        for name, other in NORMS.items():
            state[f"{theirs}.{other}.weight"] = variables[f"{ours}/{name}/gamma"]
        for name, other in LINEAR.items():
            state[f"{theirs}.{other}.weight"] = _float(variables, f"{ours}/{name}")
        queries = state[f"{theirs}.self_attn.o_proj.weight"].shape[1]
        fused = _float(variables, f"{ours}/self_attention/linear_0")
        keys = (len(fused) - queries) // 2
        for name, start, size in (("q", 0, queries), ("k", queries, keys), ("v", queries + keys, keys)):
            state[f"{theirs}.self_attn.{name}_proj.weight"] = fused[start : start + size]
    return state


def _config(variables: dict[str, Any], state: dict[str, Any], settings: dict[str, Any]) -> Any:
    """The configuration that the shapes and the stored settings tell."""
    from transformers import Gemma3TextConfig

    layers = _layers(variables)
    head = len(variables["decoder/layer_0/self_attention/q_norm/gamma"])
    windows = [int(variables[f"decoder/layer_{i}/self_attention/sliding_window"]) for i in range(layers)]
    vocabulary, hidden = state["model.embed_tokens.weight"].shape
    return Gemma3TextConfig(
        vocab_size=vocabulary,
        hidden_size=hidden,
        intermediate_size=len(state["model.layers.0.mlp.gate_proj.weight"]),
        num_hidden_layers=layers,
        num_attention_heads=state["model.layers.0.self_attn.q_proj.weight"].shape[0] // head,
        num_key_value_heads=state["model.layers.0.self_attn.k_proj.weight"].shape[0] // head,
        head_dim=head,
        query_pre_attn_scalar=head,
        sliding_window=max(windows),
        layer_types=["sliding_attention" if window else "full_attention" for window in windows],
        rms_norm_eps=settings["layer_norm_epsilon"] or 1e-6,
        bos_token_id=2,
        eos_token_id=1,
        pad_token_id=0,
    )


def main() -> None:
    """Read the arguments and restore."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    restore(args.folder, args.out)


if __name__ == "__main__":
    main()
