import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.sections import PageSplitter
from service.document import DEFAULTS, Metadata
from service.errors import ServiceError
from service.parsing import read
from service.webpage import DEEPEST, read_html

PARAGRAPHS = [
    "大桥长1200米，今天建成通车，市民纷纷前来观看。",
    "车程缩短一半，两岸居民都很高兴。市长说，这是十年来最大的工程。",
    "工程于2014年开工，历时十年。",
]
NAVIGATION = ["首页", "时政", "财经", "国际", "体育", "文化", "教育", "科技"]
RELATED = ["另一座桥明年开工", "地铁三号线通车"]
FOOTER = "版权所有 某某网 京ICP备123号"


def links(texts):
    return "".join(f'<li><a href="/{text}">{text}</a></li>' for text in texts)


def page(*, title="大桥今天建成通车", body=None):
    """An article with navigation, related links and a footer."""
    body = body or f"<p>　　{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p><h2>十年建设</h2><p>{PARAGRAPHS[2]}</p>"
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}_某某网</title>'
        '<meta name="author" content="张三"><meta property="article:published_time" content="2024-05-06T08:00:00+08:00">'
        f'<script>var a = "脚本";</script></head><body><div class="nav"><ul>{links(NAVIGATION)}</ul></div>'
        f'<div class="content"><h1>{title}</h1><div class="article">{body}</div></div>'
        f'<div class="related"><h3>相关阅读</h3><ul>{links(RELATED)}</ul></div><div class="footer">{FOOTER}</div></body></html>'
    )


def html(text):
    return read_html(text.encode(), DEFAULTS)


def test_an_article_without_what_stands_around_it():
    document = html(page())
    assert document.text == (f"大桥今天建成通车\n\n{PARAGRAPHS[0]}\n{PARAGRAPHS[1]}\n\n十年建设\n\n{PARAGRAPHS[2]}\n")
    assert (document.kind, document.changed) == ("html", True)
    assert document.metadata == Metadata("大桥今天建成通车", "2024-05-06", "张三")


@pytest.mark.parametrize(
    ("head", "text"),
    [
        ("<title>大桥今天建成_某某网</title>", "大桥今天建成_某某网\n\n大桥今天建成，市民很高兴。\n"),
        ("<title>大桥今天建成_某某网</title><h1>大桥今天建成</h1>", "大桥今天建成\n\n大桥今天建成，市民很高兴。\n"),
        ("<h1>大桥今天建成</h1>", "大桥今天建成\n\n大桥今天建成，市民很高兴。\n"),
    ],
)
def test_the_title_stands_first_and_once(head, text):
    assert html(f"{head}<p>大桥今天建成，市民很高兴。</p>").text == text


def test_what_was_left_out_is_counted_exactly():
    left = "".join([*NAVIGATION, "相关阅读", *RELATED, *FOOTER.split()])
    (caution,) = html(page()).cautions
    assert caution.code == "text_left_out"
    assert caution.message == (
        f"{len(left)} characters of the file are not in the text read from it "
        f"(the longest line is “{FOOTER}”): compare it with the original"
    )


def test_the_splitter_finds_its_structure():
    article = PageSplitter().split(html(page()).text)
    assert [story.title.text for story in article.stories] == ["大桥今天建成通车"]
    assert [section.heading and section.heading.text for section in article.sections] == [None, "十年建设"]
    assert [p.text for section in article.sections for p in section.paragraphs] == PARAGRAPHS


def test_tables_are_sentences_and_layout_is_not():
    table = "<table><tr><th>项目</th><th>金额</th></tr><tr><td>桥面</td><td>3亿元</td></tr></table>"
    assert html(page(body=f"<p>{PARAGRAPHS[0]}</p>{table}<p>{PARAGRAPHS[1]}</p>")).text == (
        f"大桥今天建成通车\n\n{PARAGRAPHS[0]}\n项目；金额。\n桥面；3亿元。\n{PARAGRAPHS[1]}\n"
    )


def test_a_fragment_is_taken_whole():
    document = html(
        "<p>大桥<b>今天</b>通车。</p><p>市民\n很高兴。<br>第二行</p><p hidden>藏</p><p style='display: none'>藏</p>"
    )
    assert document.text == "大桥今天通车。\n市民 很高兴。\n第二行\n"
    assert document.metadata == Metadata()


def test_without_an_article_all_visible_text_is_taken():
    document = html(f"<body><h1>栏目</h1><ul>{links(NAVIGATION)}</ul><style>p {{}}</style></body>")
    assert document.text == "栏目\n\n" + "".join(f"{text}\n" for text in NAVIGATION)
    assert [caution.code for caution in document.cautions] == ["no_article"]


def test_sentences_that_the_extractor_drops_bring_all_of_the_page():
    """A page whose text trafilatura takes for comments."""
    comments = "".join(f'<div class="comment">{text}</div>' for text in PARAGRAPHS)
    document = html(f"<body><div id='comments'>{comments}</div><p>短句。</p></body>")
    assert document.text == "".join(f"{text}\n" for text in [*PARAGRAPHS, "短句。"])


@pytest.mark.parametrize("data", ["", "  ", "<!-- 注 -->", "<script>var a = '大桥';</script>"])
def test_nothing_visible_is_an_empty_text(data):
    assert html(data).text == ""


def test_nul_is_damage_and_ends_nothing():
    assert html("<p>大\0桥今天通车了。</p><p>完。</p>").text == "大\ufffd桥今天通车了。\n完。\n"


def test_deep_nesting_is_refused():
    detail = "its elements are nested 302 deep, the limit is 256: send a simpler or smaller file, or flatten it"
    with pytest.raises(ServiceError) as caught:
        html("<div>" * 300 + "大桥今天通车。")
    assert (caught.value.code, caught.value.detail) == ("document_too_complex", detail)
    assert html("<div>" * (DEEPEST - 2) + "大桥今天通车。").text == "大桥今天通车。\n"


TAGS = st.sampled_from(
    ["<p>", "</p>", "<div>", "<table>", "<tr>", "<td>", "</table>", "<b>", "<h1>", "<br>", "<a href=x>", "<ul><li>"]
)


@given(st.lists(st.one_of(TAGS, st.text("大桥。 \n&<>\0", max_size=6)), max_size=20))
@settings(max_examples=60, deadline=None)
def test_any_markup_is_a_document(pieces):
    assert read("".join(pieces).encode(), "html", DEFAULTS).kind == "html"


@given(st.lists(st.text("大桥今天通车市民", min_size=1, max_size=9), min_size=1, max_size=9))
@settings(max_examples=40, deadline=None)
def test_no_character_of_a_page_is_lost_without_being_counted(texts):
    document = html("<html><body>" + "".join(f"<p>{text}。</p>" for text in texts) + "</body></html>")
    counted = sum(int(caution.message.split()[0]) for caution in document.cautions if caution.code == "text_left_out")
    assert len("".join(document.text.split())) + counted == sum(len(text) + 1 for text in texts)


def test_tags_tell_the_size_of_headings():
    document = html(page())
    told = [(document.text[mark.start :].split("\n")[0], mark.size) for mark in document.marks]
    assert told == [("大桥今天建成通车", 2.0), ("十年建设", 1.5)]


def test_marks_of_a_page_without_an_article():
    document = html("<h1>通知</h1><h3>时间</h3><p>今天</p>")
    assert [(document.text[mark.start :].split("\n")[0], mark.size) for mark in document.marks] == [
        ("通知", 2.0),
        ("时间", 1.17),
    ]
