"""The fixed forms of a page's lines, where what a line is depends on its neighbours, too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from models.lines import Line
from models.roles import Form, form_of
from models.types import Role

_PHOTOGRAPHED = ("摄", "攝", "摄）", "攝）", "供图", "供圖")
_CAPTION = 80  # columns of the widest line of a caption
_RELATED = re.compile("推荐|推薦|阅读|閱讀|相关|相關|回顾|热榜|更多|喜欢")


def forms_of(lines: Sequence[Line]) -> list[Form | None]:
    """The form of each line, None where it has none."""
    forms = _with_torn(lines, [form_of(line.text) for line in lines])
    return _with_related(lines, _without_markers(forms))


def _with_torn(lines: Sequence[Line], forms: list[Form | None]) -> list[Form | None]:
    """The forms, with captions that a column wraps: a photographer ends the next line, which is none itself."""
    found = list(forms)
    for i, (line, below) in enumerate(pairwise(lines)):
        if below.gap or forms[i] or not below.text.endswith(_PHOTOGRAPHED) or line.width > _CAPTION:
            continue
        torn, own = form_of(line.text + below.text), forms[i + 1]
        if torn and torn.role is Role.CAPTION and torn.whole and (own is None or own.role is Role.BYLINE):
            found[i] = found[i + 1] = torn
    return found


def _with_related(lines: Sequence[Line], forms: list[Form | None]) -> list[Form | None]:
    """The forms, with the lines of a list of links under its heading (相关阅读) as notices: short, and no sentences."""
    found, links = list(forms), False
    for i, (line, form) in enumerate(zip(lines, forms, strict=True)):
        if form:
            links = form.reason == "navigation" and _RELATED.search(line.text) is not None
        elif links and line.bare and line.gap < 2 and not line.text.endswith("。"):
            found[i] = Form(Role.NOTICE, "related", 0.7, True)
        else:
            links = False
    return found


def _without_markers(forms: list[Form | None]) -> list[Form | None]:
    """The forms, where several lines begin with ▲ without those: they are headings, one alone is a caption."""
    several = sum(form is not None and form.reason == "marker" for form in forms) > 1
    return [None if several and form is not None and form.reason == "marker" else form for form in forms]
