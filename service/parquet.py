"""Parquet: rows out of a file, as JSON."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import IO, Any

ROWS = 64
"""Rows that are in memory at once, beside a row group's compressed pages."""


def rows(file: IO[bytes]) -> Iterator[bytes]:
    """The rows of a file as JSON objects. Raises ValueError where it is no Parquet, ImportError without pyarrow."""
    import pyarrow.parquet

    for batch in pyarrow.parquet.ParquetFile(file).iter_batches(batch_size=ROWS):
        for row in batch.to_pylist():
            yield json.dumps(row, default=plain).encode()


def plain(value: Any) -> str:
    """What JSON has no type for: times in ISO 8601, bytes in Base64, decimals in digits."""
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)
