"""What every route must have: a permission, declared errors, descriptions, async dependencies, no table model."""

import inspect
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from sqlmodel import SQLModel

from app.auth.dependencies import Require
from app.sharing.main import create_app as create_sharing
from tests.support.routes import PUBLIC, ROUTES
from tools.routes import calls, permission_of, routes


def test_every_route_names_its_permission() -> None:
    for method, path, route in ROUTES:
        assert (permission_of(route) is None) == ((method, path) in PUBLIC), f"{method} {path}"


def test_every_dependency_is_async() -> None:
    for method, path, route in ROUTES:
        for call in calls(route.dependant):
            body = call.__call__ if isinstance(call, Require) else call
            known = getattr(call, "__module__", "").startswith("app.")
            asynchronous = inspect.iscoroutinefunction(body) or inspect.isasyncgenfunction(body)
            assert asynchronous or not known, f"{call} of {method} {path} runs in a thread"


def test_every_route_is_described_in_both_languages() -> None:
    for method, path, route in ROUTES:
        name = f"{method} {path}"
        assert route.summary, name
        assert not route.summary.isascii(), name
        assert "｜" in (route.description or ""), name
        assert route.tags, name
        assert "422" in {str(status) for status in route.responses}, name


def models(annotation: Any, seen: set[Any]) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation in seen:
            return
        seen.add(annotation)
        yield annotation
        for field in annotation.model_fields.values():
            yield from models(field.annotation, seen)
    for argument in getattr(annotation, "__args__", ()):
        yield from models(argument, seen)


def test_no_table_stands_in_a_signature() -> None:
    for method, path, route in ROUTES:
        shapes = [field.field_info.annotation for field in route.dependant.body_params]
        for shape in [*shapes, route.response_model]:
            for model in models(shape, set()):
                assert not issubclass(model, SQLModel), f"{method} {path} shows the table {model.__name__}"


def test_the_public_routes_exist() -> None:
    assert {(method, path) for method, path, _ in ROUTES} >= PUBLIC


def test_the_two_applications_share_no_path_but_the_public_ones() -> None:
    sharing = {(method, path) for method, path, _ in routes(create_sharing())}
    assert sharing & {(method, path) for method, path, _ in ROUTES} <= PUBLIC
