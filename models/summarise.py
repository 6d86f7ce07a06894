"""Passages → Chinese summaries: the model's where they pass the checks, else sentences of the source.

Each passage is asked in as many parts as its length and the model's window need. Of each part's hypotheses without an
error one is taken; parts without one are asked once more with other decoding; parts that fail again are answered by
the extractive summariser. The parts' answers are merged in order; sentences without support are replaced.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from models import name_origins, script
from models.decoding import ask, first, second
from models.evidence import Source, overlap
from models.extract import BUDGETS, extract, trimmed
from models.fidelity import failed, summary_checks
from models.generation import FinishReason, Generation, TaskModel
from models.grounding import REDUNDANT, grounded
from models.names import Names
from models.parts import Part, cut
from models.score import FAULTY, chance, summary_signals
from models.text import bigrams, sentences
from models.types import BriefOptions, Check, Evidence, Fault, Length, MappedText, Style, Summary

MAX_TOKENS: dict[Length, int] = {"short": 48, "medium": 128, "long": 128}
"""Most tokens of one answer."""
EXPECTED: dict[Length, int] = {"short": 25, "medium": 80, "long": 80}
"""Characters of a usual answer."""
VERBATIM: dict[Length, int] = {"short": 20, "medium": 45, "long": 90}
"""Characters up to which a passage is its own summary."""
LONG_PART = 100
"""Characters of the passage for each part of a long summary, of which there are at most ``LONG_PARTS``."""
LONG_PARTS = 3
CLOSING = 200
"""Tokens, some 300 characters, at the end of a passage over the window that are asked for themselves."""
TEMPLATE_TOKENS = 8
"""Room in the window for the prompt's own tokens."""


@dataclass(slots=True)
class _Answer:
    """What became of one part so far: an answer with its checks, or the faults of those tried."""

    text: str = ""
    log_probability: float = 0.0
    checks: tuple[Check, ...] = ()
    tokens: int = 0
    fault: Fault | None = None
    rejected: list[Check] = field(default_factory=list)

    def consider(self, answer: list[Generation] | Fault, part: Part, length: Length, names: Names | None) -> None:
        """Take a hypothesis without an error: the likeliest headline, but the summary of which the part has most.

        The best supported headline is worse by a point of ROUGE, a summary is not (``benchmarks/supported.py``).
        """
        if isinstance(answer, Fault):
            self.fault = answer
            return
        self.tokens += sum(generation.tokens for generation in answer)
        best = -1.0
        for generation in answer:
            text = generation.text.strip()
            checks = _checks(text, part.sentences, names, generation.finish_reason, EXPECTED[length])
            support = 0.0 if length == "short" else overlap(bigrams(text), bigrams(part.text))
            if failed(checks):
                self.rejected += checks
            elif support > best:
                best, self.text, self.checks, self.log_probability = support, text, checks, generation.score


class ModelSummariser:
    """Implements ``models.types.Summariser`` over a model for summaries and one for headlines (``short``).

    With ``names`` those of a summary are looked for in its passage. A passage in traditional script is read in
    simplified script, which models and names know, and its summary written as the passage is.
    """

    def __init__(self, summariser: TaskModel, headliner: TaskModel, names: Names | None = None) -> None:
        self._names = names
        self._tasks: dict[Length, TaskModel] = {"short": headliner, "medium": summariser, "long": summariser}

    def summarise(self, passages: Sequence[Sequence[MappedText]], options: BriefOptions) -> list[Summary]:
        """One summary for each passage, in order. Raises Abandoned and DeadlineExceeded."""
        if options.style == "extractive":
            return [_or_empty(extract(passage, options.length)) for passage in passages]
        read = [[script.as_read(paragraph) for paragraph in passage] for passage in passages]
        parts = [self._parts(passage, options.length) for passage in read]
        answers = iter(self._answers([part for group in parts for part in group], options))
        return [
            _written(
                _summary(plain, group, [next(answers) for _ in group], options.length, self._names), plain, passage
            )
            if group
            else _verbatim(passage)
            for passage, plain, group in zip(passages, read, parts, strict=True)
        ]

    def _parts(self, passage: Sequence[MappedText], length: Length) -> list[Part]:
        """The parts to ask; none where the passage is short enough to be its own summary."""
        characters = sum(len(paragraph.text) for paragraph in passage)
        if characters <= VERBATIM[length]:
            return []
        engine = self._tasks[length].engine
        wanted = min(LONG_PARTS, max(1, characters // LONG_PART)) if length == "long" else 1
        return cut(passage, engine.count, engine.window - TEMPLATE_TOKENS, wanted, CLOSING)

    def _answers(self, parts: Sequence[Part], options: BriefOptions) -> list[_Answer]:
        """An answer for each part: a first attempt for all, a second for those that failed."""
        answers = [_Answer() for _ in parts]
        for decoding in (first, second):
            open_parts = [i for i, answer in enumerate(answers) if not answer.text]
            task, most = self._tasks[options.length], MAX_TOKENS[options.length]
            texts = [parts[i].text for i in open_parts]
            for i, made in zip(open_parts, ask(task, texts, decoding(options, most), options), strict=True):
                answers[i].consider(made, parts[i], options.length, self._names)
        return answers


def _or_empty(summary: Summary) -> Summary:
    """An empty summary as what it is: an error."""
    return summary if summary.text else replace(summary, error=Fault("empty_section", "there is no text to summarise"))


def _verbatim(passage: Sequence[MappedText]) -> Summary:
    """A passage so short that it is its own summary."""
    units = [trimmed(sentence) for paragraph in passage for sentence in sentences(paragraph)]
    units = [unit for unit in units if unit.text]
    evidence = tuple(Evidence(i, unit.spans(), 1.0) for i, unit in enumerate(units))
    return _or_empty(Summary("".join(unit.text for unit in units), "extractive", evidence, score=1.0 if units else 0.0))


def _written(summary: Summary, read: Sequence[MappedText], passage: Sequence[MappedText]) -> Summary:
    """``summary``, which tells what was ``read`` of ``passage``, in the script of the passage, its checks too."""
    plain, source = ("\n".join(paragraph.text for paragraph in group) for group in (read, passage))
    checks = script.quoted(summary.checks, plain, source)
    return replace(summary, text=script.written(summary.text, plain, source), checks=checks)


def _checks(
    text: str,
    passage: Sequence[MappedText],
    names: Names | None,
    finish: FinishReason = "stop",
    expected: int = 150,
) -> tuple[Check, ...]:
    """Everything that is wrong with ``text`` as a summary of ``passage``."""
    source = "\n".join(paragraph.text for paragraph in passage)
    added = name_origins.summary_checks(text, source, names) if names else []
    return (*summary_checks(text, passage, finish, expected), *added)


def _summary(
    passage: Sequence[MappedText],
    parts: Sequence[Part],
    answers: Sequence[_Answer],
    length: Length,
    names: Names | None,
) -> Summary:
    """The answers of the parts as one summary."""
    tokens = sum(answer.tokens for answer in answers)
    if not any(answer.text for answer in answers):
        fallback = _or_empty(extract(passage, length))
        return replace(fallback, checks=tuple(_repairs(answers)), tokens=tokens)
    texts = [answer.text or extract(part.sentences, "medium").text for part, answer in zip(parts, answers, strict=True)]
    source = Source([unit for part in parts for unit in part.sentences])
    made = grounded(merge(texts), source, BUDGETS[length])
    found = [source.evidence(sentence.text, i) for i, sentence in enumerate(sentences(MappedText.of(made.text)))]
    checks = [*_checks(made.text, passage, names, expected=len(made.text)), *made.checks, *_repairs(answers)]
    method: Style = "extractive" if made.copied else "abstractive"
    score = _score(made.text, source, answers, checks)
    return Summary(made.text, method, tuple(found), tuple(checks), score, None, tokens)


def merge(texts: Sequence[str]) -> str:
    """The texts in order, without sentences that say again what stands before; the last text is always kept.

    >>> merge(["大桥建成通车。", "大桥建成通车了。", "车程缩短一半。"])
    '大桥建成通车。车程缩短一半。'
    """
    merged = ""
    for i, text in enumerate(texts):
        for sentence in sentences(MappedText.of(text)):
            if i == len(texts) - 1 or overlap(bigrams(sentence.text), bigrams(merged)) <= REDUNDANT:
                merged += sentence.text if sentence.text[-1] in "。！？…”" or len(texts) == 1 else sentence.text + "。"
    return merged


def _repairs(answers: Sequence[_Answer]) -> list[Check]:
    """What was wrong with the answers that sentences of the source replaced."""
    rejected = [check for answer in answers if not answer.text for check in answer.rejected]
    faults = [answer.fault for answer in answers if not answer.text and answer.fault]
    checks = {check.code: check for check in reversed(rejected)}
    checks |= {fault.code: Check(fault.code, "error", fault.message) for fault in faults}
    stead = "the source's own sentences stand instead"
    return [Check(check.code, check.severity, f"{check.message}; {stead}", repaired=True) for check in checks.values()]


def _score(text: str, source: Source, answers: Sequence[_Answer], checks: Sequence[Check]) -> float:
    """Probability that every sentence is right (``models.score``)."""
    certainty = min(answer.log_probability for answer in answers)
    told = [sentence.text.strip() for sentence in sentences(MappedText.of(text))]
    chances = [chance("summary", summary_signals(zh, certainty, source.match(zh).alone)) for zh in told]
    return round(min(math.prod(chances), FAULTY if failed(checks) else 1.0), 3)
