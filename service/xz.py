"""xz, read under a limit of memory: the standard library's own reader takes what a file says it needs, up to 4 GiB."""

from __future__ import annotations

import io
import lzma
from typing import IO, Any

CHUNK = 1 << 16
"""Packed bytes read at once."""
MOST_MEMORY = 128 << 20
"""Bytes that unpacking may take; ``xz -9`` needs 65 MiB."""

PADDING = b"\0"
"""What may stand between streams and after the last."""


class XzStream(io.RawIOBase):
    """The unpacked bytes of all streams of ``file``.

    Reading raises EOFError where the last stream is cut off, LZMAError where one is broken or needs more memory.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._packed = b""
        self._stream: lzma.LZMADecompressor | None = _stream()

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` with what there is; 0 at the end."""
        found = b""
        while not found and self._ready():
            found = self._unpacked(len(buffer))
        buffer[: len(found)] = found
        return len(found)

    def _ready(self) -> bool:
        """Whether there is more, with ``_packed`` to go on with; ``_stream`` is None between two streams."""
        if self._stream and not self._stream.needs_input:
            return True
        while not self._packed and (more := self._file.read(CHUNK)):
            self._packed = more if self._stream else more.lstrip(PADDING)
        if self._stream and not self._packed:
            raise EOFError("the last stream of xz is cut off")
        return bool(self._packed)

    def _unpacked(self, most: int) -> bytes:
        self._stream = self._stream or _stream()
        try:
            found = self._stream.decompress(self._packed, most)
        except lzma.LZMAError as error:
            if "limit" not in str(error):
                raise
            raise lzma.LZMAError(f"it takes over {MOST_MEMORY >> 20} MiB of memory: pack it anew with xz -9") from None
        self._packed = b""
        if self._stream.eof:
            self._packed, self._stream = self._stream.unused_data.lstrip(PADDING), None
        return found


def _stream() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MOST_MEMORY)
