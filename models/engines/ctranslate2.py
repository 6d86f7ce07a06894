"""CTranslate2: the default engine, int8 on the CPU and float16 on CUDA."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from models.batching import check_deadline
from models.engines.codec import Codec, chinese
from models.errors import InputTooLong, ModelUnavailable
from models.generation import Capabilities, Generation, GenerationOptions, Prompt

COMPUTE_TYPES = {"cpu": "int8", "cuda": "float16"}


class Ct2Engine:
    """A converted model, causal or encoder-decoder. CTranslate2 queues calls of several threads itself."""

    def __init__(self, backend: Any, codec: Codec, *, causal: bool, end: str, window: int) -> None:
        self._backend, self._codec, self._causal, self._end = backend, codec, causal, end
        self._window = window

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
        encoded = [self._codec.encode_prompt(prompt) for prompt in prompts]
        for ids in encoded:
            if len(ids) > self._window:
                raise InputTooLong(len(ids), self._window)
        if not encoded:
            return []
        run = self._generate if self._causal else self._translate
        return run([self._codec.pieces(ids) for ids in encoded], options)

    def _generate(self, pieces: list[list[str]], options: GenerationOptions) -> list[list[Generation]]:
        # Beside a prompt of one token CTranslate2 returns the rest of longer prompts as if it had been generated.
        alone = [piece for piece in pieces if len(piece) == 1]
        if alone and len(alone) < len(pieces):
            short = iter(self._generate(alone, options))
            long = iter(self._generate([piece for piece in pieces if len(piece) > 1], options))
            return [next(short if len(piece) == 1 else long) for piece in pieces]
        results = self._backend.generate_batch(
            pieces,
            **self._decoding(options),
            end_token=self._end,
            max_length=options.max_tokens,
            min_length=options.min_tokens,
            include_prompt_in_result=False,
        )
        return [self._hypotheses(result.sequences, result.scores, options) for result in results]

    def _translate(self, pieces: list[list[str]], options: GenerationOptions) -> list[list[Generation]]:
        results = self._backend.translate_batch(
            pieces,
            **self._decoding(options),
            end_token=self._end,
            max_input_length=0,
            max_decoding_length=options.max_tokens,
            min_decoding_length=options.min_tokens,
        )
        return [self._hypotheses(result.hypotheses, result.scores, options) for result in results]

    def _hypotheses(
        self, sequences: Sequence[Sequence[str]], scores: Sequence[float], options: GenerationOptions
    ) -> list[Generation]:
        made = []
        for sequence, score in zip(sequences, scores, strict=True):
            stopped = bool(sequence) and sequence[-1] == self._end
            text = self._codec.decode(self._codec.ids(sequence[:-1] if stopped else sequence))
            # CTranslate2 divides the sum by length ** length_penalty; the contract is the plain mean.
            mean = score * max(1, len(sequence)) ** (options.length_penalty - 1)
            made.append(Generation(text, len(sequence), mean, "stop" if stopped else "length"))
        return made

    def _decoding(self, options: GenerationOptions) -> dict[str, Any]:
        return {
            "beam_size": options.beam_size,
            "num_hypotheses": options.hypotheses,
            "length_penalty": options.length_penalty,
            "no_repeat_ngram_size": options.no_repeat_ngram,
            "suppress_sequences": None if options.chinese else self._chinese,
            "return_scores": True,
            "return_end_token": True,
        }

    @cached_property
    def _chinese(self) -> list[list[str]]:
        return [[piece] for piece in self._codec.pieces(chinese(self._codec))]


def cores() -> int:
    """Cores that this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def best_device() -> Literal["cpu", "cuda"]:
    """CUDA where there is one."""
    import ctranslate2

    return "cuda" if ctranslate2.get_cuda_device_count() else "cpu"


def load(
    folder: Path,
    codec: Codec,
    *,
    causal: bool,
    end: str,
    window: int,
    device: str = "auto",
    threads: int = 0,
    files: Mapping[str, bytes] | None = None,
    compute_type: str | None = None,
) -> Ct2Engine:
    """Load a converted model from ``folder``, or from ``files`` in memory (name → content).

    ``threads`` of 0 takes one for each core; ``compute_type`` of None follows the device. Raises ModelUnavailable where
    CTranslate2 cannot read it.
    """
    import ctranslate2

    if device == "auto":
        device = best_device()
    kind = ctranslate2.Generator if causal else ctranslate2.Translator
    settings: dict[str, Any] = {"compute_type": compute_type or COMPUTE_TYPES[device], "inter_threads": 1}
    settings["intra_threads"] = threads or cores()  # of 0 it would make at most 4, or OMP_NUM_THREADS
    try:
        backend = kind(str(folder), device=device, files=dict(files) if files else None, **settings)
    except (RuntimeError, ValueError) as error:
        raise ModelUnavailable(f"{folder} cannot be loaded by CTranslate2: {error}") from error
    return Ct2Engine(backend, codec, causal=causal, end=end, window=window)
