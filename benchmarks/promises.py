"""What Schemathesis needs to know of the service. See ``conformance.py``.

A check that what the document allows is refused for its content only, streams of events that end, and jobs that stay.
"""

from __future__ import annotations

from typing import Any

import httpx
import schemathesis

from service.store import is_id

STATEFUL = "stateful"
CONTENT = {
    "empty_text", "no_chinese", "broken_document", "no_text_layer", "document_too_complex", "encrypted_document",
    "invalid_glossary", "unknown_glossary", "unknown_webhook", "webhook_refused", "too_many_documents",
    "too_many_texts", "too_many_webhooks",
}  # fmt: skip
"""Refusals of what no schema can say: that an HTML page has an article, that a host has a public address …"""
LINES = {"malformed_json", "invalid_encoding", "invalid_request", "unknown_option"}
"""What lines may have besides, whose schema is a string."""


@schemathesis.check
def schema_is_whole(_: Any, response: Any, case: Any) -> None:
    """A request that fits the document is answered, or refused with a code of CONTENT."""
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code not in (400, 422):
        return
    allowed = CONTENT | (set() if case.media_type in (None, "application/json") else LINES)
    problem = response.json()
    codes = {fault.get("code", problem["code"]) for fault in problem.get("errors", [problem])}
    assert codes <= allowed, f"fits the document and is refused with {sorted(codes - allowed)}: {problem['detail']}"


@schemathesis.hook
def before_call(_: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """End the job whose events are asked for, and have scenarios begin with what is taken.

    A stream of events lasts as long as its job, which may stand behind many others, and its comments keep any time
    limit of a read from ending it.
    """
    id = str((case.path_parameters or {}).get("id", ""))
    if case.operation.path == "/v1/jobs/{id}/events" and is_id(id):
        base = kwargs.get("base_url") or case.operation.base_url
        httpx.delete(f"{base.rstrip('/')}/v1/jobs/{id}")
    if case.meta is not None and case.meta.phase.name == STATEFUL and case.meta.generation.mode.is_positive:
        _begin_well(case)


def _begin_well(case: Any) -> None:
    """Leave out what no schema can say: a drawn host has no address, and a drawn id leads nowhere."""
    if (case.method, case.operation.path) == ("POST", "/v1/webhooks"):
        case.body = {"url": "http://127.0.0.1:9/"}
    elif (case.method, case.operation.path, case.media_type) == ("POST", "/v1/jobs", "application/json"):
        case.body = {"documents": case.body["documents"]}


@schemathesis.hook
def filter_failure(_: Any, failure: Any, case: Any, response: Any) -> bool:
    """Whether a failure is one: a job that was cancelled by DELETE is still there, unless it was to be purged."""
    return not (failure.code == "ST301" and failure.free.startswith("DELETE /v1/jobs/"))
