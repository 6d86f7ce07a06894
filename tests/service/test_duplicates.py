"""Documents that repeat an earlier one: found as an oracle finds them, briefed once, linked, the same in every run."""

import json
import random

import pytest

from service import cli, duplicates
from service.duplicates import SHINGLE, figures
from service.integrity import holes, merge
from service.ledger import Ledger
from service.window import Plan
from tests.archiving import Quiet, done, tree
from tests.fakes import fake_pipeline

WORDS = "大桥今天建成通车市民纷纷前来观看车程缩短一半京津冀协同发展新华社记者报道会议强调推进改革开放经济增长稳中有进"


def found(tmp_path, texts, mode="near", similarity=0.8):
    with Ledger(tmp_path / "out").locked():
        plan = Plan(duplicates=mode, similarity=similarity)
        return duplicates.links(Ledger(tmp_path / "out"), plan, [b"x"], texts)


def article(chance, length=200):
    return "".join(chance.choice(WORDS) for _ in range(length))


def shingles(text):
    return {text[i : i + SHINGLE] for i in range(max(1, len(text) - SHINGLE + 1))}


def jaccard(one, other):
    one, other = shingles(one), shingles(other)
    return len(one & other) / len(one | other)


def test_exact_is_the_same_characters_white_space_aside(tmp_path):
    texts = ["今天\n通车。", None, "今天通车。", "今天通车!", " 今天 通车。", "", None, "今天通车！"]
    assert found(tmp_path, texts, "exact") == {2: 0, 4: 0}


def test_near_duplicates_are_those_of_an_oracle(tmp_path):
    chance = random.Random(7)
    texts = []
    for _ in range(60):
        base = article(chance)
        texts.append(base)
        for _ in range(chance.randrange(3)):
            marks = list(base)
            for place in chance.sample(range(len(marks)), chance.randrange(8)):
                marks[place] = chance.choice(WORDS)
            texts.append("".join(marks))
    chance.shuffle(texts)
    links = found(tmp_path, texts)
    assert set(links) & set(links.values()) == set()
    for i, text in enumerate(texts):
        firsts = [jaccard(text, texts[j]) for j in range(i) if j not in links]
        if i in links:
            assert jaccard(text, texts[links[i]]) > 0.68  # three standard errors of 120 hashes below 0.8
        else:
            assert max(firsts, default=0) < 0.92
    assert 30 < len(links) < 70


def test_other_figures_are_another_document(tmp_path):
    base = article(random.Random(3), 300)
    texts = [base + "增长3.5%。", base + "增长3.6%。", base + "，增长３.５%！", base + "增长。"]
    assert found(tmp_path, texts) == {2: 0}
    assert figures("3亿和5月") == figures("5天，3年，3日") != figures("3亿")


def test_many_of_one_band_are_compared_with_the_first_ones_only(tmp_path, monkeypatch):
    monkeypatch.setattr(duplicates, "MOST", 1)
    assert found(tmp_path, ["今天通车。"] * 5 + [None]) == {1: 0, 2: 0, 3: 0, 4: 0}


def rows(path, count=30):
    """Every third text repeats the one before it, with a space; texts are too unlike to be near."""
    chance = random.Random(5)
    texts = [article(chance, 60) for _ in range(count)]
    for i in range(2, count, 3):
        texts[i] = f" {texts[i - 1]}" if i % 2 else texts[i - 1][:-1] + "。"
    written = [json.dumps({"id": f"a{i}", "text": text, "rights": f"r{i}"}) + "\n" for i, text in enumerate(texts)]
    path.write_text("".join(written), encoding="utf-8")
    return path


EXACT = {i: i - 1 for i in range(5, 30, 6)}
NEAR = {i: i - 1 for i in range(2, 30, 3)}


@pytest.mark.parametrize(("mode", "links"), [("exact", EXACT), ("near", NEAR)])
def test_briefed_once_and_linked(tmp_path, mode, links):
    plan = Plan(window=4, duplicates=mode)
    done(rows(tmp_path / "in.jsonl"), tmp_path / "out", plan=plan)
    shard = [
        json.loads(text) for n in range(8) for text in (tmp_path / f"out/shards/{n:06}.jsonl").read_bytes().splitlines()
    ]
    assert {row["index"]: row["duplicate_of"] for row in shard if row["duplicate_of"] is not None} == links
    assert [row["brief"] is None for row in shard] == [i in links for i in range(30)]
    assert [row["rights"] for row in shard] == [f"r{i}" for i in range(30)]
    entries = [entry for n in range(8) for entry in Ledger(tmp_path / "out").entries(n)]
    assert [entry["status"] for entry in entries] == ["duplicate" if i in links else "ok" for i in range(30)]
    summary = json.loads((tmp_path / "out/summary.json").read_bytes())
    assert (summary["documents"], summary["duplicates"], summary["errors"]) == (30, len(links), 0)
    assert list(holes(tmp_path / "out")) == []


def test_the_same_bytes_by_workers_shards_and_interruption(tmp_path):
    plan, location = Plan(window=4, duplicates="near"), rows(tmp_path / "in.jsonl")
    done(location, tmp_path / "whole", plan=plan)
    for i in range(2):
        done(location, tmp_path / f"part{i}", plan=plan, shard=(i, 2))
    merge([tmp_path / "part0", tmp_path / "part1"], tmp_path / "merged")
    assert list(holes(tmp_path / "merged")) == []
    done(location, tmp_path / "two", plan=plan, workers=2)
    (tmp_path / "two/shards/000003.jsonl").unlink()
    (tmp_path / "two/duplicates.json").unlink()
    done(location, tmp_path / "two", plan=plan)
    assert tree(tmp_path / "whole") == tree(tmp_path / "merged") == tree(tmp_path / "two")


def test_the_links_are_made_once(tmp_path, monkeypatch):
    plan, location = Plan(window=4, duplicates="exact"), rows(tmp_path / "in.jsonl")
    done(location, tmp_path / "out", plan=plan)
    monkeypatch.setattr(duplicates, "_signed", None)
    reporter = Quiet()
    done(location, tmp_path / "out", reporter, plan=plan)
    assert reporter.windows == []


def test_verify_names_a_link_that_is_not_the_manifests(tmp_path):
    done(rows(tmp_path / "in.jsonl"), tmp_path / "out", plan=Plan(window=4, duplicates="exact"))
    path = tmp_path / "out/duplicates.json"
    kept = json.loads(path.read_bytes())
    path.write_text(json.dumps(kept | {"links": [[5, 5], *kept["links"][1:]]}))
    assert [hole.removeprefix(f"{path}: ") for hole in holes(tmp_path / "out")] == [
        "document 5: duplicate_of is 4, duplicates.json says 5",
        "5 leads to 5, which is no earlier document of its own",
    ]


def test_parquet_and_the_index_know_duplicates(tmp_path, monkeypatch):
    import pyarrow.parquet

    monkeypatch.setattr("service.assembly.assemble", lambda *args, **kwargs: fake_pipeline())
    command = ["archive", "run", str(rows(tmp_path / "in.jsonl", 6)), str(tmp_path / "out"), "--duplicates", "near"]
    for form in "parquet", "html":
        assert cli.main([*command, "--format", form]) == 0
    table = pyarrow.parquet.read_table(tmp_path / "out/parquet/000000.parquet")
    assert table["duplicate_of"].to_pylist() == [None, None, 1, None, None, 4]
    index = (tmp_path / "out/index/rows/000000.js").read_text(encoding="utf-8").splitlines()
    assert index[3] == '[1,"a2","",""],'
    assert not (tmp_path / "out/pages/000000/000002.html").exists()
    assert cli.main(["archive", "verify", str(tmp_path / "out")]) == 0


def test_a_similarity_that_is_none_is_refused():
    with pytest.raises(SystemExit) as ended:
        cli.main(["archive", "run", "in", "out", "--similarity", "0.2"])
    assert ended.value.code == 2
