"""Chinese in traditional script → simplified, which models and lexicons know, and back into the script of a source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from models.types import Check, MappedText


@cache
def converter(name: str) -> Callable[[str], str]:
    """A conversion of OpenCC, for instance ``t2s`` or ``s2t``."""
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC(name).convert
    return convert


def simplified(text: str) -> str:
    """``text`` in simplified script, of the same length.

    What is written in it already stays as it is, even where a character would be a traditional one elsewhere (坏): a
    text is converted if it has at least as many characters of the traditional script only as of the simplified one.

    >>> simplified("市政府宣佈，今年將新建12座公園。"), simplified("乾隆皇帝著名的瞭望塔"), simplified("捏坏两个")
    ('市政府宣布，今年将新建12座公园。', '乾隆皇帝著名的瞭望塔', '捏坏两个')
    """
    made = _same_length("t2s", text)
    if made == text or _changed(text, made) < _changed(text, _same_length("s2t", text)):
        return text
    return made


def as_read(text: MappedText) -> MappedText:
    """``text`` in simplified script, mapped to the same source."""
    return replace(text, text=simplified(text.text))


def written(text: str, read: str, passage: str) -> str:
    """``text`` as ``passage`` would have it, of which it tells what was ``read``: in the passage's own characters as
    far as it has the words, else by OpenCC. What tells of a passage that was read as it is stays.

    >>> written("台湾公园开放", "台湾的公园", "台灣的公園")
    '台灣公園開放'
    """
    if read == passage:
        return text
    made, other = "", _same_length("s2t", text)
    while len(made) < len(text):
        place, size = _longest(text[len(made) :], read)
        made += passage[place : place + size] or other[len(made)]
    return made


def quoted(checks: Sequence[Check], read: str, passage: str) -> tuple[Check, ...]:
    """``checks`` of what was ``read``, whose messages quote ``passage`` as it is written."""
    return tuple(replace(check, message=written(check.message, read, passage)) for check in checks)


def _longest(text: str, read: str) -> tuple[int, int]:
    """Where ``read`` has the longest beginning of ``text``, and how many characters that is."""
    place = size = 0
    while size < len(text) and (found := read.find(text[: size + 1])) >= 0:
        place, size = found, size + 1
    return place, size


def _same_length(name: str, text: str) -> str:
    """A conversion that keeps the length, character by character where phrases would not."""
    made = converter(name)(text)
    return made if len(made) == len(text) else "".join(map(converter(name), text))


def _changed(text: str, made: str) -> int:
    return sum(a != b for a, b in zip(text, made, strict=True))
