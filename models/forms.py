"""The fixed forms of a page's lines, where what a line is depends on its neighbours, too."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.lines import Line
from models.roles import Form, form_of
from models.types import Role

_RELATED = re.compile("推荐|推薦|阅读|閱讀|相关|相關|回顾|热榜|更多|喜欢")


def forms_of(lines: Sequence[Line]) -> list[Form | None]:
    """The form of each line, None where it has none."""
    return _with_related(lines, _without_markers([form_of(line) for line in lines]))


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
