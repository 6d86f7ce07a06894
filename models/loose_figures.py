"""Figures that a translation may leave out or tell in other words: parts of names and titles, and counts of what is
listed right before them. And those that count nothing: the marks of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from models import persons
from models.quantity import Quantity
from models.spelling import squashed
from models.text import HAN

LETTERS = 5
"""Letters of a word with figures that make it a name."""
SOUNDS = 6
"""Letters of pinyin that are no chance in an English text."""
LISTED = 3
"""Least things of a list that tells its count by itself."""
_TOKEN, _TOKEN_START = re.compile("[A-Za-z0-9]+"), re.compile("[A-Za-z0-9]+$")
_TITLE = re.compile(r"《[^《》]{1,40}》")
_LIST = re.compile(r"[^，。；：！？,;:!?]*$")
_ITEM = re.compile("、|以及|[和及与]")
_WRITTEN = re.compile("[零〇一二两三四五六七八九十百千万廿卅]+")
_MARK = re.compile(r"[（(](\d{1,2})[）)]|^\s*(\d{1,2})(?:[.．](?!\d)|、)", re.MULTILINE)
_OTHERS = re.compile(r" others?\b", re.IGNORECASE)
_HAN_ONLY = re.compile(f"[{HAN}]+")


def loosened(zh: str, en: str, source: Sequence[Quantity]) -> list[Quantity]:
    """``source`` with the figures soft that ``en`` need not have."""
    titles = [match.span() for match in _TITLE.finditer(zh)]
    return [_loosened(zh, en, quantity, titles) for quantity in source]


def _loosened(zh: str, en: str, quantity: Quantity, titles: Sequence[tuple[int, int]]) -> Quantity:
    """``quantity``, soft if it may be missing; that of a title is any number (十里桃花, Ten Miles of Blossoms)."""
    if quantity.soft or quantity.kind not in {"number", "measure", "money"}:
        return quantity
    written = _WRITTEN.fullmatch(zh, quantity.start, quantity.end)
    if written and quantity.kind != "money" and any(start < quantity.start < end for start, end in titles):
        return replace(quantity, soft=True, kind="number", unit="")
    loose = (quantity.kind != "money" and listed(zh, quantity)) or (written and _sounded(zh, en, quantity))
    return replace(quantity, soft=True) if loose else quantity


def listed(zh: str, quantity: Quantity) -> bool:
    """Whether a figure counts what is listed right before it.

    >>> from models.chinese_numbers import chinese
    >>> [listed(zh, chinese(zh)[0]) for zh in ("国家、省、市三个层级", "安哥拉、南非等11个国家")]
    [True, False]
    """
    row = _LIST.search(zh, max(0, quantity.start - 100), quantity.start)
    things = _ITEM.split(row[0].rstrip("这共等 ")) if row else []
    return LISTED <= quantity.value == len(things) and all(things)


def numbered(text: str) -> set[int]:
    """Where the numbers of a list stand that goes from 1 on.

    >>> numbered("（1）大桥通车；（2）学校开学。"), numbered("（2）班的人（11）到了。")
    ({1, 9}, set())
    """
    marks = list(_MARK.finditer(text))
    counts = [int(mark[mark.lastindex or 0]) for mark in marks]
    return {mark.start(mark.lastindex or 0) for mark in marks} if counts == [*range(1, len(counts) + 1)] else set()


def _sounded(zh: str, en: str, quantity: Quantity) -> bool:
    """Whether the English has a figure in pinyin, as part of a name: 新三条, Xinsantiao; 三里屯, Sanlitun."""
    start, end = quantity.start, quantity.end
    around = (zh[start:end], zh[max(0, start - 1) : end], zh[start : end + 1], zh[start : end + 2])
    sounds = (persons.sounds(text) for text in around if _HAN_ONLY.fullmatch(text))
    letters = squashed(en)
    return any(len(sound) >= SOUNDS and sound in letters for sound in sounds)


def counted_without_one(zh: str, en: str, source: Sequence[Quantity], target: Sequence[Quantity]) -> set[int]:
    """Where figures stand in ``en`` that count all but the one named: 王宁等9人, Wang Ning and 8 others.

    >>> from models.numbers import chinese, english
    >>> zh, en = "王宁等9人", "Wang Ning and 8 others"
    >>> counted_without_one(zh, en, chinese(zh), english(en))
    {14}
    """
    groups = {quantity.value for quantity in source if zh.endswith("等", 0, quantity.start)}
    return {one.start for one in target if one.value + 1 in groups and _OTHERS.match(en, one.end)}


def copied(zh: str, en: str, quantity: Quantity) -> bool:
    """Whether a quantity of the English stands in the Chinese as it is, as part of a foreign name.

    >>> from models.english_numbers import english
    >>> [copied("在4Corners7Seas上", en, english(en)[0]) for en in ("on 4Corners7Seas", "on 4 Corners7Seas", "4 sites")]
    [True, True, False]
    """
    words = en[quantity.start : quantity.end]
    if words.isascii() and words.isalpha():
        return words in zh
    if not any(map(str.isdigit, words)):
        return False
    names = (name for name in _tokens(en, quantity) if name != words)
    return any(sum(map(str.isalpha, name)) >= LETTERS and name in zh for name in names)


def _tokens(en: str, quantity: Quantity) -> Iterator[str]:
    """The word that a quantity is part of, and that which it makes with the next word."""
    before, after = _TOKEN_START.search(en[: quantity.start]), _TOKEN.match(en, quantity.end)
    word = f"{before[0] if before else ''}{en[quantity.start : quantity.end]}{after[0] if after else ''}"
    yield word
    following = _TOKEN.match(en, quantity.end + 1) if en[quantity.end : quantity.end + 1] == " " else None
    if following:
        yield word + following[0]
