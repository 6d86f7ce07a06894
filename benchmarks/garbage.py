"""Requests that no client should send, drawn by Hypothesis: see ``benchmarks/hostile.py``, which asks them."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

SENTENCE = "大桥今天建成通车，市民纷纷前来观看，车程缩短了12.5%。"
JSON, LINES, FORM, TSV = "application/json", "application/x-ndjson", "multipart/form-data", "text/tab-separated-values"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILES = ("text/html", "application/pdf", DOCX)
PAGES = ("/v1/briefs", "/v1/sections")
BOUNDARY = "dash"
HTML = f"<!doctype html><title>大桥</title><article><h1>大桥通车</h1><p>{SENTENCE}</p></article>".encode()
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<<>>>>endobj\n"
    b"4 0 obj<</Length 33>>stream\nBT /F1 12 Tf 9 99 Td (Hello) Tj ET\nendstream endobj\n"
    b"xref\n0 5\n0000000000 65535 f \ntrailer<</Size 5/Root 1 0 R>>\nstartxref\n300\n%%EOF\n"
)
TBX = (
    '<?xml version="1.0"?><tbx><text><body><conceptEntry><langSec xml:lang="zh"><termSec><term>芯片</term></termSec>'
    '</langSec><langSec xml:lang="en"><termSec><term>chip</term></termSec></langSec></conceptEntry></body></text></tbx>'
).encode()
SPOILERS = (
    b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\r\n", b"--", b'"', b"\\", b"\\ud800", b"{", b"]", b"&a;",
    b"9" * 400, b"\x1b[2J", b"%00", b"\t", b"\xc0\x80", b"<", b"obj", b"stream", b"<!DOCTYPE x [",
)  # fmt: skip
"""Bytes that are put somewhere into a good body."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as ASGI has it; ``chunks`` are the body, ``gone`` after them the client leaves."""

    method: str
    path: str
    query: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    chunks: tuple[bytes, ...]
    gone: bool = False


def docx() -> bytes:
    """A small DOCX."""
    out = io.BytesIO()
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        part = f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
        packed.writestr("[Content_Types].xml", types + default + part)
        relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        role = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
        link = f'<Relationship Id="r" Type="{role}" Target="word/document.xml"/></Relationships>'
        packed.writestr("_rels/.rels", relations + link)
        body = f"<w:body><w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p></w:body>"
        packed.writestr("word/document.xml", f"<w:document {space}>{body}</w:document>")
    return out.getvalue()


characters = st.text(st.characters(codec=None), max_size=12)
"""Any code points, lone surrogates and NUL among them."""
numbers = st.integers() | st.floats() | st.sampled_from([10**400, -(10**30), 2**63, -1, 0])
words = (
    st.sampled_from(
        [
            SENTENCE,
            SENTENCE,
            SENTENCE,
            "",
            " ",
            "\0",
            "abc",
            "芯片",
            "今年",
            "．",
            "\ud800",
            "a" * 3000,
            "\u202e",
            "<p>",
        ]
    )
    | characters
)
values = st.recursive(
    st.none() | st.booleans() | numbers | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(characters, inner, max_size=3),
    max_leaves=8,
)
"""Any value of JSON, and numbers that are none."""


def seldom(most: int) -> st.SearchStrategy[bool]:
    """True once in ``most``; comparing a drawn integer with 0 would be true far more often."""
    return st.sampled_from([False] * (most - 1) + [True])


def either(*good: Any) -> st.SearchStrategy[Any]:
    """Mostly one of ``good``, seldom any value."""
    return st.sampled_from(good) | st.sampled_from(good) | st.sampled_from(good) | values


def object_of(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[Any]:
    """An object with these members, at times with others."""
    fixed = st.fixed_dictionaries(required, optional=optional)
    return (
        fixed
        | fixed
        | st.tuples(fixed, st.dictionaries(characters, values, max_size=1)).map(lambda two: two[0] | two[1])
    )


terms = st.dictionaries(words, words, max_size=3)
options = object_of(
    {},
    {
        "length": either("short", "long"),
        "style": either("extractive", "abstractive"),
        "split": either("topics", "none"),
        "effort": either("fast"),
        "glossary": terms | words | values,
        "keep": st.lists(words, max_size=3) | values,
        "include": st.lists(either("blocks", "source", "explain"), max_size=3),
        "timeout_ms": either(60_000),
    },
)
document = object_of(
    {"text": either(SENTENCE) | words}, {"id": words, "title": words, "published": words, "html": values}
)
SHAPES: dict[str, st.SearchStrategy[Any]] = {
    "/v1/briefs": object_of({"text": either(SENTENCE) | words}, {"id": words, "options": options}),
    "/v1/summaries": object_of({"texts": st.lists(words, max_size=3) | values}, {"options": options}),
    "/v1/jobs": object_of(
        {"documents": st.lists(document, max_size=3) | values}, {"options": options, "webhook": words}
    ),
    "/v1/webhooks": object_of(
        {"url": either("http://127.0.0.1:9/a", "https://[::1", "http://a.example:99999/") | words}, {}
    ),
    "/v1/glossaries": object_of({"terms": terms | values}, {"keep": st.lists(words, max_size=3) | values}),
}
SHAPES |= {"/v1/sections": SHAPES["/v1/briefs"], "/v1/translations": SHAPES["/v1/summaries"]}


@st.composite
def spoilt(draw: st.DrawFn, good: bytes) -> bytes:
    """``good`` with up to three pieces cut out, doubled, replaced or put in."""
    data = good
    for _ in range(draw(st.sampled_from((0, 1, 1, 2, 3)))):
        at, size = draw(st.integers(0, max(0, len(data)))), draw(st.integers(0, 40))
        put = draw(st.sampled_from(SPOILERS) | st.binary(max_size=8) | st.just(data[at : at + size]))
        data = data[:at] + put + data[at + draw(st.sampled_from((0, size))) :]
    return data[: draw(st.integers(0, len(data)))] if draw(seldom(10)) else data


@st.composite
def written(draw: st.DrawFn, shape: st.SearchStrategy[Any]) -> bytes:
    """JSON of ``shape``, at times spoilt, in another encoding, deep, or with a number of thousands of digits."""
    text = json.dumps(draw(shape), ensure_ascii=draw(st.booleans()))
    how = draw(st.sampled_from(range(16)))
    if how == 0:
        return text.encode(
            draw(st.sampled_from(["utf-16", "utf-16-le", "utf-32", "gb18030", "utf-8-sig"])),
            "surrogatepass" if how else "replace",
        )
    if how == 1:
        return b"[" * draw(st.integers(30, 3000)) + text.encode("utf-8", "surrogatepass")
    if how == 2:
        return text.replace("null", "9" * draw(st.integers(1, 6000))).encode("utf-8", "surrogatepass")
    data = text.encode("utf-8", "surrogatepass")
    return draw(spoilt(data)) if how < 7 else data


@st.composite
def form(draw: st.DrawFn) -> bytes:
    """A job as a form."""
    lines = b"\n".join(draw(st.lists(written(document), max_size=3)))
    name = draw(
        st.sampled_from(["jobs.jsonl", "../../etc/passwd", "a\0b", "/etc/cron.d/x", '"', "新闻.jsonl", "", "a" * 3000])
    )
    parts = [b'name="file"; filename="%s"\r\nContent-Type: application/x-ndjson\r\n\r\n%s' % (name.encode(), lines)]
    if draw(st.booleans()):
        parts.append(b'name="options"\r\n\r\n' + draw(written(options)))
    if draw(st.booleans()):
        parts.append(b'name="webhook"\r\n\r\n' + draw(words).encode("utf-8", "surrogatepass"))
    head = b"--%s\r\nContent-Disposition: form-data; " % BOUNDARY.encode()
    return b"".join(head + part + b"\r\n" for part in parts) + b"--%s--\r\n" % BOUNDARY.encode()


bare = st.sampled_from([SENTENCE.encode(), SENTENCE.encode("gb18030"), SENTENCE.encode("utf-16"), b""]) | st.binary(
    max_size=60
)
_ODD = (
    "utf-8", "gb18030", "utf-7", "rot13", "\0", "", "idna", "utf-16", "undefined", "base64", "zlib", "x" * 300,
)  # fmt: skip
parameters = st.sampled_from(
    [
        *[""] * 40,
        *(f"charset={name}" for name in _ODD),
        "charset*=a''%E4%B8",
        "boundary=",
        'boundary="',
        "boundary=dash",
    ]
)
CONTENTS: dict[str, st.SearchStrategy[bytes]] = {
    "text/plain": bare.flatmap(spoilt),
    "text/html": st.just(HTML).flatmap(spoilt) | st.binary(max_size=60),
    "application/pdf": st.just(PDF).flatmap(spoilt) | st.binary(max_size=60),
    DOCX: st.just(docx()).flatmap(spoilt) | st.binary(max_size=60),
    LINES: st.lists(written(document), max_size=3).map(b"\n".join),
    FORM: form().flatmap(spoilt),
    TSV: st.sampled_from(["芯片\tchip\n# x\n鸿蒙\t鸿蒙\n".encode(), b""]).flatmap(spoilt),
    "application/xml": st.just(TBX).flatmap(spoilt),
}
TAKEN = {
    "/v1/jobs": (JSON, LINES, FORM),
    "/v1/glossaries": (JSON, TSV, "application/xml"),
    **dict.fromkeys(PAGES, (JSON, "text/plain", *FILES)),
}
IDS = ("one", "job_000000000000000000000000", "%00", "%ED%A0%80", "..", "%2F..%2F", "a" * 300, "%E8%8A%AF", "wh_0")
TARGETS = [*[("POST", path) for path in SHAPES if path != "/v1/glossaries"], ("PUT", "/v1/glossaries/{}")] * 4
TARGETS += [("POST", f"/v1/{rest}") for rest in ("jobs/{}/retry", "webhooks/{}/rotate", "webhooks/{}/test")]
TARGETS += [("POST", "/v1/webhooks/{}/deliveries/{}/redeliver")]


@st.composite
def requests(draw: st.DrawFn, files: float = 0.05) -> Asked:
    """A request for one of the routes that take a body."""
    method, route = draw(st.sampled_from(TARGETS))
    path = route.format(*[draw(st.sampled_from(IDS)) for _ in range(route.count("{}"))])
    base = "/v1/glossaries" if "glossaries" in route else route
    kind, body = draw(_content(base, files))
    head = f"{kind}; {draw(parameters)}" if kind != FORM or draw(seldom(8)) else f"{kind}; boundary={BOUNDARY}"
    headers = [(b"content-type", head.encode())] if not draw(seldom(40)) else []
    headers += [(name, value) for name, value in draw(_headers) if name != b"content-type"]
    cut = draw(st.integers(0, len(body)))
    return Asked(method, path, draw(_query), tuple(headers), (body[:cut], body[cut:]), draw(seldom(40)))


@st.composite
def _content(draw: st.DrawFn, route: str, files: float) -> tuple[str, bytes]:
    """Mostly what the route takes, at times what another does."""
    known = (JSON, *CONTENTS) if draw(seldom(20)) else TAKEN.get(route, (JSON,))
    kinds = [kind for kind in known if kind not in FILES]
    if set(known) & set(FILES) and draw(st.sampled_from(range(1000))) < 1000 * files * len(TARGETS) / (4 * len(PAGES)):
        kinds = list(FILES)
    kind = draw(st.sampled_from(kinds))
    return kind, draw(CONTENTS[kind] if kind in CONTENTS else written(SHAPES.get(route, st.just({}))))


_NAMES = st.sampled_from(
    [b"idempotency-key", b"x-request-id", b"if-match", b"accept", b"last-event-id", b"x-forwarded-for"]
)
_VALUES = st.sampled_from(
    [b'"a"', b"*", b'"\\"', b"a" * 300, b"\xff\xfe", b"\0", b"", b"a\nb", b"99999999999999999999"]
) | st.binary(max_size=8)
_headers = st.lists(st.tuples(_NAMES, _VALUES), max_size=2)
_QUERIES = (
    b"length=short", b"keep=%00", b"timeout_ms=1e999", b"glossary=%ED%A0%80", b"webhook=%00", b"a=%FF&a", b"&&=&",
    b"include=blocks&include=x", b"effort=fast&split=topics", b"timeout_ms=60000", b"purge=maybe",
)  # fmt: skip
_query = st.sampled_from([b""] * 40 + [*_QUERIES]) | st.just(b"") | st.just(b"") | st.binary(max_size=12)
