"""The process that parses: what it gives back, what binds it, how it ends."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from models.errors import Abandoned
from service.document import DEFAULTS, Limits
from service.errors import ServiceError
from service.parsing import answer, parse, read
from tests.files import Pdf, repacked, word

ROOT = Path(__file__).parents[2]
PAGE = "<h1>大桥今天通车</h1><p>大桥今天通车，市民很高兴。</p>".encode()
SLOW = b"<p>" + "大桥今天通车，市民很高兴。".encode() * 400_000


@pytest.mark.parametrize(
    ("data", "kind"),
    [(PAGE, "html"), (word("大桥今天通车。"), "docx"), (Pdf().image().page().line("大桥", 60, 700).data(), "pdf")],
)
def test_the_document_is_that_of_the_parser(data, kind):
    assert parse(data, kind, DEFAULTS) == read(data, kind, DEFAULTS)


def test_what_the_process_writes():
    found = json.loads(answer(PAGE, "html", DEFAULTS))
    assert (found["kind"], found["text"]) == ("html", "大桥今天通车\n\n大桥今天通车，市民很高兴。\n")
    assert json.loads(answer(b"", "docx", DEFAULTS)) == {
        "error": {
            "code": "broken_document",
            "detail": "it is no DOCX or is cut off: save it anew with the program that made it",
        }
    }


def test_refusals_come_back():
    with pytest.raises(ServiceError) as caught:
        parse(Pdf().image().data(), "pdf", DEFAULTS)
    detail = "none of its 1 pages has a text layer: run OCR over it and send the result"
    assert (caught.value.code, caught.value.detail) == ("no_text_layer", detail)


def test_the_time_is_limited():
    with pytest.raises(ServiceError) as caught:
        parse(SLOW, "html", Limits(seconds=0.1))
    detail = "reading it took over 0.1 s: send a simpler or smaller file, or raise DUIZHAO_PARSE_SECONDS"
    assert (caught.value.code, caught.value.detail) == ("document_too_complex", detail)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux")
def test_the_memory_is_limited():
    bomb = repacked(word("大桥"), word__document_dot_xml=b"<a>" + b" " * (200 << 20) + b"</a>")
    with pytest.raises(ServiceError) as caught:
        parse(bomb, "docx", Limits(mib=200, unpacked_mib=1000))
    assert caught.value.code == "document_too_complex"
    assert caught.value.detail.endswith("send a simpler or smaller file, or raise DUIZHAO_PARSE_MIB")


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux")
def test_a_process_that_dies_is_a_refusal():
    with pytest.raises(ServiceError) as caught:
        parse(PAGE, "html", Limits(mib=5))
    assert caught.value.code == "document_too_complex"
    assert "its limit is 5 MiB: send a simpler or smaller file, or raise DUIZHAO_PARSE_MIB" in caught.value.detail


def test_nobody_waiting_ends_it():
    begun = time.monotonic()
    asked = []

    def stop():
        asked.append(time.monotonic())
        return len(asked) == 2

    with pytest.raises(Abandoned):
        parse(SLOW, "html", Limits(seconds=600), stop)
    assert len(asked) == 2
    assert asked[0] > begun


def test_the_parser_is_found_from_any_folder_and_nothing_there_is_imported(tmp_path):
    (tmp_path / "service").mkdir()
    (tmp_path / "service" / "__init__.py").write_text("raise SystemExit(3)")
    (tmp_path / "lxml.py").write_text("raise SystemExit(3)")
    code = (
        "import sys; sys.path[:0] = sys.argv[1:]; from service.parsing import parse; from service.document import DEFAULTS;"
        "print(ascii(parse(sys.stdin.buffer.read(), 'html', DEFAULTS).text))"
    )
    command = [sys.executable, "-P", "-c", code, str(ROOT)]
    done = subprocess.run(command, input=PAGE, capture_output=True, cwd=tmp_path, check=True)
    assert done.stdout.decode().strip() == ascii("大桥今天通车\n\n大桥今天通车，市民很高兴。\n")


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_neither_server_nor_engines_are_loaded(kind):
    code = (
        "import sys, json, io; from service.parsing import main; from service.document import DEFAULTS;"
        "main(sys.argv[1], DEFAULTS);"
        "print(sorted({'fastapi', 'starlette', 'pydantic', 'torch', 'transformers', 'ctranslate2'} & set(sys.modules)), file=sys.stderr)"
    )
    data = {"html": PAGE, "docx": word("大桥"), "pdf": Pdf().line("大桥", 60, 700).data()}[kind]
    done = subprocess.run([sys.executable, "-c", code, kind], input=data, capture_output=True, check=True, cwd=ROOT)
    assert done.stderr == b"[]\n"
    assert json.loads(done.stdout)["kind"] == kind
