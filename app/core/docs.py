"""The documentation page that administrators live in: our own copy of Swagger UI, no request leaves the host."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Response
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles

import app as huizhi
from app.core.contract import complete
from app.core.errors import ProblemBody

STATIC = Path(__file__).parent.parent / "static"
VERSION = huizhi.__version__


def operation_id(route: APIRoute) -> str:
    """`<noun>_<function>`: stable names for generated clients."""
    return f"{route.endpoint.__module__.rpartition('.')[2]}_{route.name}"


def serve(app: FastAPI, meanings: Mapping[str, str]) -> None:
    """Serve `/docs` and its files; the contract has the problem schema, and what names mean from `meanings`."""

    def contract() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(
                title=app.title,
                version=app.version,
                summary=app.summary,
                description=app.description,
                tags=app.openapi_tags,
                routes=app.routes,
            )
            schemas = schema.setdefault("components", {}).setdefault("schemas", {})
            definition = ProblemBody.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas |= definition.pop("$defs", {}) | {"ProblemBody": definition}
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            complete(schema, meanings)
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = contract  # type: ignore[method-assign]
    app.mount("/static", StaticFiles(directory=STATIC), name="static")

    @app.get("/docs", include_in_schema=False)
    async def docs_page() -> Response:
        return get_swagger_ui_html(
            openapi_url="/openapi.json",
            title=f"{app.title} · 接口文档",
            swagger_js_url="/static/swagger-ui/swagger-ui-bundle.js",
            swagger_css_url="/static/swagger-ui/swagger-ui.css",
            swagger_favicon_url="/static/swagger-ui/favicon-32x32.png",
            swagger_ui_parameters={
                "validatorUrl": None,
                "docExpansion": "none",
                "filter": True,
                "persistAuthorization": True,
                "displayRequestDuration": True,
                "tryItOutEnabled": True,
                "defaultModelsExpandDepth": 0,
            },
        )
