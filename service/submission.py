"""The documents of a job as they are sent: JSON, or lines of JSON, bare or as a file of a form.

Lines go to a temporary file as they come, and from there to the store in portions. A job is taken whole or not at all:
every document is looked at before the first is stored.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import IO, Any

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from service.body import JSON, OVERHEAD, media_type, parse_json, read_body, validated
from service.config import Settings
from service.errors import ServiceError
from service.idempotency import Fingerprint
from service.jobs import NewDocument
from service.reading import check_size, check_text, too_large
from service.requests import JobDocument, JobRequest, Options

LINES = "application/x-ndjson"
FORM = "multipart/form-data"
MOST_FAULTS = 20
"""Faults that a refusal names; after these nothing more is read."""
_LISTS = {"include", "keep"}


@dataclass(frozen=True, slots=True)
class Received:
    """A job that was sent; ``documents`` reads them anew each time it is called. Nothing is checked yet."""

    options: Options
    webhook: str | None
    documents: Callable[[], Iterator[tuple[dict[str, Any], Callable[[], JobDocument]]]]
    fingerprint: Fingerprint


async def receive_job(request: Request, settings: Settings, held: AsyncExitStack) -> Received:
    """What was sent; ``held`` closes the temporary file. Raises ServiceError too_large and those of a broken body."""
    kind, _ = media_type(request, (JSON, LINES, FORM))
    query = request.scope["query_string"].decode("latin-1")
    seen = Fingerprint(request.method, f"{request.scope['path']}?{query}", kind)
    if kind == JSON:
        body = await read_body(request, settings.max_file_bytes, "DUIZHAO_MAX_FILE_BYTES")
        seen.update(body)
        asked = validated(JobRequest, parse_json(body))
        places = [({"pointer": f"/documents/{i}"}, _ready(item)) for i, item in enumerate(asked.documents)]
        return Received(asked.options, asked.webhook, lambda: iter(places), seen)
    stream = _limited(request, settings.max_job_bytes, seen)
    if kind == FORM:
        return await _form(request, stream, settings, held, seen)
    file = held.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 (held closes it)
    async for chunk in stream:
        file.write(chunk)
    sent = request.query_params
    given = {name: sent.getlist(name) if name in _LISTS else sent[name] for name in sent if name != "webhook"}
    return _of_lines(file, validated(Options, given), sent.get("webhook"), settings, seen)


async def _form(
    request: Request, stream: AsyncGenerator[bytes, None], settings: Settings, held: AsyncExitStack, seen: Fingerprint
) -> Received:
    parser = MultiPartParser(request.headers, stream, max_files=1, max_fields=3)
    try:
        form = await parser.parse()
    except (MultiPartException, ValueError) as error:  # the name of a charset may be none
        raise ServiceError("invalid_request", f"the form cannot be read: {error}") from None
    for part in parser._files_to_close_on_error:  # the file of a form that is cut off is not in it
        held.callback(part.close)
    file, options, webhook = form.get("file"), form.get("options", "{}"), form.get("webhook")
    if file is None or isinstance(options, UploadFile) or isinstance(webhook, UploadFile):
        detail = "the form has no file of JSON lines: send parts file, options? (JSON) and webhook?"
        raise ServiceError("invalid_request", detail)
    lines = file.file if isinstance(file, UploadFile) else io.BytesIO(file.encode())  # of a part without a file name
    return _of_lines(lines, validated(Options, parse_json(options.encode())), webhook, settings, seen)


def _of_lines(
    file: IO[bytes], options: Options, webhook: str | None, settings: Settings, seen: Fingerprint
) -> Received:
    checked = validated(JobRequest, {"documents": [{"text": "-"}], "webhook": webhook})
    return Received(options, checked.webhook, lambda: _lines(file, OVERHEAD * settings.max_bytes), seen)


def _lines(file: IO[bytes], longest: int) -> Iterator[tuple[dict[str, Any], Callable[[], JobDocument]]]:
    """Each line that is not blank, with its number from 1."""
    file.seek(0)
    number = 0
    while line := file.readline(longest + 1):
        number += 1
        if len(line) > longest:
            raise too_large(len(line), longest, at_least=True)
        if line.strip():
            yield {"line": number}, _parsed(line)


def _parsed(line: bytes) -> Callable[[], JobDocument]:
    return lambda: validated(JobDocument, parse_json(line))


def _ready(document: JobDocument) -> Callable[[], JobDocument]:
    return lambda: document


async def _limited(request: Request, limit: int, seen: Fingerprint) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise too_large(size, limit, at_least=True, setting="DUIZHAO_MAX_JOB_BYTES")
        seen.update(chunk)
        yield chunk


def check_job(received: Received, settings: Settings) -> None:
    """Look at every document. Raises ServiceError invalid_request, which names each faulty one; too_many_documents."""
    faults: list[dict[str, Any]] = []
    limit = settings.max_job_documents
    for count, (place, load) in enumerate(received.documents(), 1):
        if count > limit:
            detail = f"more than {limit} documents were sent: send fewer at once or raise DUIZHAO_MAX_JOB_DOCUMENTS"
            raise ServiceError("too_many_documents", detail, limit=limit)
        try:
            _check(load(), settings)
        except ServiceError as error:
            faults.append(place | {"code": error.code, "reason": error.detail})
        if len(faults) == MOST_FAULTS:
            break
    if faults:
        shown = "; ".join(f"{_where(fault)}: {fault['reason']}" for fault in faults[:3])
        raise ServiceError("invalid_request", f"no document was taken: {shown}", errors=faults)


def _where(fault: dict[str, Any]) -> str:
    return f"line {fault['line']}" if "line" in fault else str(fault["pointer"])


def _check(document: JobDocument, settings: Settings) -> None:
    if document.text is not None:
        check_text(document.text, settings.max_bytes)
    else:
        check_size([document.html or ""], settings.max_file_bytes)


def new_documents(received: Received) -> Iterator[NewDocument]:
    """The documents for the store, one after the other."""
    for _, load in received.documents():
        asked = load()
        body = asked.model_dump_json(exclude_none=True)
        yield NewDocument(body, asked.id, len(asked.text or asked.html or ""))
