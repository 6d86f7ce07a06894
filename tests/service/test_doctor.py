import json
import time
from hashlib import sha256

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert

from service import cli, doctor
from service.app import create_app
from service.assembly import assemble
from service.config import Settings
from service.store import Store, sqlite_url
from service.tables import jobs


@pytest.fixture
def model(tmp_path):
    """A model folder of two small files."""
    folder = tmp_path / "model"
    folder.mkdir()
    files = {"model.bin": b"weights", "config.json": b"{}"}
    entries = {}
    for name, data in files.items():
        (folder / name).write_bytes(data)
        entries[name] = {"sha256": sha256(data).hexdigest(), "bytes": len(data), "parts": [name]}
    manifest = {"name": "m", "revision": "1", "base": "b", "licence": "l", "quantization": "int8", "window": 9}
    manifest |= {"causal": True, "end": "</s>", "files": entries}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def test_sound_models_are_told_by_name(model):
    (found,) = doctor.models(Settings(models_dir=model))
    assert str(found) == "ok    models: m@1, 2 files, 0 MiB, checksums right"


def test_a_damaged_model_is_found_by_the_doctor_and_told_by_readyz(model):
    (model / "model.bin").write_bytes(b"weighty")
    was, is_ = sha256(b"weights").hexdigest(), sha256(b"weighty").hexdigest()
    reason = f"{model / 'model.bin'} has SHA-256 {is_}, the manifest says {was}: install the package again"
    (found,) = doctor.models(Settings(models_dir=model))
    assert str(found) == f"fail  models: {reason}"
    with TestClient(create_app(Settings(), lambda: assemble(directory=model))) as client:
        for _ in range(500):
            answer = client.get("/readyz")
            if answer.json()["reasons"] != ["the models are being loaded"]:
                break
            time.sleep(0.01)
        assert (answer.status_code, answer.json()["reasons"]) == (503, [f"the models could not be loaded: {reason}"])
        assert client.get("/healthz").status_code == 200


def test_the_hub_needs_a_folder():
    (found,) = doctor.models(Settings(profile="hub"))
    assert str(found) == "fail  models: profile hub has no folder: set DUIZHAO_MODELS_DIR"


def test_the_store_answers(store, store_url):
    found = [finding.level for finding in doctor.store(Settings(store=store_url))]
    assert found == ["ok", "ok"]


def test_a_job_from_the_future_tells_of_the_clock(store, store_url):
    row = {"id": "j", "owner": "a", "status": "queued", "options": "{}", "total": 0, "created": time.time() + 5000}
    with store.write() as connection:
        connection.execute(insert(jobs), row)
    found = list(doctor.store(Settings(store=store_url)))[-1]
    assert (found.level, found.name, found.remedy) == ("warn", "clock", "set the clocks of all replicas by NTP")


def test_no_store_yet_and_no_server(tmp_path):
    (found,) = doctor.store(Settings(data_dir=tmp_path))
    assert str(found) == "warn  store: there is none yet: the first start makes it"
    assert list(tmp_path.iterdir()) == []
    (found,) = doctor.store(Settings(store="postgresql://127.0.0.1:1/x"))
    assert str(found) == "fail  store: it does not answer (OperationalError): check DUIZHAO_STORE and its server"


@pytest.mark.parametrize(("revision", "level"), [(None, "warn"), ("9999", "fail")])
def test_schemas(revision, level):
    assert doctor.schema(revision).level == level


@pytest.mark.parametrize(("free", "level"), [(99 << 20, "fail"), (200 << 20, "warn"), (2 << 30, "ok")])
def test_the_disk(free, level, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": free}))
    found = doctor.disk(tmp_path / "not" / "yet")
    assert (found.level, found.detail) == (level, f"{free >> 20} MiB free for {tmp_path / 'not' / 'yet'}")


def test_threads_and_clock():
    assert (doctor.threads(0).level, doctor.threads(100_000).level) == ("ok", "warn")
    assert str(doctor.clock(0.0)) == "fail  clock: it shows 1970-01-01 00:00:00 UTC: set it, for instance by NTP"
    assert str(doctor.clock(1_800_000_000.0)) == "ok    clock: 2027-01-15 08:00:00 UTC"


def test_the_command_fails_where_something_does(model, monkeypatch, capsys):
    monkeypatch.setenv("DUIZHAO_MODELS_DIR", str(model))
    monkeypatch.setattr(doctor, "disk", lambda folder: doctor.Finding("ok", "disk", "room"))
    assert cli.main(["doctor"]) == 0
    (model / "config.json").unlink()
    assert cli.main(["doctor"]) == 1
    assert "fail  models: " in capsys.readouterr().out


def test_backup_restore_and_purge_by_command(tmp_path, capsys):
    data = ["--data-dir", str(tmp_path / "data")]
    Store.open(sqlite_url(tmp_path / "data")).close()
    assert cli.main(["backup", str(tmp_path / "copy"), *data]) == 0
    assert cli.main(["restore", str(tmp_path / "copy"), *data]) == 0
    assert cli.main(["purge", "--days", "1", *data]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == str(tmp_path / "copy")
    assert out[1].startswith("restored; what was there is in ")
    assert out[2] == "deleted: 0 jobs, 0 deliveries, 0 kept answers"
    assert cli.main(["backup", str(tmp_path / "copy"), *data]) == 1
    assert cli.main(["backup", "x", "--store", "postgresql://a/b"]) == 1
    assert capsys.readouterr().err == (
        f"duizhao: {tmp_path / 'copy'} exists: name a new file\n"
        "duizhao: the store is postgresql, not a SQLite file: use its own tools, for PostgreSQL pg_dump\n"
    )


def test_purge_without_a_retention_needs_days(monkeypatch, capsys):
    monkeypatch.setenv("DUIZHAO_RETENTION_DAYS", "0")
    assert cli.main(["purge"]) == 2
    assert capsys.readouterr().err == ("duizhao: DUIZHAO_RETENTION_DAYS is 0, which keeps everything: name --days\n")
