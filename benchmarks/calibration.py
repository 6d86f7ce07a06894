"""Fits the score to judged sentences and tells what it is worth, by cross-validation.

``python benchmarks/calibration.py [--write]``: logistic regressions of ``seeds/judged/sentences.tsv`` (its README says
how the sentences were judged), one for summaries and one for translations. All figures are of sentences that the
coefficients they were scored with had not seen: ten folds, the sentences of one text in one fold. ``--write`` puts
the coefficients of all sentences into ``models/score.json`` and the reliability diagram into ``docs/reliability.svg``.
The last line of output is a JSON object.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.diagram import Bin, diagram  # noqa: E402
from benchmarks.intervals import told  # noqa: E402
from benchmarks.judging import JUDGED, read  # noqa: E402
from models.score import BIAS, Task, chance  # noqa: E402

SCORE = ROOT / "models" / "score.json"
DIAGRAM = ROOT / "docs" / "reliability.svg"
FOLDS = 10
BINS = 5
PENALTY = 1.0
"""Of the squared coefficients of standardised signals, not of the bias: few sentences are wrong, or right."""
TITLES = {"summary": "Sentences of summaries", "translation": "Translated sentences"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence with its signals and the verdict."""

    id: str
    task: Task
    revision: str
    right: bool
    signals: dict[str, float]

    @property
    def text(self) -> str:
        """The text that it is of, whatever the length of the summary."""
        return self.id.split("/")[0]


def judged(path: Path = JUDGED) -> list[Judged]:
    """The sentences with a verdict."""
    return [
        Judged(row["id"], row["task"], row["revision"], row["right"] == "1", json.loads(row["signals"]))  # type: ignore[arg-type]
        for row in read(path)
        if row["right"]
    ]


def fit(sentences: Sequence[Judged], steps: int = 50) -> dict[str, float]:
    """Coefficients by Newton's method on the penalised likelihood, on the scale of the signals as they are."""
    names = list(sentences[0].signals)
    raw = np.array([[sentence.signals[name] for name in names] for sentence in sentences])
    mean, scale = raw.mean(axis=0), raw.std(axis=0)
    scale[scale == 0] = 1.0
    x = np.hstack([np.ones((len(raw), 1)), (raw - mean) / scale])
    y = np.array([sentence.right for sentence in sentences], dtype=float)
    weights, penalty = np.zeros(x.shape[1]), np.diag([0.0] + [PENALTY] * len(names))
    for _ in range(steps):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (y - p) - penalty @ weights
        weights = weights + np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + penalty, slope)
    slopes = weights[1:] / scale
    made = {BIAS: weights[0] - slopes @ mean} | dict(zip(names, slopes, strict=True))
    return {name: round(float(value), 4) for name, value in made.items()}


def unseen(sentences: Sequence[Judged]) -> list[float]:
    """The score of each sentence by coefficients of the folds it is not in."""
    texts = sorted({sentence.text for sentence in sentences})
    fold = {text: i % FOLDS for i, text in enumerate(texts)}
    fitted = [fit([one for one in sentences if fold[one.text] != i]) for i in range(FOLDS)]
    return [chance(one.task, one.signals, {one.task: fitted[fold[one.text]]}) for one in sentences]


def binned(scores: Sequence[float], right: Sequence[bool], bins: int = BINS) -> list[Bin]:
    """Groups of like scores, of equal size as far as possible."""
    order = sorted(range(len(scores)), key=lambda i: (scores[i], i))
    groups = [group.tolist() for group in np.array_split(order, bins)]
    return [Bin(sum(scores[i] for i in g) / len(g), sum(right[i] for i in g), len(g)) for g in groups if g]


def brier(scores: Iterable[float], right: Iterable[bool]) -> float:
    """Mean squared error of probabilities (Brier 1950)."""
    return float(np.mean([(score - truth) ** 2 for score, truth in zip(scores, right, strict=True)]))


def auc(scores: Sequence[float], right: Sequence[bool]) -> float:
    """Chance that a right sentence has a higher score than a wrong one."""
    good = [score for score, truth in zip(scores, right, strict=True) if truth]
    bad = [score for score, truth in zip(scores, right, strict=True) if not truth]
    return sum((a > b) + (a == b) / 2 for a in good for b in bad) / max(1, len(good) * len(bad))


def report(task: Task, sentences: Sequence[Judged], scores: Sequence[float]) -> dict[str, Any]:
    """Print the figures of a task; a record of them."""
    right = [sentence.right for sentence in sentences]
    share = sum(right) / len(right)
    print(f"\n{TITLES[task]}: {told(sum(right), len(right))} right")
    bins = binned(scores, right)
    for group in bins:
        print(f"  score {group.score:.2f}: right {told(group.right, group.count)}")
    high = [truth for score, truth in zip(scores, right, strict=True) if score >= 0.9]
    print(f"  score of 0.9 and more: right {told(sum(high), len(high))}")
    gap = sum(abs(group.score - group.right / group.count) * group.count for group in bins) / len(right)
    figures = {"n": len(right), "right": sum(right), "auc": auc(scores, right), "brier": brier(scores, right)}
    figures |= {"brier_of_base_rate": share * (1 - share), "calibration_error": gap, "highest": max(scores)}
    return {name: round(value, 4) for name, value in figures.items()}


def pairs(scores: dict[str, dict[str, float]], truths: dict[str, dict[str, bool]]) -> dict[str, float]:
    """Whole summaries with their English: the mean product of the scores against the share in which all is right."""
    names = {id.rsplit("/", 1)[0] for id in truths["summary"]}
    made, right = [], []
    for name in sorted(names):
        ids = [id for id in truths["summary"] if id.rsplit("/", 1)[0] == name]
        if all(id in truths["translation"] for id in ids):
            made.append(math.prod(scores[task][id] for task in scores for id in ids))
            right.append(all(truths[task][id] for task in truths for id in ids))
    print(f"\nPairs: mean score {np.mean(made):.3f}, right {told(sum(right), len(right))}")
    return {"n": len(right), "right": sum(right), "mean_score": round(float(np.mean(made)), 4)}


def main() -> None:
    """Cross-validate, print, and on request write coefficients and diagram."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--judged", type=Path, default=JUDGED)
    args = parser.parse_args()
    every = judged(args.judged)
    fitted: dict[str, Any] = {"revision": ", ".join(sorted({one.revision for one in every}))}
    figures: dict[str, Any] = {}
    panels: dict[str, Sequence[Bin]] = {}
    scores: dict[str, dict[str, float]] = {}
    truths: dict[str, dict[str, bool]] = {}
    for task in get_args(Task):
        chosen = [sentence for sentence in every if sentence.task == task]
        made = unseen(chosen)
        figures[task] = report(task, chosen, made)
        panels[TITLES[task]] = binned(made, [one.right for one in chosen])
        scores[task] = {one.id: score for one, score in zip(chosen, made, strict=True)}
        truths[task] = {one.id: one.right for one in chosen}
        fitted[task] = fit(chosen)
        fitted[f"{task}_sentences"] = len(chosen)
    figures["pairs"] = pairs(scores, truths)
    if args.write:
        SCORE.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")
        DIAGRAM.write_text(diagram(panels), encoding="utf-8")
    print(json.dumps(figures | {"revision": fitted["revision"]}))


if __name__ == "__main__":
    main()
