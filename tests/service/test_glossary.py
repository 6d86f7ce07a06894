"""The glossary of a request on its way to the translator, over scripted models."""

import json

import pytest
from fastapi.testclient import TestClient

from models.sections import PageSplitter
from models.translate import SentenceTranslator
from service import assembly, cli
from service.app import create_app
from service.config import Settings
from service.pipeline import Pipeline
from tests.fakes import RECORDS, FakeSummariser
from tests.models.fakes import ScriptedEngine, task
from tests.service.test_routes import assert_refused, ready


def pipeline():
    engine = ScriptedEngine(
        {"N1厂开工了。": ["The N1 plant opened."]}, default=lambda text: ["The wafer plant opened."]
    )
    return Pipeline(PageSplitter(), FakeSummariser(), SentenceTranslator(task(engine)), RECORDS)


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app(Settings(), pipeline), raise_server_exceptions=False) as client:
        yield ready(client)


def translate(client, **options):
    return client.post("/v1/translations", json={"texts": ["芯片厂开工了。"], "options": options})


def test_terms_are_enforced_in_translations(client):
    (made,) = translate(client, glossary={"芯片": "chip"}).json()["translations"]
    assert (made["en"], [(check["code"], check["repaired"]) for check in made["checks"]]) == (
        "The chip plant opened.",
        [("term_missing", True)],
    )


def test_terms_are_enforced_in_briefs(client):
    body = {"text": "芯片厂开工了。", "options": {"glossary": {"芯片": "chip"}}}
    with_terms, without = (client.post("/v1/briefs", json=b).json() for b in (body, {"text": body["text"]}))
    assert with_terms["sections"][0]["summary"]["en"] == "The chip plant opened."
    assert without["sections"][0]["summary"]["en"] == "The wafer plant opened."
    assert with_terms["id"] != without["id"]


def test_the_same_request_has_the_same_bytes_in_whatever_order_the_terms_come(client):
    first = {"芯片": "chip", "厂": "plant"}
    answers = [translate(client, glossary=terms).content for terms in (first, dict(reversed(first.items())))]
    assert answers[0] == answers[1]


def test_words_are_kept(client):
    (made,) = translate(client, keep=["芯片"]).json()["translations"]
    assert made["en"] == "The 芯片 plant opened."


@pytest.mark.parametrize(
    ("options", "code", "detail"),
    [
        ({"glossary": {"芯片": ""}}, "invalid_glossary", "a translation is empty (芯片): leave the entry out"),
        (
            {"keep": [str(i) for i in range(1001)]},
            "invalid_glossary",
            "1001 terms were sent, the limit is 1000: send fewer",
        ),
        ({"glossary": "mine"}, "unknown_glossary", "there is no stored glossary 'mine': send the terms themselves"),
    ],
)
def test_what_is_refused(client, options, code, detail):
    assert_refused(translate(client, **options), code, detail)


def test_a_glossary_of_another_type_is_refused(client):
    response = translate(client, glossary=["芯片"])
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")


def test_the_command_line_takes_a_file(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(assembly, "assemble", lambda *args, **kwargs: pipeline())
    page, terms = tmp_path / "page.txt", tmp_path / "terms.tsv"
    page.write_text("芯片厂开工了。", encoding="utf-8")
    terms.write_text("芯片\tchip\n", encoding="utf-8")
    assert cli.main(["brief", str(page), "--format", "json", "--glossary", str(terms)]) == 0
    assert json.loads(capsys.readouterr().out)["sections"][0]["summary"]["en"] == "The chip plant opened."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "unreadable: No such file or directory"),
        ("芯片", "invalid_glossary: line 1 has 1 cells: write a term, a tab and its English"),
    ],
)
def test_a_bad_file_is_wrong_usage(tmp_path, capsys, text, said):
    terms = tmp_path / "terms.tsv"
    if text:
        terms.write_text(text, encoding="utf-8")
    assert cli.main(["brief", "-", "--glossary", str(terms)]) == 2
    assert capsys.readouterr().err == f"{terms}: {said}\n"
