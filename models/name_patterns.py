"""Names of bodies, works and products that no lexicon has, found by how Chinese writes them: 盛达科技有限公司,
《书名》, “星辰”手机."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from models import persons
from models.lexicon import Term
from models.spelling import squashed
from models.text import HAN

BODIES = {
    "大学": "university college institut school academy", "学院": "university college institut school academy",
    "银行": "bank banking", "医院": "hospital clinic", "法院": "court",
    "协会": "association society federation union council chamber institut",
    "学会": "association society institut council", "委员会": "committee commission council board panel",
    "基金会": "foundation fund", "博物馆": "museum", "出版社": "press publisher publishing", "俱乐部": "club",
    "交易所": "exchange", "公司": "", "集团": "", "有限公司": "", "管理局": "", "研究院": "", "研究所": "", "局": "",
    "中学": "", "小学": "",
}  # fmt: skip
"""Words at the end of the name of a body, with those English words of which its name needs one; none where English
names do without (Boeing for 波音公司)."""
_TRADES = """
科技 医药 股份 有限 责任 股份有限 化工 电子 汽车 能源 食品 文化 传媒 建设 建筑 实业
投资 控股 贸易 物流 保险 证券 钢铁 电力 通信 网络 软件 生物 制药 农业 旅游 酒店
地产 置业 纺织 机械 智能 商业 人民 师范 理工 医科 财经 工业 职业 技术
"""
TRADES = frozenset(_TRADES.split())
"""What may stand between the name proper and the kind of body."""
STEM = range(2, 5)
"""Characters of the name proper."""
NO_NAME = frozenset(
    "的该本这那家各一在和与及等是为由对向从到于把被让给年月日名个所大小新老某其我你他她它们有了省市县区州镇乡村国第两二三四五六七"
    "八九十很多诸更要会学以只都也还不将常报"
)
"""Characters that are no part of it."""
_WORK = re.compile(r"《([^《》]{1,30})》")
_PRODUCT = re.compile(
    rf"“([{HAN}A-Za-z0-9·]{{2,12}})”(?=(?:牌|系列)?(?:手机|汽车|轿车|飞机|客机|卫星|火箭|飞船|航母|软件|应用|平台|系统|游戏|"
    r"电影|影片|电视剧|节目|栏目|品牌|超市|餐厅|号|型))"
)

_INITIALS = re.compile(r"\b[A-Z]{3,6}\b")
_NAME = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+|(?<=[a-z,] )[A-Z][a-z]+")
"""Words in capitals, of which the first of a sentence alone tells nothing."""


class Pattern(NamedTuple):
    """A name at ``[start, end)``, without its marks; its ``kind`` is the word for a body, "work" or "product", its
    ``core`` what tells it from others (盛达 of 盛达科技有限公司)."""

    zh: str
    kind: str
    core: str
    start: int
    end: int


def find(words: Sequence[Term], text: str) -> list[Pattern]:
    """Names of ``text`` by pattern, in order; ``words`` are its words.

    >>> [name.zh for name in find([], "他读《红楼梦》，用“星辰”手机。")]
    ['红楼梦', '星辰']
    """
    marked = [
        Pattern(match[1], kind, match[1], *match.span(1))
        for pattern, kind in ((_WORK, "work"), (_PRODUCT, "product"))
        for match in pattern.finditer(text)
    ]
    inside = [(name.start, name.end) for name in marked]
    bodies = [
        name for name in _bodies(words, text) if not any(name.start < end and start < name.end for start, end in inside)
    ]
    return sorted([*marked, *bodies], key=lambda name: name.start)


def _bodies(words: Sequence[Term], text: str) -> Iterator[Pattern]:
    for i, word in enumerate(words):
        if word.zh in BODIES:
            first = i
            while first and words[first - 1].zh in TRADES:
                first -= 1
            start = _stem(words[:first])
            if start is not None:
                core = text[start : words[first].start]
                yield Pattern(text[start : word.end], word.zh, core, start, word.end)


def _stem(words: Sequence[Term]) -> int | None:
    """Where the name proper begins that ends with the last of ``words``: characters that are no word and no place."""
    length = 0
    for word in reversed(words[-max(STEM) - 1 :]):
        if len(word.zh) > 1 or word.zh in NO_NAME or not ("一" <= word.zh <= "鿿"):
            break
        length += 1
    return words[-length].start if length in STEM else None


def kind_missing(name: Pattern, en: str) -> bool:
    """Whether the English tells nowhere of a body of this kind, nor has initials or a name not in pinyin that may stand
    for it (北岩银行, Northern Rock).

    >>> bank = Pattern("盛达银行", "银行", "盛达", 0, 4)
    >>> kind_missing(bank, "Shengda Bank lent it"), kind_missing(bank, "Shengda lent it"), kind_missing(bank, "SDB did")
    (False, True, False)
    """
    kinds = BODIES.get(name.kind, "").split()
    small = en.lower()
    if not kinds or any(kind in small for kind in kinds) or _INITIALS.search(en):
        return False
    return persons.sounds(name.core) in squashed(en) or not _NAME.search(en)
