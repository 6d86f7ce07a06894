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
