"""The command line over fakes: exit codes, what goes where, formats."""

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from models.errors import ModelUnavailable
from service import assembly, cli, render
from service.answers import brief_answer
from service.app import create_app
from service.config import Settings
from service.pipeline import Pipeline
from service.reading import read
from tests.fakes import RECORDS, FakeSummariser, FakeTranslator, fake_pipeline
from tests.files import Pdf, word

ROOT = Path(__file__).parents[2]
PAGE = "一、大桥今天通车了\n\n大桥长1200米，今天建成通车。<b>市民</b>*纷纷*前来|观看。\n\n二、坏消息也有一个\n\n坏了的一段，模型答不出来。\n"


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "一 页.txt"
    path.write_bytes(PAGE.encode("gb18030"))
    return path


@pytest.fixture(autouse=True)
def pipeline(monkeypatch):
    monkeypatch.setattr(assembly, "assemble", lambda *args, **kwargs: fake_pipeline())


def test_json_is_the_answer_of_the_api(page, capsys):
    assert cli.main(["brief", str(page), "--format", "json", "--length", "short"]) == 0
    out, err = capsys.readouterr()
    answer = json.loads(out)
    assert (out.count("\n"), err) == (1, "")
    assert answer["source"]["encoding"] == "gb18030"
    assert [section["heading"]["en"] for section in answer["sections"]] == [
        "en:一、大桥今天通车了",
        "en:二、坏消息也有一个",
    ]
    assert answer["sections"][1]["error"]["code"] == "empty_output"


@pytest.mark.parametrize("form", ["terminal", "markdown", "html"])
def test_a_summary_without_english_is_shown_with_the_reason(tmp_path, capsys, form):
    path = tmp_path / "page.txt"
    path.write_text("难译的一段话，今天才发表，读者都说好。\n", encoding="utf-8")
    assert cli.main(["brief", str(path), "--format", form]) == 0
    out = "".join(capsys.readouterr().out.split())
    assert "难译的一段话，今天才" in out
    assert "[no_translation]nousableEnglishwasfound" in out.replace("\\", "").replace("\\_", "_")


@pytest.mark.parametrize("form", ["terminal", "markdown", "html"])
def test_every_format_shows_all_of_both_languages(page, capsys, form):
    assert cli.main(["brief", str(page), "--format", form]) == 0
    out = "".join(capsys.readouterr().out.split())
    for text in ("一、大桥今天通车了", "en:二、坏消息也有一个", "empty_output", "number_missing", "fake-s@1"):
        assert text.replace(" ", "") in out.replace("\\", "")


def test_a_text_longer_than_its_column_is_folded_and_not_cut():
    label = "大桥" * 60
    made = fake_pipeline().brief(f"{label}。\n", cli.BriefOptions())
    document = read(f"{label}。\n".encode())
    shown = render.terminal(render.Page("p", brief_answer(made, document, cli.BriefOptions()), document.text))
    from rich.console import Console

    console = Console(file=io.StringIO(), width=60)
    console.print(shown)
    assert "…" not in console.file.getvalue()


def test_the_terminal_shows_control_characters_and_obeys_none(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)  # a long path would be cut
    path = Path("[red]页.txt")
    path.write_text("大桥今天\x1b]0;x\x07建成通车。\n")
    assert cli.main(["brief", str(path)]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "大桥今天␛]0;x" in out
    assert "[red]页.txt" in out


def test_html_needs_no_other_file_and_escapes_the_text(page, capsys):
    cli.main(["brief", str(page), str(page), "--format", "html"])
    out = capsys.readouterr().out
    assert out.count("<article>") == 2
    assert "<b>市民" not in out
    assert "src=" not in out
    assert "href=" not in out
    assert "<script" not in out
    assert "原文依据" in out


def test_markdown_escapes_its_own_signs():
    assert render.escape("a|b *c* <i> & x\ny") == "a\\|b \\*c\\* &lt;i> &amp; x y"


def test_quotes_close_up_line_ends_of_the_source():
    source = "大桥今天建成通\n车，用了 AI 技术"
    assert render.quote(source, [(0, 7), (8, 18)]) == "大桥今天建成通车，用了AI技术"


def test_failed_documents_are_named_and_the_others_done(page, tmp_path, capsys):
    bad, foreign = tmp_path / "bad.txt", tmp_path / "en.txt"
    bad.write_bytes(b"")
    foreign.write_text("no Chinese")
    paths = [str(tmp_path / "none.txt"), str(bad), str(foreign), str(page)]
    assert cli.main(["brief", *paths, "--format", "json"]) == 1
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 1
    assert err.splitlines() == [
        f"{paths[0]}: unreadable: No such file or directory",
        f"{bad}: empty_text: the text has 0 characters and all are blank: send Chinese text",
        f"{foreign}: no_chinese: none of the 10 characters is Chinese: send Chinese text",
    ]


def test_a_document_the_models_fail_on_is_named(tmp_path, capsys):
    path = tmp_path / "c.txt"
    path.write_text("崩溃的一段话。")
    assert cli.main(["brief", str(path)]) == 1
    assert capsys.readouterr().err == f"{path}: internal_error: secret of the machine\n"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (f"<meta charset=gbk><h1>大桥</h1><p>{'大桥今天通车。' * 3}</p>".encode("gbk"), "html"),
        (word("大桥今天通车。"), "docx"),
        (Pdf().line("大桥今天通车。", 60, 700).data(), "pdf"),
    ],
)
def test_the_kind_of_a_file_is_told_by_its_content(monkeypatch, capsys, tmp_path, data, kind):
    path = tmp_path / "page"
    path.write_bytes(data)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert cli.main(["brief", str(path), "-", "--format", "json"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["source"]["kind"] == kind
    assert "大桥今天通车。" in first["source"]["text"]
    assert first == second


def test_files_that_cannot_be_read_are_named(capsys, tmp_path, monkeypatch):
    path = tmp_path / "page.pdf"
    path.write_bytes(Pdf().line("大桥", 60, 700).page().line("通车", 60, 700).data())
    monkeypatch.setenv("DUIZHAO_PARSE_PAGES", "1")
    assert cli.main(["split", str(path)]) == 1
    assert capsys.readouterr().err == (
        f"{path}: document_too_complex: it has 2 pages, the limit is 1: "
        "send a simpler or smaller file, or raise DUIZHAO_PARSE_PAGES\n"
    )
    monkeypatch.setenv("DUIZHAO_PARSE_PAGES", "none")
    assert cli.main(["split", str(path)]) == 1
    assert capsys.readouterr().err.startswith(f"{path}: DUIZHAO_PARSE_PAGES=none: Input should be a valid integer")


def test_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PAGE.encode())))
    assert cli.main(["brief", "-", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["usage"]["characters"] == len(PAGE)


@pytest.mark.parametrize("explain", [False, True])
def test_split_prints_the_answer_of_the_api(page, capsys, explain):
    assert cli.main(["split", str(page), "--format", "json", *(["--explain"] if explain else [])]) == 0
    out, err = capsys.readouterr()
    assert (out.count("\n"), err) == (1, "")
    app = create_app(Settings(), fake_pipeline)
    with TestClient(app) as client:
        ready = any(client.get("/readyz").status_code == 200 or time.sleep(0.01) for _ in range(500))
        query = {"include": "explain"} if explain else {}
        answer = client.post(
            "/v1/sections", content=page.read_bytes(), params=query, headers={"Content-Type": "text/plain"}
        )
    assert ready
    assert out == answer.text + "\n"
    assert ("confidence" in out) is explain


@pytest.mark.parametrize("command", ["split", "brief"])
def test_the_mode_of_splitting_is_passed_on(page, capsys, command, monkeypatch):
    monkeypatch.setattr("service.assembly.assemble", lambda *args, **options: fake_pipeline())
    counts = []
    for mode in ("auto", "none"):
        assert cli.main([command, str(page), "--format", "json", "--split", mode]) == 0
        counts.append(len(json.loads(capsys.readouterr().out)["sections"]))
    assert cli.parser().parse_args([command, "x", "--split", "topics"]).mode == "topics"
    assert counts == [2, 1]


def test_split_into_a_pipe_is_plain(page, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    assert cli.main(["split", str(page), "--explain"]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    shown = [line.partition(" │")[2].strip() for line in out.splitlines() if " │" in line]
    assert shown == PAGE.splitlines()
    assert "a question mark" in out


def test_split_writes_one_html_document_of_all_pages(page, capsys):
    assert cli.main(["split", str(page), str(page), "--format", "html"]) == 0
    out = capsys.readouterr().out
    assert (out.count("<!doctype html>"), out.count("<article>")) == (1, 2)
    assert "&lt;b&gt;市民&lt;/b&gt;" in out
    assert cli.main(["split", str(page), "--format", "html", "--explain"]) == 0
    assert capsys.readouterr().out.count('<article class="explained">') == 1


@pytest.mark.parametrize("form", ["terminal", "json", "html"])
def test_split_names_failed_documents_and_does_the_others(page, tmp_path, capsys, form):
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b" ")
    paths = [str(tmp_path / "none.txt"), str(bad)]
    assert cli.main(["split", *paths, str(page), "--format", form]) == 1
    out, err = capsys.readouterr()
    assert "大桥长1200米" in out
    assert err.splitlines() == [
        f"{paths[0]}: unreadable: No such file or directory",
        f"{bad}: empty_text: the text has 1 characters and all are blank: send Chinese text",
    ]
    assert cli.main(["split", *paths, "--format", form]) == 1
    assert capsys.readouterr().out == ""


def test_split_reads_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PAGE.encode())))
    assert cli.main(["split", "-", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["blocks"][-1]["end"] == len(PAGE)


@pytest.mark.parametrize("form", ["terminal", "json", "html"])
def test_split_loads_no_model_and_no_server(page, form):
    code = (
        "import sys; from service.cli import main; code = main(sys.argv[1:]);"
        "print(sorted({'ctranslate2', 'sentencepiece', 'torch', 'transformers', 'fastapi'} & set(sys.modules)), file=sys.stderr);"
        "sys.exit(code)"
    )
    command = [sys.executable, "-c", code, "split", str(page), "--format", form]
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    assert (done.returncode, done.stderr) == (0, "[]\n")
    assert "大桥长1200米" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [[], ["brief"], ["brief", "x", "--length", "tiny"], ["split"], ["split", "x", "--format", "markdown"], ["nothing"]],
)
def test_wrong_usage_exits_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 2
    assert "usage: duizhao" in capsys.readouterr().err


def test_missing_models_are_a_failure(monkeypatch, page, capsys):
    def missing(*args, **kwargs):
        raise ModelUnavailable("no weights here")

    monkeypatch.setattr(assembly, "assemble", missing)
    assert cli.main(["brief", str(page)]) == 1
    assert capsys.readouterr().err == "duizhao: model_unavailable: no weights here\n"


def test_an_interrupt_ends_quietly(monkeypatch, page, capsys):
    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(assembly, "assemble", interrupted)
    assert cli.main(["brief", str(page)]) == 130
    assert capsys.readouterr().err == "duizhao: interrupted\n"


def test_the_progress_bar_is_for_terminals_only(monkeypatch):
    with cli.progress("p") as report:
        assert report is None
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with cli.progress("p") as report:
        report(1, 3)
    assert "p" in sys.stderr.getvalue()


def test_models_list_and_fetch(monkeypatch, capsys, tmp_path):
    from models import registry

    assert cli.main(["models", "list"]) == 0
    assert capsys.readouterr().out.startswith("embedded  summariser, translator  duizhao-270m@")
    asked = []
    monkeypatch.setattr(registry, "fetch", lambda *args: asked.append(args[:2]))
    assert cli.main(["models", "fetch", str(tmp_path)]) == 0
    assert asked == [("hub", tmp_path)]


def test_serve_passes_what_was_given(monkeypatch, tmp_path):
    from service import app

    seen = []
    monkeypatch.setattr(app, "serve", seen.append)
    assert cli.main(["serve", "--port", "8123", "--data-dir", str(tmp_path)]) == 0
    assert (seen[0].host, seen[0].port, seen[0].data_dir) == ("127.0.0.1", 8123, tmp_path)


def test_a_public_bind_without_keys_refuses_to_start(capsys):
    assert cli.main(["serve", "--host", "0.0.0.0"]) == 2
    assert capsys.readouterr().err == (
        "duizhao: 0.0.0.0 can be reached by others and there are no API keys: make one with duizhao keys create, "
        "listen on 127.0.0.1, or set DUIZHAO_ALLOW_PUBLIC_WITHOUT_KEYS=true where a proxy in front checks who asks\n"
    )


def test_the_entry_point_exits(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["duizhao", "models", "list"])
    with pytest.raises(SystemExit) as caught:
        cli.run()
    assert caught.value.code == 0


def test_fakes_conform():
    assert Pipeline(None, FakeSummariser(), FakeTranslator(), RECORDS).models == RECORDS
