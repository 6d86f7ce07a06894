"""The documentation of the API as a page, ``/docs``: Swagger UI over ``/openapi.json``, served from here alone.

Its script and style are those of the package fastapi-swagger, so that the page works without a network.
"""

from __future__ import annotations

from importlib.resources import files

from fastapi import APIRouter, Response

from service.errors import ServiceError

router = APIRouter(include_in_schema=False)

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Duizhao API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css">
<div id="api"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
"""
START = """SwaggerUIBundle({url: "openapi.json", dom_id: "#api", deepLinking: true, validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis]});
"""
"""``validatorUrl`` of null: the document is shown to no other server."""
PACKAGED = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}


@router.get("/docs")
def page() -> Response:
    """The page. Its addresses are relative, so that it works behind a proxy's prefix, too."""
    return Response(PAGE, media_type="text/html")


@router.get("/docs/{name}")
def part(name: str) -> Response:
    """A script or style of the page."""
    if name == "start.js":
        return Response(START, media_type="text/javascript")
    if name not in PACKAGED:
        raise ServiceError("not_found", f"/docs has no {name}: see /docs")
    content = files("fastapi_swagger.resources").joinpath(name).read_bytes()
    return Response(content, media_type=PACKAGED[name], headers={"Cache-Control": "max-age=86400"})
