"""The operations under ``/v1/webhooks``."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from sqlalchemy import Connection, Row

from service import webhooks
from service.addresses import Policy, checked, refused
from service.auth import ReaderDep, WriterDep
from service.body import JSON, media_type, parse_json, read_body, validated
from service.config import Settings
from service.deliveries import Courier
from service.deps import Service, ServiceDep
from service.examples import PROBLEM_RESPONSES
from service.idempotency import HEADER, REPLAYED, Fingerprint, Idempotency, Kept, key_of
from service.metrics import Metrics
from service.requests import WebhookRequest
from service.schemas import Answer
from service.sending import Sender
from service.store import Store

router = APIRouter(prefix="/v1/webhooks", responses=PROBLEM_RESPONSES)
BODY_LIMIT = 1 << 16
_BODY = {"schema": WebhookRequest.model_json_schema(), "example": {"url": "https://newsroom.example/duizhao"}}
_DOCUMENTED = {"requestBody": {"required": True, "content": {JSON: _BODY}}}


def policy_of(settings: Settings) -> Policy:
    """Where webhooks may lead."""
    return Policy(settings.webhook_ports, settings.webhook_http, settings.webhook_allow)


def courier_of(settings: Settings, store: Store, metrics: Metrics) -> Courier:
    """What sends the deliveries of ``store``."""
    lease, sender = 4 * settings.webhook_seconds + 60, Sender(settings.webhook_seconds)
    return Courier(store, policy_of(settings), sender, settings.webhook_schedule, lease, attempted=metrics.attempted)


class WebhookAnswer(Answer):
    """A registered URL; ``reason`` says why it is not ``enabled``. Times are seconds since 1970, in UTC."""

    id: str
    url: str
    enabled: bool
    reason: str | None
    created: float


class WebhookSecret(WebhookAnswer):
    """The same with its newest signing secret, which is shown once."""

    secret: str


class WebhooksAnswer(Answer):
    """All webhooks of an owner, in the order they were made."""

    webhooks: tuple[WebhookAnswer, ...]


class DeliveryAnswer(Answer):
    """An event on its way: ``due`` is when the next attempt is made, ``status`` and ``error`` are the last one's."""

    id: str
    event: str
    state: Literal["pending", "delivered", "failed"]
    attempts: int
    due: float | None
    status: int | None
    error: str | None
    created: float
    finished: float | None
    payload: dict[str, Any]


class DeliveriesAnswer(Answer):
    """The newest deliveries of a webhook, the newest first."""

    deliveries: tuple[DeliveryAnswer, ...]


class AttemptAnswer(Answer):
    """One attempt: when, the answer's status or why there was none, and how long it took, in seconds.

    ``seconds`` is null while it is made, and stays so where the process that made it died.
    """

    at: float
    status: int | None
    error: str | None
    seconds: float | None


class AttemptsAnswer(Answer):
    """The newest attempts of a delivery, in the order they were made, also those before it was sent again."""

    attempts: tuple[AttemptAnswer, ...]


@router.post("", status_code=201, response_model=WebhookSecret, openapi_extra=_DOCUMENTED)
async def register(request: Request, service: ServiceDep, caller: WriterDep) -> Response:
    """Register a URL. The signing secret is shown in this answer only."""
    media, _ = media_type(request, (JSON,))
    body = await read_body(request, BODY_LIMIT)
    url = validated(WebhookRequest, parse_json(body)).url
    await asyncio.to_thread(_check, url, policy_of(service.settings))

    def make(connection: Connection) -> Kept:
        id, secret = webhooks.register(connection, caller.owner, url, service.store.clock())
        row = webhooks.endpoint(connection, caller.owner, id)
        return _kept(201, WebhookSecret, _shown(row) | {"secret": secret}, {"Location": f"/v1/webhooks/{id}"})

    return await asyncio.to_thread(once, request, service, caller.owner, make, media, body)


@router.get("")
def webhooks_of_owner(service: ServiceDep, caller: ReaderDep) -> WebhooksAnswer:
    """The webhooks of the key's owner."""
    with service.store.read() as connection:
        rows = webhooks.listed(connection, caller.owner)
    return WebhooksAnswer(webhooks=tuple(WebhookAnswer(**_shown(row)) for row in rows))


@router.get("/{id}")
def webhook(id: str, service: ServiceDep, caller: ReaderDep) -> WebhookAnswer:
    """One webhook."""
    with service.store.read() as connection:
        return WebhookAnswer(**_shown(webhooks.endpoint(connection, caller.owner, id)))


@router.delete("/{id}", status_code=204)
def delete(id: str, service: ServiceDep, caller: WriterDep) -> None:
    """Delete a webhook and its deliveries."""
    with service.store.write() as connection:
        webhooks.remove(connection, caller.owner, id, service.store.clock())


@router.post("/{id}/rotate", response_model=WebhookSecret)
def rotate(id: str, request: Request, service: ServiceDep, caller: WriterDep) -> Response:
    """A new secret, shown in this answer only. The one before signs, too, for a while."""

    def make(connection: Connection) -> Kept:
        overlap, now = service.settings.webhook_rotation_seconds, service.store.clock()
        secret = webhooks.rotate(connection, caller.owner, id, now, overlap)
        row = webhooks.endpoint(connection, caller.owner, id)
        return _kept(200, WebhookSecret, _shown(row) | {"secret": secret})

    return once(request, service, caller.owner, make)


@router.post("/{id}/test", status_code=202, response_model=DeliveryAnswer)
def test(id: str, request: Request, service: ServiceDep, caller: WriterDep) -> Response:
    """Send the event ``webhook.test``."""

    def make(connection: Connection) -> Kept:
        return _sent(webhooks.test_event(connection, caller.owner, id, service.store.clock()))

    return once(request, service, caller.owner, make)


@router.get("/{id}/deliveries")
def deliveries(id: str, service: ServiceDep, caller: ReaderDep) -> DeliveriesAnswer:
    """The newest 100 deliveries, the newest first."""
    with service.store.read() as connection:
        rows = webhooks.log(connection, caller.owner, id)
    return DeliveriesAnswer(deliveries=tuple(DeliveryAnswer(**_logged(row)) for row in rows))


@router.get("/{id}/deliveries/{delivery}/attempts")
def attempts(id: str, delivery: str, service: ServiceDep, caller: ReaderDep) -> AttemptsAnswer:
    """The newest 100 attempts of a delivery, the oldest of them first."""
    with service.store.read() as connection:
        rows = webhooks.tried(connection, caller.owner, id, delivery)
    names = ("at", "status", "error", "seconds")
    found = (AttemptAnswer(**{name: getattr(row, name) for name in names}) for row in rows)
    return AttemptsAnswer(attempts=tuple(found))


@router.post("/{id}/deliveries/{delivery}/redeliver", status_code=202, response_model=DeliveryAnswer)
def redeliver(id: str, delivery: str, request: Request, service: ServiceDep, caller: WriterDep) -> Response:
    """Send a delivery again, under the same ``webhook-id``."""

    def make(connection: Connection) -> Kept:
        return _sent(webhooks.redeliver(connection, caller.owner, id, delivery, service.store.clock()))

    return once(request, service, caller.owner, make)


def once(
    request: Request,
    service: Service,
    owner: str,
    make: Callable[[Connection], Kept],
    media: str = "",
    body: bytes = b"",
) -> Response:
    """The answer of ``make``, or the one kept for the request's ``Idempotency-Key``. Blocks."""
    settings = service.settings
    key = key_of(request.headers.getlist(HEADER), required=settings.require_idempotency_key)
    fingerprint = Fingerprint(request.method, request.scope["path"], media)
    fingerprint.update(body)
    keys = Idempotency(service.store, settings.idempotency_seconds, settings.idempotency_lease_seconds)
    kept = keys.once(owner, key, fingerprint.hexdigest(), make)
    headers = {**kept.headers, REPLAYED: "true"} if kept.replayed else dict(kept.headers)
    return Response(kept.body, kept.status, headers, JSON)


def _check(url: str, policy: Policy) -> None:
    try:
        checked(url, policy)
    except OSError:
        raise refused("the name of the host has no address") from None


def _kept(status: int, shape: type[BaseModel], fields: Mapping[str, Any], headers: Mapping[str, str] = {}) -> Kept:
    return Kept(status, shape(**fields).model_dump_json().encode(), headers)


def _sent(row: Row[Any]) -> Kept:
    return _kept(202, DeliveryAnswer, _logged(row))


def _shown(row: Row[Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("id", "url", "enabled", "reason", "created")}


def _logged(row: Row[Any]) -> dict[str, Any]:
    names = ("id", "event", "state", "attempts", "due", "status", "error", "created", "finished")
    return {name: getattr(row, name) for name in names} | {"payload": json.loads(row.payload)}
