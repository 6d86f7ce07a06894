"""The fixed forms of a page's lines, where what a line is depends on its neighbours, too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from models.lines import Line
from models.roles import Form, form_of
from models.types import Role

_PHOTOGRAPHED = ("摄", "攝", "摄）", "攝）", "供图", "供圖")
_CAPTION = 80  # columns of the widest line of a caption
_NAMES_ONLY = 24  # columns of the widest line that only names who took the picture
_REPEATED, _REPEATED_ALONE = 8, 30  # characters of a line that tells a repetition with its neighbour, or alone where
# it ends no sentence
_RELATED = re.compile("推荐|推薦|阅读|閱讀|相关|相關|回顾|热榜|更多|喜欢")


def forms_of(lines: Sequence[Line]) -> list[Form | None]:
    """The form of each line, None where it has none."""
    forms = _with_torn(lines, [form_of(line.text) for line in lines])
    return _with_repeats(lines, _with_related(lines, _with_pictures(lines, _without_markers(forms))))


def _with_repeats(lines: Sequence[Line], forms: list[Form | None]) -> list[Form | None]:
    """The forms, with what the extractor gave twice as other the second time: a long line that ends no sentence, or
    lines that follow each other in both places. A sentence that an article says again among other lines is its
    author's, as is what stands there three times or more."""
    counts = Counter(line.text for line in lines if len(line.text) >= _REPEATED)
    first: dict[str, int] = {}
    again = [first.setdefault(line.text, i) if counts[line.text] == 2 else i for i, line in enumerate(lines)]
    found = list(forms)
    for i, j in enumerate(again):
        above, below = i > 0 and again[i - 1] == j - 1, i + 1 < len(again) and again[i + 1] == j + 1
        alone = len(lines[i].text) >= _REPEATED_ALONE and not lines[i].terminal
        if j < i and (alone or above or below):
            found[i] = Form(Role.OTHER, "repeated", 0.8, True)
    return found


def _with_pictures(lines: Sequence[Line], forms: list[Form | None]) -> list[Form | None]:
    """The forms, where a line that only names a photographer makes a caption of the sentence above it, which stands by
    itself."""
    found = list(forms)
    for i, (above, line) in enumerate(pairwise(lines)):
        named = forms[i + 1] if line.width <= _NAMES_ONLY and not line.gap else None
        alone = above.terminal and above.width <= _CAPTION and (i == 0 or above.gap > 0 or lines[i - 1].terminal)
        if named and named.reason == "photographer" and alone and not forms[i]:
            found[i] = named
    return found


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
