"""The report of a finished archive: what it counts, that it is one file, that nothing of a document is obeyed."""

import json
import re

from service import report
from service.integrity import holes, merge
from service.ledger import Ledger
from service.report import SLICES, throughput
from tests.archiving import articles, done


def figures(page):
    """Title → name and value of each bar."""
    found = {}
    for figure in re.findall(r"<figure>(.*?)</figure>", page, re.DOTALL):
        title = re.search(r"<figcaption>(.*?)</figcaption>", figure)[1]
        found[title] = list(zip(*[iter(re.findall(r"<text[^>]*>(.*?)</text>", figure))] * 2, strict=True))
    return found


def test_the_report_counts_what_the_manifest_tells(tmp_path):
    done(articles(tmp_path / "in.jsonl"), tmp_path / "out")
    page = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    told = dict(re.findall(r"<dt>(\w+)</dt><dd>(.*?)</dd>", page))
    entries = [entry for number in range(10) for entry in Ledger(tmp_path / "out").entries(number)]
    assert (told["documents"], told["ok"], told["error"], told["duplicate"]) == ("40", "32", "8", "0")
    assert told["characters"] == f"{sum(entry['characters'] for entry in entries):,}"
    assert (entries[0]["score"], entries[0]["checks"]) == (0.72, {"number_missing": 2})
    assert (entries[6]["score"], entries[6]["checks"]) == (None, {})
    found = figures(page)
    assert found["Errors by code"] == [("internal_error", "5"), ("no_chinese", "3")]
    assert found["Checks by code"] == [("number_missing", "64")]
    assert found["Lowest score of a document"][7] == ("0.7–", "32")
    assert found["Characters of a document"] == [("16–", "37")]
    assert len(found["Characters a second over time, all runs"]) == SLICES
    assert list(holes(tmp_path / "out")) == []


def test_the_report_needs_no_other_file_and_no_script(tmp_path):
    path = tmp_path / "<script>alert(1)</script>.jsonl".replace("/", "_")
    path.write_text(json.dumps({"text": "</svg><script>今天通车了。"}) + "\n", encoding="utf-8")
    done(path, tmp_path / "out")
    page = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    assert not re.search(r"<script|<link|src=|href=|url\(", page)


def test_throughput_is_of_slices_of_the_time():
    log = [{"at": 110.0, "seconds": 10.0, "characters": 400}, {"at": 140.0, "seconds": 10.0, "characters": 800}]
    found = throughput(log)
    assert {name: value for name, value, _ in found if value} == {"10 s": 400.0, "39 s": 800.0}
    assert sum(value for _, value, _ in found) * 1.0 == 1200
    assert throughput([{"seconds": 1.0, "characters": 5}]) == []


def test_a_log_that_a_crash_cut_off_is_read(tmp_path):
    (tmp_path / "run.log.jsonl").write_bytes(b'{"documents":1}\n{"docu')
    assert report.logged(Ledger(tmp_path)) == [{"documents": 1}]


def test_merged_shards_have_a_report(tmp_path):
    location = articles(tmp_path / "in.jsonl", 16)
    for i in range(2):
        done(location, tmp_path / str(i), shard=(i, 2))
    merge([tmp_path / "0", tmp_path / "1"], tmp_path / "out")
    assert "<dt>documents</dt><dd>16</dd>" in (tmp_path / "out/report.html").read_text(encoding="utf-8")
    assert list(holes(tmp_path / "out")) == []


def test_an_archive_of_failures_only_has_a_report(tmp_path):
    (tmp_path / "in.jsonl").write_text('{"text": "no"}\n', encoding="utf-8")
    done(tmp_path / "in.jsonl", tmp_path / "out")
    page = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    assert set(figures(page)) == {"Errors by code"}
