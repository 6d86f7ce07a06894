"""Chinese texts → English, sentence by sentence, each checked; what fails is asked again with other decoding."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from models.attempts import Attempts
from models.consistency import consistent
from models.generation import TaskModel
from models.glossary import Glossary
from models.lexicon import Lexicon
from models.names import Names
from models.normal import normal
from models.paragraphs import LINE_END, paragraphs
from models.parts import fitting
from models.review import Reviewer
from models.script import quoted, simplified
from models.text import is_chinese, sentences
from models.types import BriefOptions, Check, MappedText, Span, Translation

LONGEST = 150
"""Characters beyond which a sentence is translated clause by clause: the model was trained on single sentences."""
TEMPLATE_TOKENS = 8
"""Room in the window for the prompt's own tokens."""


class SentenceTranslator:
    """Implements ``models.types.Translator`` over one model; with ``names`` those of each sentence are checked.

    ``lexicons`` tell what is still Chinese after all attempts.
    """

    def __init__(self, translator: TaskModel, names: Names | None = None, lexicons: Sequence[Lexicon] = ()) -> None:
        self._task, self._names, self._lexicons = translator, names, lexicons

    def translate(self, texts: Sequence[str], options: BriefOptions) -> list[Translation]:
        """One translation for each text, in order; a text without Chinese is its own.

        The texts are one document: a name has one form in all of them, and equal sentences are translated once.
        Traditional script is read as simplified. Paragraphs of a text stay apart by their line ends, those within one
        are not its author's. Raises Abandoned and DeadlineExceeded.
        """
        return self.translate_many([texts], options)[0]

    def translate_many(self, documents: Sequence[Sequence[str]], options: BriefOptions) -> list[list[Translation]]:
        """The translations of each document's texts, as ``translate`` makes them, in batches filled across documents.

        Names have one form within a document only, and equal sentences of two documents are translated once.
        """
        glossary = Glossary(options.glossary, self._names)
        task, review = _hinting(self._task, glossary), Reviewer(self._names, glossary)
        attempts = Attempts(task, review, glossary, options, self._lexicons)
        split = [[list(self._pieces(text)) for text in texts] for texts in documents]
        wanted = list(dict.fromkeys(key for texts in split for key in _sources(texts)))
        made = dict(zip(wanted, attempts.answers(wanted), strict=True))
        return [
            self._document(texts, pieces, {key: made[key] for key in _sources(pieces)}, glossary, options)
            for texts, pieces in zip(documents, split, strict=True)
        ]

    def _document(
        self,
        texts: Sequence[str],
        split: Sequence[Sequence[MappedText]],
        made: dict[str, Translation],
        glossary: Glossary,
        options: BriefOptions,
    ) -> list[Translation]:
        """The texts of one document, of the translations of its sentences."""
        if self._names:
            made = consistent(made, self._names, frozenset(simplified(zh) for zh, _ in options.glossary))
        counted: set[str] = set()
        joined = [_joined(pieces, made, counted) for pieces in split]
        return [_told(text, item, glossary) for text, item in zip(texts, joined, strict=True)]

    def _pieces(self, text: str) -> Iterator[MappedText]:
        """Sentences of ``text``, the long ones cut at clauses, and the line ends between its paragraphs."""
        if not is_chinese(text):
            yield normal(text)
            return
        engine = self._task.engine
        for sentence in (sentence for paragraph in paragraphs(text) for sentence in sentences(paragraph)):
            for piece in fitting(sentence, len, LONGEST):
                yield from fitting(piece, engine.count, engine.window - TEMPLATE_TOKENS)


def _sources(split: Sequence[Sequence[MappedText]]) -> list[str]:
    """What is to be translated of the pieces of a document's texts, each sentence once."""
    return list(dict.fromkeys(piece.text.strip() for pieces in split for piece in pieces if is_chinese(piece.text)))


def _hinting(task: TaskModel, glossary: Glossary) -> TaskModel:
    """``task`` told the terms of each sentence, where its model takes hints."""
    hinted = task.hinted
    return replace(task, prompt=lambda text: hinted(text, glossary.find(text))) if hinted else task


def _told(text: str, made: Translation, glossary: Glossary) -> Translation:
    """``made``, its checks quoting ``text`` as it is written, with the terms that are missing because their sentence
    was cut, or none was to be translated."""
    read, known = simplified(text), {check.message for check in made.checks}
    missing = [] if made.error else glossary.missing(read, made.text)
    lost = [check for check in missing if check.message not in known]
    return replace(made, checks=quoted([*made.checks, *lost], read, text))


def _joined(pieces: Sequence[MappedText], made: dict[str, Translation], counted: set[str]) -> Translation:
    """The translations of a text's pieces as one, spans of the checks moved to their places in the whole."""
    text, checks, tokens, scores, gap = "", list[Check](), 0, list[float](), ""
    asked = [made[source] for piece in pieces if (source := piece.text.strip()) in made]
    faults = [found.error for found in asked if found.error]
    if faults and len(faults) == len(asked):
        return Translation("", error=faults[0], tokens=sum(found.tokens for found in asked))
    for piece in pieces:
        source = piece.text.strip()
        if not source:
            gap = piece.text if text and set(piece.text) == {LINE_END} else gap
            continue
        found = made.get(source, Translation(source, score=1.0))
        if found.error:
            found = _left(source, found)
        places = piece.offsets[piece.text.index(source) :]
        checks += [_moved(check, places, len(text) + len(gap)) for check in found.checks]
        text, gap = text + gap + found.text, " "
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
