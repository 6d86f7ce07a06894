"""Scores of translations and summaries, in percent: BLEU, chrF, ROUGE on characters, and kept numbers."""

from __future__ import annotations

from collections.abc import Sequence

from models.numbers import chinese, compare, english


class Characters:
    """Tokenizer for rouge-score: every character that is not white space is a token."""

    def tokenize(self, text: str) -> list[str]:
        """Characters of ``text``."""
        return [character for character in text if not character.isspace()]


def translation(hypotheses: Sequence[str], references: Sequence[str]) -> tuple[dict[str, float], list[str]]:
    """BLEU and chrF of the corpus by sacrebleu, and the signatures of both."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    scores, signatures = dict[str, float](), list[str]()
    for name, metric in (("BLEU", BLEU()), ("chrF", CHRF())):
        scores[name] = round(metric.corpus_score(hypotheses, [references]).score, 1)
        signatures.append(str(metric.get_signature()))
    return scores, signatures


def rouge(hypotheses: Sequence[str], references: Sequence[str]) -> list[float]:
    """Mean F1 of ROUGE-1, 2 and L on characters (Lin 2004, by rouge-score), in percent."""
    from rouge_score.rouge_scorer import RougeScorer

    names = ["rouge1", "rouge2", "rougeL"]
    scorer = RougeScorer(names, tokenizer=Characters())
    scores = [scorer.score(reference, made) for made, reference in zip(hypotheses, references, strict=True)]
    return [round(100 * sum(score[name].fmeasure for score in scores) / len(scores), 1) for name in names]


def numbers(sources: Sequence[str], hypotheses: Sequence[str]) -> float:
    """Share of the sentences with a hard quantity on either side in which none is missing, added or changed.

    100 where no sentence has one.

    >>> numbers(["共有12家企业。", "他来了。", "共有3人。"], ["There are 12 firms.", "He came.", "4 people."])
    50.0
    """
    right = wrong = 0
    for zh, en in zip(sources, hypotheses, strict=True):
        source, target = chinese(zh), english(en)
        found = compare(source, target)
        if found.missing or found.added or found.changed:
            wrong += 1
        elif any(not quantity.soft and not quantity.damaged for quantity in (*source, *target)):
            right += 1
    return round(100 * right / (right + wrong), 1) if right + wrong else 100.0
