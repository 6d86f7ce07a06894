import pytest

from models.change import chinese_change, english_change


@pytest.mark.parametrize(
    ("before", "change"),
    [("增长", "by"), ("下降了约", "by"), ("增至", "to"), ("提高到", "to"), ("增长到原来的", "to"), ("达到", ""), ("比上年高", "by"),
     ("身高", ""), ("新增长廊", ""), ("由3%", ""), ("", "")],
)  # fmt: skip
def test_chinese(before, change):
    assert chinese_change(f"{before}5%", len(before)) == change


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [("rose by ", "", "by"), ("up ", "", "by"), ("fell more than ", "", "by"), ("an increase of ", "", "by"), ("a ", " drop", "by"),
     ("rose to ", "", "to"), ("rose 3 percent to ", "", ""), ("rose from 3 percent to ", "", "to"), ("up to ", "", ""),
     ("according to ", "", ""), ("signed up by nearly ", "", "by"), ("contributed ", "", "")],
)  # fmt: skip
def test_english(before, after, change):
    assert english_change(f"{before}5%{after}", len(before), len(before) + 2) == change
