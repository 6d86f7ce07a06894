"""Between prompts and token ids, for models that bring their own Hugging Face tokenizer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from models.generation import Prompt
from models.text import is_chinese

_FIRST = re.compile(r"<0xE[3-9]>|[\u00e3-\u00e9]")
"""The first byte of a Chinese character in UTF-8, as vocabularies with byte fallback and of bytes (GPT-2) spell it."""


class Codec(Protocol):
    """What an engine needs of a tokenizer; ``models.tokenizer.Tokenizer`` is one."""

    def __len__(self) -> int:
        """Entries of the vocabulary: ids are below it."""

    def encode(self, text: str) -> list[int]:
        """Ids of plain text."""

    def encode_prompt(self, prompt: Prompt) -> list[int]:
        """Ids of a whole prompt, special tokens included."""

    def decode(self, ids: Sequence[int]) -> str:
        """Text of generated ids, special tokens left out."""

    def pieces(self, ids: Sequence[int]) -> list[str]:
        """The pieces that ``ids`` stand for."""

    def ids(self, pieces: Sequence[str]) -> list[int]:
        """The ids of ``pieces``."""


def chinese(codec: Codec) -> list[int]:
    """Ids of the entries from which Chinese characters are made: those that hold one, and the bytes that begin one."""
    found = []
    for i, piece in enumerate(codec.pieces(range(len(codec)))):
        text = codec.decode([i])
        if is_chinese(text) or ("\ufffd" in text and _FIRST.search(piece)):
            found.append(i)
    return found


class HuggingFaceCodec:
    """A Hugging Face tokenizer. User text never yields special tokens."""

    def __init__(self, tokenizer: Any) -> None:
        self.tokenizer = tokenizer
        names = sorted(map(str, tokenizer.all_special_tokens), key=len, reverse=True)
        # Matches the empty place behind the first character of each name.
        self._cut = re.compile("|".join(f"(?<={re.escape(name[0])})(?={re.escape(name[1:])})" for name in names))

    def __len__(self) -> int:
        return len(self.tokenizer)

    @classmethod
    def load(cls, folder: Path | str, revision: str | None = None) -> HuggingFaceCodec:
        """Read the tokenizer of a local folder or a hub id."""
        from transformers import AutoTokenizer

        return cls(AutoTokenizer.from_pretrained(folder, revision=revision))

    def encode(self, text: str) -> list[int]:
        """Ids of plain text: no special tokens added, none recognised.

        A unigram vocabulary holds the names of its special tokens as pieces, so a name in the text is cut in two.
        """
        ids: list[int] = []
        for part in self._cut.split(text):
            ids += self.tokenizer(part, add_special_tokens=False, split_special_tokens=True)["input_ids"]
        return ids

    def encode_prompt(self, prompt: Prompt) -> list[int]:
        """With a template its segments one by one; without one the text with the special tokens of the model."""
        if not prompt.before and not prompt.after:
            return self._with_special(self.encode(prompt.text))
        before = self.tokenizer(prompt.before, add_special_tokens=False)["input_ids"]
        after = self.tokenizer(prompt.after, add_special_tokens=False)["input_ids"]
        return [*before, *self.encode(prompt.text), *after]

    def _with_special(self, ids: list[int]) -> list[int]:
        """``ids`` between the special tokens that the model puts around a text."""
        around = self.tokenizer("")["input_ids"]
        ends = around and around[-1] == self.tokenizer.eos_token_id
        return [*around[: len(around) - bool(ends)], *ids, *(around[-1:] if ends else [])]

    def decode(self, ids: Sequence[int]) -> str:
        """Text of ``ids`` without special tokens."""
        return str(self.tokenizer.decode(list(ids), skip_special_tokens=True, clean_up_tokenization_spaces=False))

    def pieces(self, ids: Sequence[int]) -> list[str]:
        """The vocabulary's entries for ``ids``."""
        return list(self.tokenizer.convert_ids_to_tokens(list(ids)))

    def ids(self, pieces: Sequence[str]) -> list[int]:
        """The ids of vocabulary entries."""
        return list(self.tokenizer.convert_tokens_to_ids(list(pieces)))
