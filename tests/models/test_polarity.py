import pytest

from models.polarity import summary_polarity, translation_polarity
from models.types import MappedText, Span


@pytest.mark.parametrize(
    ("zh", "en", "expected"),
    [
        ("他没有来。", "He did not come.", []),
        ("他没有来。", "He failed to come.", []),
        ("他没有来。", "He came.", [("negation_lost", "error")]),
        ("他来了。", "He did not come.", [("negation_added", "error")]),
        ("公司否认收购。", "The company denied the takeover.", []),
        ("公司否认收购。", "The company confirmed the takeover.", [("negation_lost", "error")]),
        ("没有水，也无法取暖。", "There is no water, and they can heat.", [("negation_lost", "warning")]),
        ("没有水。", "There is no water and nothing to eat.", [("negation_added", "warning")]),
        ("不同的人缺乏耐心。", "Different people lack patience.", []),
        ("他戒烟不难。", "He can quit with ease.", []),
        ("甲国落选。", "Country A fails to win a seat.", []),
        ("官方辟谣桥塌了。", "Officials: No bridge collapsed.", []),
        ("遗嘱不是写了就算。", "A will isn't just written.", []),
        ("她不是一般人。", "She is extraordinary.", []),
        ("往事突然涌来。", "The past came out of nowhere.", []),
        ("故宫开放。", "The Forbidden City opens.", []),
    ],
)
def test_translation_polarity(zh, en, expected):
    assert [(check.code, check.severity) for check in translation_polarity(zh, en)] == expected


def test_spans_are_those_of_the_negation():
    (lost,) = translation_polarity("他昨天没有来。", "He came yesterday.")
    assert (lost.zh, lost.en, lost.message) == ((Span(3, 5),), (), "没有 has no negation in the English")
    (added,) = translation_polarity("他来了。", "He didn't come.")
    assert (added.zh, added.en, added.message) == ((), (Span(6, 9),), "n't has no negation in the Chinese")


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("大桥没有按期通车。", []),
        ("大桥已按期通车。", ["negation_lost"]),
        ("轮渡本周起不会全面恢复运行。", ["negation_added"]),
        ("轮渡本周起恢复运行。", []),
        ("市民很高兴。", []),
    ],
)
def test_summary_polarity(summary, expected):
    passage = [MappedText.of("市里的大桥没有按期通车，轮渡本周起全面恢复运行。")]
    assert [check.code for check in summary_polarity(summary, passage)] == expected


def test_of_two_clauses_alike_the_one_with_the_same_figure_is_compared():
    passage = [MappedText.of("法院没有判处甲监禁34个月。法院判处乙监禁8个月。")]
    assert [check.code for check in summary_polarity("法院判处监禁34个月。", passage)] == ["negation_lost"]
    assert list(summary_polarity("法院判处监禁8个月。", passage)) == []
