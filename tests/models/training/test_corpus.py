from collections import Counter

from models.prompts import HEADLINE, SUMMARISE, TRANSLATE
from models.training.corpus import development, held_out, pairs, read_lines, summaries
from models.training.examples import Example, Pair
from tests.models.training.data import EN, ZH, write


def test_read_lines_reads_plain_and_compressed_files_alike(tmp_path):
    write(tmp_path / "a.txt", ["一", "", "二"])
    write(tmp_path / "a.txt.xz", ["一", "", "二"])
    assert list(read_lines(tmp_path / "a.txt")) == list(read_lines(tmp_path / "a.txt.xz")) == ["一", "", "二"]


def test_pairs_drop_what_is_held_out_and_count_it(data):
    counts = Counter()
    assert list(pairs(data / "mt" / "news.tsv.xz", held_out(data), counts)) == [
        Pair("news", 0, Example(TRANSLATE, ZH, EN))
    ]
    assert counts == {"news: kept": 1, "news: held out": 1}


def test_pairs_that_say_the_same_are_used_once(tmp_path):
    rows = [f"news\t{ZH}\t{EN}", f"news\t{ZH[:-1]}\t{EN.upper()}", f"news\t{ZH}\tThree bridges were built this year."]
    write(tmp_path / "mt" / "news.tsv.xz", rows)
    counts = Counter()
    assert [pair.line for pair in pairs(tmp_path / "mt" / "news.tsv.xz", set(), counts)] == [0, 2]
    assert counts == {"news: kept": 2, "news: duplicate": 1}


def test_pairs_of_other_sources_are_not_used(tmp_path):
    write(tmp_path / "mt" / "general.tsv.xz", [f"a\t{ZH}\t{EN}", "b\t他今天走了。\tHe went away today."])
    counts = Counter()
    assert [pair.source for pair in pairs(tmp_path / "mt" / "general.tsv.xz", set(), counts, {"b"})] == ["b"]
    assert counts == {"general: kept": 1, "general: not used": 1}


def test_development_pairs_come_in_order(data):
    write(data / "mt" / "dev" / "flores-dev.zh", ["甲。", "乙。"])
    write(data / "mt" / "dev" / "flores-dev.en", ["A.", "B."])
    assert development(data, 1) == [Example(TRANSLATE, "甲。", "A.")]
    assert [example.target for example in development(data, 9)] == ["A.", "B."]


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
    assert [example.target for _, _, example in pairs(tmp_path / "mt" / "news.tsv.xz", set(), Counter())] == [EN]
