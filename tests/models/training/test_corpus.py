import json
import lzma
from collections import Counter

import pytest

from models.prompts import HEADLINE, SUMMARISE, TRANSLATE
from models.training.corpus import Example, held_out, mixture, pair_fault, pairs, read_lines, summaries

ZH, EN = "我们今年新建了三座桥。", "We built three new bridges this year."


@pytest.mark.parametrize(
    ("source", "zh", "en", "fault"),
    [
        ("news", ZH, EN, None),
        ("lmthang_nlm", ZH, EN, "case"),
        ("news", "no Chinese here", EN, "language"),
        ("news", ZH, "We built 三 bridges this year.", "language"),
        ("news", "桥", "A bridge.", "language length"),
        ("news", ZH, "Bridges." + " And more." * 20, "ratio"),
        ("news", ZH + "\ufffd", EN, "debris"),
        ("news", "我们在2019年新建了桥。", "We built bridges in 2018.", "numbers"),
        ("news", "我们在2019年新建了桥。", "We built bridges in 2019.", None),
        ("news", "我们新建了1500万座桥。", "We built 15 million bridges.", None),
    ],
)
def test_pair_fault_names_the_filter(source, zh, en, fault):
    assert pair_fault(source, zh, en) in ([fault] if fault is None else [fault, *fault.split()])


def write(path, lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    opened = lzma.open(path, "wt", encoding="utf-8") if path.suffix == ".xz" else path.open("w", encoding="utf-8")
    with opened as file:
        file.writelines(line + "\n" for line in lines)


def summary_row(summary, kind="headline", text="甲乙丙丁" * 20, **more):
    return json.dumps({"text": text, "summary": summary, "kind": kind, "source": "x", **more})


@pytest.fixture
def data(tmp_path):
    rows = [f"news\t{ZH}\t{EN}", "news\t这一句话留给开发集用。\tThis sentence is kept for development."]
    write(tmp_path / "mt" / "news.tsv.xz", rows)
    write(
        tmp_path / "mt" / "general.tsv.xz",
        [f"g\t今天天气第{i}次转好了。\tThe weather is fine today." for i in range(9)],
    )
    write(tmp_path / "mt" / "dev" / "flores-dev.zh", ["这一句话留给开发集用。"])
    write(tmp_path / "mt" / "test" / "newstest2018.en", ["Never seen."])
    rows = [
        summary_row("甲乙丙丁甲乙丙丁"),
        summary_row("甲乙丙丁甲乙12"),
        summary_row("甲乙丙丁的一句摘要", "summary"),
        summary_row("没有依据的一句摘要", "summary", cov=0.2),
        summary_row("短", "lead"),
        json.dumps({"text": "甲" * 50, "summary": "论文题目之一例", "kind": "headline", "source": "csl_x"}),
    ]
    write(tmp_path / "sum" / "train.jsonl.xz", rows)
    return tmp_path


def test_read_lines_reads_plain_and_compressed_files_alike(tmp_path):
    write(tmp_path / "a.txt", ["一", "", "二"])
    write(tmp_path / "a.txt.xz", ["一", "", "二"])
    assert list(read_lines(tmp_path / "a.txt")) == list(read_lines(tmp_path / "a.txt.xz")) == ["一", "", "二"]


def test_pairs_drop_what_is_held_out_and_count_it(data):
    counts = Counter()
    assert list(pairs(data, "news", held_out(data), counts)) == [("news", Example(TRANSLATE, ZH, EN))]
    assert counts == {"news: kept": 1, "news: held out": 1}


def test_summaries_keep_what_their_text_supports(data):
    counts = Counter()
    made = list(summaries(data, counts))
    assert [(example.task, example.target) for example in made] == [
        (HEADLINE, "甲乙丙丁甲乙丙丁"),
        (SUMMARISE, "甲乙丙丁的一句摘要"),
    ]
    assert counts == {
        "headline: kept": 1,
        "headline: numbers": 1,
        "summary: kept": 1,
        "summary: unsupported": 1,
        "lead: length": 1,
        "headline: domain": 1,
    }


def test_an_agency_at_the_end_of_a_headline_is_cut(tmp_path):
    write(tmp_path / "mt" / "news.tsv.xz", [f"news\t{ZH}\t{EN} (AFP)"])
    assert [example.target for _, example in pairs(tmp_path, "news", set(), Counter())] == [EN]


def test_mixture_takes_all_news_and_caps_the_rest(data):
    made, counts = mixture(data, 7, {"g": 4, HEADLINE: 5})
    assert Counter(example.task for example in made) == {TRANSLATE: 5, HEADLINE: 1}
    assert counts["general: kept"] == 9


def test_mixture_is_decided_by_its_seed(data):
    first, again, other = (mixture(data, seed, {"g": 4, HEADLINE: 5, SUMMARISE: 5})[0] for seed in (7, 7, 8))
    assert first == again
    assert first != other
