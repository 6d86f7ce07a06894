"""How well ``split: topics`` finds where one article ends and the next begins, when nothing but their words tells.

``python benchmarks/topics.py ARTICLES``: two to eight articles of a JSONL file (``benchmarks/pages.py``) are set in a
row without their titles, a paragraph on each line. F1 of the boundaries (the first paragraph aside) and WindowDiff
(Pevzner and Hearst 2002; 0 is perfect) over paragraphs, beside no cut and cuts at even distances, as many as there are.
``one``: mean number of sections of a single article. The last line of output is a JSON object.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.pages import Source, sources
from benchmarks.scores import Score
from benchmarks.truth import Label
from models.topics import topics

Row = tuple[list[str], list[int]]  # paragraphs, and where articles begin
Way = Callable[[Row], Sequence[int]]


def rows(articles: Sequence[Source], count: int, seed: int) -> list[Row]:
    """Articles in a row."""
    rng = random.Random(seed)
    made: list[Row] = []
    for _ in range(count):
        paragraphs: list[str] = []
        starts = []
        for article in rng.sample(articles, rng.randint(2, 8)):
            starts.append(len(paragraphs))
            paragraphs += article.paragraphs
        made.append((paragraphs, starts))
    return made


def even(row: Row) -> list[int]:
    """As many sections as there are articles, of equal numbers of paragraphs."""
    paragraphs, starts = row
    return [i * len(paragraphs) // len(starts) for i in range(len(starts))]


def labels(row: Row, starts: Sequence[int]) -> list[Label]:
    """The paragraphs, each of one line, as sections that begin at ``starts``."""
    return [Label(i + 1, "paragraph", 0, sum(start <= i for start in starts), i) for i in range(len(row[0]))]


WAYS: dict[str, Way] = {
    "topics": lambda row: topics(row[0]),
    "no cut": lambda row: [0],
    "even": even,
}


def figures(made: Sequence[Row], way: Way) -> dict[str, float]:
    """F1 without each row's first boundary, and WindowDiff."""
    score, hits, total = Score(), 0, 0
    for row in made:
        found = way(row)
        score.add(labels(row, row[1]), labels(row, found))
        hits += 2 * len(set(found[1:]) & set(row[1][1:]))
        total += len(found) + len(row[1]) - 2
    return {"f1": round(hits / max(1, total), 3), "window_diff": round(score.figures()["window_diff"], 3)}


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=100_000)
    parser.add_argument("--share", choices=("seen", "unseen"), default="unseen")
    args = parser.parse_args()
    articles, _ = sources(args.articles, args.share)
    made = rows(articles, args.count, args.seed)
    found = {name: figures(made, way) for name, way in WAYS.items()}
    for name, measured in found.items():
        print(f"| {name} | {measured['f1']:.3f} | {measured['window_diff']:.3f} |")
    one = sum(len(topics(article.paragraphs)) for article in articles[: args.count]) / args.count
    print(json.dumps({"ways": found, "one": round(one, 2)}))


if __name__ == "__main__":
    main()
