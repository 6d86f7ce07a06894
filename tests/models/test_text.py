"""Sentences, mending, display width, bigrams."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.text import LONGEST_QUOTE, bigrams, columns, is_chinese, mend, sentences
from models.types import MappedText, Span

TEXT = st.text(alphabet="中文字，。！？；…“”‘’（）《》「」\"'()ab1.; ?!\n\u3000\ufffd", max_size=60)


def cut(text):
    return [sentence.text for sentence in sentences(MappedText.of(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("   ", ["   "]),
        ("没有句号", ["没有句号"]),
        ("下雪了。路滑！小心？好；走", ["下雪了。", "路滑！", "小心？", "好；", "走"]),
        ("真的吗？！当然。", ["真的吗？！", "当然。"]),
        ("增长3.5%，达1.2万亿。明年再看。", ["增长3.5%，达1.2万亿。", "明年再看。"]),
        ("由Apple Inc.和U.S. Steel出资。完。", ["由Apple Inc.和U.S. Steel出资。", "完。"]),
        ("他走了. 我来了.", ["他走了. ", "我来了."]),
        ("见https://a.cn/?q=1!x。好。", ["见https://a.cn/?q=1!x。", "好。"]),
        ("床位告急……数字沉甸甸。", ["床位告急……", "数字沉甸甸。"]),
        ("苹果、梨……等水果。", ["苹果、梨……等水果。"]),
        ("他说：“天好。走吧。”大家出发。", ["他说：“天好。走吧。”", "大家出发。"]),
        ("“为什么？”他问。没人答。", ["“为什么？”他问。", "没人答。"]),
        ("全场高喊“加油！”声音很大。", ["全场高喊“加油！”声音很大。"]),
        ("电影《你好吗？》上映。票房高。", ["电影《你好吗？》上映。", "票房高。"]),
        ("他走了（真的吗？）又回来。", ["他走了（真的吗？）又回来。"]),
        ("他走了。（其实没走。）后来呢？", ["他走了。", "（其实没走。）", "后来呢？"]),
        ("「去嗎？」她說。「去。」我們走了。", ["「去嗎？」她說。", "「去。」", "我們走了。"]),
        ("“没有收尾。后来呢。", ["“没有收尾。", "后来呢。"]),
        ("多余的”收尾。后来呢。", ["多余的”收尾。", "后来呢。"]),
        ('他说："好。走。"然后走了。', ['他说："好。走。"', "然后走了。"]),
        ("好。  下一句。", ["好。  ", "下一句。"]),
    ],
)
def test_sentences(text, expected):
    assert cut(text) == expected


def test_a_sentence_keeps_its_offsets():
    paragraph = MappedText("好。走。", (5, 6, 9, 10))
    assert sentences(paragraph) == [MappedText("好。", (5, 6)), MappedText("走。", (9, 10))]


def test_an_endless_quotation_is_cut_inside():
    inner = "他说个不停。" * (LONGEST_QUOTE // 6 + 1)
    assert len(cut(f"“{inner}”")) == LONGEST_QUOTE // 6 + 1
    assert len(cut(f"“{inner[:60]}”")) == 1


@given(TEXT)
def test_sentences_concatenate_to_the_paragraph(text):
    paragraph = MappedText.of(text)
    parts = sentences(paragraph)
    assert "".join(part.text for part in parts) == text
    assert [offset for part in parts for offset in part.offsets] == list(paragraph.offsets)
    assert all(part.text for part in parts)


@given(st.text(alphabet="字。？“”（）《》", max_size=40))
def test_no_sentence_holds_half_of_a_pair(text):
    """Oracle: pairs matched by repeated replacement; where all match, no sentence is unbalanced."""

    def unmatched(rest):
        rest = "".join(char for char in rest if char in "“”（）《》")
        while (shorter := rest.replace("“”", "").replace("（）", "").replace("《》", "")) != rest:
            rest = shorter
        return rest

    if not unmatched(text):
        assert [unmatched(part) for part in cut(text)] == [""] * len(cut(text))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["区支行来说， 都开", "启了一段"], "区支行来说，都开启了一段"),
        (["队 4个专项， 制定", "“清单”"], "队 4个专项，制定“清单”"),
        (["平台, 激活"], "平台, 激活"),
        (["New", "York"], "New York"),
        (["Mac  Book\tPro"], "Mac Book Pro"),
        (["COVID-", "19疫苗"], "COVID-19疫苗"),
        (["需要24", "日完成"], "需要24日完成"),
        (["100", "00人"], "10000人"),
        (["他 说 “ 好 ”"], "他说“好”"),
        (["他说“OK” and left"], "他说“OK” and left"),
        (["超 70\ufffd万人", "We\ufffd智造"], "超 70\ufffd万人We\ufffd智造"),
        ([" 　两边 　"], "两边"),
        ([], ""),
    ],
)
def test_mend(lines, expected):
    source = "\n".join(lines)
    spans, start = [], 0
    for line in lines:
        spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    assert mend(source, spans).text == expected


def test_mend_keeps_the_spaces_of_a_headline():
    mended = mend("上控风险　 下稳需求\n钱瑜 濮振宇", [Span(0, 10), Span(11, 17)], keep_spaces=True, keep_breaks=True)
    assert mended.text == "上控风险 下稳需求 钱瑜 濮振宇"
    assert mended.offsets == (0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)


@given(st.lists(TEXT, max_size=5))
def test_mending_drops_nothing_but_white_space(lines):
    source = "\n".join(lines)
    spans, start = [], 0
    for line in lines:
        spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    mended = mend(source, spans)
    assert "".join(mended.text.split()) == "".join(source.split())
    assert list(mended.offsets) == sorted(set(mended.offsets))
    assert all(
        source[o] == char or (char == " " and source[o].isspace()) for char, o in zip(*_pair(mended), strict=True)
    )


def _pair(mapped):
    return mapped.text, mapped.offsets


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        ("ABC 1，。", False),
        ("かな한글", False),
        ("a中", True),
        ("㐀", True),
        ("\U00020000", True),
        ("豈", True),
    ],
)
def test_is_chinese(text, expected):
    assert is_chinese(text) is expected


def test_columns():
    assert [columns(text) for text in ("", "ab", "中文", "“中”", "ｆ，", "a…")] == [0, 2, 4, 6, 4, 3]


def test_bigrams():
    assert bigrams("北京市A城，区县") == {"北京", "京市", "区县"}
    assert bigrams("好") == set()
