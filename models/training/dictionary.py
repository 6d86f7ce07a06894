"""Lexicons → the lexicon that the product ships: the words worth a hint, each with its likeliest senses.

``python -m models.training.dictionary DATA OUT PAIRS FORWARD BACKWARD``: PAIRS of ``models.training.bitext`` with the
links of a word aligner in both directions. Words that the pairs have often get no senses, since the model knows them;
the senses of the others are those that the pairs have, then the dictionary's. A sense that the pairs are sure of is
marked (``=``): a translator is told to use it.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from models.lexicon import Lexicon
from models.training import corpus, phrases

SOURCES = ("cldr_names", "cc_cedict_names", "cc_cedict", "geonames_cities")
"""Lexicons whose licences allow shipping (Unicode-3.0, CC BY-SA 4.0, CC BY 4.0); the first to know a word leads."""
CITIES = 6_000
"""The largest cities; names of smaller ones collide with words too often."""
FREQUENT, COMMON = 40, 300
"""Occurrences in the pairs above which a word is taken to be known: where its English varies, and in any case."""
SURE, LIKELY, POSSIBLE = 0.7, 0.5, 0.15
"""Shares of a word's occurrences with one English: to be told to use it, to be told it alone, to be told it at all."""
OFTEN, SEEN = 5, 3
"""Occurrences with one English that it takes to be sure of it, and to believe it at all."""
LONGEST = 32
"""Most characters of a sense."""
_WORD = re.compile(r"[\u4e00-\u9fff·]{2,12}")
_NOTES = re.compile(r"\([^)]*\)|\[[^]]*\]")
_FUNCTION = {"the", "a", "an", "of", "to", "in", "on", "and", "is", "are", "was", "be", "at", "for", "with", "by"}
_FUNCTION |= {"that", "it", "as", "this", "or", "from"}
_NUMERAL = re.compile("[〇零一二三四五六七八九十百千万亿两半]")
"""What makes the pairs' English of a word a risk: 一周 stands for "a week", of which an aligner may leave "week"."""
_NO_SENSE = re.compile(r"variant of|^see |^abbr|^CL:|surname|^used |^old |^also |[\u4e00-\u9fff]|\bfig\b|idiom|lit\.")


def cleaned(sense: str) -> str | None:
    """A dictionary's definition as a translation, or None where it is none.

    >>> cleaned("to grow (of plants)"), cleaned("variant of 鹰")
    ('grow', None)
    """
    if _NO_SENSE.search(sense):
        return None
    text = " ".join(_NOTES.sub("", sense).replace("sth", "").replace("sb", "").split()).removeprefix("to ")
    return text if 0 < len(text.split()) <= 4 and len(text) <= LONGEST and "/" not in text else None


def read(folder: Path) -> dict[str, list[str]]:
    """Words of two and more characters and their senses, from the lexicons in ``folder``; some have none."""
    senses: defaultdict[str, list[str]] = defaultdict(list)
    for name in SOURCES:
        for i, line in enumerate(corpus.read_lines(folder / f"{name}.tsv.xz")):
            zh, en = line.split("\t")
            sense = cleaned(en)
            if (name == "geonames_cities" and i >= CITIES) or not _WORD.fullmatch(zh):
                continue
            known = senses[zh]
            if sense and sense not in known:
                known.append(sense)
    return dict(senses)


def found_in(counts: Counter[str]) -> list[tuple[str, int]]:
    """The English of a word in the pairs, the most frequent first, without what are function words only."""
    ranked = counts.most_common(6)
    return [(en, n) for en, n in ranked if n > 1 and len(en) <= LONGEST and not set(en.lower().split()) <= _FUNCTION]


def senses_of(word: str, senses: Sequence[str], counts: Counter[str]) -> str:
    """The senses of a word as the file has them: ``=sense`` where the pairs are sure of it.

    >>> [senses_of("芯片", ["wafer"], Counter({"chip": 5, "": unlinked})) for unlinked in (2, 9)]
    ['=chip', 'chip/wafer']
    """
    number, found = counts.total(), [] if _NUMERAL.search(word) else found_in(counts)
    share = found[0][1] / number if found else 0.0
    if number > COMMON or (number > FREQUENT and share < LIKELY):
        return ""
    if share >= LIKELY and found[0][1] >= SEEN:
        return ("=" if share >= SURE and found[0][1] >= OFTEN else "") + found[0][0]
    told = [en for en, n in found[:2] if n >= SEEN and n / number >= POSSIBLE]
    known = {en.lower() for en in told}
    return "/".join([*told, *(sense for sense in senses if sense.lower() not in known)][:2])


def rows(senses: Mapping[str, list[str]], counts: Mapping[str, Counter[str]]) -> Iterator[str]:
    """Lines of the lexicon file, sorted by word: the dictionary's words, and phrases of them that have one English."""
    words = Lexicon(dict.fromkeys(senses, ()))
    for word in sorted({*senses, *counts}):
        told = senses_of(word, senses.get(word, ()), counts.get(word, Counter()))
        if word in senses or (told and _phrase(word, words, counts[word])):
            yield f"{word}\t{told}"


def _phrase(word: str, words: Lexicon, counts: Counter[str]) -> bool:
    """Whether a phrase that no dictionary has is worth a line: made of whole words, seen often, mostly with one
    English."""
    found = found_in(counts)
    often = not _NUMERAL.search(word) and bool(found) and found[0][1] > SEEN and found[0][1] >= LIKELY * counts.total()
    return often and all(len(term.zh) > 1 for term in words.words(word))


def main() -> None:
    """Read the arguments and write the lexicon."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("data", "out", "pairs", "forward", "backward"):
        parser.add_argument(name, type=Path)
    args = parser.parse_args()
    counts = phrases.counted(phrases.read(args.pairs, args.forward, args.backward))
    lines = list(rows(read(args.data / "lex"), counts))
    args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with_senses, sure = sum(not line.endswith("\t") for line in lines), sum("\t=" in line for line in lines)
    print(f"{args.out}: {len(lines)} words, {with_senses} with senses, {sure} sure")


if __name__ == "__main__":
    main()
