"""The page to find articles by, at work in Node and, where there is one, in Chromium: what it shows, and what it loads."""

import json
import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from service import listing
from tests.archiving import articles, done

node = pytest.mark.skipif(not shutil.which("node"), reason="needs node")
BROWSER = Path(__file__).parent / "browser.js"
SHOWN = 100
WORDS = ["大桥", "通车", "Bridge", "opens", "river"]


def title(dice):
    return " ".join(dice.sample(WORDS, dice.randint(0, 3)))


def document(dice, index):
    """One of a shard: an article, one that failed, or a duplicate of an earlier one, which may have failed."""
    kind = dice.choice(["ok", "ok", "ok", "error", "duplicate"]) if index else "error"
    made = {"index": index, "id": f"n{index}", "title": title(dice), "brief": None, "error": None, "duplicate_of": None}
    if kind == "error":
        return made | {"error": {"code": dice.choice(["no_chinese", "empty_text"])}}
    if kind == "duplicate":
        return made | {"duplicate_of": dice.randrange(index)}
    parts = [
        {
            "title": dice.choice([None, {"zh": title(dice), "en": dice.choice([None, title(dice)])}]),
            "score": dice.choice([None, 0.5, 0.721, 0.724, 0.93]),
            "checks": [{"code": code} for code in dice.sample(["x", "y", "z"], dice.randint(0, 2))],
            "error": dice.choice([None, None, None, {"code": "internal_error"}]),
        }
        for _ in range(2)
    ]
    return made | {"brief": {"stories": parts[:1], "sections": parts[1:]}}


def written(folder, documents):
    paged = {made["index"] for made in documents if made["brief"]}
    for name, data in listing.listing(documents, paged):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def browsed(folder, *steps):
    """What the page shows when it is opened and after each step, and what it offers."""
    command, acts = ["node", str(BROWSER), str(folder)], json.dumps(steps)
    ran = subprocess.run(command, input=acts, capture_output=True, text=True, encoding="utf-8", check=True)
    told = json.loads(ran.stdout)
    return told["states"], told["options"]


def counts(states):
    return [state["count"] for state in states]


def small(monkeypatch, rows=20, facets=3):
    monkeypatch.setattr(listing, "ROWS", rows)
    monkeypatch.setattr(listing, "FACETS", facets)


def expected(documents, query, check, status, order):
    """The oracle: cells of all rows that are wanted, in order, from the documents themselves."""
    paged, found = {made["index"] for made in documents if made["brief"]}, []
    for made in documents:
        brief = made["brief"] or {"stories": [], "sections": []}
        parts = brief["stories"] + brief["sections"]
        own = next((story["title"] for story in brief["stories"] if story["title"]), {})
        zh, en = own.get("zh") or made["title"], own.get("en") or ""
        checks = sorted({one["code"] for part in parts for one in part["checks"]})
        errors = sorted({part["error"]["code"] for part in [*parts, made] if part["error"]})
        state = "error" if made["error"] else "ok" if made["brief"] else "duplicate"
        score = min((part["score"] for part in parts if part["score"] is not None), default=None)
        if (
            all(word in f"{made['id']}\n{zh}\n{en}".lower() for word in query.lower().split())
            and check in ["", *checks]
            and status in ["", state, *errors]
        ):
            page = made["index"] if made["duplicate_of"] is None else made["duplicate_of"]
            name = [zh or made["id"], f"pages/000000/{page:06}.html"] if page in paged else zh or made["id"]
            shown = "" if score is None else f"{score:.2f}"
            cells = [name, en, made["id"], shown, ", ".join(checks), " · ".join([state, *errors])]
            found.append((score is None, (score or 0) * {"worst": 1, "best": -1, "index": 0}[order], cells))
    return [cells for *_, cells in (found if order == "index" else sorted(found, key=lambda one: one[:2]))]


@node
@pytest.mark.parametrize("seed", range(3))
def test_search_filters_and_order_over_many_files_are_those_of_an_oracle(tmp_path, monkeypatch, seed):
    small(monkeypatch)
    dice = random.Random(seed)
    documents = [document(dice, index) for index in range(250)]
    choices = {
        "query": ["", "", "BRIDGE", "n1 大", "river  opens", "n24", "nowhere"],
        "check": ["", "", "x", "y"],
        "status": ["", "", "ok", "duplicate", "no_chinese", "internal_error"],
        "order": ["index", "worst", "best"],
    }
    wishes = [{name: dice.choice(values) for name, values in choices.items()} for _ in range(40)]
    steps, wanted = [], []
    for wish in wishes:
        found = expected(documents, **wish)
        steps.append([[name, value] for name, value in wish.items()])
        for start in range(0, max(len(found), 1), SHOWN):
            if start:
                steps.append([["more"]])
            part = found[start : start + SHOWN]
            told = f", {start + 1} to {start + len(part)} shown" if found else ""
            wanted.append((f"{len(found)} of 250 articles{told}", part, start > 0, start + SHOWN < len(found)))
    states, options = browsed(written(tmp_path, documents), *steps)
    assert [(one["count"], one["rows"], one["back"], one["more"]) for one in states[1:]] == wanted
    assert options == [["x", "y", "z"], ["empty_text", "internal_error", "no_chinese"]]


@node
def test_an_opened_page_loads_the_facets_and_the_first_rows(tmp_path):
    documents = [document(random.Random(i), i) for i in range(2500)]
    states, _ = browsed(written(tmp_path, documents), [["more"]], [["back"]])
    assert counts(states) == [f"2500 of 2500 articles, {part} shown" for part in ("1 to 100", "101 to 200", "1 to 100")]
    assert [state["files"] for state in states] == [["index/facets/000000.js", "index/rows/000000.js"], [], []]


def test_files_are_written_while_documents_come(monkeypatch):
    small(monkeypatch, 2, 2)
    taken = []
    documents = (taken.append(i) or document(random.Random(i), i) for i in range(7))
    seen = [(name, len(taken)) for name, _ in listing.listing(documents, ())]
    data = ["rows/000000", "rows/000001", "facets/000000", "rows/000002", "rows/000003", "facets/000001", "archive"]
    assert seen == [*zip([f"index/{name}.js" for name in data], [2, 4, 4, 6, 7, 7, 7], strict=True), ("index.html", 7)]


@node
def test_a_search_tells_how_far_it_is_and_ends_when_another_begins(tmp_path, monkeypatch):
    small(monkeypatch)
    folder = written(tmp_path, [document(random.Random(i), i) for i in range(70)])
    (going, further, ended, other) = browsed(
        folder,
        [["order", "worst"]],
        [["query", "n2"], None],
        [None],
        [["order", "index"]],
        [["query", "nowhere"], None, ["query", "n6"]],
    )[0][2:]
    assert [going["count"], further["count"]] == [
        "searching: 20 of 70 articles searched, 1 found so far, put in order at the end",
        "searching: 40 of 70 articles searched, 11 found so far, put in order at the end",
    ]
    assert [row[2] for row in going["rows"]] == ["n2"]
    assert ended["count"] == "11 of 70 articles, 1 to 11 shown"
    assert other["count"] == "11 of 70 articles, 1 to 11 shown"
    assert other["files"] == [f"index/rows/{i:06}.js" for i in (0, 1, 1, 2, 3, 0, 3)]


@node
def test_only_files_with_a_document_that_the_filters_leave_are_searched(tmp_path, monkeypatch):
    small(monkeypatch)
    documents = [document(random.Random(i), 0) | {"index": i, "id": f"n{i}"} for i in range(70)]
    for i in 25, 65:
        documents[i]["error"] = {"code": "deadline_exceeded"}
    states, _ = browsed(written(tmp_path, documents), [["status", "deadline_exceeded"], ["query", "n6"]])
    assert states[1]["files"] == [f"index/rows/{i:06}.js" for i in (1, 3)]
    assert counts(states[1:]) == ["1 of 70 articles, 1 to 1 shown"]


@node
def test_a_file_that_is_missing_is_told(tmp_path, monkeypatch):
    small(monkeypatch)
    folder = written(tmp_path, [document(random.Random(i), i) for i in range(190)])
    (folder / "index/rows/000006.js").unlink()
    states, _ = browsed(folder, [["query", "n"]], [["query", "n1"]], [["query", ""]])
    lost = "index/rows/000006.js cannot be loaded: see duizhao archive verify"
    assert counts(states[1:]) == [lost, lost, "190 of 190 articles, 1 to 100 shown"]


@node
def test_an_archive_without_documents(tmp_path):
    states, options = browsed(written(tmp_path, []), [["order", "best"], ["query", "x"]])
    assert (counts(states), options) == (["0 of 0 articles", "0 of 0 articles"], [[], []])


@pytest.mark.skipif(not shutil.which("chromium"), reason="needs chromium")
def test_a_browser_shows_the_page_of_a_file(tmp_path, monkeypatch):
    small(monkeypatch, 3, 2)
    out = tmp_path / "out"
    done(articles(tmp_path / "in.jsonl", 8), out, pages="html")
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", profile, "--virtual-time-budget=20000", "--dump-dom"]
    ran = subprocess.run(["chromium", *flags, f"file://{out}/index.html"], capture_output=True, text=True, check=True)
    assert re.search(r'id="count"[^>]*>([^<]*)', ran.stdout)[1] == "8 of 8 articles, 1 to 8 shown"
    assert re.findall(r"<tr>(<td.*?)</tr>", ran.stdout)[5:7] == [
        '<td lang="zh-Hans"><a href="pages/000000/000005.html">a5</a></td><td lang="en"></td><td lang="">a5</td>'
        '<td lang="">0.72</td><td lang="">number_missing</td><td lang="">ok</td>',
        '<td lang="zh-Hans">a6</td><td lang="en"></td><td lang="">a6</td>'
        '<td lang=""></td><td lang=""></td><td lang="">error · internal_error</td>',
    ]
