"""What a renewal changes: all windows, or where only the glossary is another, those with one of its terms in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from models.script import converter, simplified
from service.intake import digest
from service.ledger import MANIFEST, SHARDS, Entry, Ledger
from service.storage import replace
from service.window import line


def stale(ledger: Ledger, found: Mapping[str, Any], wanted: Mapping[str, Any]) -> int:
    """How many documents are to be done again to go from the settings and models ``found`` to those ``wanted``.

    Windows whose output would be the same are marked as of the new settings; broken off in between, this goes on.
    """
    old, new = digest(line(found["settings"])), digest(line(wanted["settings"]))
    terms, count = _terms(found, wanted), 0
    for number in ledger.numbers():
        entries = ledger.entries(number) or []
        if terms is not None and _untouched(ledger, number, entries, old, terms):
            entries = [entry | {"settings": new} for entry in entries]
            replace(ledger.path(MANIFEST, number), b"".join(map(line, entries)))
        fresh = all(entry["settings"] == new and entry["models"] == wanted["models"] for entry in entries)
        count += 0 if fresh else len(entries)
    return count


def _terms(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str] | None:
    """The Chinese of the glossary's entries that changed, in simplified script as a shard would write it; None where
    more than these changed."""
    one, other = found["settings"], wanted["settings"]
    names = {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}
    if names != {"glossary"} or found["models"] != wanted["models"]:
        return None
    changed = {tuple(pair) for pair in one["glossary"]} ^ {tuple(pair) for pair in other["glossary"]}
    return [json.dumps(simplified(zh), ensure_ascii=False)[1:-1] for zh in sorted({zh for zh, _ in changed})]


def _untouched(ledger: Ledger, number: int, entries: list[Entry], old: str, terms: list[str]) -> bool:
    """Whether no text that was translated has one of the terms: all such texts stand in the shard if none failed."""
    if any(entry["settings"] != old or entry["error"] for entry in entries):
        return False
    shard = ledger.path(SHARDS, number).read_bytes().decode()
    read = shard + converter("t2s")(shard)
    return not any(term in read for term in terms)
