"""Text ↔ token ids of a sentencepiece model, with control tokens only where the caller names them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import sentencepiece as spm

from models.generation import Prompt

_SPACE_MARK = "\u2581"
_MARK_BYTES = tuple(f"<0x{byte:02X}>" for byte in _SPACE_MARK.encode())


class Tokenizer:
    """A sentencepiece model whose ``decode(encode(text)) == text`` for every string of Unicode scalar values."""

    def __init__(self, model: bytes) -> None:
        self._processor = spm.SentencePieceProcessor(model_proto=model)
        size = self._processor.get_piece_size()
        self._control = {self._processor.id_to_piece(i): i for i in range(size) if self._processor.is_control(i)}
        names = sorted(map(re.escape, self._control), key=len, reverse=True)
        self._template = re.compile("|".join(names))
        self._mark = [self._processor.piece_to_id(piece) for piece in _MARK_BYTES]

    @classmethod
    def load(cls, path: Path) -> Tokenizer:
        """Read a ``.model`` file."""
        return cls(path.read_bytes())

    def __len__(self) -> int:
        return int(self._processor.get_piece_size())

    def encode(self, text: str) -> list[int]:
        """Ids of plain text: the name of a control token in it is text like any other.

        A literal U+2581, which sentencepiece would read as a space, is spelt in bytes.
        """
        ids: list[int] = []
        for i, part in enumerate(text.split(_SPACE_MARK)):
            ids += self._mark if i else []
            ids += self._processor.encode(part)
        return ids

    def encode_template(self, template: str) -> list[int]:
        """Ids of a prompt's own segment, in which control tokens are recognised by name."""
        ids: list[int] = []
        end = 0
        for match in self._template.finditer(template):
            ids += [*self.encode(template[end : match.start()]), self._control[match.group()]]
            end = match.end()
        return ids + self.encode(template[end:])

    def encode_prompt(self, prompt: Prompt) -> list[int]:
        """Ids of ``before``, ``text`` and ``after``, each tokenised by itself."""
        return self.encode_template(prompt.before) + self.encode(prompt.text) + self.encode_template(prompt.after)

    def decode(self, ids: Sequence[int]) -> str:
        """Text of ``ids``; control tokens give nothing."""
        return str(self._processor.decode(list(ids)))

    def pieces(self, ids: Sequence[int]) -> list[str]:
        """The pieces that ``ids`` stand for."""
        return [str(self._processor.id_to_piece(i)) for i in ids]

    def ids(self, pieces: Sequence[str]) -> list[int]:
        """The ids of ``pieces``."""
        return [int(self._processor.piece_to_id(piece)) for piece in pieces]
