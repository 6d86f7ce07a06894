"""Nothing that another wrote moves the cursor or forges a line of what a command tells."""

import json

import pytest

from service import cli
from service.notice import escaped, say
from tests.fakes import fake_pipeline

FORGED = "a\nduizhao: forged\r\x1b[2K\x9b1A\u202e\u2028.txt"
SHOWN = "a\\nduizhao: forged\\r\\x1b[2K\\x9b1A\\u202e\\u2028.txt"


@pytest.mark.parametrize("text", ["大桥　通车\u00a0é 👍.txt", "", "a b"])
def test_what_is_harmless_stays(text):
    assert escaped(text) == text


def test_a_message_is_one_line(capsys):
    say(f"{FORGED}: unreadable")
    say("\udcff")
    assert capsys.readouterr().err == f"{SHOWN}: unreadable\n\\udcff\n"


@pytest.mark.parametrize("command", ["split", "brief"])
def test_a_file_whose_name_would_forge_a_line(capsys, monkeypatch, tmp_path, command):
    monkeypatch.setattr("service.assembly.assemble", lambda *args, **kwargs: fake_pipeline())
    (tmp_path / FORGED).write_bytes(b"%PDF-1.4 broken")
    assert cli.main([command, str(tmp_path / FORGED)]) == 1
    assert cli.main([command, str(tmp_path / f"none{FORGED}")]) == 1
    broken, missing = capsys.readouterr().err.splitlines(keepends=True)
    assert broken.startswith(f"{tmp_path}/{SHOWN}: broken_document: ")
    assert missing == f"{tmp_path}/none{SHOWN}: unreadable: No such file or directory\n"


@pytest.mark.parametrize("progress", ["text", "json"])
def test_ids_and_names_of_an_archive(capsys, monkeypatch, tmp_path, progress):
    monkeypatch.setattr("service.assembly.assemble", lambda *args, **kwargs: fake_pipeline())
    row = {"id": FORGED, "title": FORGED, "text": "nothing here"}
    (tmp_path / f"{FORGED}.jsonl").write_text(json.dumps(row) + "\n")
    out = tmp_path / f"out{FORGED}"
    assert cli.main(["archive", "run", str(tmp_path / f"{FORGED}.jsonl"), str(out), "--progress", progress]) == 1
    (out / "shards" / FORGED).write_bytes(b"")
    assert cli.main(["archive", "verify", str(out)]) == 1
    assert cli.main(["archive", "run", f"none{FORGED}", str(out)]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == len(told.splitlines())
    assert not any(line.startswith("duizhao: forged") for line in told.splitlines())
    lines = told.splitlines()[-2:]
    assert lines[0] == f"{tmp_path}/out{SHOWN}/shards/{SHOWN}: does not belong here"
    assert lines[1] == f"duizhao: no file matches none{SHOWN}: check the pattern"
