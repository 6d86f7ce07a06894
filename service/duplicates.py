"""Documents of an archive that say the same as an earlier one, found before any is briefed.

``exact``: the same characters, white space aside. ``near``: as many common shingles as ``similarity`` says, which
MinHash estimates (Broder 1997; banded as in Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4), and the
same figures. A document is linked to the first like it that is no duplicate itself: links depend on the input alone.
"""

from __future__ import annotations

import json
import re
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from service.ledger import Ledger, Refused
from service.records import missing
from service.storage import replace, store
from service.window import Plan, line

FILE = "duplicates.json"
SHINGLE = 5
"""Characters of a shingle."""
BANDS, ROWS = 24, 5
"""Two texts with four fifths of their shingles in common share one of the bands with probability 0.9999."""
HASHES = BANDS * ROWS
SEED = 1
MOST = 64
"""Documents of one band that a later one is compared with."""
_FIGURE = re.compile(r"\d+")


def ready(plan: Plan) -> None:
    """Raises InputError where the library is missing."""
    if plan.duplicates == "near" and find_spec("rensa") is None:
        raise missing("--duplicates near", "rensa")


def links(ledger: Ledger, plan: Plan, marks: Sequence[bytes], texts: Iterable[str | None]) -> dict[int, int]:
    """Index of a duplicate → that of its first, read from ``duplicates.json`` where it is of this input and plan.

    Else made of the ``texts`` of all documents in order, None for one that cannot be read, and written there.
    """
    mode, similarity = plan.duplicates, plan.similarity
    head = {"mode": mode, "similarity": similarity, "input": blake2b(b"".join(marks), digest_size=16).hexdigest()}
    if (kept := stored(ledger)) and {name: kept[name] for name in head} == head:
        return _pairs(kept)
    with tempfile.TemporaryFile(dir=None if store(ledger.folder) else ledger.folder) as file:
        count = _signed(file, texts, near=mode == "near")
        found = _found(_table(file, count, near=mode == "near"), similarity) if count else {}
    replace(ledger.folder / FILE, line(head | {"links": sorted(found.items())}))
    return found


def stored(ledger: Ledger) -> dict[str, Any] | None:
    """What ``duplicates.json`` says; None where there is none."""
    try:
        found: dict[str, Any] = json.loads((ledger.folder / FILE).read_bytes())
    except FileNotFoundError:
        return None
    return found


def _pairs(kept: Mapping[str, Any]) -> dict[int, int]:
    return dict(kept["links"])


def holes(ledger: Ledger) -> Iterator[str]:
    """Documents that the manifest links otherwise than ``duplicates.json``, and links that lead to no first."""
    wanted = _pairs(stored(ledger) or {"links": []})
    for number in ledger.numbers():
        for entry in ledger.entries(number) or []:
            index, first = entry["index"], entry.get("duplicate_of")
            if first != wanted.get(index) and entry["status"] != "error":
                yield f"document {index}: duplicate_of is {first}, {FILE} says {wanted.get(index)}"
    for copy, first in wanted.items():
        if first >= copy or first in wanted:
            yield f"{ledger.folder / FILE}: {copy} leads to {first}, which is no earlier document of its own"


def merge(parts: Sequence[Path], into: Path) -> None:
    """The links that all parts have. Raises Refused where they differ."""
    found = {path.read_bytes() if (path := part / FILE).is_file() else b"" for part in parts}
    if len(found) > 1:
        raise Refused(f"the shards have different {FILE}: run them again on the same input")
    if data := found.pop():
        replace(into / FILE, data)


def _row(*, near: bool) -> Any:
    """The signature of a document: its digest, that of its figures, its minimal hashes."""
    import numpy as np

    fields: list[Any] = [("exact", "<u8", (2,)), ("figures", "<u8")]
    return np.dtype(fields + ([("hashes", "<u4", (HASHES,))] if near else []))


def _signed(file: IO[bytes], texts: Iterable[str | None], *, near: bool) -> int:
    """Write a signature for each text; how many there are."""
    import numpy as np

    row, count = np.zeros(1, _row(near=near)), 0
    for text in texts:
        row[:] = 0
        if text is not None:
            bare = "".join(text.split())
            row["exact"] = np.frombuffer(blake2b(bare.encode(), digest_size=16).digest(), "<u8")
            if near:
                bare = unicodedata.normalize("NFKC", bare)
                row["figures"], row["hashes"] = figures(bare), hashes(bare)
        file.write(row.tobytes())
        count += 1
    file.flush()
    return count


def figures(text: str) -> int:
    """A number for the set of figures in a text."""
    told = "\0".join(sorted(set(_FIGURE.findall(text))))
    return int.from_bytes(blake2b(told.encode(), digest_size=8).digest(), "little")


def hashes(text: str) -> list[int]:
    """The minimal hashes of a text's shingles."""
    from rensa import RMinHash

    made = RMinHash(num_perm=HASHES, seed=SEED)
    made.update([text[i : i + SHINGLE] for i in range(max(1, len(text) - SHINGLE + 1))])
    found: list[int] = made.digest()
    return found


def _table(file: IO[bytes], count: int, *, near: bool) -> Any:
    import numpy as np

    return np.memmap(file, _row(near=near), "r", shape=(count,))


def _found(table: Any, similarity: float) -> dict[int, int]:
    """Each document in the order of the input against the firsts that it shares a group with."""
    near = "hashes" in table.dtype.names
    members: dict[int, list[int]] = defaultdict(list)
    firsts: list[list[int]] = []
    for group in _groups(table, near=near):
        for member in group:
            members[member].append(len(firsts))
        firsts.append([])
    found = {}
    for index in sorted(members):
        close = sorted({first for number in members[index] for first in firsts[number]})
        first = next((first for first in close if _alike(table[index], table[first], similarity)), None)
        if first is not None:
            found[index] = first
            continue
        for number in members[index]:
            if len(firsts[number]) < MOST:
                firsts[number].append(index)
    return found


def _alike(one: Any, other: Any, similarity: float) -> bool:
    if (one["exact"] == other["exact"]).all():
        return True
    if "hashes" not in one.dtype.names or one["figures"] != other["figures"]:
        return False
    return bool((one["hashes"] == other["hashes"]).mean() >= similarity)


def _groups(table: Any, *, near: bool) -> Iterator[list[int]]:
    """Documents that share a band of their signatures, or their digest."""
    import numpy as np

    there = np.flatnonzero(table["exact"].any(axis=1))
    for band in range(BANDS if near else 1):
        columns = table["hashes"][:, band * ROWS : (band + 1) * ROWS] if near else table["exact"]
        keys = np.zeros(len(there), "<u8")
        for column in range(columns.shape[1]):
            keys = keys * np.uint64(0x9E3779B97F4A7C15) + columns[there, column]
        order = np.argsort(keys, kind="stable")
        cuts = np.flatnonzero(np.diff(keys[order])) + 1
        for start, end in zip([0, *cuts.tolist()], [*cuts.tolist(), len(order)], strict=True):
            if end - start > 1:
                yield there[order[start:end]].tolist()
