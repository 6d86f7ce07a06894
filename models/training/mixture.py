"""The examples of a run: pairs, headlines and summaries in their shares, shuffled by a seed.

``python -m models.training.mixture DATA`` prints how many rows each filter kept and dropped.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from models.prompts import HEADLINE, SUMMARISE, TRANSLATE
from models.script import simplified
from models.training import corpus
from models.training.documents import documents
from models.training.examples import Example, Pair
from models.training.noise import noisy

CAPS = {
    "transformer_zh2en_json": 6_000,
    "kajweb_dict_sent": 10_000,
    "xquad": 1_500,
    "utopia_microblog": 1_600,
    "ai_challenger_valid": 1_000,
    "tatoeba_cmn": 2_000,
    HEADLINE: 2_500,
    SUMMARISE: 3_000,
}
"""Most examples of each source of general pairs, and of headlines and summaries; a source not named is not used."""


@dataclass(frozen=True)
class Extras:
    """What a mixture may have beside its plain examples; the default is nothing.

    ``documents``: the share of the documents that neighbouring news pairs make, added to the pairs. ``noise``: the
    share of the pairs that are changed as ``models.training.noise`` does. ``formal``: statutes in simplified script.
    ``synthetic``: a file of ``models.training.backtranslate``, of which all clean pairs are added.
    """

    documents: float = 0.0
    noise: float = 0.0
    formal: int = 0
    synthetic: Path | None = None


PLAIN = Extras()


def mix(
    data: Path, seed: int, caps: Mapping[str, int] = CAPS, extras: Extras = PLAIN
) -> tuple[list[Example], Counter[str]]:
    """All news pairs, of every other pool as many examples as ``caps`` allows, and ``extras``, shuffled by ``seed``.

    The counter says how many rows each filter kept and dropped.
    """
    rng, counts, unseen = random.Random(seed), Counter[str](), corpus.held_out(data)
    pools: defaultdict[str, list[Example]] = defaultdict(list)
    news = list(corpus.pairs(data / "mt" / "news.tsv.xz", unseen, counts))
    for source, _, example in corpus.pairs(data / "mt" / "general.tsv.xz", unseen, counts, caps):
        pools[source].append(example)
    for example in corpus.summaries(data, counts):
        pools[example.task].append(example)
    examples = [example for _, _, example in news]
    for name, cap in caps.items():
        rng.shuffle(pools[name])
        examples += pools[name][:cap]
    examples += _extra(data, news, unseen, counts, extras, rng)
    rng.shuffle(examples)
    return [_changed(example, extras, counts, rng) for example in examples], counts


def _extra(
    data: Path, news: list[Pair], unseen: set[str], counts: Counter[str], extras: Extras, rng: random.Random
) -> Iterator[Example]:
    """Documents, statutes and synthetic pairs, as many as ``extras`` asks for."""
    if extras.documents:
        joined = [example for example in documents(news, rng) if rng.random() < extras.documents]
        counts["documents: added"] = len(joined)
        yield from joined
    if extras.formal:
        formal = [example for _, _, example in corpus.pairs(data / "mt" / "formal.tsv.xz", unseen, counts)]
        for example in rng.sample(formal, min(extras.formal, len(formal))):
            yield replace(example, source=simplified(example.source))
    if extras.synthetic:
        yield from (example for _, _, example in corpus.pairs(extras.synthetic, unseen, counts))


def _changed(example: Example, extras: Extras, counts: Counter[str], rng: random.Random) -> Example:
    """``example``, or its noisy form where the draw says so."""
    if not extras.noise or example.task != TRANSLATE or rng.random() >= extras.noise:
        return example
    counts["noise: changed"] += 1
    return noisy(example, rng)


def table(counts: Counter[str]) -> str:
    """The counts as Markdown: a row for each group or kind, a column for each filter.

    >>> print(table(Counter({"news: kept": 3, "news: length": 1})))
    |  | kept | length |
    | --- | --- | --- |
    | news | 3 | 1 |
    """
    names = [name.split(": ") for name in counts]
    groups, filters = (list(dict.fromkeys(name[i] for name in names)) for i in (0, 1))
    filters.sort(key=lambda name: (name != "kept", name))
    rows = [["", *filters], ["---"] * (len(filters) + 1)]
    rows += [[group, *(str(counts[f"{group}: {name}"]) for name in filters)] for group in groups]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main() -> None:
    """Read the arguments, make the mixture, and print what each filter kept and dropped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    add_extras(parser)
    args = parser.parse_args()
    began = time.perf_counter()
    examples, counts = mix(args.data, args.seed, extras=extras_of(args))
    print(table(counts))
    print(f"{len(examples)} examples in {time.perf_counter() - began:.0f} s")


def add_extras(parser: argparse.ArgumentParser) -> None:
    """The options that ``extras_of`` reads."""
    parser.add_argument("--documents", type=float, default=0.0, help="share of the joined news documents to add")
    parser.add_argument("--noise", type=float, default=0.0, help="share of the pairs to change as pages damage them")
    parser.add_argument("--synthetic", type=Path, help="pairs of models.training.backtranslate to add")
    parser.add_argument("--formal", type=int, default=0, help="statutes to add, in simplified script")


def extras_of(args: argparse.Namespace) -> Extras:
    """What the arguments ask for beside the plain mixture."""
    return Extras(args.documents, args.noise, args.formal, args.synthetic)


if __name__ == "__main__":
    main()
