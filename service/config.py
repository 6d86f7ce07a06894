"""Settings of the service: the one place that reads the environment."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.document import DEFAULTS, Limits

PREFIX = "DUIZHAO_"


class ParseSettings(BaseSettings):
    """What one HTML, PDF or DOCX file may take; the command line has no other settings than these."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    parse_seconds: float = Field(DEFAULTS.seconds, gt=0, description="most seconds that reading a file may take")
    parse_mib: int = Field(DEFAULTS.mib, ge=64, description="most memory for it, in MiB of address space")
    parse_pages: int = Field(DEFAULTS.pages, ge=1, description="most pages of a PDF")
    parse_unpacked_mib: int = Field(DEFAULTS.unpacked_mib, ge=1, description="most MiB that a DOCX unpacks to")

    @property
    def limits(self) -> Limits:
        """The same for reading."""
        return Limits(self.parse_seconds, self.parse_mib, self.parse_pages, self.parse_unpacked_mib)


class Settings(ParseSettings):
    """Set by arguments, else by the environment (``DUIZHAO_PORT`` for ``port``), else as here.

    Raises pydantic's ValidationError, which ``explain`` puts into words.
    """

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on; 0 takes a free one")
    data_dir: Path = Field(
        default_factory=lambda: Path.home() / ".local" / "share" / "duizhao",
        description="folder for the service's own data",
    )
    store: str | None = Field(None, description="URL of the store; a SQLite file in data_dir where there is none")
    store_seconds: int = Field(30, ge=1, description="most seconds that PostgreSQL may take for an answer or a lock")
    profile: str = Field("embedded", description="model profile")
    models_dir: Path | None = Field(None, description="folder of fetched models")
    device: Literal["auto", "cpu", "cuda"] = "auto"
    threads: int = Field(0, ge=0, description="threads of a model; 0 takes one for each core")
    max_bytes: int = Field(1 << 20, ge=1, description="most text in one request, in bytes of UTF-8")
    max_file_bytes: int = Field(20 << 20, ge=1, description="most bytes of an HTML, PDF or DOCX file")
    max_texts: int = Field(256, ge=1, description="most texts in one request for summaries or translations")
    concurrency: int = Field(4, ge=1, description="requests whose batches take turns at the model")
    queue: int = Field(32, ge=0, description="requests that may wait for that; more are answered 503")
    queue_items: int = Field(1 << 16, ge=1, description="prompts that may wait for the model; more are answered 503")
    queue_tokens: int = Field(1 << 22, ge=1, description="tokens of such prompts; more are answered 503")
    shared_batches: bool = Field(
        False, description="let one-sentence requests share batches: faster together, and not always the same words"
    )
    keep_alive_seconds: int = Field(
        75, ge=1, description="how long an idle connection stays open; longer than the balancer keeps its own"
    )
    drain_seconds: float = Field(30, ge=0, description="most seconds that running requests may take after SIGTERM")
    log_format: Literal["json", "text"] = Field("json", description="how the log's lines are written")
    traces: str | None = Field(None, description="OTLP/HTTP address that traces are sent to; without it there are none")
    retention_days: float = Field(
        30, ge=0, description="days until finished jobs are deleted with their texts; 0: never"
    )
    require_idempotency_key: bool = Field(False, description="refuse a POST that creates without an Idempotency-Key")
    idempotency_seconds: float = Field(86_400, gt=0, description="how long an answer is kept for a repeated request")
    idempotency_lease_seconds: float = Field(
        10, gt=0, description="how long an Idempotency-Key stays with a request whose process died"
    )
    webhook_schedule: tuple[float, ...] = Field(
        (5.0, 300.0, 1800.0, 7200.0, 18000.0, 36000.0, 50400.0, 72000.0, 86400.0),
        description="seconds from each failed delivery to the next attempt",
    )
    webhook_seconds: float = Field(15, gt=0, description="most seconds that a receiver may take to answer")
    webhook_rotation_seconds: float = Field(86_400, ge=0, description="how long a rotated secret still signs")
    webhook_ports: tuple[int, ...] = Field((443, 8443), description="ports of public webhooks")
    webhook_http: bool = Field(False, description="allow webhooks without TLS, for intranets")
    webhook_allow: tuple[IPv4Network | IPv6Network, ...] = Field(
        (), description="networks that webhooks may lead to although they are not public, on any port"
    )
    max_job_documents: int = Field(10_000, ge=1, description="most documents of a job")
    max_job_bytes: int = Field(256 << 20, ge=1, description="most bytes of a job's JSON lines")
    job_workers: int = Field(1, ge=0, description="documents of jobs worked on at once; 0: none, others do")
    job_lease_seconds: float = Field(60, gt=0, description="a worker not heard of for so long is taken for dead")
    job_attempts: int = Field(3, ge=1, description="a document whose worker died so often has failed")
    allow_public_without_keys: bool = Field(False, description="listen beyond loopback although anyone may then ask")


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach ``host``: ``localhost`` or a loopback address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def explain(error: ValidationError) -> str:
    """What is wrong with the settings, fault after fault, by the names of the environment variables."""
    told = []
    for fault in error.errors():
        name = "".join(str(part) for part in fault["loc"]).upper()
        reason = fault["msg"].removeprefix("Value error, ")
        told.append(f"{PREFIX}{name}={fault['input']}: {reason}" if name else reason)
    return "; ".join(told)
