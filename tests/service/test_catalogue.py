"""Shards as pages and an index: exact bytes, nothing of a document obeyed, damage named by verify."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from service import catalogue, cli, ledger
from service.integrity import holes
from tests.archiving import articles, done, text, tree
from tests.fakes import fake_pipeline

HOSTILE = "<script>alert(1)</script>"


def derived(out):
    return {name: data for name, data in tree(out).items() if name.startswith(("pages/", "index"))}


def rows(out, number=0):
    data = (out / f"index/{number:06}.js").read_text(encoding="utf-8")
    return json.loads(data.removeprefix("add(").removesuffix(");\n"))


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
    assert (out / "index/000000.js").read_text(encoding="utf-8").splitlines()[5:] == [
        '[4,"a4","","",0.72,["number_missing"],"ok",[]],',
        '[5,"a5","","",0.72,["number_missing"],"ok",[]],',
        '[6,"a6","","",null,[],"error",["internal_error"]],',
        '[7,"a7","","",0.72,["number_missing"],"ok",[]]]);',
    ]
    pages = [f"pages/000000/{i:06}.html" for i in range(8) if i != 6]
    assert sorted(derived(out)) == ["index.html", "index/000000.js", "index/archive.js", *pages]
    assert '<p lang="zh-Hans">大桥第7号今天通车了</p><p lang="en">en:大桥第7号今天通车了</p>' in (
        out / pages[-1]
    ).read_text(encoding="utf-8")
    assert list(holes(out)) == []


def test_nothing_of_a_document_becomes_script(tmp_path):
    out = tmp_path / "out"
    done(hostile(tmp_path / "in.jsonl"), out, pages="html")
    done(tmp_path / "in.jsonl", out, pages="markdown")
    made = {name: data.decode() for name, data in derived(out).items()}
    assert made["index.html"].count("<script") == made["index.html"].count("</script>") == 2
    assert "alert" not in made["index.html"]
    assert not {"<", ">", "&"} & set(made["index/000000.js"])
    assert rows(out)[0][1:3] == [f"i{HOSTILE}", f"t{HOSTILE}"]
    assert not any(mark in made["pages/000000/000000.html"] for mark in ("<script", "</script"))
    safe = "&lt;script&gt;alert(1)&lt;/script&gt;"
    assert f"<h1>t{safe} · i{safe}</h1>" in made["pages/000000/000000.html"]
    assert "&lt;/script&gt;桥" in made["pages/000000/000000.html"]
    assert "<" not in made["pages/000000/000000.md"]
    assert "&lt;/script>桥" in made["pages/000000/000000.md"]


def test_the_index_is_split_into_numbered_files(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "ROWS", 3)
    out = tmp_path / "out"
    done(articles(tmp_path / "in.jsonl", 7), out, pages="html")
    assert [[row[0] for row in rows(out, number)] for number in range(3)] == [[0, 1, 2], [3, 4, 5], [6]]
    loaded = [line for line in (out / "index.html").read_text(encoding="utf-8").splitlines() if "<script" in line]
    names = ["archive", "000000", "000001", "000002"]
    assert loaded == [f'<script src="index/{name}.js"></script>' for name in names]
    monkeypatch.setattr(catalogue, "ROWS", 10)
    done(tmp_path / "in.jsonl", out, pages="html")
    assert sorted(path.name for path in (out / "index").iterdir()) == ["000000.js", "archive.js"]


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
    (out / "index/000009.js").write_text("", encoding="utf-8")
    (out / "index.html").unlink()
    assert cli.main(["archive", "verify", str(out)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"{pages / '000001.html'}: missing: run again with --format html",
        f"{out / 'index.html'}: missing: run again with --format html",
        f"{pages / '000002.md'}: not what the shards give: run again with --format markdown",
        f"{out / 'index/000009.js'}: does not belong here",
        f"{pages / '000006.html'}: does not belong here",
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


SEARCH = """
add([[0, "a", "大桥", "Bridge", 0.5, ["x"], "ok", []], [1, "b", "", "", null, [], "error", ["empty_text"]],
  [2, "c", "", "River bridge", 0.9, [], "ok", ["internal_error"]], [3, "d", "", "", 0.5, ["x", "y"], "ok", []]]);
const wanted = [["", "", "", "best"], ["", "", "", "worst"], ["BRIDGE river", "", "", "index"], ["桥", "", "", "index"],
  ["", "x", "", "index"], ["", "", "error", "index"], ["", "", "internal_error", "index"]];
console.log(JSON.stringify([wanted.map((want) => matching(all, ...want).map((row) => row[0])), path(1012)]));
"""


DOM = """
class Node {
  constructor(id) { Object.assign(this, {id, value: "", hidden: false, textContent: "", children: [], heard: {}}); }
  append(...nodes) { this.children.push(...nodes); }
  appendChild(node) { this.children.push(node); return node; }
  insertCell() { return this.appendChild(new Node("")); }
  replaceChildren() { this.children = []; }
  addEventListener(name, act) { this.heard[name] = act; }
}
const nodes = Object.fromEntries(IDS.map((id) => [id, new Node(id)]));
nodes.order.value = "index";
class Option { constructor(text) { this.text = text; } }
const document = new Node("document");
document.getElementById = (id) => nodes[id];
document.createElement = () => new Node("");
"""
ACTS = """
document.heard.DOMContentLoaded();
const shown = () => [nodes.count.textContent, nodes.rows.children.length, nodes.more.hidden];
const seen = [shown()];
nodes.more.heard.click();
seen.push(shown());
nodes.status.value = "error";
nodes.status.heard.input();
seen.push(shown());
const texts = (line) => line.children.map((cell) => cell.children.length
  ? [cell.children[0].textContent, cell.children[0].href] : cell.textContent);
const first = texts(nodes.rows.children[0]);
nodes.status.value = "";
nodes.status.heard.input();
const options = ["check", "status"].map((id) => nodes[id].children.map((option) => option.text));
console.log(JSON.stringify([seen, options, first, texts(nodes.rows.children[0])]));
"""


@pytest.mark.skipif(not shutil.which("node"), reason="needs node")
def test_the_page_shows_200_rows_at_a_time_and_links_what_has_a_page(tmp_path):
    out = tmp_path / "out"
    done(articles(tmp_path / "in.jsonl", 210), out, pages="html", window=70)
    page = (out / "index.html").read_text(encoding="utf-8")
    ids = re.findall(r'\bid="(\w+)"', page)
    scripts = [(out / name).read_text(encoding="utf-8") for name in re.findall(r'<script src="([^"]+)"', page)]
    code = "\n".join([f"const IDS = {json.dumps(ids)};", DOM, *scripts, ACTS])
    ran = subprocess.run(["node", "-"], input=code, capture_output=True, text=True, check=True)
    seen, options, failed, first = json.loads(ran.stdout)
    errors = sum(row[6] == "error" for row in rows(out))
    assert seen == [
        ["210 of 210 articles, 200 shown", 200, False],
        ["210 of 210 articles, 210 shown", 210, True],
        [f"{errors} of 210 articles, {errors} shown", errors, True],
    ]
    assert options == [["number_missing"], sorted({code for row in rows(out) for code in row[7]})]
    assert failed == ["a6", "", "a6", "", "", "error · internal_error"]
    assert first == [["a0", "pages/000000/000000.html"], "", "a0", "0.72", "number_missing", "ok"]


@pytest.mark.skipif(not shutil.which("node"), reason="needs node")
def test_search_filters_and_order():
    script = Path(catalogue.__file__).parent / "templates" / catalogue.SCRIPT
    code = script.read_text(encoding="utf-8") + SEARCH
    ran = subprocess.run(["node", "-e", code], capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == [
        [[2, 0, 3, 1], [0, 3, 2, 1], [2], [0], [0, 3], [1], [2]],
        "pages/000001/001012.html",
    ]
