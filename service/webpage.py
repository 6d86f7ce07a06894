"""HTML → document: the article that trafilatura finds, a paragraph to a line, headings between blank lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from models.lines import ends_sentence
from models.marks import shifted
from models.text import is_chinese
from models.types import Caution, Mark
from service.document import HEADINGS, Block, Document, Limits, Metadata, laid_out, left_out, quoted, row
from service.errors import too_complex

DEEPEST = 256
"""Elements nested in each other; pages of newspapers stay below 50."""

_HIDDEN = {"script", "style", "noscript", "template", "title", "svg", "iframe", "object", "textarea", "select"}
_INLINE = {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd"}
_INLINE |= {"label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup"}
_INLINE |= {"hi", "ref", "time", "tt", "u", "var", "wbr", "img", "graphic"}
_BREAKS = {"br", "lb"}
_ROWS = {"tr", "row"}
_HEADINGS = {f"h{level}": size for level, size in enumerate(HEADINGS, 1)}
_HEAD = "head"  # of trafilatura, as hi, lb, ref and so on are; its level is in its attribute rend
_HEAD_LINES = 6
_SPACES = re.compile(r"[ \t\r\n\f]+")  # what HTML collapses; ideographic spaces stay


def read_html(data: bytes, limits: Limits) -> Document:
    """The article of a page in UTF-8, its title first; where none is found that has most of the page's sentences, all
    visible text.

    What is visible and not in the text is counted in a caution. Raises ServiceError document_too_complex (depth).
    """
    root = _tree(data)
    visible, marks = laid_out(_blocks(root))
    found = _article(root)
    text, own = ("", ()) if found is None else _titled(*laid_out(_blocks(found.body)), found.title)
    if 2 * _running(text) <= _running(visible):
        all_taken = (Caution("no_article", "no article was found in the page: all its visible text was taken"),)
        return Document(visible, "html", changed=True, metadata=_metadata(found, root), cautions=all_taken, marks=marks)
    note = left_out(_difference(visible, text), _longest(visible, text))
    return Document(text, "html", changed=True, metadata=_metadata(found, root), cautions=note, marks=own)


def read_body(data: bytes, limits: Limits) -> Document:
    """All visible text of HTML in UTF-8 that is an article and nothing besides. Raises as ``read_html`` does."""
    text, marks = laid_out(_blocks(_tree(data)))
    return Document(text, "ninjs", changed=True, marks=marks)


def _tree(data: bytes) -> Any:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(data.replace(b"\0", "\ufffd".encode()), parser)
    except etree.ParserError:  # no element and no text
        return html.Element("html")
    depth = _depth(root)
    if depth > DEEPEST:
        detail = f"its elements are nested {depth} deep, the limit is {DEEPEST}"
        raise too_complex(detail, "flatten it")
    return root


def _depth(root: Any) -> int:
    deepest, level = 0, [root]
    while level:
        deepest, level = deepest + 1, [child for element in level for child in element]
    return deepest


def _article(root: Any) -> Any:
    """What trafilatura finds, None where that is nothing Chinese."""
    from trafilatura import bare_extraction
    from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")  # below its own limit, meant for English, it joins all lines
    config.set("DEFAULT", "EXTENSIVE_DATE_SEARCH", "off")
    found = bare_extraction(
        deepcopy(root),
        config=config,
        include_comments=False,
        include_tables=True,
        favor_recall=True,
        with_metadata=True,
    )
    return found if found is not None and is_chinese("".join(found.body.itertext())) else None


def _running(text: str) -> int:
    """Characters in lines that end a sentence, which navigation has none of."""
    return sum(len(line) for line in text.splitlines() if line and ends_sentence(line))


def _titled(text: str, marks: tuple[Mark, ...], title: str | None) -> tuple[str, tuple[Mark, ...]]:
    """``text`` under its title, which many pages have outside of what is taken for the article, unless one of its first
    lines is that, perhaps without the name of the site."""
    bare = _bare(title or "")
    heads = [_bare(line) for line in text.splitlines()[:_HEAD_LINES]]
    if not bare or any(head in bare and 2 * len(head) >= len(bare) for head in heads):
        return text, marks
    return f"{title}\n\n{text}", (Mark(0, HEADINGS[0]), *shifted(marks, len(title or "") + 2))


def _metadata(found: Any, root: Any) -> Metadata:
    """As trafilatura finds it, which knows no author whose name has no space."""
    author = next(iter(root.xpath("//meta[@name='author']/@content")), "").strip()
    if found is None:
        return Metadata(author=author or None)
    return Metadata(found.title or None, found.date or None, found.author or author or None)


def _blocks(root: Any) -> Iterator[Block]:
    """The visible text below ``root`` in order: a line for each block or row, and its size where it is a heading."""
    line: list[str] = []
    heading = 0.0
    for text, is_break, in_heading in _pieces(root, 0.0):
        if is_break:
            yield _SPACES.sub(" ", "".join(line)).strip(), heading
            line, heading = [], 0.0
        else:
            line.append(text)
            heading = heading or (in_heading if text.strip() else 0.0)
    yield _SPACES.sub(" ", "".join(line)).strip(), heading


def _pieces(element: Any, heading: float) -> Iterator[tuple[str, bool, float]]:
    """Text, whether a line ends there instead, and the size of the heading that it is in, 0 in none."""
    if not isinstance(element.tag, str) or element.tag in _HIDDEN or _is_hidden(element):
        return
    heading = heading or _HEADINGS.get(element.get("rend", "h2") if element.tag == _HEAD else element.tag, 0.0)
    if element.tag in _ROWS:
        yield from _row(element, heading)
        return
    block = element.tag not in _INLINE
    if block:
        yield "", True, heading
    yield element.text or "", False, heading
    for child in element:
        yield from _pieces(child, heading)
        yield child.tail or "", False, heading
    if block:
        yield "", True, heading


def _row(element: Any, heading: float) -> Iterator[tuple[str, bool, float]]:
    yield "", True, heading
    for text, is_heading in row(_blocks(cell) for cell in element):
        yield text, False, is_heading
        yield "", True, is_heading


def _is_hidden(element: Any) -> bool:
    return "hidden" in element.attrib or "display:none" in _bare(element.get("style", "")).lower()


def _longest(visible: str, kept: str) -> str:
    """The longest line left out, for the reader to judge by."""
    lines = sorted(set(visible.splitlines()), key=lambda line: (-len(line), line))
    return f"the longest line is “{quoted(next((line for line in lines if line not in kept), ''))}”"


def _bare(text: str) -> str:
    return "".join(text.split())


def _difference(visible: str, kept: str) -> int:
    """How many characters of ``visible`` are not in ``kept``, white space aside."""
    return (Counter(_bare(visible)) - Counter(_bare(kept))).total()
