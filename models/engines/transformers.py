"""transformers: any hub id at a pinned revision or local folder, encoder-decoder or causal."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from models.batching import check_deadline
from models.engines.codec import Codec, chinese
from models.errors import InputTooLong, ModelUnavailable
from models.generation import Capabilities, Generation, GenerationOptions, Prompt


class TransformersEngine:
    """A model in torch. One call runs at a time: ``generate`` keeps state in the model."""

    def __init__(self, model: Any, codec: Codec, window: int) -> None:
        self._model, self._codec, self._window = model, codec, window
        self._causal = not model.config.is_encoder_decoder
        self._end = int(model.config.eos_token_id)
        self._pad = model.config.pad_token_id if model.config.pad_token_id is not None else self._end
        self._lock = threading.Lock()

    @property
    def window(self) -> int:
        """Most tokens of a prompt."""
        return self._window

    @property
    def capabilities(self) -> Capabilities:
        """Beams, n-best and scores."""
        return Capabilities()

    def count(self, text: str) -> int:
        """Tokens of plain text."""
        return len(self._codec.encode(text))

    def generate(self, prompts: Sequence[Prompt], options: GenerationOptions) -> list[list[Generation]]:
        """See ``models.generation.Engine``. The whole list is one batch."""
        check_deadline(options)
        rows = [self._codec.encode_prompt(prompt) for prompt in prompts]
        for ids in rows:
            if len(ids) > self._window:
                raise InputTooLong(len(ids), self._window)
        if not rows:
            return []
        with self._lock:
            sequences, scores = self._run(rows, options)
        made = [self._generation(ids, row) for ids, row in zip(sequences, scores, strict=True)]
        size = options.hypotheses
        return [made[start : start + size] for start in range(0, len(made), size)]

    def _run(self, rows: list[list[int]], options: GenerationOptions) -> tuple[list[list[int]], list[list[float]]]:
        """Generated ids and the log-probability of each, prompts left out; a causal batch is padded on the left."""
        import torch

        width = max(map(len, rows))
        pads = [[self._pad] * (width - len(row)) for row in rows]
        masks = [[0] * len(pad) + [1] * len(row) for pad, row in zip(pads, rows, strict=True)]
        ids = [pad + row if self._causal else row + pad for pad, row in zip(pads, rows, strict=True)]
        masks = masks if self._causal else [mask[::-1] for mask in masks]
        device = self._model.device
        scored = options.beam_size > 1  # a beam's scores are log-probabilities already
        with torch.inference_mode():
            made = self._model.generate(
                torch.tensor(ids, device=device),
                attention_mask=torch.tensor(masks, device=device),
                **self._decoding(options),
            )
            beams = getattr(made, "beam_indices", None)
            scores = self._model.compute_transition_scores(
                made.sequences, made.scores, beams, normalize_logits=not scored
            )
        skipped = width if self._causal else 1
        return made.sequences[:, skipped:].tolist(), scores.tolist()

    def _decoding(self, options: GenerationOptions) -> dict[str, Any]:
        return {
            "num_beams": options.beam_size,
            "num_return_sequences": options.hypotheses,
            "do_sample": False,
            "max_new_tokens": options.max_tokens,
            "min_new_tokens": options.min_tokens or None,
            "length_penalty": options.length_penalty,
            "no_repeat_ngram_size": options.no_repeat_ngram or None,
            "suppress_tokens": None if options.chinese else self._chinese,
            "eos_token_id": self._end,
            "pad_token_id": self._pad,
            "return_dict_in_generate": True,
            "output_scores": True,
        }

    @cached_property
    def _chinese(self) -> list[int]:
        return chinese(self._codec)

    def _generation(self, ids: list[int], scores: list[float]) -> Generation:
        stopped = self._end in ids
        length = ids.index(self._end) + 1 if stopped else len(ids)
        while not stopped and length and ids[length - 1] == self._pad:
            length -= 1
        text = self._codec.decode(ids[: length - 1] if stopped else ids[:length])
        mean = sum(scores[:length]) / max(1, length)
        return Generation(text, length, mean, "stop" if stopped else "length")


def load(
    source: Path | str,
    codec: Codec,
    *,
    window: int,
    revision: str | None = None,
    device: str = "cpu",
    dtype: str = "float32",
) -> TransformersEngine:
    """Load a local folder or a hub id; ``dtype`` names a torch type. Raises ModelUnavailable where that fails.

    Only safetensors are read: the older format of torch is a pickle, which can hold code.
    """
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM, AutoModelForSeq2SeqLM

    try:
        config: Any = AutoConfig.from_pretrained(source, revision=revision)
        kind = AutoModelForSeq2SeqLM if config.is_encoder_decoder else AutoModelForCausalLM
        model = kind.from_pretrained(source, revision=revision, dtype=getattr(torch, dtype), use_safetensors=True)
    except (OSError, ValueError) as error:
        raise ModelUnavailable(f"{source} cannot be loaded by transformers: {error}") from error
    return TransformersEngine(model.to(device).eval(), codec, window)
