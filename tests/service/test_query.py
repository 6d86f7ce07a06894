"""A database as the input: rows as they stand, streamed, in an order that is demanded and checked."""

import json
import random
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from service import cli
from service.document import DEFAULTS
from service.intake import take
from service.integrity import holes
from service.ledger import Refused
from service.records import InputError, records
from tests.archiving import done, text, tree
from tests.fakes import fake_pipeline

QUERY = "SELECT nr AS id, body AS text, rights, day FROM articles ORDER BY nr"


def filled(url, count=40):
    table = sa.Table(
        "articles",
        sa.MetaData(),
        sa.Column("nr", sa.Integer, primary_key=True),
        sa.Column("body", sa.Text),
        sa.Column("rights", sa.Text),
        sa.Column("day", sa.Date),
        sa.Column("fee", sa.Numeric(8, 2, asdecimal=True)),
    )
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        table.drop(connection, checkfirst=True)
        table.create(connection)
        numbers = random.Random(1).sample(range(count), count)
        rows = [
            {"nr": i, "body": text(i), "rights": "50% :x", "day": date(2020, 1, 1), "fee": Decimal("1.10")}
            for i in numbers
        ]
        connection.execute(table.insert(), rows)
    engine.dispose()
    return url


def test_rows_in_their_order_with_all_their_columns(store_url):
    found = [take(record, {}, DEFAULTS) for record in records(filled(store_url), QUERY)]
    assert [item.id for item in found] == [str(i) for i in range(40)]
    assert found[3].document.text == text(3)
    assert (found[3].carried["rights"], found[3].metadata) == ("50% :x", {"day": "2020-01-01"})


def test_percent_and_colon_mean_nothing_in_a_query(store_url):
    query = "SELECT body AS text, 'a :b 50%' AS note FROM articles WHERE body LIKE '%第3号%' ORDER BY nr"
    (record,) = records(filled(store_url), query)
    assert json.loads(record.data)["note"] == "a :b 50%"


def test_rows_are_streamed(store_url):
    """A billion rows: whoever fetched them all before the first would not come back."""
    filled(store_url)
    endless = "SELECT generate_series(1, 1000000000) AS id /* ORDER BY */"
    if store_url.startswith("sqlite"):
        endless = "WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id FROM n /* ORDER BY */"
    found = records(store_url, endless)
    assert [json.loads(next(found).data)["id"] for _ in range(3)] == [1, 2, 3]
    found.close()


def test_an_archive_of_a_database(store_url, tmp_path):
    filled(store_url)
    done(store_url, tmp_path / "out", query=QUERY)
    assert list(holes(tmp_path / "out")) == []
    before = tree(tmp_path / "out")
    (tmp_path / "out/manifest/000003.jsonl").unlink()
    done(store_url, tmp_path / "out", query=QUERY)
    assert tree(tmp_path / "out") == before
    (shard,) = (tmp_path / "out/shards").glob("000003.jsonl")
    assert [json.loads(line)["id"] for line in shard.read_bytes().splitlines()] == ["12", "13", "14", "15"]


def test_no_password_is_written(tmp_path, store_url):
    secret = sa.make_url(filled(store_url)).set(password="verysecret")
    done(secret.render_as_string(hide_password=False), tmp_path / "out", query=QUERY)
    assert not [name for name, data in tree(tmp_path / "out").items() if b"verysecret" in data]
    hidden = b":***@" in (tmp_path / "out/settings.json").read_bytes()
    assert hidden == store_url.startswith("postgresql")


def test_an_order_that_changes_is_refused(tmp_path):
    url = filled(f"sqlite:///{tmp_path / 'x.db'}")
    query = "SELECT body AS text, nr AS id FROM articles ORDER BY random()"
    with pytest.raises(Refused, match="not the same when read twice"):
        done(url, tmp_path / "out", query=query)


@pytest.mark.parametrize(
    ("location", "query", "message"),
    [
        ("sqlite:///{}", "SELECT body AS text FROM articles", "has no ORDER BY"),
        ("sqlite:///{}", "SELECT body, body FROM articles ORDER BY 1", "columns body, body: each needs a name"),
        ("sqlite:///{}", "SELECT nowhere FROM articles ORDER BY 1", "no such column: nowhere"),
        ("sqlite:///{}.no", QUERY, "there is no database"),
        ("{}", QUERY, "no database URL"),
        ("nodb://{}", QUERY, "does not answer the query"),
    ],
)
def test_what_cannot_be_asked_is_refused(tmp_path, capsys, monkeypatch, location, query, message):
    monkeypatch.setattr("service.assembly.assemble", lambda *args, **kwargs: fake_pipeline())
    filled(f"sqlite:///{tmp_path / 'x.db'}")
    place = location.format(tmp_path / "x.db")
    assert cli.main(["archive", "run", place, str(tmp_path / "out"), "--query", query]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_database_without_a_query_is_told(tmp_path):
    with pytest.raises(InputError, match="then give --query"):
        list(records("sqlite:///x.db"))
