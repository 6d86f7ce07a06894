"""Chinese texts → English, sentence by sentence, each checked; what fails is asked again with other decoding."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from models.decoding import ask, first, second
from models.fidelity import translation_checks
from models.parts import fitting
from models.text import is_chinese, sentences
from models.types import BriefOptions, Check, Fault, Generation, MappedText, Span, TaskModel, Translation

LONGEST = 150
"""Characters beyond which a sentence is translated clause by clause: the model was trained on single sentences."""
TEMPLATE_TOKENS = 8
"""Room in the window for the prompt's own tokens."""


def most_tokens(tokens: int) -> int:
    """Limit of an answer to ``tokens`` of Chinese: English needs about as many, names and lists up to twice."""
    return 24 + 2 * tokens


class SentenceTranslator:
    """Implements ``models.types.Translator`` over one model."""

    def __init__(self, translator: TaskModel) -> None:
        self._task = translator

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
        for sentence in sentences(MappedText.of(text)):
            for piece in fitting(sentence, len, LONGEST):
                yield from fitting(piece, engine.count, engine.window - TEMPLATE_TOKENS)

    def _answers(self, sources: Sequence[str], options: BriefOptions) -> list[Translation]:
        """The best answer for each sentence: the first without an error, else the one with the fewest."""
        best: list[Translation | None] = [None] * len(sources)
        for decoding in (first, second):
            left = [i for i, found in enumerate(best) if found is None or found.error or _errors(found.checks)]
            if not left:
                break
            most = most_tokens(max(self._task.engine.count(sources[i]) for i in left))
            answers = ask(self._task, [sources[i] for i in left], decoding(options, most), options)
            for i, answer in zip(left, answers, strict=True):
                best[i] = _better(best[i], _candidates(sources[i], answer))
        return [found for found in best if found is not None]


def _errors(checks: Sequence[Check]) -> int:
    return sum(check.severity == "error" for check in checks)


def _candidates(source: str, answer: list[Generation] | Fault) -> list[Translation]:
    if isinstance(answer, Fault):
        return [Translation("", error=answer)]
    return [_candidate(source, generation) for generation in answer]


def _candidate(source: str, generation: Generation) -> Translation:
    text = generation.text.strip()
    checks = translation_checks(source, text, generation.finish_reason)
    if not text:
        return Translation("", error=Fault("empty_output", "the model answered nothing"), tokens=generation.tokens)
    score = round(math.exp(generation.score) * (0.5 if _errors(checks) else 1.0), 3)
    return Translation(text, checks, score, tokens=generation.tokens)


def _better(old: Translation | None, found: Sequence[Translation]) -> Translation:
    """The candidate with the fewest errors, the earlier of equals; tokens of all are added up."""
    candidates = ([old] if old else []) + list(found)
    best = min(candidates, key=lambda item: (item.error is not None, _errors(item.checks)))
    tokens = sum(item.tokens for item in candidates)
    if old is None or best is old or not _errors(old.checks):
        return replace(best, tokens=tokens)
    repaired = tuple(
        replace(check, repaired=True, en=())
        for check in old.checks
        if check.severity == "error" and check.code not in {left.code for left in best.checks}
    )
    return replace(best, tokens=tokens, checks=best.checks + repaired)


def _joined(pieces: Sequence[MappedText], made: dict[str, Translation], counted: set[str]) -> Translation:
    """The translations of a text's pieces as one, spans of the checks moved to their places in the whole."""
    text, checks, tokens, scores = "", list[Check](), 0, list[float]()
    for piece in pieces:
        source = piece.text.strip()
        if not source:
            continue
        found = made.get(source, Translation(source, score=1.0))
        if found.error:
            return Translation("", error=found.error, tokens=tokens + found.tokens)
        gap = " " if text else ""
        start = piece.offsets[0] + piece.text.index(source)
        checks += [_moved(check, start, len(text) + len(gap)) for check in found.checks]
        text += gap + found.text
        tokens += 0 if source in counted else found.tokens
        counted.add(source)
        scores.append(found.score)
    return Translation(text, tuple(checks), min(scores, default=1.0), None, tokens)


def _moved(check: Check, zh: int, en: int) -> Check:
    return replace(
        check,
        zh=tuple(Span(span.start + zh, span.end + zh) for span in check.zh),
        en=tuple(Span(span.start + en, span.end + en) for span in check.en),
    )
