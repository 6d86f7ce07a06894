"""Counting alarms on files small enough to count by hand."""

import lzma
from pathlib import Path

import pytest

from benchmarks.alarms import alarms, judged, per_thousand, sample

LINES = {
    "test/newstest2018.zh": "有11家企业。\n他没有来。\n",
    "test/newstest2018.en": "There are 11 firms.\nHe did not come.\n",
    "dev/flores-dev.zh": "雨停了。\n",
    "dev/flores-dev.en": "The rain stopped.\n",
    "peers/newstest2018.other.en": "There are 12 firms.\nHe came.\n",
}


@pytest.fixture
def data(tmp_path):
    for name, text in LINES.items():
        path = tmp_path / "mt" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_alarms_are_counted_by_set_system_and_code(data):
    found = list(alarms(data))
    assert per_thousand(data, found) == {
        "newstest2018 people": {},
        "newstest2018 other": {
            "negation_lost error": 500.0,
            "number_added error": 500.0,
            "number_missing error": 500.0,
        },
        "flores-dev people": {},
    }
    assert {(a.line, a.system, a.check.code) for a in sample(found, 9, 0)} == {
        (0, "other", "number_missing"),
        (0, "other", "number_added"),
        (1, "other", "negation_lost"),
    }
    seen = {("newstest2018", "0", "other", "number_added"), ("newstest2018", "1", "other", "negation_lost")}
    assert [a.check.code for a in sample(found, 9, 0, seen)] == ["number_missing"]


def test_news_of_a_machine_are_a_set_of_their_own(data):
    with lzma.open(data / "mt" / "news.tsv.xz", "wt", encoding="utf-8") as file:
        file.write("other\t有1家\tThere are 2\nnyt_rss_bt\t有11家\tThere are 12 firms\n")
        file.write("china_dashboard_gpt\t日本出口\tKorea exports\n")
    (named,) = alarms(data, {("china_dashboard_gpt", "0", "machine")})
    assert named.check.message == "日本 (Japan) is not in the English"
    found = list(alarms(data, {("nyt_rss_bt", "0", "machine")}))
    assert [(a.line, a.check.code, a.en) for a in found] == [
        (0, "number_missing", "There are 12 firms"),
        (0, "number_added", "There are 12 firms"),
    ]


def test_judgements_are_told_with_whether_the_alarm_is_still_raised(data, tmp_path):
    rows = "# head\n1\tnewstest2018\t0\tother\tnumber_added\ttrue\tr\n1\tnewstest2018\t1\tother\tincomplete\tfalse\tr\n"
    Path(tmp_path / "j.tsv").write_text(rows, encoding="utf-8")
    assert judged(tmp_path / "j.tsv", list(alarms(data)))["all"] == {"true": 1, "false and no longer raised": 1}
