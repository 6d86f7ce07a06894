"""Worked examples of every operation, for the OpenAPI document and hence for ``/docs``."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from service.document import DOCX, NINJS, PDF
from service.errors import PROBLEM_TYPE, PROBLEMS, ServiceError, problem
from service.requests import JobRequest, PageRequest, TextsRequest

EXCERPT = (
    "疫苗稳步研发\n\n今年3月，科兴控股新冠疫苗生产车间建设在\n大兴生物医药产业基地启动。据悉，科兴旗下的生\n"
    "产车间年产能达3亿剂以上。4月，国药集团旗下北\n京生物制品研究所建成了全国首个高等级生物安\n全生产设施。\n"
)
"""A few hard-wrapped lines of a newspaper page."""
SENTENCE = "今年3月，科兴控股新冠疫苗生产车间建设在大兴生物医药产业基地启动。"
REQUESTS: dict[str, tuple[type[BaseModel], dict[str, Any]]] = {
    "briefs": (PageRequest, {"text": EXCERPT, "options": {"length": "medium", "effort": "fast"}}),
    "sections": (PageRequest, {"text": EXCERPT, "options": {"include": ["explain"]}}),
    "summaries": (TextsRequest, {"texts": [SENTENCE], "options": {"length": "short"}}),
    "translations": (TextsRequest, {"texts": [SENTENCE]}),
    "jobs": (JobRequest, {"documents": [{"id": "a1", "text": EXCERPT}], "options": {"length": "short"}}),
}
"""Operation → shape of its JSON body, and an example that the embedded models answer."""
BARE = {"briefs", "sections"}
"""Operations that take a bare document, too, with the options in the query."""
FORM = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "format": "binary", "contentMediaType": "application/x-ndjson", "minLength": 1},
        "options": {"type": "string", "contentMediaType": "application/json"},
        "webhook": {"type": "string"},
    },
}
"""A job as a form."""
PAGE = f"<!doctype html>\n<title>疫苗稳步研发</title>\n<h1>疫苗稳步研发</h1>\n<p>{SENTENCE}</p>\n"
"""A small page."""
ITEM = {"uri": "urn:example:1", "language": "zh-Hans", "headline": "疫苗稳步研发", "body_text": SENTENCE}
"""A small item of ninjs."""


def problem_example(code: str) -> dict[str, Any]:
    """The body of a refusal."""
    return problem(ServiceError(code, "what was sent, the limit, and what to do")).body


def _problem_response(status: int) -> dict[str, Any]:
    codes = [code for code, (known, _) in PROBLEMS.items() if known == status]
    examples = {code: {"value": problem_example(code)} for code in codes}
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": ", ".join(codes), "content": {PROBLEM_TYPE: {"schema": schema, "examples": examples}}}


PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    status: _problem_response(status) for status in sorted({status for status, _ in PROBLEMS.values()} - {499})
}
"""Documentation of every refusal, by HTTP status."""
PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": list(PROBLEMS)},
        "detail": {"type": "string"},
    },
}
"""RFC 9457 with a stable ``code``; further members say more."""


REFERENCE = "#/components/schemas/{model}"


def _schema(shape: type[BaseModel]) -> dict[str, Any]:
    """The schema of a body; the shapes within it stand among the document's components."""
    return {name: part for name, part in shape.model_json_schema(ref_template=REFERENCE).items() if name != "$defs"}


def request_schemas() -> dict[str, Any]:
    """The shapes within the bodies of all operations, by name."""
    return {
        name: schema
        for shape, _ in REQUESTS.values()
        for name, schema in shape.model_json_schema(ref_template=REFERENCE).get("$defs", {}).items()
    }


def documented(operation: str, answer: type[BaseModel]) -> dict[str, Any]:
    """Arguments of a route: its answer, its refusals and its request body, which it reads itself."""
    shape, example = REQUESTS[operation]
    content: dict[str, Any] = {"application/json": {"schema": _schema(shape), "example": example}}
    if operation in BARE:
        content["text/plain"] = {"schema": {"type": "string"}, "example": example["text"]}
        content["text/html"] = {"schema": {"type": "string"}, "example": PAGE}
        content |= {kind: {"schema": {"type": "string", "contentMediaType": kind}} for kind in (PDF, DOCX)}
        content[NINJS] = {"schema": {"type": "object"}, "example": ITEM}
    if operation == "jobs":
        content["application/x-ndjson"] = {"schema": {"type": "string", "description": "a document of a job to a line"}}
        content["multipart/form-data"] = {"schema": FORM}
    body = {"required": True, "content": content}
    return {
        "response_model": answer,
        "responses": PROBLEM_RESPONSES,
        "openapi_extra": {"requestBody": body},
        "operation_id": operation,
    }
