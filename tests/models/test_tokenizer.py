import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer as Full
from tokenizers import models as bpe
from tokenizers import normalizers, trainers

from models.generation import Prompt
from models.prompts import CONTROL_PIECES, HEADLINE, SUMMARISE, TRANSLATE, task_prompt
from models.tokenizer import Tokenizer
from models.training.vocabulary import BASE_PIECES, BYTE_PIECES, close, write_sentencepiece

TEXTS = [
    "今天天气很好，我们去公园散步。",
    "经济增长了百分之五，失业率下降。",
    "the weather is fine",
    "the economy grew",
] * 5
UNICODE = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@pytest.fixture(scope="module")
def full():
    """A BPE with byte fallback, as the embedded model's base has one."""
    tokenizer = Full(bpe.BPE(unk_token="<unk>", byte_fallback=True))
    tokenizer.normalizer = normalizers.Replace(" ", "\u2581")
    special = ["<unk>", *BYTE_PIECES]
    tokenizer.train_from_iterator(
        TEXTS, trainers.BpeTrainer(vocab_size=420, special_tokens=special, show_progress=False)
    )
    return tokenizer


@pytest.fixture(scope="module")
def kept(full):
    """Two thirds of its pieces, closed under their merges, in the order of their ids."""
    import json

    model = json.loads(full.to_str())["model"]
    ranks = {tuple(merge): rank for rank, merge in enumerate(model["merges"])}
    vocabulary = {piece: i for piece, i in model["vocab"].items() if piece not in ("<unk>", *BYTE_PIECES)}
    chosen = [piece for piece, i in vocabulary.items() if i % 3]
    return sorted(close(chosen, ranks, vocabulary), key=vocabulary.__getitem__)


@pytest.fixture(scope="module")
def tokenizer(kept, tmp_path_factory):
    path = tmp_path_factory.mktemp("tokenizer") / "tokenizer.model"
    write_sentencepiece(kept, path)
    return Tokenizer.load(path)


@given(UNICODE)
@settings(max_examples=300)
def test_any_unicode_string_round_trips(tokenizer, text):
    assert tokenizer.decode(tokenizer.encode(text)) == text


@pytest.mark.parametrize(
    "text", ["", " ", "a\u2581b", "\u2581", "\x00", "  two  ", "\ufffd2.8", "👩‍👩‍👧", "a\n\nb", "<bos>"]
)
def test_strings_that_tokenizers_like_to_change(tokenizer, text):
    assert tokenizer.decode(tokenizer.encode(text)) == text


@given(st.lists(st.sampled_from([word for text in TEXTS for word in text.replace("，", " ").split()]), max_size=6))
def test_the_pruned_vocabulary_segments_as_the_full_one_where_it_can(full, kept, tokenizer, words):
    text = " ".join(words)
    pieces = full.encode(text).tokens
    if set(pieces) <= set(kept):
        assert tokenizer.pieces(tokenizer.encode(text)) == pieces


def test_that_property_is_not_empty(full, kept):
    within = [set(full.encode(word).tokens) <= set(kept) for text in TEXTS for word in text.split()]
    assert 0 < sum(within) < len(within)


@given(st.lists(st.sampled_from([*CONTROL_PIECES, *BASE_PIECES, "天", " "]), max_size=6).map("".join))
def test_names_of_control_tokens_in_a_text_stay_text(tokenizer, text):
    names = tokenizer.pieces(tokenizer.encode(text))
    assert not set(names) & {*CONTROL_PIECES, *BASE_PIECES}
    assert tokenizer.decode(tokenizer.encode(text)) == text


def test_a_prompt_is_tokenised_segment_by_segment(tokenizer):
    prompt = Prompt("<eos>天", before="<bos><summarise>", after="<summarise>")
    pieces = tokenizer.pieces(tokenizer.encode_prompt(prompt))
    assert pieces[:2] == ["<bos>", "<summarise>"]
    assert pieces[-1] == "<summarise>"
    assert tokenizer.decode(tokenizer.encode_prompt(prompt)) == "<eos>天"


def test_templates_may_hold_text(tokenizer):
    assert tokenizer.encode_template("the<eos>天") == [*tokenizer.encode("the"), 1, *tokenizer.encode("天")]


def test_pieces_and_ids_are_inverse(tokenizer):
    ids = list(range(len(tokenizer)))
    assert tokenizer.ids(tokenizer.pieces(ids)) == ids


@pytest.mark.parametrize("control", [TRANSLATE, HEADLINE, SUMMARISE])
def test_task_prompts_name_their_task_on_both_sides(control):
    assert task_prompt(control, "文") == Prompt("文", f"<bos>{control}", control)
