"""Files that need a parser of some size are read in a process of their own, bound by limits and killed at their end.

``python -m service.parsing KIND LIMITS`` reads a file from stdin and writes one JSON object to stdout: the document, or
``error`` with the code and detail of the refusal.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, astuple
from pathlib import Path
from typing import Any

from models.errors import Abandoned
from models.types import Caution, Mark, Span
from service.document import Document, Kind, Limits, Metadata
from service.errors import ServiceError, broken, too_complex

_POLL = 0.05  # seconds between looks at whether anyone still waits
_ROOT = str(Path(__file__).parents[1])


def parse(data: bytes, kind: Kind, limits: Limits, stop: Callable[[], bool] = lambda: False) -> Document:
    """The document in ``data``; HTML comes in UTF-8, and for ``ninjs`` is the body of an item.

    Raises ServiceError broken_document, encrypted_document, no_text_layer or document_too_complex, Abandoned soon after
    ``stop`` says so.
    """
    command = [sys.executable, "-P", "-m", "service.parsing", kind, json.dumps(astuple(limits))]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with (
        subprocess.Popen(command, env=environment(), **pipes) as child,
        ThreadPoolExecutor(1) as thread,
    ):
        try:
            output = _awaited(thread.submit(child.communicate, data), limits, stop)
        finally:
            child.kill()
    if child.returncode:
        raise _died(child.returncode, kind, limits)
    return _document(json.loads(output))


def environment() -> dict[str, str]:
    """That of a child which finds this package."""
    path = os.pathsep.join(filter(None, [_ROOT, os.environ.get("PYTHONPATH", "")]))
    return os.environ | {"PYTHONPATH": path}


def _awaited(talk: Future[tuple[bytes, bytes]], limits: Limits, stop: Callable[[], bool]) -> bytes:
    """What the child wrote, if it does in time."""
    deadline = time.monotonic() + limits.seconds
    while True:
        try:
            return talk.result(_POLL)[0]
        except TimeoutError:
            if stop():
                raise Abandoned from None
            if time.monotonic() > deadline:
                raise too_complex(f"reading it took over {limits.seconds:g} s", "raise DUIZHAO_PARSE_SECONDS") from None


def _died(status: int, kind: Kind, limits: Limits) -> ServiceError:
    how = f"signal {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
    detail = f"the parser of {kind} ended with {how}, its limit is {limits.mib} MiB"
    return too_complex(detail, "raise DUIZHAO_PARSE_MIB")


def _document(found: dict[str, Any]) -> Document:
    """The document that a child wrote. Raises the error it wrote instead."""
    if "error" in found:
        raise ServiceError(**found["error"])
    cautions = tuple(
        Caution(item["code"], item["message"], tuple(Span(*span) for span in item["spans"]))
        for item in found.pop("cautions")
    )
    marks = tuple(Mark(*mark) for mark in found.pop("marks"))
    return Document(**found | {"metadata": Metadata(**found["metadata"]), "cautions": cautions, "marks": marks})


def read(data: bytes, kind: str, limits: Limits) -> Document:
    """What the child does: read ``data`` with the parser of its kind.

    Raises ServiceError, or ImportError where the parser does not fit in the memory.
    """
    if kind == "pdf":
        from service.pdf import read_pdf as reader
    elif kind == "docx":
        from service.worddoc import read_docx as reader
    elif kind == "ninjs":
        from service.webpage import read_body as reader
    else:
        from service.webpage import read_html as reader
    try:
        return reader(data, limits)
    except (ServiceError, ImportError):  # a library that does not fit in the memory ends the process
        raise
    except MemoryError:
        raise too_complex(f"reading it takes over {limits.mib} MiB", "raise DUIZHAO_PARSE_MIB") from None
    except Exception as error:  # whatever a parser meets in a damaged file
        raise broken(f"it is no {kind} or is damaged ({type(error).__name__})") from None


def answer(data: bytes, kind: str, limits: Limits) -> str:
    """What the child writes."""
    try:
        return json.dumps(asdict(read(data, kind, limits)))
    except ServiceError as error:
        return json.dumps({"error": {"code": error.code, "detail": error.detail} | error.more})


def main(kind: str, limits: Limits) -> None:
    """The child: stdin to stdout."""
    bind(AS=limits.mib << 20, CPU=int(limits.seconds) + 1, FSIZE=0, CORE=0)
    sys.stdout.write(answer(sys.stdin.buffer.read(), kind, limits))


def bind(**limits: int) -> None:
    """Limit what this process may take, where the system knows how; by names of ``resource`` without RLIMIT."""
    if sys.platform != "linux":
        return
    import resource

    for name, most in limits.items():
        what = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most, most) if hard == resource.RLIM_INFINITY else (min(most, hard),) * 2)


if __name__ == "__main__":
    main(sys.argv[1], Limits(*json.loads(sys.argv[2])))
