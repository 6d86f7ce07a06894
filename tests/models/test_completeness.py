import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.completeness import incomplete, matched, prompt_copied, repeats, size
from models.types import Span

BRIDGE = "大桥今天上午建成通车。"
CROWD = "许多市民带着孩子前来观看。"
ENGLISH = ["The bridge was opened to traffic this morning.", "Many residents came to watch with their children."]


@pytest.mark.parametrize(
    ("text", "found"),
    [("abcd" * 3, True), ("abcd" * 2 + "abc", False), ("abc" * 4, False), ("x" * 12, True), ("", False)],
)
def test_repeats(text, found):
    assert repeats(text) is found


@pytest.mark.parametrize(
    ("zh", "expected"),
    [
        ("大桥通车。", 4),
        ("2020年", 2),
        ("二〇二〇年", 2),
        ("苹果公司（Apple Inc.）", 4),
        ("iPhone手机", 3),
        ("，。", 0),
        ("洛马琴科同意", 3),
    ],
)
def test_size(zh, expected):
    assert size(zh) == expected


@pytest.mark.parametrize(
    ("answer", "spans"),
    [
        ("Translation: Chips.", [Span(0, 12)]),
        ("Sure, chips.", [Span(0, 6)]),
        ("Chips <translate>", [Span(6, 17)]),
        ("Chips. 芯片=chip", [Span(7, 14)]),
        ("The sure, slow translation of a = b", []),
    ],
)
def test_words_of_a_prompt_are_found_where_the_source_has_none(answer, spans):
    assert list(prompt_copied("芯片。", answer)) == spans
    assert list(prompt_copied("芯片=chip", answer)) == []


def codes(zh, en):
    return [(check.severity, check.message) for check in incomplete(zh, en)]


def test_a_translation_of_a_few_words_is_incomplete():
    assert codes(BRIDGE + CROWD, "It opened.") == [("error", "2 English words for 22 Chinese characters")]
    assert codes("通车了。", "Open.") == []


TOLD = "English sentences for 2 Chinese ones, one of them too short"


def test_a_sentence_that_is_left_out_leaves_one_too_short():
    assert codes(BRIDGE + CROWD, " ".join(ENGLISH)) == []
    assert codes(BRIDGE + CROWD, ENGLISH[0]) == [("info", f"1 {TOLD}")]
    assert codes(BRIDGE + CROWD, f"{ENGLISH[1]} They left.") == [("warning", f"2 {TOLD}")]


def test_two_sentences_in_one_of_their_length_are_whole():
    assert codes(BRIDGE + CROWD, "The bridge opened this morning, and many residents came to watch it.") == []


def test_sentences_within_a_quotation_are_told_apart():
    zh = "“节约为民，当节俭的一定要节俭。回归到现在实在的开会环境，我们很理解，也很欢迎。”代表王成表示，会议是他们愿意看见的。"
    en = (
        '"Save for the people, and be frugal where one must. Back to plain meetings, which we understand and welcome," '
        "said Wang Cheng, a delegate; meetings like these are those that they want to see."
    )
    assert codes(zh, en) == []


def test_a_question_mark_for_a_lost_dot_ends_no_sentence():
    assert (
        codes(
            "我怀念米特?罗姆尼版的古怪：把狗放在汽车上。", "I miss the nutty eccentricity of Mitt Romney: dogs on cars."
        )
        == []
    )


def test_abbreviations_end_no_sentence():
    assert codes(BRIDGE + CROWD, "Mr. Li of St. Paul saw the bridge open this morning with many other residents.") == []


lengths = st.lists(st.integers(1, 40), min_size=1, max_size=6)


@given(lengths)
def test_sentences_of_equal_length_match_one_for_one(chinese):
    assert matched(chinese, chinese) == 1


@given(lengths, lengths)
def test_the_match_is_no_better_than_the_whole(chinese, english):
    assert matched(chinese, english) <= sum(english) / sum(chinese) + 1e-9
