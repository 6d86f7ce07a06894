"""Links of the OpenAPI document: which answers tell what other operations need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ID = "$response.body#/id"
OWN = "$request.path.id"
_JOB, _HOOK, _GLOSSARY = "/v1/jobs/{id}", "/v1/webhooks/{id}", "/v1/glossaries/{id}"
_OF_JOB = {
    "get": ("get", _JOB),
    "results": ("get", f"{_JOB}/results"),
    "events": ("get", f"{_JOB}/events"),
    "cancel": ("delete", _JOB),
    "retry": ("post", f"{_JOB}/retry"),
}
_OF_HOOK = {
    "get": ("get", _HOOK),
    "rotate": ("post", f"{_HOOK}/rotate"),
    "test": ("post", f"{_HOOK}/test"),
    "deliveries": ("get", f"{_HOOK}/deliveries"),
    "delete": ("delete", _HOOK),
}
_OF_GLOSSARY = {"get": ("get", _GLOSSARY), "delete": ("delete", _GLOSSARY)}
_AGAIN = {"redeliver": ("post", f"{_HOOK}/deliveries/{{delivery}}/redeliver")}
LINKS: Mapping[tuple[str, str, str], tuple[Mapping[str, tuple[str, str]], Mapping[str, str]]] = {
    ("post", "/v1/jobs", "202"): (_OF_JOB, {"id": ID}),
    ("delete", _JOB, "200"): ({"get": ("get", _JOB), "retry": ("post", f"{_JOB}/retry")}, {"id": ID}),
    ("post", "/v1/webhooks", "201"): (_OF_HOOK, {"id": ID}),
    ("post", f"{_HOOK}/test", "202"): (_AGAIN, {"id": OWN, "delivery": ID}),
    ("put", _GLOSSARY, "201"): (_OF_GLOSSARY, {"id": ID}),
    ("put", _GLOSSARY, "200"): (_OF_GLOSSARY, {"id": ID}),
}
"""Method, path and status of an answer → the operations it leads to by name, and where their parameters stand in it."""


def link(document: dict[str, Any]) -> None:
    """Put the links into an OpenAPI document, whose operations have ids."""
    paths = document["paths"]
    for (method, path, status), (targets, parameters) in LINKS.items():
        paths[path][method]["responses"][status]["links"] = {
            name: {"operationId": paths[there][verb]["operationId"], "parameters": dict(parameters)}
            for name, (verb, there) in targets.items()
        }
