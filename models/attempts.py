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
from models.placeholders import FIGURE_LETTER, LETTERS, Masked, coded, figures, switched
from models.review import Review
from models.score import UNSURE
from models.text import is_chinese
from models.types import BriefOptions, Fault, Translation

_CLAUSES = re.compile(r"[\s，,；;：:、。]+")
Decoding = Callable[[BriefOptions, int], GenerationOptions]
Best = list[Translation | None]
"""The best answer for each sentence so far; None before the first attempt."""
Step = Callable[[Sequence[str], Best], None]
"""An attempt: asks for the sentences that need it, and puts what is better into ``Best``."""
TERM = "term_missing"
FIGURES = frozenset({"number_missing", "number_added", "quantity_changed"})


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
        """The best answer for each sentence; what no attempt mended stands with its checks."""
        best: Best = [None] * len(sources)
        for step in self.steps().values():
            step(sources, best)
        return [self._finished(source, found) for source, found in zip(sources, best, strict=True) if found]

    def steps(self) -> dict[str, Step]:
        """The attempts in their order: hypotheses of the beam, other decoding, terms put into the sentence, the
        useless by clauses, figures put into the sentence."""
        return {
            "beam": lambda sources, best: self._decoded(sources, best, first),
            "retry": lambda sources, best: self._decoded(sources, best, second),
            "terms": self._with_terms,
            "clauses": self._by_clauses,
            "figures": self._with_figures,
        }

    def _ask(self, texts: Sequence[str], decoding: Decoding) -> list[list[Generation] | Fault]:
        """The hypotheses for each text. A small model copies what it cannot translate: here it must not."""
        most = most_tokens(max(self.task.engine.count(text) for text in texts))
        return ask(self.task, texts, replace(decoding(self.options, most), chinese=False), self.options)

    def _decoded(self, sources: Sequence[str], best: Best, decoding: Decoding) -> None:
        """Ask for the sources that want an answer, or a better one."""
        left = [i for i, found in enumerate(best) if _wanting(found)]
        if left:
            answers = self._ask([sources[i] for i in left], decoding)
            for i, answer in zip(left, answers, strict=True):
                best[i] = better(best[i], candidates(sources[i], answer, self.review))

    def _with_terms(self, sources: Sequence[str], best: Best) -> None:
        """Ask again for the sources without their terms: the English in their place, codes, then other codes."""
        for letter in LETTERS:
            left = [i for i, found in enumerate(best) if found and TERM in errors(found.checks)]
            self._masked(sources, best, [(i, masked) for i in left for masked in self._terms(sources[i], letter)])

    def _terms(self, source: str, letter: str) -> list[Masked]:
        terms = self.glossary.find(source)
        words = [switched(source, terms)] if letter == LETTERS[0] else []
        codes = coded(source, terms, letter)
        return [*words, codes] if codes else words

    def _with_figures(self, sources: Sequence[str], best: Best) -> None:
        """Ask again for the sources with wrong figures: codes in the place of these."""
        asked = []
        for i, found in enumerate(best):
            if found and FIGURES & set(errors(found.checks)) and not useless(found):
                terms = figures(sources[i], [check for check in found.checks if check.code in FIGURES])
                masked = coded(sources[i], terms, FIGURE_LETTER) if terms else None
                asked += [(i, masked)] if masked else []
        self._masked(sources, best, asked)

    def _masked(self, sources: Sequence[str], best: Best, asked: Sequence[tuple[int, Masked]]) -> None:
        """Keep what the answers to masked sources better, with what was masked put back."""
        if asked:
            answers = self._ask([masked.text for _, masked in asked], first)
            for (i, masked), answer in zip(asked, answers, strict=True):
                best[i] = self._restored(sources[i], best[i], masked, answer)

    def _restored(
        self, source: str, old: Translation | None, masked: Masked, answer: list[Generation] | Fault
    ) -> Translation | None:
        """``old``, or the answer to ``masked`` with its terms put back where that is better."""
        if isinstance(answer, Fault):
            return old
        whole = [(generation, masked.restored(generation.text)) for generation in answer]
        kept = [replace(generation, text=text) for generation, text in whole if text is not None]
        lost = sum(generation.tokens for generation, text in whole if text is None)
        found = better(old, candidates(source, kept, self.review))
        return replace(found, tokens=found.tokens + lost)

    def _by_clauses(self, sources: Sequence[str], best: Best) -> None:
        """Ask for the clauses of the useless apart, all at once."""
        split = {
            i: clauses
            for i, found in enumerate(best)
            if found and useless(found) and len(clauses := [part for part in _CLAUSES.split(sources[i]) if part]) > 1
        }
        wanted = list(dict.fromkeys(part for clauses in split.values() for part in clauses if is_chinese(part)))
        made: Best = [None] * len(wanted)
        self._decoded(wanted, made, first)
        told = dict(zip(wanted, made, strict=True))
        for i, clauses in split.items():
            pieces = [(told.get(part), part) for part in clauses]
            text = ", ".join(piece.text.strip(" .,;") if piece else part for piece, part in pieces)
            tokens = sum(piece.tokens for piece, _ in pieces if piece)
            best[i] = better(best[i], [candidate(sources[i], Generation(text, tokens, UNSURE, "stop"), self.review)])

    def _finished(self, source: str, found: Translation) -> Translation:
        """``found`` with the words that are still Chinese told by the lexicons; an error where it is useless."""
        if useless(found):
            if found.error:
                return found
            fault = Fault("no_translation", f"no usable English was found: {', '.join(errors(found.checks))}")
            return replace(found, text="", score=0.0, error=fault, checks=())
        text, glosses = gloss.review(source, found.text, self.lexicons)
        if not glosses:
            return found
        made = candidate(source, Generation(text, 0, UNSURE, "stop"), self.review)
        return better(found, [replace(made, checks=made.checks + glosses)])


def _wanting(found: Translation | None) -> bool:
    """Whether other decoding may help: a term that is missing is better put into the sentence."""
    return found is None or found.error is not None or bool(set(errors(found.checks)) - {TERM})
