import pytest

from models.fidelity import failed, summary_checks, translation_checks
from models.types import Check, MappedText, Span

PASSAGE = [MappedText.of("共有11家企业参加，贷款2650万元。"), MappedText.of("覆盖2.8\ufffd万家。")]


def codes(checks):
    return [check.code for check in checks]


@pytest.mark.parametrize(
    ("summary", "finish", "expected"),
    [
        ("11家企业贷款2650万元。", "stop", []),
        ("企业贷款。", "stop", []),
        ("12家企业参加。", "stop", ["number_added"]),
        ("", "stop", ["empty_output"]),
        ("eleven firms", "stop", ["wrong_language"]),
        ("企业参加", "length", ["truncated"]),
        ("企业参加" * 3, "stop", ["repetition"]),
        ("企业参加。<summarise>", "stop", ["prompt_copied"]),
        ("覆盖2.8万家。", "stop", ["damaged_number"]),
    ],
)
def test_summary_checks(summary, finish, expected):
    assert codes(summary_checks(summary, PASSAGE, finish)) == expected


def test_an_overlong_summary_is_a_loop():
    text = "".join(chr(0x4E00 + i) for i in range(100))
    (check,) = summary_checks(text, [MappedText.of(text)], expected=30)
    assert (check.code, check.message) == ("repetition", "the answer has 100 characters, about 30 were expected")


def test_spans_of_a_summary_check_point_into_source_and_summary():
    (added,) = summary_checks("参加的有12家。", PASSAGE)
    assert (added.message, added.zh) == ("12 is not in the source", (Span(4, 6),))
    passage = [MappedText("2.8\ufffd万", (10, 11, 12, 14, 15))]
    (damaged,) = summary_checks("约2.8万家。", passage)
    assert damaged.source == (Span(10, 13), Span(14, 16))
    assert damaged.severity == "warning"


@pytest.mark.parametrize(
    ("zh", "en", "finish", "expected"),
    [
        ("发放2650万元。", "It lent 26.5 million yuan.", "stop", []),
        ("发放2650万元。", "It lent 2.65 million yuan.", "stop", ["number_missing", "number_added"]),
        ("发放2650万元。", "It lent 26.5 million dollars.", "stop", ["quantity_changed"]),
        ("增长5%。", "It rose to 5 percent.", "stop", ["quantity_changed"]),
        ("没有发放贷款。", "It gave loans.", "stop", ["negation_lost"]),
        ("发放贷款。", "It never gave loans.", "stop", ["negation_added"]),
        ("发放贷款。", "It gave loans. 贷款~loan", "stop", ["untranslated", "prompt_copied"]),
        ("大桥今天上午建成通车，市民前来。", "It opened.", "stop", ["incomplete"]),
        ("去年发放贷款。", "It gave loans this year.", "stop", ["quantity_changed"]),
        ("发放贷款。", "It gave 贷款.", "stop", ["untranslated"]),
        ("发放贷款。", "...", "stop", ["wrong_language"]),
        ("发放贷款。", " ", "stop", ["empty_output"]),
        ("发放贷款。", "It lent", "length", ["truncated"]),
        ("发放贷款。", "it was so bad " * 3, "stop", ["repetition"]),
        ("发放贷款。", "LOOOOOOOOOOOOOOOOOOOOOO", "stop", ["repetition"]),
        ("覆盖2.8\ufffd万家。", "It covers many firms.", "stop", ["damaged_number"]),
    ],
)
def test_translation_checks(zh, en, finish, expected):
    assert codes(translation_checks(zh, en, finish)) == expected


def test_spans_of_a_translation_check_point_into_both_languages():
    missing, added = translation_checks("有11家企业。", "There are 12 firms.")
    assert (missing.zh, missing.en) == ((Span(1, 3),), ())
    assert (added.zh, added.en) == ((), (Span(10, 12),))
    (left,) = translation_checks("在大桥上。", "On the 大桥 of 桥.")
    assert left.en == (Span(7, 9), Span(13, 14))


def test_a_changed_quantity_is_told_with_both_places():
    (check,) = translation_checks("有5亿元。", "It has 500 million dollars.")
    assert (check.message, check.zh, check.en) == (
        "500,000,000 USD stands for 500,000,000 CNY",
        (Span(1, 3),),
        (Span(7, 18),),
    )
    (check,) = summary_checks("出口增至5%。", [MappedText.of("出口增长5%，明年更高。")])
    assert (check.code, check.message, check.zh) == ("quantity_changed", "to 5 % stands for by 5 %", (Span(4, 6),))
    assert summary_checks("今年出口多。", [MappedText.of("去年出口多。")]) == ()


def test_only_standing_errors_fail():
    error = Check("c", "error", "m")
    assert failed([error]) is True
    assert failed([Check("c", "warning", "m"), Check("c", "error", "m", repaired=True)]) is False
