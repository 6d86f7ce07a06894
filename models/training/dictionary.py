"""Lexicons → the lexicon that the product ships: the words worth a hint, each with its likeliest senses.

``python -m models.training.dictionary DATA OUT``. Words that the training text has often get no senses, since the model
knows them; the senses of the others are put in the order in which the pairs use them, then in the dictionary's.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from models.lexicon import Lexicon
from models.prompts import TRANSLATE
from models.training import corpus, mixture

SOURCES = ("cldr_names", "cc_cedict_names", "cc_cedict", "geonames_cities")
"""Lexicons whose licences allow shipping (Unicode-3.0, CC BY-SA 4.0, CC BY 4.0); the first to know a word leads."""
CITIES = 6_000
"""The largest cities; names of smaller ones collide with words too often."""
FREQUENT = 40
"""Occurrences in the training pairs from which a word is taken to be known."""
_WORD = re.compile(r"[\u4e00-\u9fff·]{2,12}")
_NOTES = re.compile(r"\([^)]*\)|\[[^]]*\]")
_NO_SENSE = re.compile(r"variant of|^see |^abbr|^CL:|surname|^used |^old |^also |[\u4e00-\u9fff]|\bfig\b|idiom|lit\.")


def cleaned(sense: str) -> str | None:
    """A dictionary's definition as a translation, or None where it is none.

    >>> cleaned("to grow (of plants)"), cleaned("variant of 鹰")
    ('grow', None)
    """
    if _NO_SENSE.search(sense):
        return None
    text = " ".join(_NOTES.sub("", sense).replace("sth", "").replace("sb", "").split()).removeprefix("to ")
    return text if 0 < len(text.split()) <= 4 and len(text) <= 32 and "/" not in text else None


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


def beginnings(text: str) -> set[str]:
    """The first three, four and five letters of each word of a text, for a loose comparison of inflected forms."""
    return {word[:size] for word in re.findall(r"[a-z]+", text.lower()) for size in (3, 4, 5)}


def stems(sense: str) -> set[str]:
    """The first five letters of each word of a sense."""
    return {word[:5] for word in re.findall(r"[a-z]{3,}", sense.lower())}


def usage(pairs: Iterable[tuple[str, str]], senses: Mapping[str, list[str]]) -> tuple[Counter[str], Counter[str]]:
    """How often each word stands in the pairs, and each ``word<TAB>sense`` with the sense in the English."""
    lexicon = Lexicon({word: tuple(found) for word, found in senses.items()})
    words, used = Counter[str](), Counter[str]()
    for zh, en in pairs:
        there = beginnings(en)
        for term in lexicon.words(zh):
            words[term.zh] += 1
            used.update(f"{term.zh}\t{sense}" for sense in term.senses if stems(sense) <= there)
    return words, used


def rows(senses: Mapping[str, list[str]], words: Counter[str], used: Counter[str]) -> Iterator[str]:
    """Lines of the lexicon file, sorted by word."""
    for word in sorted(senses):
        ranked = sorted(senses[word], key=lambda sense: -used[f"{word}\t{sense}"])
        yield f"{word}\t{'' if words[word] >= FREQUENT else '/'.join(ranked[:2])}"


def main() -> None:
    """Read the arguments and write the lexicon."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    examples, _ = mixture.mix(args.data, 1)
    pairs = ((example.source, example.target) for example in examples if example.task == TRANSLATE)
    senses = read(args.data / "lex")
    lines = list(rows(senses, *usage(pairs, senses)))
    args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{args.out}: {len(lines)} words, {sum(not line.endswith(chr(9)) for line in lines)} with senses")


if __name__ == "__main__":
    main()
