"""The body of a POST: read within its limit, of an accepted type, decoded, and validated."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from email.message import Message
from typing import Any, NoReturn, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from service.charsets import decode
from service.errors import ServiceError
from service.reading import too_large

M = TypeVar("M", bound=BaseModel)
JSON = "application/json"
OVERHEAD = 6
"""Times the text's limit that a JSON body may have: the worst that escaping makes of it."""

MOST_DEPTH = 32
"""Levels of objects and arrays in a JSON body; the API's own need six."""


def media_type(request: Request, accepted: Sequence[str]) -> tuple[str, str | None]:
    """Type and declared charset of the body, which is not compressed. Raises ServiceError unsupported_media_type."""
    packed = request.headers.get("content-encoding", "identity")
    if packed.lower() != "identity":
        detail = f"a body in the Content-Encoding {packed[:40]!r} was sent: send it as it is"
        raise ServiceError("unsupported_media_type", detail, headers={"Accept-Encoding": "identity"})
    message = Message()
    message["content-type"] = request.headers.get("content-type", "")
    kind = message.get_content_type() if message["content-type"] else ""
    if kind not in accepted:
        sent = kind or "no Content-Type"
        detail = f"{sent} was sent: send one of {', '.join(accepted)}"
        raise ServiceError("unsupported_media_type", detail, accepted=list(accepted))
    charset = message.get_content_charset()
    return kind, charset


async def read_body(request: Request, limit: int, setting: str = "DUIZHAO_MAX_BYTES") -> bytes:
    """The whole body. Raises ServiceError too_large as soon as it exceeds ``limit`` bytes, which ``setting`` sets."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise too_large(len(body), limit, at_least=True, setting=setting)
    return bytes(body)


def parse_json(body: bytes) -> Any:
    """The JSON value of ``body``. Raises ServiceError invalid_encoding, malformed_json or invalid_request."""
    text = decode(body, "utf-8")
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        detail = f"line {error.lineno}, column {error.colno}: {error.msg}: send valid JSON"
        raise ServiceError("malformed_json", detail, line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError:  # Python's own limit, since reading so many digits takes the square of their number
        digits = sys.get_int_max_str_digits()
        detail = f"a number has more than {digits} digits: send it as a string, if at all"
        raise ServiceError("malformed_json", detail) from None
    _check_depth(value)
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        detail = "a string has a lone surrogate, which is no character: send valid Unicode"
        raise ServiceError("invalid_encoding", detail) from None
    return value


def _check_depth(value: Any) -> None:
    """Raises ServiceError malformed_json. Goes level by level, so that no depth can exhaust the stack."""
    level = [value]
    for _ in range(MOST_DEPTH + 1):
        children = [
            item.values() if isinstance(item, dict) else item for item in level if isinstance(item, dict | list)
        ]
        level = [item for items in children for item in items]
        if not level:
            return
    raise _too_deep()


def _too_deep() -> ServiceError:
    return ServiceError("malformed_json", f"the JSON is nested deeper than {MOST_DEPTH} levels: send it flat")


def _refuse_constant(name: str) -> NoReturn:
    raise ServiceError("malformed_json", f"{name} is not JSON: send a number or null")


def validated(model: type[M], value: Any) -> M:
    """``value`` as ``model``. Raises ServiceError unknown_option or invalid_request, which name every fault."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise refusal(error) from None


def refusal(error: ValidationError) -> ServiceError:
    """What is wrong with a request, each fault by the JSON pointer of its place."""
    faults = [
        {"pointer": "".join(f"/{part}" for part in fault["loc"]), "reason": fault["msg"], "type": fault["type"]}
        for fault in error.errors(include_url=False, include_input=False, include_context=False)
    ]
    unknown = [fault["pointer"] for fault in faults if fault["type"] == "extra_forbidden"]
    shown = [{"pointer": fault["pointer"], "reason": fault["reason"]} for fault in faults]
    if unknown:
        detail = f"there is no {', '.join(unknown)}: leave it out or see /docs for what there is"
        return ServiceError("unknown_option", detail, errors=shown)
    detail = "; ".join(f"{fault['pointer'] or '/'}: {fault['reason']}" for fault in faults)
    return ServiceError("invalid_request", detail, errors=shown)
