import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Abandoned, DeadlineExceeded
from models.extract import BUDGETS, choose, extract
from models.generation import Generation
from models.parts import cut, fitting
from models.script import converter
from models.summarise import ModelSummariser, merge
from models.types import BriefOptions, Evidence, Fault, MappedText, Span
from tests.models.fakes import ScriptedEngine, task

A = "今年三月，大桥在市区东部正式建成通车，全长1200米，总投资26亿元，市民纷纷前来观看。通车后两岸车程缩短一半。"
B = "当地医院今年新增了80张床位，并且开设了夜间门诊，方便白天上班的居民就医，受到了普遍的欢迎和好评。"


def summarise(engine, *texts, **options):
    maker = ModelSummariser(task(engine), task(engine))
    return maker.summarise([[MappedText.of(text)] for text in texts], BriefOptions(**options))


def test_the_first_hypothesis_without_an_error_is_taken():
    engine = ScriptedEngine({A: ["大桥全长1300米。", "大桥全长1200米。"]})
    (made,) = summarise(engine, A)
    assert (made.text, made.method, made.tokens) == ("大桥全长1200米。", "abstractive", 22)
    assert made.checks == ()
    assert made.evidence == (Evidence(0, (Span(0, 44),), made.evidence[0].score),)
    assert len(engine.asked) == 1


def test_of_hypotheses_without_an_error_the_best_supported_is_taken_but_the_likeliest_headline():
    made = ["大桥已建成启用。", "大桥长1300米。", "大桥建成通车。"]
    for length, expected in (("medium", made[2]), ("long", made[2]), ("short", made[0])):
        engine = ScriptedEngine({A + B: made})
        (found,) = summarise(engine, A + B, length=length)
        assert found.text == expected
        assert len(engine.asked) == 1


def test_a_passage_in_traditional_script_is_read_as_simplified_and_its_summary_written_as_it_is():
    passage = converter("s2t")(A)
    engine = ScriptedEngine({A: ["大桥全长1200米，总投资26亿元。"]})
    (made,) = summarise(engine, passage)
    assert (made.text, made.method, made.checks) == ("大橋全長1200米，總投資26億元。", "abstractive", ())
    assert made.evidence == summarise(ScriptedEngine({A: ["大桥全长1200米，总投资26亿元。"]}), A)[0].evidence


def test_what_is_wrong_with_a_summary_is_told_in_the_script_of_its_passage():
    engine = ScriptedEngine(default=lambda text: ["大桥总投资9亿元。"])
    expected = [check.message for check in summarise(engine, A)[0].checks]
    (made,) = summarise(engine, converter("s2t")(A))
    assert [check.message for check in made.checks] == [converter("s2t")(message) for message in expected] != expected


def test_sentences_of_a_passage_in_traditional_script_stand_as_they_are():
    passage = converter("s2t")(A)
    for style, engine in (("extractive", ScriptedEngine()), ("abstractive", ScriptedEngine(default=lambda text: [""]))):
        (made,) = summarise(engine, passage, style=style)
        assert (made.text in passage, made.method) == (True, "extractive")


def test_what_fails_is_asked_once_more_with_other_decoding():
    engine = ScriptedEngine({A: [["大桥长1300米。"], ["大桥建成通车。"]], B: ["医院新增80张床位。"]})
    first, second = summarise(engine, A, B)
    assert (first.text, second.text) == ("大桥建成通车。", "医院新增80张床位。")
    assert [texts for texts, _ in engine.asked][-1] == [A]
    assert (engine.asked[-1][1].no_repeat_ngram, engine.asked[-1][1].beam_size) == (4, 4)
    assert all(options.chinese for _, options in engine.asked)


def test_sentences_of_the_source_stand_in_for_what_fails_again():
    engine = ScriptedEngine({A: ["大桥全长1300米。"]})
    (made,) = summarise(engine, A)
    assert made.method == "extractive"
    assert made.text in A
    assert [(check.code, check.repaired) for check in made.checks] == [("number_added", True)]
    assert made.checks[0].message.endswith("; the source's own sentences stand instead")


def test_an_unsupported_sentence_gives_way_to_the_nearest_of_the_source():
    (made,) = summarise(ScriptedEngine({A: ["大桥建成通车。当地市民纷纷反对拆迁老宅区。"]}), A)
    assert (
        made.text == "大桥建成通车。今年三月，大桥在市区东部正式建成通车，全长1200米，总投资26亿元，市民纷纷前来观看。"
    )
    assert made.method == "abstractive"
    assert [(check.code, check.severity, check.repaired) for check in made.checks] == [("unsupported", "warning", True)]
    assert made.evidence[1] == Evidence(1, (Span(0, 44),), 1.0)


def test_a_summary_of_stand_ins_alone_is_extractive():
    (made,) = summarise(ScriptedEngine({A: ["乡村小学昨日举行运动会，两岸学生参加。"]}), A)
    assert (made.text, made.method) == ("通车后两岸车程缩短一半。", "extractive")


def test_a_poisoned_passage_fails_alone():
    engine = ScriptedEngine({A: RuntimeError("no"), B: ["医院新增80张床位。"]})
    first, second = summarise(engine, A, B)
    assert (first.method, second.text) == ("extractive", "医院新增80张床位。")
    assert [(check.code, check.repaired) for check in first.checks] == [("model_error", True)]


def test_an_empty_answer_is_never_shown():
    (made,) = summarise(ScriptedEngine({A: [""]}), A)
    assert (made.method, [check.code for check in made.checks]) == ("extractive", ["empty_output"])


@pytest.mark.parametrize("error", [Abandoned("gone"), DeadlineExceeded("late")])
def test_a_caller_who_left_and_a_passed_deadline_end_the_work(error):
    with pytest.raises(type(error)):
        summarise(ScriptedEngine({A: error}), A)


def test_reversing_the_passages_reverses_the_answers():
    def script():
        return ScriptedEngine({A: ["大桥建成通车。"], B: ["医院新增床位。"]})

    assert summarise(script(), A, B, "雨停。") == summarise(script(), "雨停。", B, A)[::-1]


def test_a_short_passage_is_its_own_summary():
    engine = ScriptedEngine()
    (made,) = summarise(engine, "大桥今天建成通车。")
    assert (made.text, made.method, made.score) == ("大桥今天建成通车。", "extractive", 1.0)
    assert made.evidence == (Evidence(0, (Span(0, 9),), 1.0),)
    assert engine.asked == []


@pytest.mark.parametrize("style", ["abstractive", "extractive"])
def test_a_blank_passage_is_an_error_of_its_own(style):
    made = summarise(ScriptedEngine(), "", style=style)[0]
    assert (made.text, made.error) == ("", Fault("empty_section", "there is no text to summarise"))


def test_extractive_style_asks_no_model():
    engine = ScriptedEngine()
    (made,) = summarise(engine, A, style="extractive", length="short")
    assert (made.method, made.text in A, engine.asked) == ("extractive", True, [])


def test_efforts_set_the_beam():
    for effort, beam in (("fast", 1), ("balanced", 2), ("best", 4)):
        engine = ScriptedEngine({A: ["大桥建成通车。"]})
        summarise(engine, A, effort=effort)
        assert (engine.asked[0][1].beam_size, engine.asked[0][1].hypotheses) == (beam, beam)


def test_an_answer_cut_at_the_limit_is_not_taken():
    cut_off = Generation("大桥建成通", 128, -0.1, "length")
    (made,) = summarise(ScriptedEngine({A: [cut_off, "大桥建成通车。"]}), A)
    assert made.text == "大桥建成通车。"


def test_a_passage_over_the_window_is_asked_in_parts_and_its_end_is_there():
    filler = "".join(f"第{i}天工地上的工作继续进行，大家都很努力地干活。" for i in range(800))
    text = filler + "最后市长宣布大桥命名为彩虹桥。"
    engine = ScriptedEngine(default=lambda part: [part[-15:]])
    (made,) = summarise(engine, text)
    asked = [part for texts, _ in engine.asked[:200] for part in texts]
    assert len(text) > 18_000
    assert max(map(len, asked)) <= 504
    assert made.text.endswith("最后市长宣布大桥命名为彩虹桥。")


class Overlooking(ScriptedEngine):
    """Counts as the embedded model's tokenizer does, some 1.5 characters a token, and finds FACT in short parts only."""

    def count(self, text):
        return len(text) * 2 // 3

    def _answer(self, text):
        told = FACT if FACT in text and len(text) < 400 else text[: text.index("。") + 1]
        return [Generation(told, 20, -0.1, "stop")]


FACT = "市长宣布大桥命名为彩虹桥。"


def test_the_last_250_of_20000_characters_are_asked_for_themselves():
    filler = "".join(f"第{i}天工地上的工作继续进行，大家都很努力地干活。" for i in range(880))
    ending = FACT + "市民们在桥上拍照留念，直到深夜才慢慢散去。" * 11
    engine = Overlooking(window=2048)
    (made,) = summarise(engine, filler + ending)
    assert len(filler + ending) > 20_000
    assert len(ending) <= 250
    assert "".join(part for texts, _ in engine.asked for part in texts) == filler + ending
    assert made.text.endswith(FACT)


@pytest.mark.parametrize(("sentences", "parts"), [(3, 1), (6, 1), (7, 2), (9, 2), (10, 3), (60, 3)])
def test_a_long_summary_has_a_part_for_each_hundred_characters_up_to_three(sentences, parts):
    text = "".join(
        f"第{number}座大桥今天在市区东部建成通车，市民前来观看，车程缩短一半。" for number in range(11, 11 + sentences)
    )
    engine = ScriptedEngine(default=lambda part: [part[:20] + "。"], window=10_000)
    summarise(engine, text, length="long")
    asked = {part for texts, _ in engine.asked for part in texts}
    assert (len(asked), sum(map(len, asked))) == (parts, len(text))


def test_merge_leaves_out_what_was_said():
    assert merge(["大桥建成通车。", "大桥建成通车。", "车程缩短"]) == "大桥建成通车。车程缩短。"


TEXT = st.text("大桥建成通车，。！“”\n", max_size=120)


@given(st.lists(TEXT, max_size=4), st.integers(5, 60), st.integers(1, 4), st.integers(0, 4))
def test_parts_hold_the_whole_passage_and_fit(texts, room, wanted, closing):
    passage = [MappedText.of(text) for text in texts]
    parts = cut(passage, len, room, wanted, closing)
    assert "".join(piece.text for part in parts for piece in part.sentences) == "".join(texts)
    assert all(sum(len(piece.text) for piece in part.sentences) <= room for part in parts)


@given(TEXT.filter(bool), st.integers(1, 30))
def test_fitting_pieces_are_the_sentence(text, room):
    pieces = list(fitting(MappedText.of(text), len, room))
    assert "".join(piece.text for piece in pieces) == text
    assert max(len(piece.text) for piece in pieces) <= room


def test_no_room_is_refused():
    with pytest.raises(ValueError, match="room is 0 tokens"):
        list(fitting(MappedText.of("大桥"), len, 0))


def test_the_extractive_summary_is_in_the_order_of_the_text_and_within_its_budget():
    text = A + B + A
    for length, budget in BUDGETS.items():
        made = extract([MappedText.of(text)], length)
        places = [support.spans[0].start for support in made.evidence]
        assert places == sorted(places)
        assert len(made.text) <= max(budget, 50)
        assert made.text == "".join(text[s.start : s.end] for e in made.evidence for s in e.spans)


def test_nothing_is_chosen_from_nothing():
    assert choose([], 40) == []
    assert extract([], "short").text == ""
