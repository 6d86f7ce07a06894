"""What the service refuses and how it says so: one table from code to status and title, RFC 9457 bodies.

``code`` is the stable part of a problem; titles and details are for people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.errors import ModelError, QueueFull

PROBLEM_TYPE = "application/problem+json"
RETRY_SECONDS = 5
"""What Retry-After says where there is no better guess."""

PROBLEMS: Mapping[str, tuple[int, str]] = {
    "malformed_json": (400, "The body is not JSON"),
    "invalid_encoding": (400, "The text is not validly encoded"),
    "idempotency_key_missing": (400, "An Idempotency-Key is needed"),
    "idempotency_key_invalid": (400, "The Idempotency-Key is not valid"),
    "unauthorized": (401, "A valid key is needed"),
    "forbidden": (403, "The key may not do this"),
    "not_found": (404, "There is nothing here"),
    "method_not_allowed": (405, "The method is not allowed here"),
    "request_in_progress": (409, "The same request is being answered"),
    "webhook_disabled": (409, "The webhook is disabled"),
    "job_not_failed": (409, "The job has not failed"),
    "precondition_failed": (412, "It has changed meanwhile"),
    "too_large": (413, "The text is too large"),
    "unsupported_media_type": (415, "The kind of document is not supported"),
    "broken_document": (422, "The document cannot be read"),
    "encrypted_document": (422, "The document is encrypted"),
    "no_text_layer": (422, "The document has no text"),
    "document_too_complex": (422, "The document takes too much to read"),
    "empty_text": (422, "The text is empty"),
    "no_chinese": (422, "The text has no Chinese"),
    "unknown_option": (422, "There is no such option"),
    "invalid_request": (422, "The request is not valid"),
    "invalid_glossary": (422, "The glossary cannot be used"),
    "unknown_glossary": (422, "There is no such glossary"),
    "idempotency_key_reused": (422, "The Idempotency-Key belongs to another request"),
    "webhook_refused": (422, "The webhook's URL is not allowed"),
    "unknown_webhook": (422, "There is no such webhook"),
    "too_many_webhooks": (422, "There are too many webhooks"),
    "too_many_documents": (422, "There are too many documents"),
    "too_many_texts": (422, "There are too many texts"),
    "rate_limited": (429, "There were too many requests"),
    "quota_exceeded": (429, "The characters of this month are used up"),
    "abandoned": (499, "The client went away"),
    "internal_error": (500, "The service failed"),
    "overloaded": (503, "The service is busy"),
    "not_ready": (503, "The service is not ready"),
    "store_unavailable": (503, "The store does not answer"),
    "deadline_exceeded": (504, "The time is used up"),
}
"""Code → HTTP status, title."""

STATUS_CODES = {404: "not_found", 405: "method_not_allowed"}
"""What the router answers by itself: HTTP status → code."""


class ServiceError(Exception):
    """A request that gets no answer: ``code`` is a key of PROBLEMS, ``detail`` names value, limit and remedy.

    ``more`` are further members of the problem's body, ``headers`` of its response; ``retry_after`` is in seconds.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        retry_after: int | None = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.code, self.detail, self.retry_after, self.more = code, detail, retry_after, more
        self.headers = dict(headers or {})


def too_complex(detail: str, remedy: str) -> ServiceError:
    """The refusal of a file that needs more than it may take; ``detail`` names value and limit."""
    return ServiceError("document_too_complex", f"{detail}: send a simpler or smaller file, or {remedy}")


def broken(detail: str) -> ServiceError:
    """The refusal of a file that is not what it should be."""
    return ServiceError("broken_document", f"{detail}: save it anew with the program that made it")


def store_unavailable(error: Exception) -> ServiceError:
    """The refusal while the database does not answer."""
    detail = f"the store does not answer ({type(error).__name__}): try again later"
    return ServiceError("store_unavailable", detail, retry_after=RETRY_SECONDS)


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal ready to be sent: HTTP status, body and headers."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


def problem(error: Exception, request_id: str = "") -> Problem:
    """The problem that ``error`` is to the client; what is not in the table tells nothing but ``request_id``.

    >>> problem(ServiceError("empty_text", "the text has 0 characters")).status
    422
    """
    code = error.code if isinstance(error, ServiceError | ModelError) else ""
    if code not in PROBLEMS:
        detail = "the service failed; its log has the reason under the request's id"
        error = ServiceError("internal_error", detail, request_id=request_id)
        code = error.code
    status, title = PROBLEMS[code]
    more = error.more if isinstance(error, ServiceError) else {}
    seconds = error.retry_after if isinstance(error, ServiceError) else None
    if isinstance(error, QueueFull):
        seconds = RETRY_SECONDS
    body = {"type": f"urn:duizhao:problem:{code}", "title": title, "status": status, "code": code}
    headers = dict(error.headers) if isinstance(error, ServiceError) else {}
    headers |= {} if seconds is None else {"Retry-After": str(seconds)}
    return Problem(status, body | {"detail": str(error)} | more, headers)
