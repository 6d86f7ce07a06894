"""What a translator is told beside the sentence: how its rarer words, its names and its large numbers read in English.

A small model translates structure well and rare words badly; a lexicon has just those (dictionary hints in the prompt:
Ghazvininejad et al. 2023, "Dictionary-based Phrase-level Prompting of Large Language Models for Machine Translation").
Hints follow the sentence on a line of their own: ``word=English`` for a term that must be used, ``word~English`` for
what may fit. The model learned to follow the first and to weigh the second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from models.lexicon import Lexicon, Term
from models.numbers import Quantity, chinese
from models.prompts import TRANSLATE, task_prompt
from models.types import Prompt

SENSES = 2
"""Senses of a word that are told."""
MOST_HINTS = 10
"""Hints for a sentence, so that a list of names does not crowd out the sentence."""
SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
COUNTS = {"number", "money", "measure"}
"""Kinds of quantities whose English is told."""
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田"
    "任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙段钱汤尹黎易武乔贺赖龚庞樊兰殷施陶洪翟颜倪严温芦季俞章鲁葛"
    "伍韦申尤毕聂焦柳邢岳齐梅莫庄辛管祝左涂谷祁舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解柴华车冉房濮"
)
"""Common family names of one character, without those that are as common as function words (于, 时, 从, 向)."""
NOT_IN_NAMES = frozenset("说称是在的和与及为了于年月日队市县省国党部委局院校斯尔特萨顿塞卡姆拉巴蒂默")
"""Characters that seldom stand in a given name: function words, kinds of bodies, and those that spell foreign names."""


def find(text: str, lexicon: Lexicon) -> list[Term]:
    """Hints for ``text``: words with senses, names and large quantities, in text order, none overlapping."""
    quantities = list(_quantities(text))
    words = list(lexicon.words(text))
    known = [term for term in words if term.senses and len(term.zh) > 1]
    found = sorted([*quantities, *_names(words, text), *known], key=lambda term: (term.start, -term.end))
    kept: list[Term] = []
    for term in found:
        if (not kept or term.start >= kept[-1].end) and term.zh not in {old.zh for old in kept}:
            kept.append(term)
    return kept[:MOST_HINTS]


def prompt_text(text: str, given: Sequence[Term] = (), known: Sequence[Term] = ()) -> str:
    r"""``text`` with its hints: ``given`` terms must be used, ``known`` ones may be.

    >>> prompt_text("芯片", known=[Term("芯片", ("chip", "microchip"), 0, 2)])
    '芯片\n芯片~chip/microchip'
    """
    hints = [f"{term.zh}={term.senses[0]}" for term in given]
    taken = {term.zh for term in given}
    hints += [f"{term.zh}~{'/'.join(term.senses[:SENSES])}" for term in known if term.zh not in taken]
    return f"{text}\n{'；'.join(hints)}" if hints else text


def translation_prompt(text: str, lexicon: Lexicon) -> Prompt:
    """How the embedded model is asked for the English of ``text``."""
    return task_prompt(TRANSLATE, prompt_text(text, known=find(text, lexicon)))


def _quantities(text: str) -> Iterator[Term]:
    for quantity in chinese(text):
        zh = text[quantity.start : quantity.end]
        exact = not quantity.damaged and not {"数", "几", "多", "余"} & set(zh)
        if exact and quantity.kind in COUNTS and {"万", "亿"} & set(zh):
            yield Term(zh, (spoken(quantity),), quantity.start, quantity.end)


def spoken(quantity: Quantity) -> str:
    """A large quantity as an English text has it.

    >>> [spoken(quantity) for quantity in chinese("1.2万亿元、3.5万人")]
    ['1.2 trillion', '35,000']
    """
    for scale, name in SCALES:
        if quantity.value >= scale:
            return f"{_decimal(quantity.value / scale)} {name}"
    return f"{int(quantity.value):,}"


def _decimal(value: Fraction) -> str:
    return f"{float(value):.6f}".rstrip("0").rstrip(".")


def _names(words: Sequence[Term], text: str) -> Iterator[Term]:
    """Personal names: a surname and one or two characters that the lexicon does not read as a word."""
    i = 0
    while i < len(words):
        run = _given_name(words, i) if words[i].zh in SURNAMES else 0
        if run:
            start, end = words[i].start, words[i + run].end
            yield Term(text[start:end], (romanised(text[start:end]),), start, end)
        i += run + 1


def _given_name(words: Sequence[Term], i: int) -> int:
    """Characters of the given name after the surname at ``i``: 0 where there is none."""
    singles = 0
    for term in words[i + 1 : i + 3]:
        if len(term.zh) > 1 or not "\u4e00" <= term.zh <= "\u9fff" or term.zh in NOT_IN_NAMES:
            break
        singles += 1
    return singles if singles == 2 else 0


def romanised(name: str) -> str:
    """A Chinese personal name in pinyin, the family name first.

    >>> romanised("濮振宇")
    'Pu Zhenyu'
    """
    from pypinyin import Style, lazy_pinyin

    family, *given = lazy_pinyin(name, style=Style.NORMAL, v_to_u=False)
    return f"{family.capitalize()} {''.join(given).capitalize()}".strip()
