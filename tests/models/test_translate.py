from dataclasses import replace

import pytest

from models.attempts import most_tokens
from models.errors import Abandoned, InputTooLong
from models.generation import Generation, Prompt
from models.names import Names
from models.score import FAULTY
from models.translate import SentenceTranslator
from models.types import BriefOptions, Fault, Span, Translation
from tests.models.fakes import ScriptedEngine, task


def translate(engine, *texts, **options):
    return SentenceTranslator(task(engine, "translator")).translate(texts, BriefOptions(**options))


def test_sentences_are_translated_apart_and_joined():
    engine = ScriptedEngine({"雨停了。": ["The rain stopped."], "大桥通车。": ["The bridge opened."]})
    (made,) = translate(engine, "雨停了。大桥通车。")
    assert (made.text, made.checks, made.error, made.tokens) == ("The rain stopped. The bridge opened.", (), None, 37)


def test_equal_sentences_are_asked_once():
    engine = ScriptedEngine({"雨停了。": ["The rain stopped."]})
    first, second = translate(engine, "雨停了。", "雨停了。")
    assert first.text == second.text == "The rain stopped."
    assert [texts for texts, _ in engine.asked] == [["雨停了。"]]


def test_text_without_chinese_is_its_own_translation():
    engine = ScriptedEngine()
    assert translate(engine, "2020.12.10", "", "T05") == [
        Translation("2020.12.10", score=1.0),
        Translation("", score=1.0),
        Translation("T05", score=1.0),
    ]
    assert engine.asked == []


def test_lines_of_a_text_without_chinese_stay():
    assert translate(ScriptedEngine(), " Hello!\nWorld. ") == [Translation("Hello!\nWorld.", score=1.0)]


def test_wrapped_lines_are_joined_and_paragraphs_stay_apart():
    joined = "市政府5日宣布，今年将新建公园。"
    engine = ScriptedEngine({joined: ["On the 5th it announced parks."], "雨停了。": ["It stopped."], "完": ["End"]})
    (made,) = translate(engine, "市政府5日宣布，今年将\n新建公园。雨停了。\n\n雨停了。\nT05\n完")
    assert made.text == "On the 5th it announced parks. It stopped.\n\nIt stopped.\nT05\nEnd"
    assert {text for texts, _ in engine.asked for text in texts} == {joined, "雨停了。", "完"}


def test_a_finding_in_a_wrapped_line_has_its_place():
    text = "雨停了。\n据记者昨日从当地了解，这里有\n11家。"
    engine = ScriptedEngine({"雨停了。": ["It stopped."]}, default=lambda text: ["It is said that there are 12."])
    (made,) = translate(engine, text)
    missing, added = made.checks
    assert (missing.code, [text[span.start : span.end] for span in missing.zh]) == ("number_missing", ["11"])
    assert (added.code, [made.text[span.start : span.end] for span in added.en]) == ("number_added", ["12"])
    assert made.text == "It stopped.\nIt is said that there are 12."


def test_traditional_script_is_read_as_simplified():
    names = Names.parse(["台湾\tTaiwan", "下雪"])
    engine = ScriptedEngine({"今天。": ["Today."], "台湾下雪。": ["It snows."]})
    translator = SentenceTranslator(task(engine, "translator"), names)
    (made,) = translator.translate(["今天。臺灣下雪。"], BriefOptions())
    assert {text for texts, _ in engine.asked for text in texts} == {"今天。", "台湾下雪。"}
    assert [(check.code, check.zh) for check in made.checks] == [("name_missing", (Span(3, 5),))]


def test_what_is_wrong_is_told_in_the_script_of_the_text():
    engine = ScriptedEngine(default=lambda text: ["It sank by a number of centimetres."])
    (made,) = translate(engine, "地層下陷七點一公分。")
    assert [check.message for check in made.checks] == ["七點一 is not in the English"]


def test_a_term_is_found_in_either_script():
    for sent, text in (("晶圓廠", "晶圆厂开工。"), ("晶圆厂", "晶圓廠開工。")):
        engine = ScriptedEngine({"晶圆厂开工。": ["A plant opened.", "The fab opened."]})
        (made,) = translate(engine, text, glossary=((sent, "fab"),))
        assert (made.text, made.checks) == ("The fab opened.", ())


def test_a_term_that_is_missing_is_named_as_it_was_sent():
    engine = ScriptedEngine(default=lambda text: ["It opened."])
    (made,) = translate(engine, "晶圓廠開工。", glossary=(("晶圓廠", "fab"),))
    assert [(check.message, check.zh) for check in made.checks] == [("晶圓廠 should read fab", (Span(0, 3),))]


def test_the_first_hypothesis_without_an_error_is_taken():
    engine = ScriptedEngine({"有11家。": ["There are 12.", "There are 11."]})
    (made,) = translate(engine, "有11家。")
    assert (made.text, made.checks) == ("There are 11.", ())
    assert len(engine.asked) == 1


def test_a_repair_by_other_decoding_is_told():
    engine = ScriptedEngine({"有11家。": [["There are 12."], ["There are 11."]]})
    (made,) = translate(engine, "有11家。")
    assert made.text == "There are 11."
    assert [(check.code, check.repaired) for check in made.checks] == [("number_missing", True), ("number_added", True)]
    assert [(options.no_repeat_ngram, options.chinese) for _, options in engine.asked] == [(0, False), (4, False)]


def test_figures_are_put_back_where_no_other_answer_has_them():
    wrong = ["It lent 2.65 million yuan."]
    engine = ScriptedEngine({"发放2650万元。": [wrong, wrong], "发放T1元。": ["It lent T1 yuan."]})
    (made,) = translate(engine, "发放2650万元。")
    assert made.text == "It lent 26.5 million yuan."
    assert {(check.code, check.repaired) for check in made.checks} == {("number_missing", True), ("number_added", True)}
    assert [texts for texts, _ in engine.asked] == [["发放2650万元。"], ["发放2650万元。"], ["发放T1元。"]]


def test_what_cannot_be_repaired_is_reported_with_its_place_in_the_whole():
    engine = ScriptedEngine({"雨停了。": ["The rain stopped."], "有11家。": ["There are 12."]})
    (made,) = translate(engine, "雨停了。有11家。")
    assert made.text == "The rain stopped. There are 12."
    missing, added = made.checks
    assert (missing.code, missing.zh) == ("number_missing", (Span(5, 7),))
    assert (added.code, made.text[added.en[0].start : added.en[0].end]) == ("number_added", "12")
    assert made.score <= FAULTY


def test_an_empty_answer_is_that_texts_error():
    engine = ScriptedEngine({"雨停了。": [""], "大桥通车。": ["The bridge opened."]})
    first, second = translate(engine, "雨停了。", "大桥通车。")
    assert (first.text, first.error) == ("", Fault("empty_output", "the model answered nothing"))
    assert second.text == "The bridge opened."


def test_a_text_whose_only_chinese_sentence_has_no_english_has_none():
    engine = ScriptedEngine({"大桥通车。": [""]})
    (made,) = translate(engine, "3:0！大桥通车。")
    assert (made.text, made.error) == ("", Fault("empty_output", "the model answered nothing"))


def test_a_poisoned_text_fails_alone():
    engine = ScriptedEngine({"雨停了。": InputTooLong(9, 8), "大桥通车。": ["The bridge opened."]})
    first, second = translate(engine, "雨停了。", "大桥通车。")
    assert first.error == Fault("input_too_long", "prompt has 9 tokens, the model takes 8: split the text")
    assert second.error is None


def test_a_caller_who_left_ends_the_work():
    with pytest.raises(Abandoned):
        translate(ScriptedEngine({"雨停了。": Abandoned("gone")}), "雨停了。")


def test_reversing_the_texts_reverses_the_answers():
    def script():
        return ScriptedEngine(default=lambda text: [f"English of {len(text)} characters, {ord(text[0]):x}"])

    texts = ["雨停了。", "大桥通车了吗？", "医院"]
    made = [item.text for item in translate(script(), *texts)]
    assert [item.text for item in translate(script(), *texts[::-1])] == made[::-1]


def test_long_sentences_are_cut_at_clauses_and_none_is_lost():
    text = "，".join(f"工人们在工地上继续干活{chr(0x4E00 + 50 * i) * 3}" for i in range(40)) + "。"
    engine = ScriptedEngine(default=lambda part: ["Work goes on."])
    translate(engine, text)
    asked = {part for texts, _ in engine.asked for part in texts}
    assert max(map(len, asked)) <= 150
    assert sum(map(len, asked)) >= len(text) - 2


def test_an_answer_cut_at_the_limit_is_marked():
    engine = ScriptedEngine({"雨停了。": [Generation("The rain", 30, -0.1, "length")]})
    (made,) = translate(engine, "雨停了。")
    assert [check.code for check in made.checks] == ["truncated"]
    assert most_tokens(10) == 44


def test_a_sentence_that_loops_is_translated_clause_by_clause():
    loop = "on and on and " * 9
    engine = ScriptedEngine(
        {"凝心聚力 共克时艰": [loop], "凝心聚力": ["United in purpose."], "共克时艰": ["overcoming hard times"]}
    )
    (made,) = translate(engine, "凝心聚力 共克时艰")
    assert (made.text, made.error) == ("United in purpose, overcoming hard times", None)
    assert [(check.code, check.repaired) for check in made.checks] == [("repetition", True)]


def test_what_only_loops_has_no_translation():
    engine = ScriptedEngine(default=lambda text: ["on and on and " * 9])
    (made,) = translate(engine, "凝心聚力 共克时艰")
    assert (made.text, made.score) == ("", 0.0)
    assert made.error == Fault("no_translation", "no usable English was found: repetition")


def test_one_lost_sentence_stays_in_chinese_among_others():
    engine = ScriptedEngine({"雨停了。": ["The rain stopped."], "大桥通车。": [""]})
    (made,) = translate(engine, "雨停了。大桥通车。")
    assert (made.text, made.error) == ("The rain stopped. 大桥通车。", None)
    (check,) = made.checks
    assert (check.code, check.zh, check.en) == ("untranslated", (Span(4, 9),), (Span(18, 23),))


CHIP = (("芯片", "chip"),)


def test_another_hypothesis_with_the_term_is_taken():
    engine = ScriptedEngine({"造芯片。": ["It makes wafers.", "It makes chips."]})
    (made,) = translate(engine, "造芯片。", glossary=CHIP)
    assert (made.text, made.checks, len(engine.asked)) == ("It makes chips.", (), 1)


def test_the_term_is_put_into_a_sentence_that_lacks_it():
    engine = ScriptedEngine(
        {"造芯片。": ["It makes wafers."], "造chip。": ["It makes a Chip."], "造N1。": ["It makes N1."]}
    )
    (made,) = translate(engine, "造芯片。", glossary=CHIP)
    assert made.text == "It makes a Chip."
    assert [(check.code, check.repaired) for check in made.checks] == [("term_missing", True)]
    assert [texts for texts, _ in engine.asked] == [["造芯片。"], ["造chip。", "造N1。"]]
    assert made.tokens == sum(map(len, ("It makes wafers.", "It makes a Chip.", "It makes N1."))) + 3


def test_a_code_stands_for_the_term_and_the_english_is_put_back():
    engine = ScriptedEngine({"造N1。": ["It makes an N1."]}, default=lambda text: ["It makes wafers."])
    (made,) = translate(engine, "造芯片。", glossary=CHIP)
    assert made.text == "It makes a chip."


def test_a_term_that_cannot_be_kept_is_an_error_with_its_place():
    engine = ScriptedEngine(default=lambda text: ["It rains." if "雨" in text else "It makes wafers."])
    (made,) = translate(engine, "雨停。造芯片。", glossary=CHIP)
    (check,) = made.checks
    assert (check.code, check.severity, check.zh) == ("term_missing", "error", (Span(4, 6),))
    assert [texts for texts, _ in engine.asked][1:] == [["造chip。", "造N1。"], ["造Q1。"]]


def test_what_is_kept_may_be_chinese():
    engine = ScriptedEngine({"用鸿蒙。": ["It uses 鸿蒙."]})
    (made,) = translate(engine, "用鸿蒙。", glossary=(("鸿蒙", "鸿蒙"),))
    assert (made.text, made.checks) == ("It uses 鸿蒙.", ())


def test_a_number_inside_a_term_is_the_terms():
    engine = ScriptedEngine({"双十一来了。": ["Singles' Day has come."]})
    (made,) = translate(engine, "双十一来了。", glossary=(("双十一", "Singles' Day"),))
    assert made.checks == ()


def test_a_model_that_takes_hints_is_told_the_terms():
    engine = ScriptedEngine(default=lambda text: ["It makes chips."])
    model = replace(
        task(engine, "translator"), hinted=lambda text, given: Prompt("".join(t.zh + t.senses[0] for t in given))
    )
    SentenceTranslator(model).translate(["造芯片。"], BriefOptions(glossary=CHIP))
    assert [texts for texts, _ in engine.asked] == [["芯片chip"]]


def test_a_term_in_text_that_is_not_translated_is_told():
    (made,) = translate(ScriptedEngine(), "T05", glossary=(("T05", "page 5"),))
    assert [(check.code, check.zh) for check in made.checks] == [("term_missing", (Span(0, 3),))]


def test_a_name_has_one_form_in_all_texts():
    engine = ScriptedEngine({"濮振宇说。": ["Pu Zhenyu said."], "濮振宇来了。": ["Zhenyu Pu came."]})
    translator = SentenceTranslator(task(engine, "translator"), Names.parse(["来了"]))
    made = translator.translate(["濮振宇说。", "濮振宇来了。"], BriefOptions())
    assert [item.text for item in made] == ["Pu Zhenyu said.", "Pu Zhenyu came."]
    assert [(check.code, check.repaired) for check in made[1].checks] == [("name_inconsistent", True)]


def test_a_long_term_is_no_repetition():
    engine = ScriptedEngine({"造芯片。": ["It makes photolithographically structured wafers."]})
    (made,) = translate(engine, "造芯片。", glossary=(("芯片", "photolithographically structured wafer"),))
    assert made.checks == ()


def test_documents_share_batches_and_keep_their_names_apart():
    names = Names.parse(["基辅\tKyiv/Kiev", "很冷"])
    engine = ScriptedEngine(
        {"基辅很冷。": ["Kiev is cold."], "基辅下雪。": ["Snow in Kyiv."], "雨停了。": ["The rain stopped."]}
    )
    translator = SentenceTranslator(task(engine, "translator"), names)
    documents = [["基辅很冷。", "基辅下雪。"], ["基辅很冷。", "雨停了。"], []]
    made = translator.translate_many(documents, BriefOptions())
    assert [[item.text for item in items] for items in made] == [
        ["Kyiv is cold.", "Snow in Kyiv."],
        ["Kiev is cold.", "The rain stopped."],
        [],
    ]
    assert len(engine.asked[0][0]) == 3
