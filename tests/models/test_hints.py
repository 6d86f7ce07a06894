import pytest

from models import hints
from models.lexicon import Lexicon, Term

LEXICON = Lexicon(
    {
        "芯片": ("chip", "microchip"),
        "表示": (),
        "王国": ("kingdom",),
        "冰岛": ("Iceland",),
        "李白": ("Li Bai",),
        "小心": (),
    }
)


def told(text):
    return [(term.zh, "/".join(term.senses)) for term in hints.find(text, LEXICON)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("没有什么", []),
        ("冰岛的芯片", [("冰岛", "Iceland"), ("芯片", "chip/microchip")]),
        ("芯片与芯片", [("芯片", "chip/microchip")]),
        ("濮振宇表示", [("濮振宇", "Pu Zhenyu")]),
        ("记者王晨曦表示", [("王晨曦", "Wang Chenxi")]),
        ("李白表示", [("李白", "Li Bai")]),
        ("王国表示", [("王国", "kingdom")]),
        ("韦斯特", []),
        ("投资1.2万亿元", [("1.2万亿", "1.2 trillion")]),
        ("3.5万人", [("3.5万", "35,000")]),
        ("2020年", []),
        ("数十亿元", []),
        ("1�2万元", []),
    ],
)
def test_find(text, expected):
    assert told(text) == expected


def test_hints_are_bounded_and_in_text_order():
    words = [f"甲{chr(0x4E00 + 40 * i)}" for i in range(40)]
    lexicon = Lexicon({word: (f"w{i}",) for i, word in enumerate(words)})
    found = hints.find("".join(words), lexicon)
    assert [term.zh for term in found] == words[: hints.MOST_HINTS]


def test_given_terms_come_first_and_replace_what_is_known():
    known = [Term("芯片", ("chip", "microchip", "wafer"), 0, 2), Term("冰岛", ("Iceland",), 3, 5)]
    assert (
        hints.prompt_text("芯片、冰岛", [Term("芯片", ("die",), 0, 2)], known) == "芯片、冰岛\n芯片=die；冰岛~Iceland"
    )
    assert hints.prompt_text("芯片", known=known[:1]) == "芯片\n芯片~chip/microchip"
    assert hints.prompt_text("芯片") == "芯片"
