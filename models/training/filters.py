"""Which pairs and summaries training does not use, each with the name of the filter that dropped it."""

from __future__ import annotations

import re

from models.numbers import chinese, compare, english

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_DIGITS = re.compile(r"\d+")
_SAID = re.compile(r"[\W_]+")
LOWER_CASED = frozenset({"lmthang_nlm", "alphadl_science"})
"""Sources whose English is lower-cased and tokenised: dropped, since restoring the case would be a model's guess."""
HAN_SHARE = 0.3
"""Least share of Chinese characters among the letters of the Chinese side."""


def pair_fault(source: str, zh: str, en: str) -> str | None:
    """Why a pair is not used, or None. Lengths are in characters.

    >>> pair_fault("news", "大桥长3公里。", "The bridge is 4 kilometres long.")
    'numbers'
    """
    if source in LOWER_CASED:
        return "case"
    han, latin = len(_HAN.findall(zh)), len(_LATIN.findall(zh))
    if not han or not _LATIN.search(en) or _HAN.search(en) or han < HAN_SHARE * (han + latin):
        return "language"
    if not 4 <= len(zh) <= 220 or not 8 <= len(en) <= 700:
        return "length"
    if not 1.2 <= len(en) / len(zh) <= 7.0:
        return "ratio"
    if zh.count("\ufffd") or en.count("\ufffd"):
        return "debris"
    return "numbers" if numbers_differ(zh, en) else None


def numbers_differ(zh: str, en: str) -> bool:
    """Whether a quantity is missing, added or changed in the English, as the product's own check finds it."""
    found = compare(chinese(zh), english(en))
    return bool(found.missing or found.added or found.changed)


def summary_fault(source: str, text: str, summary: str, cover: float | None, longest: int) -> str | None:
    """Why a summary is not used, or None; ``cover`` is the share of its bigrams that the text has."""
    if source.startswith("csl"):
        return "domain"
    if not 40 <= len(text) <= longest or not 6 <= len(summary) <= 160:
        return "length"
    if cover is not None and cover < 0.55:
        return "unsupported"
    invented = {n for n in _DIGITS.findall(summary) if n not in text}
    return "numbers" if invented else None


def key(zh: str, en: str) -> str:
    """What two duplicates share: the words of both sides without case, punctuation and spaces.

    >>> key("桥，很长。", "A long bridge.") == key("桥很长", "a long  bridge")
    True
    """
    return _SAID.sub("", f"{zh}{en}".casefold())
