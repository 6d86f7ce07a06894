"""The way of a document over scripted parts: what is asked, once, in which order, and where the answers go."""

from dataclasses import replace

import pytest

from models.errors import Abandoned
from models.types import (
    Article,
    Block,
    Brief,
    BriefOptions,
    Check,
    Fault,
    MappedText,
    Masthead,
    ModelRecord,
    Role,
    Section,
    Story,
    Summary,
    Translation,
)
from service.pipeline import Pipeline, labels, story_passage

RECORDS = (ModelRecord("summariser", "s", "1"), ModelRecord("translator", "t", "2"))
SOURCE = "报题甲段乙段丙段导语"


def piece(start, end):
    return MappedText(SOURCE[start:end], tuple(range(start, end)))


ARTICLE = Article(
    source=SOURCE,
    masthead=Masthead(publication=piece(0, 1)),
    stories=(Story(0, title=piece(1, 2), lead=piece(8, 10)), Story(1)),
    sections=(
        Section(0, 0, 1, piece(1, 2), (piece(2, 4),)),
        Section(1, 0, 1, None, (piece(4, 6),)),
        Section(2, 1, 1, None, (piece(6, 8),)),
    ),
    blocks=(Block(Role.OTHER, 0, 10),),
)


class Splitter:
    def split(self, text, mode="auto", marks=()):
        if mode == "none":
            return Article(text, Masthead(), (Story(0),), (Section(0, 0, 1, None, (MappedText.of(text),)),), ())
        return ARTICLE


class Summariser:
    def __init__(self):
        self.asked = []

    def summarise(self, passages, options):
        self.asked.append([tuple(p.text for p in passage) for passage in passages])
        texts = ["".join(p.text for p in passage) for passage in passages]
        return [
            Summary("", "abstractive", error=Fault("empty_output", "nothing"), tokens=1)
            if "乙" in text and len(text) == 2
            else Summary(f"要：{text}", "abstractive", tokens=10)
            for text in texts
        ]


class Translator:
    def __init__(self):
        self.asked = []

    def translate(self, texts, options):
        self.asked.append(list(texts))
        return [Translation(f"en({text})", tokens=100) for text in texts]


@pytest.fixture
def parts():
    return Summariser(), Translator()


@pytest.fixture
def pipeline(parts):
    return Pipeline(Splitter(), *parts, RECORDS)


def test_story_passage_is_the_lead_and_then_the_sections():
    assert [p.text for p in story_passage(ARTICLE, ARTICLE.stories[0])] == ["导语", "甲段", "乙段"]
    assert [p.text for p in story_passage(ARTICLE, ARTICLE.stories[1])] == ["丙段"]


def test_labels_are_the_masthead_then_stories_then_headings():
    assert list(labels(ARTICLE)) == ["报", "题", "导语", "题"]


def test_brief_pairs_sections_and_stories_in_their_order(pipeline):
    made = pipeline.brief(SOURCE, BriefOptions())
    assert [brief.summary.text for brief in made.sections] == ["要：甲段", "", "要：丙段"]
    assert [brief.summary.text for brief in made.stories] == ["要：导语甲段乙段", "要：丙段"]
    assert made.sections[0].translation == Translation("en(要：甲段)", tokens=100)
    assert made.models == RECORDS


def test_a_failed_summary_keeps_its_error_and_has_no_translation(pipeline):
    made = pipeline.brief(SOURCE, BriefOptions())
    assert made.sections[1] == Brief(
        Summary("", "abstractive", error=Fault("empty_output", "nothing"), tokens=1), translation=None
    )


def test_equal_passages_and_equal_texts_are_worked_on_once(pipeline, parts):
    made = pipeline.brief(SOURCE, BriefOptions())
    summariser, translator = parts
    assert summariser.asked == [[("甲段",), ("乙段",), ("丙段",), ("导语", "甲段", "乙段")]]
    assert translator.asked == [["报", "题", "导语", "要：甲段", "要：丙段", "要：导语甲段乙段"]]
    assert made.tokens == 10 * 3 + 1 + 100 * 6


def test_every_label_has_its_english(pipeline):
    made = pipeline.brief(SOURCE, BriefOptions())
    assert {text: made.english[text].text for text in labels(ARTICLE)} == {
        "报": "en(报)",
        "题": "en(题)",
        "导语": "en(导语)",
    }


def test_progress_counts_up_to_its_total(pipeline):
    seen = []
    pipeline.brief(SOURCE, BriefOptions(), lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_summaries_and_translations_answer_each_text_in_order(pipeline):
    texts = ["子", "丑", "子"]
    assert [s.text for s in pipeline.summarise(texts, BriefOptions())] == ["要：子", "要：丑", "要：子"]
    assert [t.text for t in pipeline.translate(texts, BriefOptions())] == ["en(子)", "en(丑)", "en(子)"]


def test_checks_of_a_brief_are_those_of_both_languages():
    first, second = Check("number_added", "error", "x"), Check("untranslated", "warning", "y")
    pair = Brief(Summary("要", "abstractive", checks=(first,)), Translation("en", checks=(second,)))
    assert pair.checks == (first, second)
    assert Brief(pair.summary, None).checks == (first,)


def test_abandoned_work_is_not_swallowed(pipeline, parts):
    def leave(texts, options):
        raise Abandoned

    parts[1].translate = leave
    with pytest.raises(Abandoned):
        pipeline.brief(SOURCE, BriefOptions())


class Pooling(Translator):
    def translate_many(self, documents, options):
        self.asked.append([list(texts) for texts in documents])
        return [[Translation(f"en({text})", tokens=100) for text in texts] for texts in documents]


@pytest.mark.parametrize("translator", [Translator, Pooling])
def test_many_pages_are_briefed_as_each_alone(translator):
    class Pages(Splitter):
        def split(self, text, mode="auto", marks=()):
            return replace(ARTICLE, sections=ARTICLE.sections[: int(text)])

    alone = [Pipeline(Pages(), Summariser(), Translator(), RECORDS).brief(text, BriefOptions()) for text in "2313"]
    assert (
        Pipeline(Pages(), Summariser(), translator(), RECORDS).brief_many(
            [Pages().split(text) for text in "2313"], BriefOptions()
        )
        == alone
    )


def test_the_batches_of_many_pages_are_filled_across_them():
    summariser, translator = Summariser(), Pooling()
    made = Pipeline(Splitter(), summariser, translator, RECORDS).brief_many(
        [Splitter().split(SOURCE)] * 2, BriefOptions()
    )
    assert (len(made), len(summariser.asked), len(translator.asked)) == (2, 1, 1)
    assert translator.asked[0][0] == translator.asked[0][1]
