"""Silver summaries: what is chosen, what is dropped, and the judgements that stand beside them."""

import json
from collections import Counter

import pytest

from models.names import Names
from models.training import silver, summaries
from models.training.support import support
from models.types import MappedText
from tests.models.training.data import write

HEADLINE = "青江大桥建成通车"
LEAD = "青江大桥今天建成通车，全长1200米，两岸车程缩短一半。"
FIRST = "青江大桥今天（5月5日）正式建成通车，这是市内第三座跨江大桥，桥上设有人行道和自行车道。"
SECOND = "大桥全长1200米，双向六车道，通车后两岸车程缩短一半，市民出行更加方便。"
THIRD = "他说，今后还要修更多的路。"
FILLER = "青江市图书馆本周举办读书活动，读者可以免费参加，地点在二楼大厅。" * 6
TEXT = "\n".join([FIRST, SECOND, "桥上的一天", THIRD + FILLER])
NAMES = Names.parse(["法国\tFrance"])


def row(summary, kind="headline", text=TEXT, **more):
    return {"text": text, "summary": summary, "kind": kind, "source": "x"} | more


def made(*rows):
    counts = Counter()
    return list(silver.made_of(rows, NAMES, counts)), counts


def test_three_lengths_are_made_of_one_text():
    found, counts = made(row(HEADLINE), row(LEAD, "lead"))
    told = {one.length: (one.summary, one.made) for one in found}
    assert told["short"] == (HEADLINE, "human")
    assert told["medium"][1] == told["long"][1] == "sentences"
    assert told["long"][0].startswith(
        "青江大桥今天正式建成通车，这是市内第三座跨江大桥，桥上设有人行道和自行车道。" + SECOND
    )
    assert counts == {"short, human: kept": 1, "medium, sentences: kept": 1, "long, sentences: kept": 1}


def test_a_human_lead_of_the_right_length_is_the_medium_summary():
    lead = "青江大桥今天正式建成通车，全长1200米，双向六车道，通车后两岸车程缩短一半。"
    found, _ = made(row(HEADLINE), row(lead, "lead"))
    assert [(one.summary, one.made) for one in found if one.length == "medium"] == [(lead, "human")]


@pytest.mark.parametrize(
    ("headline", "fault"),
    [
        ("桥", "length"),
        ("市长访问邻市参加马拉松比赛", "bigrams"),
        ("青江大桥建成通车全长1300米", "numbers or negation"),
        ("法国青江大桥正式建成通车", "names"),
    ],
)
def test_what_the_text_does_not_entail_is_dropped(headline, fault):
    _, counts = made(row(headline))
    assert counts[f"short, human: {fault}"] == 1


def test_sentences_that_do_not_tell_the_headline_are_dropped():
    _, counts = made(row("邻市马拉松比赛开跑"))
    assert counts["long, sentences: headline untold"] == 1


@pytest.mark.parametrize("more", [{"cut": True}, {"source": "csl_x"}, {"text": "短。"}, {"kind": "lead"}])
def test_texts_of_another_kind_are_not_used(more):
    assert made(row(HEADLINE) | more) == ([], {})


@pytest.mark.parametrize("sentence", [THIRD, "记者在这里看到一座新桥正在加紧建设。", "目前，大桥也在加紧建设之中。"])
def test_a_sentence_that_leans_on_its_forerunner_is_taken_only_behind_it(sentence):
    told = silver.chosen(f"{FIRST}{SECOND}无关的话说了一句。{sentence}", sentence, sentence, "medium")
    assert sentence not in told


@pytest.mark.parametrize(
    ("sentence", "short"),
    [
        ("新华社北京12月10日电（记者王平）大桥今天正式通车。", "大桥今天正式通车。"),
        ("记者从市政府获悉，大桥今天正式通车。", "大桥今天正式通车。"),
        ("市民可拨打电话报修，人员当天上门。", "市民可拨打电话报修，人员当天上门。"),
        ("会议通过《条例（草案）》。", "会议通过《条例（草案）》。"),
        ("大桥（以下简称新桥）通车。", "大桥通车。"),
    ],
)
def test_only_what_says_nothing_goes(sentence, short):
    assert silver.compressed(MappedText.of(sentence)) == short


def test_judgements_are_counted_by_key(tmp_path):
    found, _ = made(row(HEADLINE))
    write(tmp_path / "judged.tsv", ["key\tlength\tgood\treason", f"{found[0].key}\tshort\t1\tx", "gone\tlong\t0\ty"])
    assert silver.judged(found, tmp_path / "judged.tsv") == {"1": 1}


def test_the_committed_judgements_are_fifty_with_reasons():
    rows = [line.split("\t") for line in silver.JUDGED.read_text(encoding="utf-8").splitlines()][1:]
    assert len({key for key, *_ in rows}) == len(rows) == 50
    assert all(len(key) == 16 and good in "01" and reason for key, _, good, reason in rows)


def test_support_counts_what_the_source_has():
    source = "大桥全长1200米，投资26亿元，日本专家参加了设计。"
    told = ["大桥全长1300米，投资26亿元。", "日本专家参加。"]
    names = Names.parse(["日本\tJapan", "法国\tFrance"])
    assert support(told, [source] * 2, names) == {"bigrams": 100.0, "numbers": 50.0, "names": 100.0}
    assert support(["法国与日本"], [source], names)["names"] == 50.0
    assert support(["大桥"], [source], names) == {"bigrams": 100.0, "numbers": 100.0, "names": 100.0}


def test_leading_sentences_come_near_to_the_length():
    passage = [MappedText.of("雨停了。" * 60)]
    assert summaries.leading(passage, "short") == "雨停了。"
    assert len(summaries.leading(passage, "long")) == 152
    assert summaries.leading([], "long") == ""


def test_the_sets_of_long_summaries_are_those_that_are_there(tmp_path):
    write(tmp_path / "sum" / "dev.jsonl", [json.dumps(row(HEADLINE))])
    genuine = [row("长" * 90, "summary", source=source) for source in ("vcsum_short_dev", "vcsum_short_dev", "other")]
    write(tmp_path / "sum" / "train.jsonl.xz", map(json.dumps, genuine))
    found = summaries.long_sets(tmp_path, 1)
    assert {name: len(texts) for name, (texts, _) in found.items()} == {"dev, long (silver)": 1, "meetings, long": 1}
