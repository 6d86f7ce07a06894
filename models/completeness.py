"""Whether an answer is whole and nothing else: cut off, repeating itself, too long or too short for its source, in the
wrong language, or with words of the prompt.

English sentences are matched with Chinese ones by length, as sentence aligners do (Gale and Church, Computational
Linguistics 19(1), 1993), here with limits on how short English may be instead of a probability.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

from models.generation import FinishReason
from models.persons import SPELT
from models.prompts import CONTROL_PIECES
from models.text import HAN, is_chinese
from models.types import Check, Severity, Span

REPEATED = 4
"""Shortest n-gram, in tokens, whose standing three times in a row is a loop."""
OVERLONG = 3
"""Times the expected length beyond which an output is a loop, too."""
ENGLISH_PER_CHINESE = 6
"""Generous expectation: English characters for each Chinese one."""
SHORTEST = 10
"""Size of a text (see ``size``) below which its length tells nothing."""
RATIO = 0.27
"""English words for each unit of Chinese size below which something is missing."""
RATIO_OF_SENTENCES = 0.37
"""The same where a text has several sentences and their best match leaves one with so little; a warning below
``SURELY_SHORT``."""
SURELY_SHORT = 0.25
MOST_SENTENCES = 40
"""Sentences up to which they are matched; of a longer text only the whole is measured."""
_HAN_RUN = re.compile(f"[{HAN}]+")
_UNIT = re.compile(
    rf"[0-9][0-9.,%:]*|[零〇○一二两三四五六七八九十百千万亿点]+|[A-Za-z][A-Za-z'’.-]*|[{SPELT}]{{4,}}|[{HAN}]"
)
"""A numeral, a foreign word or name, or a character."""
_CHINESE_STOP, _ASCII_STOP = re.compile("[。！？!；]+"), re.compile("[!?;]+")
"""Ends of sentences, within quotations, too: English parts them otherwise. In a text with stops of full width, a
question mark of ASCII stands for a lost character."""
_GLOSS = re.compile(r"[（(][^（）()]*[）)]")
_WORD = re.compile(r"[A-Za-z0-9][\w'’.,%-]*")
_STOP = re.compile(r"(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})[.!?]+[\"”'’)]*(?=\s+[\"“‘'(]?[A-Z0-9]|\s*$)")
_PROMPT = re.compile(
    rf"[{HAN}A-Za-z0-9]{{1,20}}[~=][A-Za-z][^\n]*[；;]|[{HAN}]{{1,20}}[~=][A-Za-z]+"
    rf"|{'|'.join(map(re.escape, CONTROL_PIECES))}"
    r"|^\s*(?:(?:the\s)?(?:english\s)?translation\s?:|here(?:'s| is) the translation"
    r"|translate the following|as an ai\b|sure[,!] )",
    re.IGNORECASE,
)


def form(
    text: str, tokens: Sequence[str], finish: FinishReason, expected: int, characters: int | None = None
) -> Iterator[Check]:
    """Faults that the answer alone shows: cut off, repeating itself, or over long for ``expected`` tokens."""
    if finish == "length":
        yield Check("truncated", "error", "the answer was cut at the token limit")
    length = len(tokens) if characters is None else characters
    if repeats(tokens) or repeats(text):
        yield Check("repetition", "error", "the answer repeats itself")
    elif length > OVERLONG * expected:
        yield Check("repetition", "error", f"the answer has {length} characters, about {expected} were expected")


def repeats(tokens: Sequence[str]) -> bool:
    """Whether an n-gram of at least ``REPEATED`` tokens stands three times in a row.

    >>> repeats("a b c d a b c d a b c d".split()), repeats("a b c a b c a b c".split())
    (True, False)
    """
    for size in range(REPEATED, len(tokens) // 3 + 1):
        run = 0
        for i in range(len(tokens) - size):
            run = run + 1 if tokens[i] == tokens[i + size] else 0
            if run == 2 * size:
                return True
    return False


def language(zh: str, en: str) -> Iterator[Check]:
    """Chinese left in the English, or no English at all."""
    runs = tuple(Span(*match.span()) for match in _HAN_RUN.finditer(en))
    if runs:
        left = ", ".join(en[start:end] for start, end in runs)
        yield Check("untranslated", "error", f"{left} was left in Chinese", en=runs)
    elif not re.search("[A-Za-z]", en) and is_chinese(zh):
        yield Check("wrong_language", "error", "the translation has no English word")


def prompt_copied(source: str, answer: str) -> Iterator[Span]:
    """Places of ``answer`` that look like a prompt, its hints or a preamble, unless ``source`` has such, too.

    >>> list(prompt_copied("芯片出口。", "Chip exports. 芯片~chip"))
    [Span(start=14, end=21)]
    """
    if not _PROMPT.search(source):
        yield from (Span(*match.span()) for match in _PROMPT.finditer(answer))


def size(zh: str) -> int:
    """Length of a Chinese text: a character, numeral or foreign word is one; glosses in brackets are not counted."""
    return len(_UNIT.findall(_GLOSS.sub("", zh)))


def incomplete(zh: str, en: str) -> Iterator[Check]:
    """A translation that is too short for its source, as a whole or, less surely, at one of several sentences.

    >>> [check.message for check in incomplete("大桥今天上午建成通车，市民纷纷前来观看。", "It opened.")]
    ['2 English words for 18 Chinese characters']
    """
    whole, words = size(zh), len(_WORD.findall(en))
    if whole >= SHORTEST and words < RATIO * whole:
        yield Check(
            "incomplete", "error", f"{words} English words for {whole} Chinese characters", zh=(Span(0, len(zh)),)
        )
        return
    stop = _CHINESE_STOP if _CHINESE_STOP.search(zh) else _ASCII_STOP
    chinese = [length for sentence in stop.split(zh) if (length := size(sentence))]
    lengths = [words for part in _STOP.split(en) if (words := len(_WORD.findall(part)))]
    if 1 < len(chinese) <= MOST_SENTENCES and len(lengths) <= MOST_SENTENCES:
        ratio = matched(chinese, lengths)
        if ratio < RATIO_OF_SENTENCES:
            told = f"{len(lengths)} English sentences for {len(chinese)} Chinese ones, one of them too short"
            severity: Severity = "warning" if ratio < SURELY_SHORT else "info"
            yield Check("incomplete", severity, told, zh=(Span(0, len(zh)),))


def matched(chinese: Sequence[int], english: Sequence[int]) -> float:
    """The least words per unit of the best match in order, in which one sentence stands for one or several.

    >>> matched([20, 20, 20], [13, 13]), round(matched([20, 20, 20], [13, 26]), 2)
    (0.325, 0.65)
    """
    best = {(0, 0): float("inf")}
    for i, j in product(range(1, len(chinese) + 1), range(1, len(english) + 1)):
        several = [min(best[k, j - 1], english[j - 1] / sum(chinese[k:i])) for k in range(i) if (k, j - 1) in best]
        split = [min(best[i - 1, k], sum(english[k:j]) / chinese[i - 1]) for k in range(j) if (i - 1, k) in best]
        if several or split:
            best[i, j] = max(several + split)
    return best.get((len(chinese), len(english)), 0.0)
