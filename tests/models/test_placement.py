import pytest

from models.figures import summary_figures
from models.numbers import chinese
from models.placement import misplaced, of_another_kind
from models.types import MappedText

SOURCE = "该市全年实现财政收入50亿元，各家企业的利润总额为7亿元。2月27日，又有19人获奖。"


def placed(summary, source=SOURCE):
    known = [(source, chinese(source))]
    return [(int(here.value), int(there.value)) for here, there in misplaced(summary, chinese(summary), known)]


@pytest.mark.parametrize(
    ("summary", "found"),
    [
        ("全年实现财政收入50亿元，利润总额为7亿元。", []),
        ("全年实现财政收入7亿元，利润总额为50亿元。", [(700000000, 5000000000)]),
        ("利润为7亿元。", []),
        ("利润为8亿元。", []),
    ],
)
def test_figures_in_the_place_of_others(summary, found):
    assert placed(summary) == found


@pytest.mark.parametrize(
    ("summary", "source", "found"),
    [
        ("比例从67%变为61%。", "该市所占比例从61%变为67%。", [(67, 61)]),
        ("比例从61%变为67%。", "该市所占比例从61%变为67%。", []),
        ("生产钢材37吨，水泥57公斤。", "据悉该市生产钢材57公斤，水泥37吨。", [(37, 57)]),
        ("2026年，银行缴税。", "2025年，银行缴税。2026年，银行获利。", [(2026, 2025)]),
        ("2026年，银行获利。", "2025年，银行缴税。2026年，银行获利。", []),
        ("从5%变为3%。", "一地从3%变为5%，另一地从5%变为3%。", []),
        ("有5%，3%。", "有3%。5%。", []),
    ],
)
def test_figures_that_changed_places_between_the_same_words(summary, source, found):
    assert [pair for pair in placed(summary, source) if pair in found or not found] == found


def test_a_date_is_no_number_of_people():
    known = [(SOURCE, chinese(SOURCE))]
    assert [int(q.value) for q in of_another_kind(chinese("有27人获奖。"), known)] == [27]
    assert list(of_another_kind(chinese("27日有19人获奖。"), known)) == []


def test_checks_of_a_summary():
    told = [
        (c.code, c.severity) for c in summary_figures("全年实现财政收入7亿元，有27人获奖。", [MappedText.of(SOURCE)])
    ]
    assert told == [("number_added", "warning"), ("number_misplaced", "warning")]
    (coined,) = summary_figures("全年实现财政收入50亿元，19家伙伴。", [MappedText.of(SOURCE)])
    assert (coined.code, coined.severity, coined.message) == ("number_added", "warning", "19 is not so in the source")
    assert list(summary_figures("（1）利润7亿元；（2）又有19人获奖。", [MappedText.of(SOURCE)])) == []
    january = [MappedText.of("1月，农民给13户家庭发补贴。")]
    (month,) = summary_figures("农民给1户家庭发补贴。", january)
    assert (month.code, month.severity) == ("number_added", "warning")
    (single,) = summary_figures("有1人获奖。", [MappedText.of(SOURCE)])
    assert (single.code, single.message) == ("number_added", "1 is not so in the source")
