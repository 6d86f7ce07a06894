"""Sentence pairs as words, for a word aligner.

``python -m models.training.bitext DATA OUT``: the clean news and general pairs, one in each line, ``Chinese words |||
English words``, as eflomal and fast_align read them.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from models.lexicon import Lexicon
from models.training import corpus, dictionary
from models.training.phrases import SEPARATOR

LONGEST = 120
"""Words of a side beyond which a pair is left out."""
_ENGLISH = re.compile(r"[A-Za-z]+(?:['’&-][A-Za-z]+)*|\d+(?:[.,]\d+)*|[^\sA-Za-z\d]")


def written(data: Path) -> Iterator[str]:
    """Lines of the clean news and general pairs."""
    words = Lexicon(dict.fromkeys(dictionary.read(data / "lex"), ()))
    unseen, counts = corpus.held_out(data), Counter[str]()
    for group in ("news", "general"):
        for _, _, example in corpus.pairs(data / "mt" / f"{group}.tsv.xz", unseen, counts):
            zh = [term.zh for term in words.words("".join(example.source.split()))]
            en = _ENGLISH.findall(example.target)
            if 0 < len(zh) <= LONGEST and 0 < len(en) <= LONGEST:
                yield f"{' '.join(zh)}{SEPARATOR}{' '.join(en)}"


def main() -> None:
    """Read the arguments and write the pairs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    lines = [*written(args.data)]
    args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{args.out}: {len(lines)} pairs")


if __name__ == "__main__":
    main()
