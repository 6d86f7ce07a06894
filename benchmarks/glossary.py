"""Terms kept by the embedded model, and what a glossary does to its translations.

``python -m benchmarks.glossary``: sentences composed of ``seeds/glossary``, each frame with several terms of its kind,
in a fixed order; ``--turn K`` begins with the K-th term of each kind, which gives other sentences of the same terms.
``python -m benchmarks.glossary --data DATA [--count N]``: the first sentences of FLORES dev that have
names, translated with and without the names of the reference as their glossary, and compared with the reference. The
last line is one JSON object.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from models.glossary import Entries, Glossary, entries
from models.names import Names
from models.registry import load
from models.spelling import Letters
from models.translate import SentenceTranslator
from models.types import BriefOptions, Translation

SEEDS = Path(__file__).parent.parent / "seeds" / "glossary"
EACH = 7
"""Sentences of one frame."""


def sentences(turn: int = 0) -> list[tuple[str, Entries]]:
    """Each frame ``EACH`` times, with the terms of each kind in turn, the ``turn``-th first."""
    with (SEEDS / "terms.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    kinds = {
        kind: islice(cycle([row for row in rows if row["kind"] == kind]), turn, None)
        for kind in dict.fromkeys(row["kind"] for row in rows)
    }
    frames = (SEEDS / "frames.txt").read_text(encoding="utf-8").splitlines()
    return [_filled(frame, kinds) for frame in frames for _ in range(EACH)]


def _filled(frame: str, kinds: dict[str, Any]) -> tuple[str, Entries]:
    terms: dict[str, str] = {}

    def fill(match: re.Match[str]) -> str:
        row = next(kinds[match[1]])
        terms[row["zh"]] = row["en"]
        return str(row["zh"])

    text = re.sub(r"\{(\w+)\}", fill, frame)
    return text, entries(terms)


def named(data: Path, names: Names) -> Iterator[tuple[str, str, Entries]]:
    """Sentences of FLORES dev with the names whose English the reference has, as the reference writes it."""
    base = data / "mt" / "dev" / "flores-dev"
    zh, en = (Path(f"{base}.{side}").read_text(encoding="utf-8").splitlines() for side in ("zh", "en"))
    for source, reference in zip(zh, en, strict=True):
        letters, terms = Letters(reference), dict[str, str]()
        for name in names.find(source):
            found = next((spans[0] for form in name.forms if (spans := letters.find(form))), None)
            if found and found.end - found.start > 2:
                whole = re.match(r"[\w.’'-]*\w", reference[found.start :][: found.end - found.start + 12])
                terms[name.zh] = reference[found.start : max(found.end, found.start + whole.end() if whole else 0)]
        if terms:
            yield source, reference, entries(terms)


def translated(translator: SentenceTranslator, cases: Sequence[tuple[str, Entries]]) -> list[Translation]:
    """One translation for each sentence with its own terms; sentences with the same terms in one request."""
    groups: dict[Entries, list[str]] = {}
    for text, terms in cases:
        groups.setdefault(terms, []).append(text)
    made = {
        (text, terms): answer
        for terms, texts in groups.items()
        for text, answer in zip(texts, translator.translate(texts, BriefOptions(glossary=terms)), strict=True)
    }
    return [made[case] for case in cases]


def kept(cases: Sequence[tuple[str, Entries]], made: Sequence[Translation], names: Names) -> tuple[int, int]:
    """Terms that stand in the English, and terms of the sentences."""
    wanted = there = 0
    for (text, terms), answer in zip(cases, made, strict=True):
        glossary = Glossary(terms, names)
        missing = len(glossary.missing(text, answer.text))
        wanted += len(terms)
        there += len(terms) - missing
    return there, wanted


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--count", type=int, default=100, help="sentences of FLORES dev")
    parser.add_argument("--turn", type=int, default=0, help="the term of each kind that is first")
    parser.add_argument("--threads", type=int, default=0)
    args = parser.parse_args()
    names = Names.load()
    translator = SentenceTranslator(load(threads=args.threads).translator, names)
    if args.data:
        result = _compared(translator, list(islice(named(args.data, names), args.count)), names)
    else:
        result = _composed(translator, sentences(args.turn), names)
    print(json.dumps(result, ensure_ascii=False))


def _composed(translator: SentenceTranslator, cases: Sequence[tuple[str, Entries]], names: Names) -> dict[str, Any]:
    """Terms of the composed sentences that are kept with and without the glossary; prints each answer."""
    every = entries({zh: en for _, terms in cases for zh, en in terms})
    plain, told = (translated(translator, [(text, terms) for text, _ in cases]) for terms in ((), every))
    for (text, _), answer in zip(cases, told, strict=True):
        print(text, answer.text, [check.message for check in answer.checks if check.code == "term_missing"], sep=" | ")
    return {
        "sentences": len(cases),
        "kept_without": kept(cases, plain, names),
        "kept_with": kept(cases, told, names),
        "tokens_ratio": round(sum(a.tokens for a in told) / sum(a.tokens for a in plain), 2),
        "standing": Counter(c.code for a in told for c in a.checks if c.severity == "error" and not c.repaired),
    }


def _compared(
    translator: SentenceTranslator, cases: Sequence[tuple[str, str, Entries]], names: Names
) -> dict[str, Any]:
    """BLEU and chrF with and without the terms."""
    from sacrebleu import corpus_bleu, corpus_chrf

    references = [[reference for _, reference, _ in cases]]
    pairs = [(source, terms) for source, _, terms in cases]
    plain = [(source, ()) for source, _, _ in cases]
    result: dict[str, Any] = {"sentences": len(cases)}
    for way, asked in (("without", plain), ("with", pairs)):
        made = translated(translator, asked)
        texts = [answer.text for answer in made]
        result[way] = {
            "kept": kept(pairs, made, names),
            "bleu": round(corpus_bleu(texts, references).score, 2),
            "chrf": round(corpus_chrf(texts, references).score, 2),
            "tokens": sum(answer.tokens for answer in made),
        }
    return result


if __name__ == "__main__":
    main()
