"""The operations on stored glossaries."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, Field

from models.glossary import Entries, entries
from service import glossaries
from service import requests as asked
from service.auth import ReaderDep, WriterDep
from service.body import JSON, media_type, parse_json, read_body, validated
from service.deps import ServiceDep
from service.examples import PROBLEM_RESPONSES
from service.glossaries import Stored
from service.terminology import parse

TSV, TBX = "text/tab-separated-values", "application/x-tbx"
XML = ("application/xml", "text/xml", "application/x-tbx+xml", TBX)
router = APIRouter()
NewId = Annotated[str, Path(json_schema_extra={"pattern": r"^[A-Za-z0-9._-]{1,200}$"})]


class GlossaryRequest(asked.Request):
    """A glossary as JSON."""

    terms: dict[str, str] = Field(default_factory=dict, description="Chinese terms and their English")
    keep: tuple[asked.Kept, ...] = Field((), description="words that are left as they are")


class GlossaryAnswer(BaseModel):
    """A stored glossary."""

    id: str
    terms: dict[str, str]
    keep: list[str]


class GlossaryLine(BaseModel):
    """A stored glossary in a list: ``size`` counts terms and kept words."""

    id: str
    size: int
    etag: str


class GlossariesAnswer(BaseModel):
    """The stored glossaries of the caller, by id."""

    glossaries: list[GlossaryLine]


_EXAMPLE = {"terms": {"芯片": "chip"}, "keep": ["鸿蒙"]}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": GlossaryRequest.model_json_schema(), "example": _EXAMPLE},
            TSV: {"schema": {"type": "string"}, "example": "芯片\tchip\n"},
            TBX: {"schema": {"type": "string"}},
        },
    }
}


@router.get("/v1/glossaries", response_model=GlossariesAnswer, responses=PROBLEM_RESPONSES)
async def listed(service: ServiceDep, caller: ReaderDep) -> GlossariesAnswer:
    """The stored glossaries of the caller."""
    found = await asyncio.to_thread(glossaries.listed, service.store, caller.owner)
    lines = [GlossaryLine(id=one.id, size=len(one.terms) + len(one.keep), etag=one.etag) for one in found]
    return GlossariesAnswer(glossaries=lines)


@router.get("/v1/glossaries/{id}", response_model=GlossaryAnswer, responses=PROBLEM_RESPONSES)
async def get(id: str, request: Request, service: ServiceDep, caller: ReaderDep) -> Response:
    """One of them; 304 where If-None-Match has its tag."""
    found = await asyncio.to_thread(glossaries.get, service.store, caller.owner, id)
    tags = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
    if found.etag in tags or "*" in tags:
        return Response(status_code=304, headers={"ETag": found.etag})
    return _answer(found, 200)


_MADE: dict[int | str, dict[str, Any]] = {201: {"model": GlossaryAnswer}}


@router.put(
    "/v1/glossaries/{id}",
    response_model=GlossaryAnswer,
    responses=PROBLEM_RESPONSES | _MADE,
    openapi_extra=_BODY,
)
async def put(id: NewId, request: Request, service: ServiceDep, caller: WriterDep) -> Response:
    """Store a glossary: 201 where it is new, 200 where it replaces one; If-Match is obeyed."""
    match = request.headers.get("if-match")
    given = await _given(request, service.settings.max_bytes)
    made, new = await asyncio.to_thread(glossaries.put, service.store, caller.owner, id, given, match)
    return _answer(made, 201 if new else 200)


@router.delete("/v1/glossaries/{id}", status_code=204, response_class=Response, responses=PROBLEM_RESPONSES)
async def remove(id: str, request: Request, service: ServiceDep, caller: WriterDep) -> Response:
    """Delete one of them; If-Match is obeyed."""
    match = request.headers.get("if-match")
    await asyncio.to_thread(glossaries.remove, service.store, caller.owner, id, match)
    return Response(status_code=204)


async def _given(request: Request, limit: int) -> Entries:
    """The terms that were sent, as JSON or as a file."""
    media, _ = media_type(request, (JSON, TSV, *XML))
    data = await read_body(request, limit)
    if media != JSON:
        return await asyncio.to_thread(parse, data)
    sent = validated(GlossaryRequest, parse_json(data))
    return entries(sent.terms, sent.keep)


def _answer(stored: Stored, status: int) -> Response:
    body = GlossaryAnswer(id=stored.id, terms=stored.terms, keep=list(stored.keep)).model_dump_json()
    return Response(body, status, {"ETag": stored.etag}, JSON)
