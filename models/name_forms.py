"""Forms in which the English may have a name of its Chinese, beside the very words of the lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from models import persons
from models.rivals import GENERIC
from models.spelling import Letters, squashed
from models.text import HAN

DISTINCTIVE = 4
"""Letters of a word that tells a name by itself: Merkel of Angela Merkel."""
SOUNDS = 6
"""Letters of pinyin that are no chance in an English text."""
COMPASS = frozenset(["东北", "西北", "东南", "西南"])
"""Parts of China, or ways to go."""
_WAY = re.compile(r"\b(?:north|south)[ -]?(?:east|west)", re.IGNORECASE)
_GLOSS = re.compile(r"\s?[（(]\s?([A-Za-z][A-Za-z .,'’-]{1,40})[)）]")
_REST = re.compile(rf"[{HAN}·•・‧?？-]{{,8}}\s?(?=[（(])")
"""Between a part of a name and what it has in brackets."""
_HAN = re.compile(f"[{HAN}]+")


def present(forms: Sequence[str], letters: Letters) -> bool:
    """Whether the English has a form of a name, its initials, a distinctive word of it, or all its words inflected.

    >>> present(["Angela Merkel"], Letters("Mrs Merkel said")), present(["World Bank"], Letters("the world"))
    (True, False)
    >>> present(["China Consumers' Association"], Letters("the Chinese Consumer Association"))
    True
    """
    return any(
        letters.find(form) or any(map(letters.find, _pieces(form))) or _inflected(form, letters) for form in forms
    )


def _pieces(form: str) -> Iterator[str]:
    words = [word for word in re.split(r"[ \-]", form) if word[:1].isupper() and word != "The"]
    if len(words) > 1:
        yield from (word for word in words if len(word) >= DISTINCTIVE and squashed(word) not in GENERIC)
        yield "".join(word[0] for word in words)
        yield " ".join(form.split()[1:]) if len(form.split()) > 2 else ""
    elif " " in form:
        yield words[0].removesuffix("s") if words else ""


def _inflected(form: str, letters: Letters) -> bool:
    """Whether the stems of three words or more of a name all begin words of the English."""
    words = [squashed(word)[:DISTINCTIVE] for word in form.split() if len(word) >= DISTINCTIVE]
    return len(words) > 2 and all(map(letters.begins, words))


def glossed(zh: str, end: int, letters: Letters) -> bool:
    """Whether the English has what stands in brackets after the name that ends at ``end``: 焦立中（Chiao）."""
    gloss = _GLOSS.match(zh, end)
    return bool(gloss and letters.find(gloss[1]))


def glossed_soon(zh: str, end: int, letters: Letters) -> bool:
    """The same after what may be the rest of the name: 克尔比 of 克尔比墨斯鲁（Muxloe）."""
    rest = _REST.match(zh, end)
    return glossed(zh, rest.end(), letters) if rest else False


def in_longer(zh: str, start: int, end: int, letters: Letters) -> bool:
    """Whether the English has a longer name in pinyin of which this is a part: 三星 of 三星堆, Sanxingdui."""
    longer = [text for text in (zh[max(0, start - 1) : end], zh[start : end + 1]) if _HAN.fullmatch(text)]
    return any(len(sound) >= SOUNDS and bool(letters.find(sound)) for sound in map(persons.sounds, longer))


def turned(zh: str, en: str) -> bool:
    """Whether a part of China is a way to go in the English: 向西北, northwestward."""
    return zh in COMPASS and bool(_WAY.search(en))


def shorter(zh: str, en: str) -> bool:
    """Whether the person of three characters ``zh`` is one of two, and the third begins another name: 胡歌李, Hu Ge and
    Li.

    >>> shorter("胡歌李", "Hu Ge and Li Qin"), shorter("胡歌李", "Hu Ge said")
    (True, False)
    """
    if len(zh) != len("胡歌李") or persons.family_length(zh) > 1:
        return False
    name = re.escape(persons.romanised(zh[:2]))
    next_name = persons.sounds(zh[2]).capitalize()
    return bool(re.search(rf"\b{name}\b(?! [A-Z]|-)", en) and re.search(rf"\b{next_name}\b", en))
