from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.names import NAMES, Names

ROWS = [
    "日本\tJapan/Japanese",
    "发展中国家",
    "中国\tChina/Chinese",
    "里约\tRio",
    "约翰\tJohn",
    "斯坦\tStan\t-",
    "史密斯\tSmith/Smyth\t-",
    "记者",
    "表示",
]
SMALL = Names.parse(ROWS)


@pytest.fixture(scope="module")
def shipped():
    return Names.load()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("日本的", [("日本", "known", "Japan")]),
        ("发展中国家", []),
        ("记者濮振宇表示", [("濮振宇", "person", "Pu Zhenyu")]),
        ("约翰·史密斯说", [("约翰·史密斯", "foreign", "Smith")]),
        ("约翰·史密特说", [("约翰·史密特", "foreign", "")]),
        ("约翰说", [("约翰", "known", "John")]),
        ("约翰斯说", []),
        ("里约、中国", [("里约", "known", "Rio"), ("中国", "known", "China")]),
        ("斯坦说", []),
    ],
)
def test_find(text, expected):
    assert [(name.zh, name.kind, (*name.forms, "")[0]) for name in SMALL.find(text)] == expected


@given(st.text("日本中国约翰·史密斯发展家、a", max_size=30))
def test_names_stand_where_they_say_and_never_overlap(text):
    found = SMALL.find(text)
    assert [text[name.start : name.end] for name in found] == [name.zh for name in found]
    assert all(left.end <= right.start for left, right in pairwise(found))


@pytest.mark.parametrize(
    ("zh", "form"),
    [
        ("中国", "China"),
        ("浙江", "Zhejiang"),
        ("乌鲁木齐", "Urumqi"),
        ("联合国", "UN"),
        ("日本", "Japanese"),
        ("西班牙语", "Spanish"),
        ("冰岛", "Icelandic"),
        ("上海", "Shanghai"),
        ("普京", "Putin"),
        ("国家统计局", "NBS"),
    ],
)
def test_the_shipped_lexicon_has(shipped, zh, form):
    (name,) = shipped.find(zh)
    assert (name.zh, form in name.forms) == (zh, True)


@pytest.mark.parametrize("text", ["希望", "发展", "和平与合作", "长期", "建设高速公路", "太阳", "这段时间"])
def test_the_shipped_lexicon_takes_no_common_word_for_a_name(shipped, text):
    assert shipped.find(text) == []


def test_the_shipped_lexicon_is_small_and_has_its_notice():
    assert NAMES.stat().st_size < 1_000_000
    assert "CC-CEDICT" in (NAMES.parent / "NAMES_NOTICE").read_text(encoding="utf-8")
