"""What speaks for a line being of a lead: it introduces a story (核心提示, 编者按) or tells what reporters did."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MARKED = re.compile(
    r"[\[【■●◆□]?\s*(?:核心提示|核心阅读|阅读提示|内容提要|编者按|編者按|编者的话|编前|摘要|提要|导语|導語|引言|新闻背景|"
    r"上期(?:回顾|提要)|前情提要|主持人语|开栏的话)\s*[\]】]?\s*[:：丨|/／\s]?"
)
_PEN = re.compile("本报|本刊|本報|记者|記者|我们|本期")
_WORK = re.compile("调查|走进|走访|探访|对话|专访|采访|解答|梳理|推出|系列|跟着|带您|採訪|專訪")
_SPEAKER = re.compile("[^，。：:]{1,8}[：:]")


def leading(text: str) -> Iterator[str]:
    """The signals of one line.

    >>> list(leading("核心提示：本报记者走访老街。"))
    ['lead marked', 'pen True', 'speaker']
    """
    if _MARKED.match(text):
        yield "lead marked"
    if _PEN.search(text):
        yield f"pen {_WORK.search(text) is not None}"
    if _SPEAKER.match(text):
        yield "speaker"
