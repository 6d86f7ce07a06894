"""The command line over fakes: exit codes, what goes where, formats."""

import io
import json
import sys

import pytest

from models.errors import ModelUnavailable
from service import assembly, cli, render
from service.answers import brief_answer
from service.pipeline import Pipeline
from service.reading import read
from tests.fakes import RECORDS, FakeSummariser, FakeTranslator, fake_pipeline

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


def test_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PAGE.encode())))
    assert cli.main(["brief", "-", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["usage"]["characters"] == len(PAGE)


@pytest.mark.parametrize("arguments", [[], ["brief"], ["brief", "x", "--length", "tiny"], ["nothing"]])
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
        "duizhao: 0.0.0.0 can be reached by others and there are no API keys: listen on 127.0.0.1, or set "
        "DUIZHAO_ALLOW_PUBLIC_WITHOUT_KEYS=true where a proxy in front checks who asks\n"
    )


def test_the_entry_point_exits(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["duizhao", "models", "list"])
    with pytest.raises(SystemExit) as caught:
        cli.run()
    assert caught.value.code == 0


def test_fakes_conform():
    assert Pipeline(None, FakeSummariser(), FakeTranslator(), RECORDS).models == RECORDS
