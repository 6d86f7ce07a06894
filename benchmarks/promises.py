"""A check for Schemathesis: what the document allows is refused for its content only. See ``conformance.py``."""

from __future__ import annotations

from typing import Any

import schemathesis

CONTENT = {
    "empty_text", "no_chinese", "broken_document", "no_text_layer", "document_too_complex", "encrypted_document",
    "invalid_glossary", "unknown_glossary", "unknown_webhook", "webhook_refused", "too_many_documents",
    "too_many_texts",
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
