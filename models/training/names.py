"""Lexicons → the names that the product ships (``models/names.tsv.xz``).

``python -m models.training.names DATA OUT``. A name is taken if the training pairs bear it out, that is, if its English
form mostly stands opposite; a name that they do not have is taken from the lexicons whose entries are names for sure.
Further forms (adjectives, abbreviations, older spellings) are in ``aliases.tsv`` beside this file.
"""

from __future__ import annotations

import argparse
import lzma
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from models import persons
from models.lexicon import Lexicon
from models.name_forms import present
from models.spelling import Letters, squashed
from models.training import corpus

ALIASES = Path(__file__).parent / "aliases.tsv"
SOURCES = ("cldr_names", "cc_cedict_names", "geonames_cities")
"""Lexicons of names, the first to know one leads (Unicode-3.0, CC BY-SA 4.0, CC BY 4.0)."""
PARTS = "ecdict_names"
"""Parts of foreign names (MIT)."""
WORDS = "cc_cedict"
"""All words, so that no name is read across two of them (CC BY-SA 4.0)."""
CITIES = 4_000
"""The largest cities; names of smaller ones collide with words too often."""
SEEN = 4
"""Occurrences in the pairs from which they decide."""
BORNE_OUT = 0.75
"""Share of a name's occurrences with its English opposite: free translations leave out about a fifth."""
LONGEST = 12
"""Characters of a word, forms of a name."""
MOST_FORMS = 6
_WORD = re.compile(rf"[\u4e00-\u9fff]{{2,{LONGEST}}}")
_NOTES = re.compile(r"\([^)]*\)|\[[^]]*\]")
_LINKS = "of the and de la le for du del al on in von van da"
_FORM = re.compile(rf"[A-Z][\w'’.\-]*(?:(?: (?:{_LINKS.replace(' ', '|')}))* [A-Z0-9][\w'’.\-]*)*")
_NOT_NAMES = """互联网 物联网 国际语 大爆炸 电脑 黄金 家园 海湾 学术 中央 上帝 中美 中俄 中日 中英 中法 中德 中欧 中朝
宣传部 朝韩 美中 中俄关系 钓鱼台 大兴 日耳曼"""
NOT_NAMES = frozenset(_NOT_NAMES.split())
"""Entries that are names by their capitals only."""
_TIME = re.compile("时间$|语言$|文字$|^(?:周|星期|礼拜).$|月$")


def forms_of(sense: str) -> list[str]:
    """Names at the beginning of a dictionary's definition.

    >>> forms_of("Mary or Marie (name)"), forms_of("Hulunbuir grasslands of Inner Mongolia"), forms_of("peace")
    (['Mary', 'Marie'], ['Hulunbuir'], [])
    """
    found = []
    for piece in re.split(r" or |/|;|, ", _NOTES.sub("", sense)):
        match = _FORM.match(piece.strip())
        if match and 2 <= len(match[0]) <= 48 and re.search("[A-Za-z]{2}", match[0]):
            found.append(match[0].rstrip("."))
    return found[:2]


def rows_of(folder: Path, name: str) -> Iterator[tuple[str, str]]:
    """Word and sense of each row of a lexicon that can be a Chinese name."""
    for line in corpus.read_lines(folder / f"{name}.tsv.xz"):
        zh, en = line.split("\t")
        if _WORD.fullmatch(zh) and not _TIME.search(zh) and zh not in NOT_NAMES:
            yield zh, en


def common_words(folder: Path) -> set[str]:
    """Words that the dictionary does not define as names."""
    return {zh for zh, en in rows_of(folder, WORDS) if not forms_of(en)}


def candidates(folder: Path, common: set[str]) -> tuple[dict[str, list[str]], set[str]]:
    """Names with their forms, and those of them that need no occurrence: no word, and of three characters or more."""
    forms: defaultdict[str, list[str]] = defaultdict(list)
    trusted: set[str] = set()
    for name in SOURCES:
        for i, (zh, sense) in enumerate(rows_of(folder, name)):
            if name == "geonames_cities" and i >= CITIES:
                break
            found = forms_of(sense)
            if name == "geonames_cities" and not _sounds_like(zh, found):
                continue
            forms[zh] += [form for form in found if form not in forms[zh]]
            if found and zh not in common and len(zh) > 2:
                trusted.add(zh)
    known = {zh: found[:MOST_FORMS] for zh, found in forms.items() if found}
    aliases = dict(line.split("\t") for line in corpus.read_lines(ALIASES))
    return known | {zh: found.split("/") for zh, found in aliases.items()}, trusted | set(aliases)


def _sounds_like(zh: str, forms: list[str]) -> bool:
    """Whether a place is spelt with characters of foreign names, or its form is its pinyin."""
    from pypinyin import lazy_pinyin

    if set(zh) <= persons.FOREIGN:
        return True
    pinyin = "".join(lazy_pinyin(zh[:-1] if zh[-1] in "市县区州镇" else zh))
    return any(squashed(form).startswith(pinyin) for form in forms)


def parts(folder: Path) -> dict[str, list[str]]:
    """Parts of foreign names with their spellings."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for zh, en in rows_of(folder, PARTS):
        if re.fullmatch(r"[A-Z][A-Za-z'’\-]+", en) and en not in found[zh] and len(found[zh]) < MOST_FORMS:
            found[zh].append(en)
    return dict(found)


def seldom_small(pairs: Iterable[tuple[str, str]]) -> Callable[[str], bool]:
    """Whether a form is a name by its looks: English texts hardly have it in small letters (Internet, Computer)."""
    capital, small = Counter[str](), Counter[str]()
    for _, en in pairs:
        capital.update(re.findall(r"(?<=[a-z,] )[A-Z][a-z]+", en))
        small.update(re.findall(r"\b[a-z]+\b", en))
    return lambda form: " " in form or not form.isalpha() or 9 * capital[form] >= small[form.lower()]


def tally(pairs: Iterable[tuple[str, str]], lexicon: Lexicon) -> tuple[Counter[str], Counter[str]]:
    """How often each name stands in the pairs, and how often one of its forms stands opposite."""
    seen, borne = Counter[str](), Counter[str]()
    for zh, en in pairs:
        letters = Letters(en)
        for term in lexicon.words(zh):
            if term.senses:
                seen[term.zh] += 1
                borne[term.zh] += present(term.senses, letters)
    return seen, borne


def chosen(
    forms: Mapping[str, list[str]], trusted: set[str], seen: Counter[str], borne: Counter[str]
) -> dict[str, list[str]]:
    """The names that are borne out, or trusted where the pairs have them too seldom to tell.

    >>> chosen({"甲甲": ["A"], "乙乙": ["B"]}, {"乙乙"}, Counter({"甲甲": 5, "乙乙": 5}), Counter({"甲甲": 5}))
    {'甲甲': ['A']}
    """
    return {
        zh: found
        for zh, found in forms.items()
        if (borne[zh] >= BORNE_OUT * seen[zh] if seen[zh] >= SEEN else zh in trusted)
    }


def lines(names: Mapping[str, list[str]], pieces: Mapping[str, list[str]], words: set[str]) -> Iterator[str]:
    """Rows of the file, sorted."""
    table = dict.fromkeys(words, "") | {zh: "/".join(found) for zh, found in names.items()}
    for zh in sorted(table):
        yield f"{zh}\t{table[zh]}" if table[zh] else zh
    for zh in sorted(pieces):
        yield f"{zh}\t{'/'.join(pieces[zh])}\t-"


def main() -> None:
    """Read the arguments and write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    folder, counts, unseen = args.data / "lex", Counter[str](), corpus.held_out(args.data)
    common = common_words(folder)
    words = common | {zh for zh, _ in rows_of(folder, WORDS)}
    forms, trusted = candidates(folder, common)
    found_pairs = corpus.pairs(args.data / "mt" / "news.tsv.xz", unseen, counts)
    pairs = [(pair.example.source, pair.example.target) for pair in found_pairs]
    is_name = seldom_small(pairs)
    forms = {zh: found for zh, found in forms.items() if is_name(found[0])}
    lexicon = Lexicon(
        dict[str, tuple[str, ...]].fromkeys(words, ()) | {zh: tuple(found) for zh, found in forms.items()}
    )
    names = chosen(forms, trusted, *tally(pairs, lexicon))
    found = list(lines(names, parts(folder), words | set(forms)))
    with lzma.open(args.out, "wt", encoding="utf-8", preset=9 | lzma.PRESET_EXTREME) as file:
        file.write("\n".join(found) + "\n")
    print(f"{args.out}: {len(names)} names, {len(found)} rows, {args.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
