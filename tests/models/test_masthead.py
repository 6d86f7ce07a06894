"""Mastheads of several papers."""

import pytest

from models.lines import read_lines
from models.masthead import masthead_lines, masthead_scores, read_masthead


def fields(source):
    lines = read_lines(source)
    found = read_masthead(source, [lines[i] for i in masthead_lines(lines, masthead_scores(lines))])
    return tuple(item and item.text for item in (found.publication, found.date, found.page, found.desk))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("北京商报 2020.12.10\n标题", ("北京商报", "2020.12.10", None, None)),
        ("BEIJING� BUSINESS� TODAY T052020企业社会责任峰会·见众心", (None, None, None, None)),
        (
            "北京商报 2020.12.10\nBEIJING� BUSINESS� TODAY T052020企业社会责任峰会·见众心",
            ("北京商报", "2020.12.10", "T05", "2020企业社会责任峰会·见众心"),
        ),
        ("A3 要闻\n南方周末 2019年7月4日 星期四", ("南方周末", "2019年7月4日", "A3", "要闻")),
        ("人民日报\n二〇二〇年一月二日 星期四 第3版", ("人民日报", "二〇二〇年一月二日", "第3版", None)),
        ("柳河新闻报 2020年1月2日", ("柳河新闻报", "2020年1月2日", None, None)),
        ("CHINA DAILY 2020-01-02 第12版", ("CHINA DAILY", "2020-01-02", "第12版", None)),
        ("2020年1月2日新闻发布会实录", (None, None, None, None)),
        ("2020年1月2日，北京下雪。", (None, None, None, None)),
        ("工作通报\n正文。", (None, None, None, None)),
        ("人民日报" + "长" * 60 + " 2020-01-02", (None, None, None, None)),
        ("", (None, None, None, None)),
    ],
)
def test_read_masthead(source, expected):
    if source.startswith("BEIJING"):
        source = "标题\n" + source
    assert fields(source) == expected


def test_fields_point_into_the_source():
    source = "\n 江城晚报  2018.5.6"
    lines = read_lines(source)
    found = read_masthead(source, lines)
    assert [found.publication.spans(), found.date.spans()] == [((2, 6),), ((8, 16),)]
    assert masthead_lines(lines, masthead_scores(lines)) == {0: 0.8}
