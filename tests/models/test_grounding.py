import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.evidence import texts
from models.evidence import UNSUPPORTED, Source
from models.grounding import Grounded, grounded, shortened
from models.text import sentences
from models.types import Check, MappedText, Span

TEXTS = texts()
SOURCE = Source([MappedText.of("大桥今天建成通车。"), MappedText("市民纷纷前来参观。", tuple(range(20, 29)))])
INVENTED = "市民烧烤聚会狂欢到天亮。"


def test_a_supported_summary_stays():
    assert grounded("大桥今天通车。市民前来参观", SOURCE, 40) == Grounded("大桥今天通车。市民前来参观", (), False)


def test_the_nearest_sentence_of_the_source_stands_instead():
    made = grounded(f"大桥今天通车。{INVENTED}", SOURCE, 40)
    message = f"“{INVENTED}” has little support in the source; the nearest sentence of the source stands instead"
    check = Check("unsupported", "warning", message, source=(Span(20, 29),), zh=(Span(7, 16),), repaired=True)
    assert made == Grounded("大桥今天通车。市民纷纷前来参观。", (check,), False)


def test_what_is_there_already_is_not_said_twice():
    made = grounded(f"{INVENTED}大桥今天通车，市民纷纷前来参观。", SOURCE, 40)
    assert made.text == "大桥今天通车，市民纷纷前来参观。"
    message = "; it was left out, since the nearest sentence of the source is there already"
    assert [(check.message.endswith(message), check.zh, check.repaired) for check in made.checks] == [(True, (), True)]


def test_a_summary_of_stand_ins_is_copied():
    assert grounded(INVENTED, SOURCE, 40).copied


def test_what_shares_nothing_with_the_source_stands_and_is_told():
    made = grounded("雨停。大桥今天通车。", SOURCE, 40)
    check = Check("unsupported", "warning", "“雨停。” has little support in the source", zh=(Span(0, 3),))
    assert made == Grounded("雨停。大桥今天通车。", (check,), False)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("大桥今天建成通车，全长1200米，市民前来参观。", 30, "大桥今天建成通车，全长1200米，市民前来参观。"),
        ("大桥今天建成通车，全长1200米，市民前来参观。", 20, "大桥今天建成通车，全长1200米"),
        ("大桥今天建成通车，全长1200米，市民前来参观。", 10, "大桥今天建成通车"),
        ("昨天晚上，市民前来参观大桥。", 8, "昨天晚上，市民前来参观大桥。"),
        ("如果今天下午下雨，大桥就不通车了。", 10, "如果今天下午下雨，大桥就不通车了。"),
        ("市长在会上明确地表示，大桥不会收费。", 12, "市长在会上明确地表示，大桥不会收费。"),
        ("他写下“大桥今天建成通车，车程缩短”的话。", 14, "他写下“大桥今天建成通车，车程缩短”的话。"),
        ("大桥今天建成通车全长一千二百米。", 10, "大桥今天建成通车全长一千二百米。"),
    ],
)
def test_sentences_are_cut_where_clauses_can_stand_alone(text, limit, expected):
    assert shortened(MappedText.of(text), limit).text == expected


@given(st.text("大桥通车如果雨停说，；。“”（）", max_size=40), st.integers(1, 40))
def test_a_shortened_sentence_begins_the_sentence(text, limit):
    made = shortened(MappedText.of(text), limit)
    assert text.startswith(made.text)
    assert made.text == text or len(made.text) <= limit


@given(st.sampled_from(sorted(TEXTS)), st.sampled_from(sorted(TEXTS)), st.integers(10, 60))
def test_what_stands_has_support_or_is_told(name, other, limit):
    source = Source([MappedText.of(text) for text in TEXTS[name]])
    made = grounded("".join(TEXTS[other][:3]), source, limit)
    told = {made.text[span.start : span.end] for check in made.checks if not check.repaired for span in check.zh}
    for sentence in sentences(MappedText.of(made.text)):
        assert sentence.text in told or source.match(sentence.text).score >= UNSUPPORTED
