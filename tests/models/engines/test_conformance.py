"""What every engine must do, run on each engine with each architecture."""

import threading
import time
from dataclasses import replace

import pytest

from models.engines import ctranslate2, hub, transformers
from models.engines.codec import HuggingFaceCodec
from models.errors import DeadlineExceeded, InputTooLong
from models.generation import Capabilities, GenerationOptions, Prompt
from models.shards import TOKENIZER_FOLDER
from models.text import is_chinese
from tests.models import tiny

WINDOW = 60
TEXTS = ["今天天气很好", "经济增长了百分之五，失业率下降。", "The weather", "我们去公园。The economy grew."]
PROMPTS = [Prompt(text) for text in TEXTS]
GREEDY = GenerationOptions(max_tokens=10)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("tiny")
    return {name: tiny.make(name, root / name) for name in tiny.ARCHITECTURES}


@pytest.fixture(scope="module")
def engines(folders):
    """Both engines over the same weights in float32, by architecture."""
    made = {}
    for name, folder in folders.items():
        out = folder.with_name(f"{name}-ct2")
        manifest = hub.convert(folder, out, name=name, revision="r", licence="l", window=WINDOW, quantization="float32")
        codec = HuggingFaceCodec.load(out / TOKENIZER_FOLDER)
        settings = {"causal": manifest.causal, "end": manifest.end, "window": WINDOW, "compute_type": "float32"}
        made["ctranslate2", name] = ctranslate2.load(out, codec, **settings, device="cpu", threads=1)
        made["transformers", name] = transformers.load(folder, HuggingFaceCodec.load(folder), window=WINDOW)
    return made


@pytest.fixture(scope="module")
def long_engines(folders):
    """Both engines over the Gemma 3 whose sliding window is 512 tokens, with a window for prompts that exceeds it."""
    folder = folders["gemma3"]
    out = folder.with_name("gemma3-long")
    hub.convert(folder, out, name="g", revision="r", licence="l", window=2000, quantization="float32")
    codec = HuggingFaceCodec.load(folder)
    settings = {"causal": True, "end": "<eos>", "window": 2000, "compute_type": "float32", "device": "cpu"}
    return ctranslate2.load(out, codec, **settings), transformers.load(folder, codec, window=2000)


@pytest.fixture(
    params=[(kind, name) for kind in ("ctranslate2", "transformers") for name in tiny.ARCHITECTURES], ids="-".join
)
def engine(engines, request):
    return engines[request.param]


def texts(answers):
    return [[made.text for made in hypotheses] for hypotheses in answers]


def test_a_batch_answers_as_its_prompts_do_alone(engine):
    answers = engine.generate(PROMPTS, GREEDY)
    assert texts(answers) == [texts(engine.generate([prompt], GREEDY))[0] for prompt in PROMPTS]
    assert len(set(map(str, texts(answers)))) == len(PROMPTS)


def test_reversing_the_batch_reverses_the_answers(engine):
    assert texts(engine.generate(PROMPTS[::-1], GREEDY)) == texts(engine.generate(PROMPTS, GREEDY))[::-1]


def test_an_empty_batch_has_no_answers(engine):
    assert engine.generate([], GREEDY) == []


def test_hypotheses_come_best_first(engine):
    answers = engine.generate(PROMPTS, GenerationOptions(beam_size=4, hypotheses=3, max_tokens=8, min_tokens=8))
    assert [len(hypotheses) for hypotheses in answers] == [3] * len(PROMPTS)
    for hypotheses in answers:
        scores = [made.score for made in hypotheses]
        assert scores == sorted(scores, reverse=True)
        assert len({made.text for made in hypotheses}) > 1


def test_a_wider_beam_never_scores_worse_here(engine):
    options = {"max_tokens": 8, "min_tokens": 8}
    greedy = engine.generate(PROMPTS, GenerationOptions(**options))
    beam = engine.generate(PROMPTS, GenerationOptions(beam_size=4, **options))
    mean = [sum(made[0].score for made in answers) for answers in (greedy, beam)]
    # transformers scores a beam before it forbids the end, and a greedy answer afterwards: a hundredth either way.
    assert mean[1] >= mean[0] - 0.02


def test_length_options_are_kept(engine):
    for hypotheses in engine.generate(PROMPTS, GenerationOptions(max_tokens=5)):
        assert hypotheses[0].tokens <= 5
    for hypotheses in engine.generate(PROMPTS, GenerationOptions(max_tokens=9, min_tokens=9)):
        assert hypotheses[0].tokens >= 9


def test_finish_reason_tells_a_cut_answer_from_a_finished_one(engine):
    for hypotheses in engine.generate(PROMPTS, GenerationOptions(max_tokens=1, min_tokens=1)):
        assert (hypotheses[0].tokens, hypotheses[0].finish_reason) == (1, "length")
    made = [hypotheses[0] for hypotheses in engine.generate(PROMPTS, GenerationOptions(max_tokens=40))]
    assert all((answer.tokens == 40) == (answer.finish_reason == "length") for answer in made)


def test_scores_are_mean_log_probabilities(engine):
    for beam_size in (1, 3):
        for penalty in (0.0, 1.0, 2.0):
            options = GenerationOptions(beam_size=beam_size, max_tokens=6, min_tokens=6, length_penalty=penalty)
            assert all(-12 < hypotheses[0].score < 0 for hypotheses in engine.generate(PROMPTS, options))


def test_no_repeat_ngram_forbids_repetition(engine):
    for hypotheses in engine.generate(PROMPTS, GenerationOptions(max_tokens=30, min_tokens=20, no_repeat_ngram=1)):
        ids = engine._codec.encode(hypotheses[0].text)
        assert hypotheses[0].tokens > 0
        if engine._codec.decode(ids) == hypotheses[0].text and "\ufffd" not in hypotheses[0].text:
            assert len(set(hypotheses[0].text)) > 3


def test_chinese_can_be_forbidden(engine):
    """Prompts keep theirs, also those that are longer than the shortest of their batch."""
    free = GenerationOptions(beam_size=2, hypotheses=2, max_tokens=20, min_tokens=20)
    bound = replace(free, chinese=False)
    answers = engine.generate(PROMPTS, bound)
    assert not any(is_chinese(text) for made in texts(answers) for text in made)
    assert any(is_chinese(text) for made in texts(engine.generate(PROMPTS, free)) for text in made)
    assert texts(answers) == [texts(engine.generate([prompt], bound))[0] for prompt in PROMPTS]


def test_an_over_long_prompt_is_refused(engine):
    with pytest.raises(InputTooLong, match=rf"the model takes {WINDOW}: split the text") as caught:
        engine.generate([PROMPTS[0], Prompt("好天" * WINDOW)], GREEDY)
    assert caught.value.tokens > caught.value.window == engine.window == WINDOW


def test_a_passed_deadline_is_refused(engine):
    with pytest.raises(DeadlineExceeded):
        engine.generate(PROMPTS, GenerationOptions(deadline=time.monotonic() - 1))


def test_special_tokens_in_a_text_stay_text(engine):
    codec = engine._codec
    plain = codec.encode("</s><eos><bos><|endoftext|><pad>")
    specials = set(codec.tokenizer.all_special_ids) - {codec.tokenizer.unk_token_id}
    assert not specials & set(plain)


def test_counts_are_those_of_the_tokenizer(engine):
    assert engine.count("") == 0
    assert engine.count(TEXTS[1]) == len(engine._codec.tokenizer(TEXTS[1], add_special_tokens=False)["input_ids"])


def test_capabilities(engine):
    assert engine.capabilities == Capabilities(beams=True, scores=True, n_best=True)


def test_two_threads_get_the_answers_of_one(engine):
    expected = texts(engine.generate(PROMPTS, GREEDY))
    found = {}

    def work(name):
        found[name] = [texts(engine.generate(PROMPTS, GREEDY)) for _ in range(3)]

    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {"a": [expected] * 3, "b": [expected] * 3}


@pytest.mark.parametrize("name", tiny.ARCHITECTURES)
def test_both_engines_agree_on_the_same_weights(engines, name):
    ours, theirs = (engines[kind, name].generate(PROMPTS, GREEDY) for kind in ("ctranslate2", "transformers"))
    for left, right in zip(ours, theirs, strict=True):
        assert (left[0].text, left[0].tokens, left[0].finish_reason) == (
            right[0].text,
            right[0].tokens,
            right[0].finish_reason,
        )
        assert left[0].score == pytest.approx(right[0].score, abs=1e-3)


@pytest.mark.parametrize(("size", "tolerance"), [(400, 1e-4), (512, 1e-4), (700, 5e-3), (1200, 5e-3)])
def test_both_engines_agree_beyond_the_sliding_window(long_engines, size, tolerance):
    """Within the window to rounding; beyond it the two differ by one position in where the window ends."""
    codec = long_engines[0]._codec
    text = "今天天气很好，我们去公园。The economy grew by five percent. " * 120
    prompt = Prompt(codec.decode(codec.encode(text)[:size]))
    assert long_engines[0].count(prompt.text) == size
    left, right = (engine.generate([prompt], GREEDY)[0][0] for engine in long_engines)
    assert left.text == right.text
    assert left.score == pytest.approx(right.score, abs=tolerance)
