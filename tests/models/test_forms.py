"""Forms that depend on the neighbours of a line."""

import pytest

from models.forms import forms_of
from models.lines import read_lines


def roles(text):
    return [str(form.role) if form else None for form in forms_of(read_lines(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("孩子们参加科普活动。本\n报记者 范怡志 摄", ["caption", "caption"]),
        ("孩子们参加科普活动。\n本报记者 傅秀宁 摄", ["caption", "caption"]),
        ("市民在公园里锻炼。\n\n本报记者 傅秀宁 摄", [None, "byline"]),
        ("老街新貌\n摄影 傅秀宁", [None, "caption"]),
        ("他说，这张照片由他\n拍摄", [None, None]),
    ],
)
def test_a_caption_over_two_lines(text, expected):
    assert roles(text) == expected


PROSE = "对外广播中，自治区广播电台用多种语言向周边国家的听众报道本地新闻和民族风情。"
TITLE = "关于推进老旧小区改造提升居民生活品质的若干意见及其实施细则全文"
A, B = "市民纷纷前来参观新的图书馆。", "大桥今天上午建成通车。"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([PROSE, A, PROSE, B], [None, None, None, None]),
        ([PROSE, A, B, PROSE, A], [None, None, None, "other", "other"]),
        ([TITLE, A, TITLE, B], [None, None, "other", None]),
        ([PROSE, A, PROSE, B, PROSE], [None] * 5),
        ([A, PROSE, B, A], [None] * 4),
    ],
)
def test_what_an_extractor_gave_twice(lines, expected):
    assert roles("\n".join(lines)) == expected
