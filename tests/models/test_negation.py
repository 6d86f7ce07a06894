import pytest

from models.negation import chinese_negation, english_negation


def hard(negation, text):
    return [text[span.start : span.end] for span in negation.hard]


@pytest.mark.parametrize(
    ("zh", "words"),
    [
        ("他没有来。", ["没有"]),
        ("公司否认收购。", ["否认"]),
        ("景区禁止吸烟。", ["禁止"]),
        ("尚未公布，无法确认。", ["尚未", "无法"]),
        ("不能参观，也不能拍照。", ["不能"]),
        ("他不再担任董事长。", ["不再"]),
        ("不仅如此，产量非常高。", []),
        ("未来能否增长，无论如何都要看非洲。", []),
        ("有没有、能不能、是不是", []),
        ("不得不说，差不多了。", []),
        ("没收违法所得，特别严重的分别处理。", []),
        ("没有人知道。", []),
        ("不应只看价格。", []),
        ("并不是一个单纯的玩具。", []),
        ("选择国内电影而不是大片。", []),
        ("没有达到要求。", []),
    ],
)
def test_hard_negations_of_chinese(zh, words):
    assert hard(chinese_negation(zh), zh) == words


@pytest.mark.parametrize(
    ("en", "words"),
    [
        ("He did not come.", ["not"]),
        ("He didn't come and never will.", ["n't", "never"]),
        ("He didn&#39;t come.", ["n&#39;t"]),
        ("He won’tcome.", ["n’t"]),
        ("Without water there is no life.", ["Without", "no"]),
        ("Not only that, no doubt.", []),
        ("No. 1 and No 2", []),
        ("It did not open until May.", []),
        ("Not more than five.", []),
        ("It is nothing but a game, isn't it?", []),
        ("fixed in no time by a no-nonsense man", []),
        ("refuse collection and denial of the facts", []),
    ],
)
def test_hard_negations_of_english(en, words):
    assert hard(english_negation(en), en) == words


@pytest.mark.parametrize(
    ("en", "cues"),
    [
        ("It is unlikely and illegal.", 2),
        ("The union is in India.", 0),
        ("Few can afford it.", 1),
        ("Regardless", 0),
        ("They are almost un weathered.", 1),
        ("The UN said so.", 0),
        ("It rebuffed them and resists calls.", 2),
        ("It kept residents from leaving.", 1),
        ("He kept it.", 0),
    ],
)
def test_soft_negations_are_cues(en, cues):
    assert english_negation(en).cues == cues
