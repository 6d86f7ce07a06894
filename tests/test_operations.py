"""What the run book and the alert rules say of the metrics."""

import re
from pathlib import Path

import pytest
import yaml
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import create_engine, func, insert, select, text
from sqlalchemy.exc import OperationalError

from service.app import create_app
from service.config import Settings
from service.store import Store, sqlite_url
from service.tables import usage
from tests.fakes import fake_pipeline

DOCS = Path(__file__).parent.parent / "docs"


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    """Families of the service's metrics, by the names that samples or documents use."""
    with TestClient(create_app(Settings(data_dir=tmp_path_factory.mktemp("data")), fake_pipeline)) as client:
        told = client.get("/metrics").text
    found = {}
    for family in text_string_to_metric_families(told):
        if family.type == "counter":
            found[f"{family.name}_total"] = family.name
        else:
            found[family.name] = family.name
        if family.type == "histogram":
            found |= {f"{family.name}{end}": family.name for end in ("_bucket", "_sum", "_count")}
    return found


def rules():
    (group,) = yaml.safe_load((DOCS / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    return group["rules"]


def test_alerts_name_metrics_that_are_there(names):
    found = [(rule["alert"], name) for rule in rules() for name in re.findall(r"\bduizhao_\w+", rule["expr"])]
    assert [pair for pair in found if pair[1] not in names] == []
    assert {alert for alert, _ in found} == {rule["alert"] for rule in rules()} - {"DuizhaoDown"}


def test_alerts_say_what_to_do():
    assert [set(rule) - {"for"} for rule in rules()] == [{"alert", "expr", "labels", "annotations"}] * len(rules())
    assert [set(rule["annotations"]) for rule in rules()] == [{"summary", "remedy"}] * len(rules())
    assert {rule["labels"]["severity"] for rule in rules()} == {"critical", "warning"}
    assert all(rule["expr"].count("(") == rule["expr"].count(")") for rule in rules())


def test_the_run_book_lists_every_metric(names):
    table = (DOCS / "operations.md").read_text(encoding="utf-8")
    listed = {
        names[name] for name in re.findall(r"^\| (`duizhao_.*?) \|", table, re.M) for name in re.findall(r"\w+", name)
    }
    assert listed == {*names.values()}


def test_a_full_disk_leaves_whole_transactions_only(tmp_path):
    """SQLite's own bound of the file stands for the disk's: the error is the same."""
    store = Store.open(sqlite_url(tmp_path))
    with store.write() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 4}")
    rows = [{"owner": f"{i}", "month": "2026-01", "characters": 1} for i in range(5000)]
    with pytest.raises(OperationalError, match="database or disk is full"), store.write() as connection:
        for row in rows:
            connection.execute(insert(usage), row)
    with store.write() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 4000}")
        assert connection.scalar(select(func.count()).select_from(usage)) == 0
        connection.execute(insert(usage), rows)
    store.close()


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_connections_that_the_database_dropped_are_made_anew(store, store_url):
    with store.read(), store.read():
        pass
    admin = create_engine(store_url.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        drop = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
        assert len(connection.execute(text(drop)).all()) == 2
    admin.dispose()
    assert [store.fault() for _ in range(3)] == [None] * 3
