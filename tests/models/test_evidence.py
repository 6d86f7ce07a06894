from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.evidence import texts
from models.evidence import UNSUPPORTED, Match, Source, features, overlap
from models.types import Evidence, MappedText, Span

TEXTS = texts()
NAMES = st.sampled_from(sorted(TEXTS))


def units_of(sentences):
    """The sentences as the parts of one text, each wrapped in the middle."""
    units, start = [], 0
    for text in sentences:
        half = len(text) // 2
        units.append(MappedText(text, (*range(start, start + half), *range(start + half + 1, start + len(text) + 1))))
        start += len(text) + 5
    return units


BRIDGE = ["市政府表示，雨后将检查河堤。", "大桥今天通车。", "大桥全长1200米，投资26亿元。", "门票每张12元。"]


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("大桥今天通车。", (1,)),
        ("桥已通车。", (1,)),
        ("总投资26亿元。", (2,)),
        ("十二元一张票。", (3,)),
        ("大桥今天通车，投资26亿元。", (1, 2)),
        ("大桥今天通车，票价12元。", (1, 3)),
        ("Nothing。", ()),
        ("…", ()),
    ],
)
def test_the_sentences_that_hold_a_statement(sentence, units):
    assert Source(units_of(BRIDGE)).match(sentence).units == units


def test_a_damaged_number_supports_nothing():
    assert ("quantity", "28000") not in features("覆盖2.8\ufffd万家")
    assert ("quantity", "28000") in features("覆盖2.8万家")


def test_what_two_sentences_lack_lowers_the_score():
    source = Source([MappedText.of("雨停了。"), MappedText.of("河水上涨。")])
    assert source.match("雨停了。").score == 1.0
    assert source.match("河水上涨，雨停了。").score == 1.0 > source.match("河水上涨，雨停了。").alone
    assert source.match("河水上涨，雨停。").score > source.match("河水上涨，雪崩。").score > UNSUPPORTED


def test_nothing_supports_in_an_empty_passage():
    assert Source([]).match("大桥通车。") == Match((), 0.0, 0.0)
    assert Source([]).evidence("大桥通车。", 2) == Evidence(2, (), 0.0)


def test_the_spans_of_the_best_sentence_come_first():
    found = Source(units_of(BRIDGE)).evidence("大桥全长1200米，投资26亿元，今天通车。", 1)
    assert found.spans == (Span(31, 39), Span(40, 49), Span(19, 22), Span(23, 27))


@given(NAMES, st.data())
def test_a_copy_has_its_original_first_with_full_score(name, data):
    sentences = TEXTS[name]
    index = data.draw(st.integers(0, len(sentences) - 1))
    found = Source(units_of(sentences)).match(sentences[index])
    assert found == Match((index,), 1.0, 1.0)


@given(NAMES, st.data())
def test_permuting_the_sentences_permutes_the_evidence(name, data):
    sentences = TEXTS[name]
    asked = data.draw(st.sampled_from(sorted(TEXTS[name]))) + data.draw(st.sampled_from(["", "外地游客也来了。"]))
    order = data.draw(st.permutations(range(len(sentences))))
    one = Source(units_of(sentences)).match(asked)
    other = Source(units_of([sentences[i] for i in order])).match(asked)
    assert (other.score, other.units[:1]) == (one.score, tuple(order.index(i) for i in one.units[:1]))


@given(NAMES, NAMES, st.data())
def test_every_span_lies_within_the_passage(name, other, data):
    sentences = TEXTS[name]
    units = units_of(sentences)
    asked = data.draw(st.sampled_from(TEXTS[other]))
    found = Source(units).evidence(asked, 0)
    known = {span for unit in units for span in unit.spans()}
    assert set(found.spans) <= known
    assert 0 <= found.score <= 1


@given(st.text("大桥通车雨停了河水上涨，。", max_size=30), st.text("大桥通车雨停，。", max_size=30))
def test_a_longer_source_supports_no_less(sentence, source):
    alone = Source([MappedText.of(source)]).match(sentence).score
    assert Source([MappedText.of(source + sentence)]).match(sentence).score >= alone


def test_overlap_is_the_share_found():
    assert overlap(set("ab"), set("bc")) == 0.5
    assert overlap(set(), set("a")) == 0


def test_the_seeds_are_single_sentences_of_known_names():
    assert len(TEXTS) == 41
    assert all(text.endswith(("。", "”")) for sentences in TEXTS.values() for text in sentences)
    assert all(one != other for sentences in TEXTS.values() for one, other in pairwise(sentences))
