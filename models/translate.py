"""Chinese texts → English, sentence by sentence, each checked; what fails is asked again with other decoding."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from models import gloss, name_checks
from models.decoding import ask, first, second
from models.hypotheses import Review, as_it_is, better, candidate, candidates, errors, useless
from models.lexicon import Lexicon
from models.names import Names
from models.normal import normal
from models.parts import fitting
from models.score import UNSURE
from models.text import is_chinese, sentences
from models.types import (
    BriefOptions,
    Check,
    Fault,
    Generation,
    GenerationOptions,
    MappedText,
    Span,
    TaskModel,
    Translation,
)

LONGEST = 150
"""Characters beyond which a sentence is translated clause by clause: the model was trained on single sentences."""
TEMPLATE_TOKENS = 8
"""Room in the window for the prompt's own tokens."""
_CLAUSES = re.compile(r"[\s，,；;：:、。]+")
Decoding = Callable[[BriefOptions, int], GenerationOptions]


def most_tokens(tokens: int) -> int:
    """Limit of an answer to ``tokens`` of Chinese: English needs about as many, names and lists up to twice."""
    return 24 + 2 * tokens


class SentenceTranslator:
    """Implements ``models.types.Translator`` over one model; with ``names`` those of each sentence are checked.

    ``lexicons`` tell what is still Chinese after all attempts.
    """

    def __init__(self, translator: TaskModel, names: Names | None = None, lexicons: Sequence[Lexicon] = ()) -> None:
        self._task, self._lexicons = translator, lexicons
        self._review: Review = partial(name_checks.review, names=names) if names else as_it_is

    def translate(self, texts: Sequence[str], options: BriefOptions) -> list[Translation]:
        """One translation for each text, in order; a text without Chinese is its own.

        Equal sentences are translated once. Raises Abandoned and DeadlineExceeded.
        """
        split = [list(self._pieces(text)) for text in texts]
        wanted = dict.fromkeys(piece.text.strip() for pieces in split for piece in pieces if is_chinese(piece.text))
        made = dict(zip(wanted, self._answers(list(wanted), options), strict=True))
        counted: set[str] = set()
        return [_joined(pieces, made, counted) for pieces in split]

    def _pieces(self, text: str) -> Iterator[MappedText]:
        """Sentences of ``text``, the long ones cut at clauses."""
        engine = self._task.engine
        for sentence in sentences(normal(text)):
            for piece in fitting(sentence, len, LONGEST):
                yield from fitting(piece, engine.count, engine.window - TEMPLATE_TOKENS)

    def _answers(self, sources: Sequence[str], options: BriefOptions) -> list[Translation]:
        """The best answer for each sentence: other decoding for those with an error, then clauses for the useless."""
        best: list[Translation | None] = [None] * len(sources)
        for decoding in (first, second):
            left = [i for i, found in enumerate(best) if found is None or found.error or errors(found.checks)]
            self._attempt(sources, left, best, decoding, options)
        made = [found for found in best if found is not None]
        return [
            self._by_clauses(source, found, options) if useless(found) else self._glossed(source, found)
            for source, found in zip(sources, made, strict=True)
        ]

    def _attempt(
        self,
        sources: Sequence[str],
        left: Sequence[int],
        best: list[Translation | None],
        decoding: Decoding,
        options: BriefOptions,
    ) -> None:
        """Ask for the sources at ``left`` and keep what betters ``best``."""
        if left:
            most = most_tokens(max(self._task.engine.count(sources[i]) for i in left))
            answers = ask(self._task, [sources[i] for i in left], decoding(options, most), options)
            for i, answer in zip(left, answers, strict=True):
                best[i] = better(best[i], candidates(sources[i], answer, self._review))

    def _glossed(self, source: str, found: Translation) -> Translation:
        """``found`` with the words that are still Chinese told by the lexicons."""
        text, glosses = gloss.review(source, found.text, self._lexicons)
        if not glosses:
            return found
        made = candidate(source, Generation(text, 0, UNSURE, "stop"), self._review)
        return better(found, [replace(made, checks=made.checks + glosses)])

    def _by_clauses(self, source: str, found: Translation, options: BriefOptions) -> Translation:
        """``found``, or the clauses of ``source`` translated apart where that is better; else an error."""
        clauses = [clause for clause in _CLAUSES.split(source) if clause]
        if len(clauses) > 1:
            made: list[Translation | None] = [None] * len(clauses)
            self._attempt(clauses, [i for i, clause in enumerate(clauses) if is_chinese(clause)], made, first, options)
            text = ", ".join(
                piece.text.strip(" .,;") if piece else clause for clause, piece in zip(clauses, made, strict=True)
            )
            tokens = sum(piece.tokens for piece in made if piece)
            generation = Generation(text, tokens, UNSURE, "stop")
            found = better(found, [candidate(source, generation, self._review)])
        if not useless(found) or found.error:
            return found
        fault = Fault("no_translation", f"no usable English was found: {', '.join(errors(found.checks))}")
        return replace(found, text="", score=0.0, error=fault, checks=())


def _joined(pieces: Sequence[MappedText], made: dict[str, Translation], counted: set[str]) -> Translation:
    """The translations of a text's pieces as one, spans of the checks moved to their places in the whole."""
    text, checks, tokens, scores = "", list[Check](), 0, list[float]()
    faults = [found.error for piece in pieces if (found := made.get(piece.text.strip())) and found.error]
    if faults and len(faults) == sum(piece.text.strip() in made for piece in pieces):
        return Translation("", error=faults[0], tokens=sum(made[piece.text.strip()].tokens for piece in pieces))
    for piece in pieces:
        source = piece.text.strip()
        if not source:
            continue
        found = made.get(source, Translation(source, score=1.0))
        if found.error:
            found = _left(source, found)
        gap = " " if text else ""
        places = piece.offsets[piece.text.index(source) :]
        checks += [_moved(check, places, len(text) + len(gap)) for check in found.checks]
        text += gap + found.text
        tokens += 0 if source in counted else found.tokens
        counted.add(source)
        scores.append(found.score)
    return Translation(text, tuple(checks), round(math.prod(scores), 3), None, tokens)


def _left(source: str, found: Translation) -> Translation:
    """A sentence that has no English, as it is, among others that have."""
    message = f"the sentence was left in Chinese: {found.error.message if found.error else ''}"
    whole = (Span(0, len(source)),)
    return replace(
        found, text=source, checks=(Check("untranslated", "error", message, zh=whole, en=whole),), error=None
    )


def _moved(check: Check, zh: Sequence[int], en: int) -> Check:
    """``check`` of a sentence whose characters stand at ``zh`` and whose English begins at ``en``."""
    return replace(
        check,
        zh=tuple(Span(zh[span.start], zh[span.end - 1] + 1) for span in check.zh),
        en=tuple(Span(span.start + en, span.end + en) for span in check.en),
    )
