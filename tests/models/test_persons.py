import pytest

from models import persons
from models.lexicon import Lexicon

LEXICON = Lexicon(dict.fromkeys(("记者", "表示", "会见", "建设", "国王", "欧阳", "小区", "马上"), ()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("记者濮振宇表示", ["濮振宇"]),
        ("欧阳振宇表示", ["欧阳振宇"]),
        ("欧阳宇会见王晨曦", ["欧阳宇", "王晨曦"]),
        ("王晨曦、李建国", ["王晨曦", "李建国"]),
        ("王说", []),
        ("张未送", []),
        ("季第四", []),
        ("周芬收到", []),
        ("马杜罗", []),
        ("普韦布洛", []),
        ("陈家村", []),
        ("阿马英华", []),
    ],
)
def test_find(text, expected):
    assert [term.zh for term in persons.find(LEXICON.words(text), text)] == expected


@pytest.mark.parametrize(
    ("name", "families", "given"),
    [
        ("濮振宇", ("pu",), ("zhenyu",)),
        ("单小芳", ("shan",), ("xiaofang",)),
        ("林雪", ("lin", "lam", "lim"), ("xue",)),
        ("欧阳兰", ("ouyang",), ("lan",)),
    ],
)
def test_spellings(name, families, given):
    assert (persons.families(name), persons.given_names(name)) == (families, given)


@pytest.mark.parametrize(
    ("like", "expected"),
    [("Han Chang", "Han Changfu"), ("Han Zhangfo", "Han Zhangfu"), ("Changfoo Han", "Han Zhangfu")],
)
def test_the_reading_most_like_what_was_written_is_taken(like, expected):
    assert persons.spelt("韩长赋", like) == expected
