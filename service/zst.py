"""Zstandard, read so that a stream which breaks off is told: the library's own reader takes its end for an end."""

from __future__ import annotations

import io
from typing import IO, Any

CHUNK = 256
"""Packed bytes read at once: few, for four of them may unpack to 128 KiB, and so all to 8 MiB."""


class ZstdStream(io.RawIOBase):
    """The unpacked bytes of all frames of ``file``; reading raises EOFError where the last frame is cut off."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._packed, self._ready = b"", memoryview(b"")
        self._frame: Any = None

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` with what there is; 0 at the end."""
        while not self._ready:
            self._packed = self._packed or self._file.read(CHUNK)
            if not self._packed:
                if self._frame:
                    raise EOFError("the last frame of Zstandard is cut off")
                return 0
            self._ready = memoryview(self._unpacked())
        size = min(len(buffer), len(self._ready))
        buffer[:size], self._ready = self._ready[:size], self._ready[size:]
        return size

    def _unpacked(self) -> bytes:
        import zstandard

        self._frame = self._frame or zstandard.ZstdDecompressor().decompressobj()
        found: bytes = self._frame.decompress(self._packed)
        self._packed = self._frame.unused_data if self._frame.eof else b""
        if self._frame.eof:
            self._frame = None
        return found
