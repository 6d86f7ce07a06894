"""Linked pairs → how often which Chinese words stand for which English ones.

A word aligner's links in both directions are symmetrised and give the phrase pairs that agree with them (Och and Ney
2003, "A Systematic Comparison of Various Statistical Alignment Models"; Koehn, Och and Marcu 2003, "Statistical
Phrase-Based Translation").
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from models.training import corpus

SEPARATOR = " ||| "
"""Between the Chinese and the English words of a line, as aligners read them."""
WORDS, CHARACTERS, ENGLISH = 3, 8, 5
"""Most Chinese words and characters, and most English words, of a phrase."""
_CHINESE = re.compile(r"[\u4e00-\u9fff·]+")
_NEIGHBOURS = ((-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1))
Links = set[tuple[int, int]]


def links(line: str) -> Links:
    """Links of a line: indices of a Chinese and of an English word.

    >>> sorted(links("0-0 1-2"))
    [(0, 0), (1, 2)]
    """
    return {(int(zh), int(en)) for zh, en in (pair.split("-") for pair in line.split())}


def grown(forward: Links, backward: Links) -> Links:
    """What both directions have, and from there their other links whose neighbour is in and one word of which is not
    (grow-diag).

    >>> sorted(grown({(0, 0), (1, 1), (4, 9)}, {(0, 0), (1, 0)}))
    [(0, 0), (1, 0), (1, 1)]
    """
    found, union = forward & backward, forward | backward
    rows, columns = {i for i, _ in found}, {j for _, j in found}
    new = sorted(found)
    while new:
        around = [(i + di, j + dj) for i, j in new for di, dj in _NEIGHBOURS]
        new = []
        for i, j in around:
            if (i, j) in union - found and (i not in rows or j not in columns):
                found.add((i, j))
                rows.add(i)
                columns.add(j)
                new.append((i, j))
    return found


def phrases(zh: Sequence[str], en: Sequence[str], linked: Links) -> Iterator[tuple[str, str]]:
    """Each Chinese phrase of two characters and more, with the English that agrees with the links, or with none.

    >>> list(phrases(["芯片", "很", "小"], ["Chips", "are", "small"], {(0, 0), (1, 1), (2, 2)}))
    [('芯片', 'Chips'), ('芯片很', 'Chips are'), ('芯片很小', 'Chips are small'), ('很小', 'are small')]
    """
    rows, columns = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
    for i, j in linked:
        rows[i].append(j)
        columns[j].append(i)
    for start in range(len(zh)):
        for end in range(start + 1, min(len(zh), start + WORDS) + 1):
            word = "".join(zh[start:end])
            if len(word) > CHARACTERS or not _CHINESE.fullmatch(word):
                break
            there = sorted(j for i in range(start, end) for j in rows[i])
            span = range(there[0], there[-1] + 1) if there else range(0)
            agrees = all(start <= i < end for j in span for i in columns[j]) and len(span) <= ENGLISH
            english = [en[j] for j in span] if agrees else []
            if len(word) > 1:
                yield word, " ".join(english) if all(part[0].isalnum() for part in english) else ""


def counted(pairs: Iterable[tuple[Sequence[str], Sequence[str], Links]]) -> dict[str, Counter[str]]:
    """How often each phrase has which English; the empty one where none agrees.

    Forms that differ in case are one: the usual form, in which the beginning of a sentence counts little.
    """
    found, forms = defaultdict[str, Counter[str]](Counter), defaultdict[str, Counter[str]](Counter)
    for zh, en, linked in pairs:
        opening = f"{en[0]} " if en else ""
        for word, english in phrases(zh, en, linked):
            found[word][english.lower()] += 1
            at_opening = opening and f"{english} ".startswith(opening) and not english[:2].isupper()
            form = english[:1].lower() + english[1:] if at_opening else english
            forms[english.lower()][form] += 1 if at_opening else 10
    usual = {lower: forms[lower].most_common(1)[0][0] for lower in forms}
    return {word: Counter({usual[lower]: n for lower, n in counts.items()}) for word, counts in found.items()}


def read(pairs: Path, forward: Path, backward: Path) -> Iterator[tuple[list[str], list[str], Links]]:
    """The pairs of a file with their symmetrised links."""
    files = (corpus.read_lines(path) for path in (pairs, forward, backward))
    for pair, one, other in zip(*files, strict=True):
        zh, en = pair.split(SEPARATOR)
        yield zh.split(), en.split(), grown(links(one), links(other))
