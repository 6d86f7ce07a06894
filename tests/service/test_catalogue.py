"""Shards as pages and an index: exact bytes, nothing of a document obeyed, damage named by verify."""

import json

import pytest

from service import catalogue, cli, ledger, listing
from service.integrity import holes
from tests.archiving import articles, done, text, tree
from tests.fakes import fake_pipeline

HOSTILE = "<script>alert(1)</script>"


def derived(out):
    return {name: data for name, data in tree(out).items() if name.startswith(("pages/", "index"))}


def given(out, name):
    data = (out / f"index/{name}.js").read_text(encoding="utf-8")
    return json.loads(data.removeprefix("give(").removesuffix(");\n"))


def hostile(path):
    row = {"id": f"i{HOSTILE}", "title": f"t{HOSTILE}", "text": "</script>桥。<script>桥今天通车了。"}
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def test_an_article_as_markdown(tmp_path):
    out = tmp_path / "out"
    done(articles(tmp_path / "in.jsonl", 1), out, pages="markdown")
    assert {name: data.decode() for name, data in derived(out).items()} == {
        "pages/000000/000000.md": (
            "# a0\n\n## 1\n\n| 中文 | English |\n| --- | --- |\n| 大桥第0号今天通车了 | en:大桥第0号今天通车了 |\n\n"
            "- error: number_missing: x\n\n\nsummariser fake-s@1, translator fake-t@2 · 20 characters · 10 tokens\n"
        )
    }
    assert list(holes(out)) == []


def test_the_index_has_every_document_and_failed_ones_with_their_code(tmp_path):
    out = tmp_path / "out"
    done(articles(tmp_path / "in.jsonl", 8), out, pages="html")
    assert (out / "index/rows/000000.js").read_text(encoding="utf-8").splitlines()[5:] == [
        '[4,"a4","",""],',
        '[5,"a5","",""],',
        '[null,"a6","",""],',
        '[7,"a7","",""]]);',
    ]
    assert (out / "index/facets/000000.js").read_text(encoding="utf-8").splitlines() == [
        "give([",
        '[[["number_missing"],"ok",[]],[[],"error",["internal_error"]]],',
        "[0,0,0,0,0,0,1,0],",
        "[0.72,0.72,0.72,0.72,0.72,0.72,null,0.72]]);",
    ]
    pages = [f"pages/000000/{i:06}.html" for i in range(8) if i != 6]
    data = ["index/archive.js", "index/facets/000000.js", "index/rows/000000.js"]
    assert sorted(derived(out)) == ["index.html", *data, *pages]
    assert '<p lang="zh-Hans">大桥第7号今天通车了</p><p lang="en">en:大桥第7号今天通车了</p>' in (
        out / pages[-1]
    ).read_text(encoding="utf-8")
    assert list(holes(out)) == []


def test_nothing_of_a_document_becomes_script(tmp_path):
    out = tmp_path / "out"
    done(hostile(tmp_path / "in.jsonl"), out, pages="html")
    done(tmp_path / "in.jsonl", out, pages="markdown")
    made = {name: data.decode() for name, data in derived(out).items()}
    assert made["index.html"].count("<script") == made["index.html"].count("</script>") == 1
    assert "alert" not in made["index.html"]
    assert not {"<", ">", "&"} & set(made["index/rows/000000.js"])
    assert given(out, "rows/000000")[0][1:3] == [f"i{HOSTILE}", f"t{HOSTILE}"]
    assert not any(mark in made["pages/000000/000000.html"] for mark in ("<script", "</script"))
    safe = "&lt;script&gt;alert(1)&lt;/script&gt;"
    assert f"<h1>t{safe} · i{safe}</h1>" in made["pages/000000/000000.html"]
    assert "&lt;/script&gt;桥" in made["pages/000000/000000.html"]
    assert "<" not in made["pages/000000/000000.md"]
    assert "&lt;/script>桥" in made["pages/000000/000000.md"]


def test_files_of_another_cut_are_deleted(tmp_path, monkeypatch):
    out = tmp_path / "out"
    names = {}
    for rows in 3, 10:
        monkeypatch.setattr(listing, "ROWS", rows)
        monkeypatch.setattr(listing, "FACETS", 2)
        done(articles(tmp_path / "in.jsonl", 7), out, pages="html")
        names[rows] = sorted(name for name in derived(out) if name.startswith("index/"))
        assert list(holes(out)) == []
    (out / "index/000000.js").write_text("of another version", encoding="utf-8")
    done(tmp_path / "in.jsonl", out, pages="html")
    assert sorted(name for name in derived(out) if name.startswith("index/")) == names[10]
    assert names == {
        3: ["index/archive.js"]
        + [f"index/facets/{i:06}.js" for i in range(2)]
        + [f"index/rows/{i:06}.js" for i in range(3)],
        10: ["index/archive.js", "index/facets/000000.js", "index/rows/000000.js"],
    }


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_the_same_bytes_after_a_break_anywhere_and_nothing_written_twice(tmp_path, monkeypatch, form):
    location = articles(tmp_path / "in.jsonl", 6)
    done(location, tmp_path / "whole", pages=form)
    wanted, write = tree(tmp_path / "whole"), ledger.replace
    out = tmp_path / "out"
    done(location, out)

    def broken(path, data):
        """Write one file, then die amid the next."""
        if written:
            path.with_name(f"{path.name}.1.tmp").write_bytes(data[:5])
            raise KeyboardInterrupt
        written.append(path)
        write(path, data)

    breaks = 0
    while tree(out) != wanted:
        written = []
        monkeypatch.setattr(catalogue, "replace", broken)
        try:
            done(location, out, pages=form)
        except KeyboardInterrupt:
            breaks += 1
            assert len(written) == 1
    assert breaks == len(derived(out)) - 1
    done(location, out, pages=form)
    assert (written, tree(out)) == ([written[0]], wanted)
    assert list(holes(out)) == []


def test_verify_names_what_is_missing_changed_or_stray(tmp_path, capsys):
    location, out = articles(tmp_path / "in.jsonl", 8), tmp_path / "out"
    done(location, out, pages="html")
    done(location, out, pages="markdown")
    pages = out / "pages/000000"
    (pages / "000001.html").unlink()
    (pages / "000002.md").write_text("other", encoding="utf-8")
    (pages / "000006.html").write_text("of a document that failed", encoding="utf-8")
    (pages / "1.html").write_text("of a document under another name", encoding="utf-8")
    (out / "index/rows/000009.js").write_text("", encoding="utf-8")
    (out / "index.html").unlink()
    assert cli.main(["archive", "verify", str(out)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"{pages / '000001.html'}: missing: run again with --format html",
        f"{out / 'index.html'}: missing: run again with --format html",
        f"{pages / '000002.md'}: not what the shards give: run again with --format markdown",
        f"{out / 'index/rows/000009.js'}: does not belong here",
        f"{pages / '000006.html'}: does not belong here",
        f"{pages / '1.html'}: does not belong here",
    ]
    done(location, out, pages="html")
    done(location, out, pages="markdown")
    assert list(holes(out)) == []


def test_a_broken_shard_is_named_and_its_pages_are_not_blamed(tmp_path):
    out = tmp_path / "out"
    done(articles(tmp_path / "in.jsonl", 4), out, pages="html")
    (out / "shards/000000.jsonl").write_bytes(b"{}\n")
    assert next(iter(holes(out))) == "window 0 (documents 0 to 3): the shard is not what its manifest says"
    assert list(catalogue.holes(ledger.Ledger(out))) == []


def test_the_command_takes_both_forms(tmp_path, monkeypatch):
    monkeypatch.setattr("service.assembly.assemble", lambda *args, **kwargs: fake_pipeline())
    location, out = str(articles(tmp_path / "in.jsonl", 2)), tmp_path / "out"
    for form in "html", "markdown":
        assert cli.main(["archive", "run", location, str(out), "--format", form]) == 0
    assert sorted(path.name for path in (out / "pages/000000").iterdir()) == [
        "000000.html",
        "000000.md",
        "000001.html",
        "000001.md",
    ]
    assert text(0).startswith("大桥第0号")
