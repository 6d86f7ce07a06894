import pytest

from models.gloss import review
from models.lexicon import Lexicon
from models.translate import SentenceTranslator
from models.types import BriefOptions, Span
from tests.models.fakes import ScriptedEngine, task

NAMES = Lexicon({"支付宝": ("Alipay",), "银行": ()})
WORDS = Lexicon({"引导": ("guidance",), "政策": ("policy",), "支付宝": ("pay treasure",), "的": ()})


@pytest.mark.parametrize(
    ("zh", "en", "told"),
    [
        ("微信、支付宝", "WeChat,支付宝", "WeChat, Alipay"),
        ("政策引导下", "Under政策引导 and", "Under policy guidance and"),
        ("政策引导下", "引导of", "guidance of"),
        ("用支付宝引导", "(支付宝引导)", "(Alipay guidance)"),
        ("政策的引导", "政策的引导", "政策的引导"),
        ("政策", "引导", "引导"),
        ("政策", "policy", "policy"),
    ],
)
def test_known_words_are_told_and_others_stay(zh, en, told):
    assert review(zh, en, [NAMES, WORDS])[0] == told


def test_the_places_of_a_word_are_told():
    text, (check,) = review("在引导下", "Under引导.", [WORDS])
    assert (check.code, check.severity, check.zh) == ("glossed", "warning", (Span(1, 3),))
    assert [text[start:end] for start, end in check.en] == ["guidance"]


def test_without_a_lexicon_nothing_is_told():
    assert review("引导", "引导", []) == ("引导", ())


def test_what_no_attempt_translates_is_told_by_the_lexicon():
    engine = ScriptedEngine({"政策引导大家努力。": ["The policy引导 encourages all of us."]})
    translator = SentenceTranslator(task(engine, "translator"), lexicons=[WORDS])
    (made,) = translator.translate(["政策引导大家努力。"], BriefOptions())
    assert made.text == "The policy guidance encourages all of us."
    assert [(check.code, check.repaired) for check in made.checks] == [("glossed", False), ("untranslated", True)]


def test_places_count_the_text_as_it_was_sent():
    engine = ScriptedEngine({"雨停了。": ["Rain."], "有11家。": ["There are 12."]})
    sent = "雨\u200b停了。\u2060有1\u200b1家。"
    (made,) = SentenceTranslator(task(engine, "translator")).translate([sent], BriefOptions())
    missing, added = made.checks
    assert (missing.code, sent[missing.zh[0].start : missing.zh[0].end]) == ("number_missing", "1\u200b1")
    assert made.text[added.en[0].start : added.en[0].end] == "12"
