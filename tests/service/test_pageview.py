"""Pages with their blocks marked: exact text in the terminal, HTML read back by a parser."""

import io
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.console import Console

from models.sections import PageSplitter
from models.types import Article, Block, BriefOptions, Caution, MappedText, Masthead, Role, Section, Span, Story
from service import pageview
from service.answers import sections_answer
from service.pageview import View
from service.reading import Document, read
from service.render import visible

SEED = Path(__file__).parents[2] / "seeds" / "beijing-business-today-2020-12-10-t05.txt"
SOURCE = "\n大桥通车\x1b[31m\n\n大桥<script>alert(1)</script>今天\r\n建成，市民都来观看了。\n"
TEXT = "大桥<script>alert(1)</script>今天建成，市民都来观看了。"
BLOCKS = (
    Block(Role.TITLE, 0, 12, 0, None, None, "headline", 0.42),
    Block(Role.PARAGRAPH, 12, len(SOURCE), 0, 0, 0, "prose", 0.95),
)
HEAVY = '"><script>alert(2)</script>[red]页.txt'


def page(name="页.txt", explain=False):
    title = MappedText("大桥通车", tuple(range(1, 5)))
    line_end = SOURCE.index("\r\n")
    paragraph = MappedText(TEXT, (*range(12, line_end), *range(line_end + 2, len(SOURCE) - 1)))
    section = Section(0, 0, 1, None, (paragraph,))
    warning = Caution("odd", "see “\x1b[31m<b>”", (Span(12, 14),))
    article = Article(SOURCE, Masthead(), (Story(0, title=title),), (section,), BLOCKS, (warning,))
    return view_of(article, name, explain)


def view_of(article, name="页.txt", explain=False):
    answer = sections_answer(article, Document(article.source), BriefOptions(), include=["explain"])
    return View(name, answer, article.source, explain)


def split(source):
    return view_of(PageSplitter().split(source))


def printed(view, width=60, **console):
    out = Console(file=io.StringIO(), width=width, highlight=False, **console)
    out.print(pageview.terminal(view))
    return out.file.getvalue()


class Reader(HTMLParser):
    """What a browser would see: the texts of the cells by their class, tags, attributes."""

    def __init__(self, document):
        super().__init__()
        self.cells = {"margin": [], "page": [], "mended": []}
        self.tags, self.attributes, self.texts, self._cell = [], [], [], [""]
        self.feed(document)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag == "td":
            self._cell = self.cells[dict(attrs)["class"].split()[0]]
            self._cell.append("")

    def handle_endtag(self, tag):
        if tag == "td":
            self._cell = [""]

    def handle_data(self, data):
        self.texts.append(data)
        self._cell[-1] += data

    def values(self, name):
        return [value for key, value in self.attributes if key == name]


def test_the_terminal_shows_lines_and_margin():
    lines = [line.rstrip() for line in printed(page()).splitlines()]
    assert lines == [
        "────────────────────────── 页.txt ──────────────────────────",
        "title     0       │",
        "                  │ 大桥通车␛[31m",
        "                  │",
        "paragraph 0 §0 ¶0 │ 大桥<script>alert(1)</script>今天",
        "                  │ 建成，市民都来观看了。",
        "────────────────────────────────────────────────────────────",
        "title 标题 1 · paragraph 正文 1",
        "Numbers: story §section ¶paragraph, from 0 as in the API.",
        "  ! odd: see “␛[31m<b>”",
    ]


def test_explain_adds_reason_and_confidence():
    lines = [line.rstrip() for line in printed(page(explain=True), 80).splitlines()]
    assert lines[1:3] == ["title     0       headline 0.42? │", "                                 │ 大桥通车␛[31m"]
    assert lines[4] == "paragraph 0 §0 ¶0 prose 0.95     │ 大桥<script>alert(1)</script>今天"
    assert "a question mark" in lines[8] + lines[9]
    assert lines[8:10] == [
        "Numbers: story §section ¶paragraph, from 0 as in the API. Confidences are from 0",
        "to 1; one below 0.70 has a question mark.",
    ]


def test_explain_names_the_signals():
    class Why:
        decision = "flow"

        def weightiest(self, count):
            return (("wire <b>", -2.0), ("mid", 1.5), ("more", 1.0), ("yet more", 0.5))[:count]

    article = Article("大桥", Masthead(), (), (), (Block(Role.OTHER, 0, 2, reason="x", grounds=Why()),))
    told = "flow: wire <b> -2.00, mid +1.50, more +1.00"
    assert told in printed(view_of(article, explain=True))
    assert told in Reader(pageview.html([view_of(article, explain=True)])).cells["margin"][0]
    assert told not in printed(view_of(article)) + pageview.html([view_of(article)])


def test_a_terminal_with_colours_shows_roles_and_doubts_in_them():
    out = printed(page(explain=True), 80, force_terminal=True, color_system="standard")
    assert "\x1b[1;31mtitle    \x1b[0m" in out
    assert "\x1b[30;43mheadline 0.42?\x1b[0m" in out
    assert "\x1b[2mprose 0.95    \x1b[0m" in out


def test_a_long_line_is_folded_without_a_second_mark():
    source = "大桥" * 20
    article = Article(source, Masthead(), (), (), (Block(Role.OTHER, 0, 40, reason="x"),))
    assert [line.rstrip() for line in printed(view_of(article), 40).splitlines()[1:4]] == [
        "other  │ " + "大桥" * 7 + "大",
        "         桥" + "大桥" * 7,
        "         " + "大桥" * 5,
    ]


def test_a_page_without_blocks():
    assert printed(view_of(Article("", Masthead(), (), (), ()))).splitlines()[1] == "─" * 60


def lines_of(out, width):
    """The page's lines read off the terminal: the gutter's column holds a mark where one begins."""
    body = out.splitlines()[1:]
    gutter = body[0].index("│")
    lines = []
    for line in body:
        if line == "─" * width:
            return lines
        if line[gutter] == "│":
            lines.append("")
        lines[-1] += line[gutter + 1 :]
    raise AssertionError("no end")


@given(
    st.text(st.sampled_from("大桥今天，。 \n\r\t\x0b\x1b\x851Aé│一、二：记者\u3000\ufffd"), min_size=1, max_size=200)
)
@example(SEED.read_text(encoding="utf-8"))
def test_the_terminal_shows_every_character_once_line_by_line(source):
    shown = lines_of(printed(split(source), 70), 70)
    assert ["".join(line.split()) for line in shown] == [
        "".join(visible(line).split()) for line in source.splitlines(keepends=True)
    ]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t大桥今天。<>&\"'"), min_size=1))
@example(SEED.read_text(encoding="utf-8"))
@example("\n\n <b>大桥</b>&amp;&#39; 今天\t建成。\n\n\n")
@example("大桥\r\n今天\r\n")
def test_the_page_column_of_the_html_is_the_source(source):
    assert "".join(Reader(pageview.html([split(source)])).cells["page"]) == source


def test_control_characters_are_shown_in_the_html():
    assert "".join(Reader(pageview.html([page()])).cells["page"]) == visible(SOURCE)
    assert "\x1b" not in pageview.html([page()])


def test_mended_texts_stand_beside_the_page():
    mended = Reader(pageview.html([page()])).cells["mended"]
    assert [cell.split() for cell in mended] == [["Story", "0", "title", "大桥通车"], ["§0", "¶0", TEXT]]


def test_a_joint_is_marked_where_a_line_end_was_closed_up():
    assert '今天<i class="line"></i>建成' in pageview.html([page()])


def test_the_page_and_its_name_cannot_act():
    out = pageview.html([page(HEAVY)])
    reader = Reader(out)
    assert set(reader.tags) == {
        "html", "head", "meta", "title", "style", "body", "article", "header", "h1", "h2", "p", "ul", "li", "span", "small",
        "code", "a", "b", "i", "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    assert {name for name, _ in reader.attributes} == {
        "lang", "charset", "name", "content", "http-equiv", "class", "scope", "id", "title", "href",
    }  # fmt: skip
    assert HEAVY in reader.texts
    assert "default-src 'none'; style-src 'unsafe-inline'" in reader.values("content")
    assert "url(" not in out


def test_links_lead_to_rows_of_their_own_document():
    reader = Reader(pageview.html([page(), page()]))
    assert reader.values("id") == ["d1b0", "d1b1", "d2b0", "d2b1"]
    assert reader.values("href") == ["#d1b1", "#d2b1"]


@pytest.mark.parametrize("explain", [False, True])
def test_hovering_tells_all_and_doubts_are_marked(explain):
    reader = Reader(pageview.html([page(explain=explain)]))
    assert reader.values("title") == ["title 0 · headline 0.42?", "paragraph 0 §0 ¶0 · prose 0.95"]
    marked = [value.split() for value in reader.values("class") if "low" in value.split()]
    assert marked == [["low", "opens"]]
    reasons = [["headline", "0.42?"], ["prose", "0.95"]] if explain else [["?"], []]
    assert [cell.split() for cell in reader.cells["margin"]] == [
        ["标题", "0", *reasons[0]],
        ["正文", "0", "§0", "¶0", *reasons[1]],
    ]


def test_the_legend_counts_the_roles_that_are_there():
    answer = page().answer
    assert pageview.counts(answer) == [(Role.TITLE, 1), (Role.PARAGRAPH, 1)]
    assert set(pageview.NAMES) == set(Role)
    assert ">标题 title <small>×1</small></li>" in pageview.html([page()])


@pytest.mark.parametrize(("confidence", "low"), [(0.69, True), (0.7, False), (1.0, False)])
def test_what_counts_as_low(confidence, low):
    article = Article(
        "大", Masthead(), (), (), (replace(BLOCKS[0], start=0, end=1, story=None, confidence=confidence),)
    )
    (block,) = view_of(article).answer.blocks
    assert pageview.is_low(block) is low


def test_the_blocks_of_the_seed_page_are_its_source():
    document = read(SEED.read_bytes())
    view = split(document.text)
    assert "".join(document.text[block.start : block.end] for block in view.answer.blocks) == document.text
