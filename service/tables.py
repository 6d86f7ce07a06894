"""The tables of the store. Times are seconds since 1970 in UTC, as floats; JSON is text, so that it comes back as sent.

A change here needs a migration in ``service/migrations/versions``; a test compares both.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)

keys = Table(
    "keys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("prefix", String(16), nullable=False, index=True),
    Column("hash", String(64), nullable=False),
    Column("scopes", String(100), nullable=False),
    Column("created", Double, nullable=False),
    Column("expires", Double),
    Column("revoked", Double),
    Column("rate", Integer),
    Column("concurrency", Integer),
    Column("quota", Integer),
    comment="hash: SHA-256 of the key; rate: requests a minute; quota: characters a month",
)
usage = Table(
    "usage",
    metadata,
    Column("owner", String(32), primary_key=True),
    Column("month", String(7), primary_key=True),
    Column("characters", Integer, nullable=False),
)
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Double, nullable=False),
    Column("actor", String(32), nullable=False),
    Column("event", String(50), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("detail", Text, nullable=False),
)
idempotency = Table(
    "idempotency",
    metadata,
    Column("owner", String(32), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("status", Integer),
    Column("headers", Text),
    Column("body", LargeBinary),
    Column("created", Double, nullable=False),
    Column("expires", Double, nullable=False, index=True),
    comment="status is NULL while the first request is being answered",
)
glossaries = Table(
    "glossaries",
    metadata,
    Column("owner", String(32), primary_key=True),
    Column("id", String(200), primary_key=True),
    Column("terms", Text, nullable=False),
    Column("keep", Text, nullable=False),
    Column("updated", Double, nullable=False),
)
jobs = Table(
    "jobs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(32), nullable=False),
    Column("status", String(10), nullable=False),
    Column("options", Text, nullable=False),
    Column("webhook", Text),
    Column("total", Integer, nullable=False),
    Column("created", Double, nullable=False),
    Column("started", Double),
    Column("finished", Double),
    Column("turn", Double, nullable=False, server_default="0"),
    Index("ix_jobs_owner_created", "owner", "created"),
    Index("ix_jobs_status", "status"),
    comment="status: queued, running, succeeded, failed, cancelled",
    info={"turn": "when one of its documents was last claimed"},
)
documents = Table(
    "documents",
    metadata,
    Column("job", String(32), ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    Column("index", Integer, primary_key=True, autoincrement=False),
    Column("document", String(200)),
    Column("body", Text),
    Column("state", String(10), nullable=False),
    Column("worker", String(64)),
    Column("lease", Double),
    Column("attempts", Integer, nullable=False),
    Column("result", Text),
    Column("error", String(50)),
    Column("characters", Integer, nullable=False),
    Column("finished", Double),
    Index("ix_documents_state_lease", "state", "lease"),
    Index("ix_documents_job_state_index", "job", "state", "index"),
    comment="state as a job's status; lease: until when worker has it; body is NULL once deleted",
)
endpoints = Table(
    "endpoints",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(32), nullable=False, index=True),
    Column("url", Text, nullable=False),
    Column("secrets", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("reason", Text),
    Column("created", Double, nullable=False),
)
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("endpoint", String(32), ForeignKey("endpoints.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("event", String(50), nullable=False),
    Column("payload", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due", Double),
    Column("status", Integer),
    Column("error", Text),
    Column("created", Double, nullable=False),
    Column("finished", Double),
    Index("ix_deliveries_state_due", "state", "due"),
    comment="state: pending, delivered, failed",
)
attempts = Table(
    "attempts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("delivery", String(64), ForeignKey("deliveries.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Double, nullable=False),
    Column("status", Integer),
    Column("error", Text),
    Column("seconds", Double),
    comment="seconds is NULL while the attempt is made, and for ever where the process died meanwhile",
)
