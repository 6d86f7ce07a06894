"""Sentences → English: the attempts made for each until nothing is wrong with it, or nothing is left to try."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from models import gloss
from models.decoding import ask, first, second
from models.generation import Generation, GenerationOptions, TaskModel
from models.glossary import Glossary
from models.hypotheses import better, candidate, candidates, errors, useless
from models.lexicon import Lexicon
from models.placeholders import LETTERS, Masked, coded, switched
from models.review import Review
from models.score import UNSURE
from models.text import is_chinese
from models.types import BriefOptions, Fault, Translation

_CLAUSES = re.compile(r"[\s，,；;：:、。]+")
Decoding = Callable[[BriefOptions, int], GenerationOptions]
TERM = "term_missing"


def most_tokens(tokens: int) -> int:
    """Limit of an answer to ``tokens`` of Chinese: English needs about as many, names and lists up to twice."""
    return 24 + 2 * tokens


@dataclass(frozen=True, slots=True)
class Attempts:
    """The attempts of one request."""

    task: TaskModel
    review: Review
    glossary: Glossary
    options: BriefOptions
    lexicons: Sequence[Lexicon] = ()

    def answers(self, sources: Sequence[str]) -> list[Translation]:
        """The best answer for each sentence.

        Other decoding for those with an error, terms put into those that lack them, clauses for the useless.
        """
        best: list[Translation | None] = [None] * len(sources)
        for decoding in (first, second):
            self._attempt(sources, [i for i, found in enumerate(best) if _wanting(found)], best, decoding)
        made = [found for found in best if found is not None]
        for letter in LETTERS:
            self._with_terms(sources, made, letter)
        return [
            self._by_clauses(source, found) if useless(found) else self._glossed(source, found)
            for source, found in zip(sources, made, strict=True)
        ]

    def _ask(self, texts: Sequence[str], decoding: Decoding) -> list[list[Generation] | Fault]:
        most = most_tokens(max(self.task.engine.count(text) for text in texts))
        return ask(self.task, texts, decoding(self.options, most), self.options)

    def _attempt(
        self, sources: Sequence[str], left: Sequence[int], best: list[Translation | None], decoding: Decoding
    ) -> None:
        """Ask for the sources at ``left`` and keep what betters ``best``."""
        if left:
            answers = self._ask([sources[i] for i in left], decoding)
            for i, answer in zip(left, answers, strict=True):
                best[i] = better(best[i], candidates(sources[i], answer, self.review))

    def _with_terms(self, sources: Sequence[str], best: list[Translation], letter: str) -> None:
        """Ask once more for the sources without their terms, with the English or codes of ``letter`` in their place."""
        left = [i for i, found in enumerate(best) if TERM in errors(found.checks)]
        asked = [(i, masked) for i in left for masked in self._masked(sources[i], letter)]
        if asked:
            answers = self._ask([masked.text for _, masked in asked], first)
            for (i, masked), answer in zip(asked, answers, strict=True):
                best[i] = self._restored(sources[i], best[i], masked, answer)

    def _masked(self, source: str, letter: str) -> list[Masked]:
        terms = self.glossary.find(source)
        words = [switched(source, terms)] if letter == LETTERS[0] else []
        codes = coded(source, terms, letter)
        return [*words, codes] if codes else words

    def _restored(self, source: str, old: Translation, masked: Masked, answer: list[Generation] | Fault) -> Translation:
        """``old``, or the answer to ``masked`` with its terms put back where that is better."""
        if isinstance(answer, Fault):
            return old
        whole = [(generation, masked.restored(generation.text)) for generation in answer]
        kept = [replace(generation, text=text) for generation, text in whole if text is not None]
        lost = sum(generation.tokens for generation, text in whole if text is None)
        found = better(old, candidates(source, kept, self.review))
        return replace(found, tokens=found.tokens + lost)

    def _glossed(self, source: str, found: Translation) -> Translation:
        """``found`` with the words that are still Chinese told by the lexicons."""
        text, glosses = gloss.review(source, found.text, self.lexicons)
        if not glosses:
            return found
        made = candidate(source, Generation(text, 0, UNSURE, "stop"), self.review)
        return better(found, [replace(made, checks=made.checks + glosses)])

    def _by_clauses(self, source: str, found: Translation) -> Translation:
        """``found``, or the clauses of ``source`` translated apart where that is better; else an error."""
        clauses = [clause for clause in _CLAUSES.split(source) if clause]
        if len(clauses) > 1:
            made: list[Translation | None] = [None] * len(clauses)
            self._attempt(clauses, [i for i, clause in enumerate(clauses) if is_chinese(clause)], made, first)
            text = ", ".join(
                piece.text.strip(" .,;") if piece else clause for clause, piece in zip(clauses, made, strict=True)
            )
            tokens = sum(piece.tokens for piece in made if piece)
            generation = Generation(text, tokens, UNSURE, "stop")
            found = better(found, [candidate(source, generation, self.review)])
        if not useless(found) or found.error:
            return found
        fault = Fault("no_translation", f"no usable English was found: {', '.join(errors(found.checks))}")
        return replace(found, text="", score=0.0, error=fault, checks=())


def _wanting(found: Translation | None) -> bool:
    """Whether other decoding may help: a term that is missing is better put into the sentence."""
    return found is None or found.error is not None or bool(set(errors(found.checks)) - {TERM})
