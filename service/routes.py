"""The operations of the API: what is asked, done by the service's workers, answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from models.types import BriefOptions
from service import answers, ninjs, schemas
from service.auth import Caller, ReaderDep
from service.body import JSON, OVERHEAD, media_type, parse_json, read_body, validated
from service.deps import PipelineDep, Service, ServiceDep
from service.document import NINJS, TYPES, Document, Limits
from service.errors import ServiceError
from service.examples import PROBLEM_RESPONSES, documented
from service.glossaries import resolved
from service.limits import charge
from service.reading import check_size, check_text, read, read_item, receive
from service.requests import Options, PageRequest, TextsRequest
from service.work import Done, Stop, Workers

T = TypeVar("T")
router = APIRouter()
LISTS = {"include", "keep"}
"""Options that are lists, given several times in a query."""


@router.post("/v1/briefs", **documented("briefs", schemas.BriefAnswer))
async def briefs(request: Request, service: ServiceDep, caller: ReaderDep, pipeline: PipelineDep) -> Response:
    """Sections and stories of a page, each with its Chinese summary, English translation, evidence and checks."""
    asked, document, options = await page_of(request, service, caller)
    await charged(service, caller, len(document.text))

    def job(stop: Stop) -> BaseModel:
        made = pipeline.brief(document.text, replace(options, stop=stop), marks=document.marks)
        return answers.brief_answer(made, document, options, id=asked.id, include=asked.options.include)

    return await answered(service.heavy, request, job, options)


@router.post("/v1/sections", **documented("sections", schemas.SectionsAnswer))
async def sections(request: Request, service: ServiceDep, caller: ReaderDep, pipeline: PipelineDep) -> Response:
    """Masthead, stories and sections of a page with mended paragraphs, and the blocks that partition its text."""
    asked, document, options = await page_of(request, service, caller)

    def job(stop: Stop) -> BaseModel:
        article = pipeline.split(document.text, options.split, document.marks)
        return answers.sections_answer(article, document, options, id=asked.id, include=asked.options.include)

    return await answered(service.light, request, job, options)


@router.post("/v1/summaries", **documented("summaries", schemas.SummariesAnswer))
async def summaries(request: Request, service: ServiceDep, caller: ReaderDep, pipeline: PipelineDep) -> Response:
    """One Chinese summary for each text, in order."""
    texts, options = await texts_of(request, service, caller)
    await charged(service, caller, sum(map(len, texts)))
    return await answered(
        service.heavy,
        request,
        lambda stop: answers.summaries_answer(pipeline.summarise(texts, replace(options, stop=stop))),
        options,
    )


@router.post("/v1/translations", **documented("translations", schemas.TranslationsAnswer))
async def translations(request: Request, service: ServiceDep, caller: ReaderDep, pipeline: PipelineDep) -> Response:
    """One English translation for each text, in order."""
    texts, options = await texts_of(request, service, caller)
    await charged(service, caller, sum(map(len, texts)))
    return await answered(
        service.heavy,
        request,
        lambda stop: answers.translations_answer(pipeline.translate(texts, replace(options, stop=stop))),
        options,
    )


@router.get("/v1/models", response_model=schemas.ModelsAnswer, responses=PROBLEM_RESPONSES)
async def models(caller: ReaderDep, pipeline: PipelineDep) -> schemas.ModelsAnswer:
    """The models that answer, with their revisions."""
    return answers.models_answer(pipeline.models)


async def page_of(request: Request, service: Service, caller: Caller) -> tuple[PageRequest, Document, BriefOptions]:
    """The page that was sent: text or HTML in JSON, or a bare document with its options in the query."""
    limit, now = service.settings.max_bytes, time.monotonic()
    media, charset = media_type(request, (JSON, *TYPES))
    if media == JSON:
        asked = validated(PageRequest, parse_json(await read_body(request, OVERHEAD * limit)))
        options = (await stored(service, caller, asked.options)).brief_options(now)
        document = await _read(request, service, options, partial(_received, asked, service.settings.limits))
    else:
        given = _query(request)
        options = (await stored(service, caller, given)).brief_options(now)
        data = await _file(request, service, media)
        item = ninjs.item(parse_json(data)) if media == NINJS else None
        limits = service.settings.limits
        job = partial(read_item, item, limits) if item else partial(read, data, charset, TYPES[media], limits)
        document = await _read(request, service, options, job)
        asked = validated(PageRequest, {"id": item and item.uri, "text": document.text, "options": given})
    check_text(document.text, limit)
    return asked, document, options


async def _file(request: Request, service: Service, media: str) -> bytes:
    """The bytes of a bare document. Raises ServiceError too_large."""
    settings = service.settings
    if TYPES[media] == "text":
        return await read_body(request, 2 * settings.max_bytes)  # UTF-16 needs up to twice what UTF-8 does
    return await read_body(request, settings.max_file_bytes, "DUIZHAO_MAX_FILE_BYTES")


async def _read(request: Request, service: Service, options: BriefOptions, job: Callable[[Stop], Document]) -> Document:
    """The document that ``job`` reads in a thread, as long as anyone waits for it."""

    def traced(stop: Stop) -> Document:
        with service.tracing.span("read"):
            return job(stop)

    return (await service.light.run(traced, gone=lambda: _gone(request), deadline=options.deadline)).value


def _received(asked: PageRequest, limits: Limits, stop: Stop) -> Document:
    if asked.html is None:
        return receive(asked.text or "", "text")
    return receive(asked.html, "html", limits, stop)


def _query(request: Request) -> Options:
    query = request.query_params
    return validated(Options, {name: query.getlist(name) if name in LISTS else query[name] for name in query})


async def texts_of(request: Request, service: Service, caller: Caller) -> tuple[tuple[str, ...], BriefOptions]:
    """The texts that were sent, and the options."""
    settings, now = service.settings, time.monotonic()
    media_type(request, (JSON,))
    asked = validated(TextsRequest, parse_json(await read_body(request, OVERHEAD * settings.max_bytes)))
    if len(asked.texts) > settings.max_texts:
        detail = f"{len(asked.texts)} texts were sent, the limit is {settings.max_texts}: send fewer at once"
        raise ServiceError("too_many_texts", detail, size=len(asked.texts), limit=settings.max_texts)
    check_size(list(asked.texts), settings.max_bytes)
    for text in asked.texts:
        check_text(text)
    return asked.texts, (await stored(service, caller, asked.options)).brief_options(now)


async def stored(service: Service, caller: Caller, options: Options) -> Options:
    """The options with the terms of the stored glossary that they name."""
    if not isinstance(options.glossary, str):
        return options
    return await asyncio.to_thread(resolved, service.store, caller, options)


async def charged(service: Service, caller: Caller, characters: int) -> None:
    """Count model work against the key's quota. Raises ServiceError quota_exceeded."""

    def count() -> None:
        with service.store.write() as connection:
            charge(connection, caller.owner, caller.quota, characters, service.store.clock())

    if caller.quota is not None:
        await asyncio.to_thread(count)


async def answered(
    workers: Workers, request: Request, job: Callable[[Stop], BaseModel], options: BriefOptions
) -> Response:
    """The job's answer as JSON; seconds waited and worked are in ``Server-Timing``, in milliseconds."""

    def encoded(stop: Stop) -> bytes:
        return job(stop).model_dump_json().encode()

    done: Done[bytes] = await workers.run(encoded, gone=lambda: _gone(request), deadline=options.deadline)
    request.scope["timing"] = {"queued": round(done.queued, 4), "worked": round(done.worked, 4)}
    timing = f"queue;dur={done.queued * 1000:.1f}, work;dur={done.worked * 1000:.1f}"
    return Response(done.value, media_type=JSON, headers={"Server-Timing": timing})


async def _gone(request: Request) -> None:
    """Returns when the client has disconnected."""
    while True:
        message: Any = await request.receive()
        if message["type"] == "http.disconnect":
            return
        await asyncio.sleep(0)
