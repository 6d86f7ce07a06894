"""Whether a quantity tells what something changed *by* or *to* (增长了5%, 增至5%), in both languages."""

from __future__ import annotations

import re

from models.quantity import Change

WINDOW = 40
"""Characters before an English quantity that are looked at; a verb may stand ``WIDER`` before "to"."""
WIDER = 100
_ZH_ABOUT = "(?:约|近|超过|超|逾|将近|大约)?"
_ZH_BY = re.compile(
    r"(?:增长|增加|上升|上涨|提高|提升|攀升|回升|下降|减少|下跌|降低|下滑|回落|下调|上调|扩大|缩小|缩短|延长|[增涨降跌升减]"
    rf"|比[^，。；,]{{1,15}}[高多快大]出?)了?{_ZH_ABOUT}$"
)
_ZH_TO = re.compile(
    r"[增涨降跌升减加少高长大小低落调扩缩滑]长?[到至为成](?:了|约|近|超过|超|逾|将近|原来的|上年的|去年的){0,2}$"
)
_VERBS = (
    "ris(?:e|es|ing|en)|rose|increas[a-z]{0,3}|gr(?:ow|ows|ew|own|owing)|growth|jump[a-z]{0,3}|surg[a-z]{0,3}"
    "|soar[a-z]{0,3}|climb[a-z]{0,3}|gain[a-z]{0,3}|expand[a-z]{0,3}|f[ae]ll(?:s|en|ing)?|drop[a-z]{0,4}"
    "|declin[a-z]{0,3}|decreas[a-z]{0,3}|plung[a-z]{0,3}|slump[a-z]{0,3}|shr[iau]nk[a-z]{0,3}|slid[a-z]{0,3}"
    "|reduc[a-z]{0,4}|cut[a-z]{0,4}|lower[a-z]{0,3}|rais[a-z]{0,3}|edg[a-z]{0,3}|widen[a-z]{0,3}|narrow[a-z]{0,3}"
    "|boost[a-z]{0,3}|slow[a-z]{0,3}|advanc[a-z]{0,3}|improv[a-z]{0,3}|up|down"
)
_NOUNS = "increase|rise|growth|gain|decline|drop|fall|decrease|reduction|jump|surge"
_ABOUT = (
    r"(?:(?:about|around|nearly|almost|over|more\sthan|less\sthan|some|roughly|approximately|an?|the|as\smuch\sas|at\sleast"
    r"|only|just|close\sto|further|another|additional|year[\s-]on[\s-]year|by)\s){0,3}(?:[a-z]{0,3}[$€£¥]|rmb\s?)?$"
)
_BY = re.compile(rf"\b(?:(?:{_NOUNS})\sof|(?:{_VERBS})(?:\sby)?)\s{_ABOUT}")
_TO = re.compile(rf"(?<!up )\bto\s{_ABOUT}")
_RANGED = re.compile(rf"(?:\d|percent|%|million|billion|yuan|dollars)\sto\s{_ABOUT}")
_FROM = re.compile(r"\bfrom\s(?:[^;.,]|[.,](?=\d)){1,40}$")
_CHANGED = re.compile(rf"\b(?:{_VERBS})\b")
_AFTER = re.compile(rf"\s(?:year[\s-]on[\s-]year\s|annual\s|average\s|further\s)?(?:{_NOUNS}|hike|cut)\b")


def chinese_change(text: str, start: int) -> Change:
    """How the quantity at ``start`` of a Chinese text tells a change.

    >>> chinese_change("增长了约5%", 4), chinese_change("增至5%", 2), chinese_change("有5%", 1)
    ('by', 'to', '')
    """
    before = text[max(0, start - 24) : start].rstrip()
    return "to" if _ZH_TO.search(before) else "by" if _ZH_BY.search(before) else ""


def english_change(text: str, start: int, end: int) -> Change:
    """How the quantity ``[start, end)`` of a lower-case English text tells a change; "rose 3 to 5 percent" is a range.

    >>> english_change("rose 5 percent", 5, 14), english_change("rose to 5 percent", 8, 17)
    ('by', 'to')
    """
    before = text[max(0, start - WINDOW) : start]
    if _TO.search(before):
        wider = text[max(0, start - WIDER) : start]
        ranged = _RANGED.search(before) and not _FROM.search(before)
        return "to" if not ranged and _CHANGED.search(wider) else ""
    return "by" if grows(text, start) or _AFTER.match(text, end) else ""


def grows(text: str, start: int) -> bool:
    """Whether a verb of change stands right before ``start`` of a lower-case English text."""
    return bool(_BY.search(text[max(0, start - WINDOW) : start]))
