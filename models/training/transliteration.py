"""Lexicons of names → how the characters of foreign names are spelt (``models/transliteration.tsv.xz``).

``python -m models.training.transliteration DATA OUT``. A name is a row of characters, each of which stands for some
letters of the English; which, is found by expectation maximisation over all ways to cut the English in order (the
joint-sequence view of transliteration; Li, Zhang and Su, ACL 2004).
"""

from __future__ import annotations

import argparse
import lzma
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from models.persons import SPELT
from models.spelling import squashed
from models.training import corpus
from models.transliteration import MOST, cuts

SOURCES = ("ecdict_names", "geonames_cities", "cc_cedict_names", "cldr_names")
"""MIT, CC BY 4.0, CC BY-SA 4.0, Unicode-3.0."""
ROUNDS = 8
FEWEST = 0.5
"""Expected occurrences of a spelling below which it is left out."""
UNLIKELY = -4.5
"""Mean logarithm of the probability of a character's letters below which a pair is no transliteration."""
_NAME = re.compile(f"[{SPELT}]{{2,8}}")
_ENGLISH = re.compile(r"[A-Z][\w' -]*")
Table = dict[str, dict[str, float]]


def pairs(folder: Path) -> Iterator[tuple[str, str]]:
    """Each name once with the letters of its English."""
    seen = set()
    for source in SOURCES:
        for line in corpus.read_lines(folder / f"{source}.tsv.xz"):
            zh, en = line.split("\t")
            letters = squashed(en)
            spelt = _NAME.fullmatch(zh) and _ENGLISH.fullmatch(en) and letters.isascii() and letters.isalpha()
            if spelt and (zh, letters) not in seen and len(zh) <= len(letters) <= MOST * len(zh):
                seen.add((zh, letters))
                yield zh, letters


def counted(pairs: Iterable[tuple[str, str]], table: Mapping[str, Mapping[str, float]]) -> Table:
    """Expected occurrences of each character's spellings; of a character without a row all are as likely.

    >>> found = counted([("巴马", "bama")], {"巴": {"ba": 0.9, "b": 0.1}, "马": {"ma": 0.9, "ama": 0.1}})
    >>> round(found["巴"]["ba"], 3), round(found["马"]["ama"], 3)
    (0.988, 0.012)
    """
    found: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for zh, en in pairs:
        edges = list(cuts(zh, en))
        weights = [table[zh[i]].get(en[a:b], 0.0) if zh[i] in table else prior(b - a) for i, a, b in edges]
        forward: dict[tuple[int, int], float] = {(0, 0): 1.0}
        for (i, a, b), weight in zip(edges, weights, strict=True):
            if weight and (i, a) in forward:
                forward[i + 1, b] = forward.get((i + 1, b), 0.0) + forward[i, a] * weight
        total = forward.get((len(zh), len(en)), 0.0)
        if not total:
            continue
        backward = {(len(zh), len(en)): 1.0}
        for (i, a, b), weight in zip(reversed(edges), reversed(weights), strict=True):
            if weight and (i + 1, b) in backward and (i, a) in forward:
                backward[i, a] = backward.get((i, a), 0.0) + backward[i + 1, b] * weight
                found[zh[i]][en[a:b]] += forward[i, a] * weight * backward[i + 1, b] / total
    return {char: dict(spellings) for char, spellings in found.items()}


def prior(letters: int) -> float:
    """Of a spelling of so many letters, before anything is known: two are usual."""
    return math.exp(-abs(letters - 2.0)) / 26.0**letters


def shares(found: Mapping[str, Mapping[str, float]], fewest: float = 0.0) -> Table:
    """Probabilities of the spellings of each character that occur as often as ``fewest``, the likeliest first."""
    table = {}
    for char, spellings in found.items():
        kept = {letters: count for letters, count in spellings.items() if count >= fewest and count > 0}
        if kept:
            total = sum(kept.values())
            table[char] = {letters: kept[letters] / total for letters in sorted(kept, key=lambda x: (-kept[x], x))}
    return table


def best(zh: str, en: str, table: Mapping[str, Mapping[str, float]]) -> float:
    """Logarithm of the probability of the likeliest cut; minus infinity where there is none."""
    reached = {(0, 0): 0.0}
    for i, a, b in cuts(zh, en):
        weight = table.get(zh[i], {}).get(en[a:b], 0.0)
        if weight and (i, a) in reached:
            score = reached[i, a] + math.log(weight)
            reached[i + 1, b] = max(score, reached.get((i + 1, b), -math.inf))
    return reached.get((len(zh), len(en)), -math.inf)


def fitted(found: list[tuple[str, str]]) -> tuple[Table, int]:
    """The table, and of how many pairs it is; what turns out to be no transliteration is dropped on the way."""
    table: Table = {}
    for turn in range(ROUNDS):
        table = shares(counted(found, table))
        if turn == ROUNDS // 2:
            found = [(zh, en) for zh, en in found if best(zh, en, table) >= UNLIKELY * len(zh)]
    return shares(counted(found, table), FEWEST), len(found)


def main() -> None:
    """Read the arguments and write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    found = list(pairs(args.data / "lex"))
    table, kept = fitted(found)
    letters = Counter(letter for _, en in found for letter in en)
    table["*"] = {letter: count / letters.total() for letter, count in letters.items()}
    rows = [
        f"{char}\t" + " ".join(f"{letters or '-'}:{share:.5f}" for letters, share in table[char].items())
        for char in sorted(table)
    ]
    with lzma.open(args.out, "wt", encoding="utf-8", preset=9 | lzma.PRESET_EXTREME) as file:
        file.write("\n".join(rows) + "\n")
    print(f"{args.out}: {len(rows)} characters, {kept} of {len(found)} pairs, {args.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
