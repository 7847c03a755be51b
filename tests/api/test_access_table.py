"""Every route for every role: what the permission table promises, and what a run answers (N32).

A role that may not is 403, one that may is let through to the records of its scope, and a record beyond the scope looks
like one that does not exist, byte for byte. Without a token of ours everything is 401. Routes are taken from the
application: a new one needs no line here, a new noun a record in `two_cities`.
"""

import uuid
from typing import Any

import httpx
import pytest

from app.auth.permissions import PERMISSIONS, Permission
from app.models.accounts import StaffRole
from tests.sharing.conftest import sharing, sharing_app
from tests.support.api_client import Api, Caller
from tests.support.contracts import contract
from tests.support.forged_tokens import forgeries, private_key
from tests.support.routes import PUBLIC, ROUTES
from tests.support.sharing_partner import Sharing
from tests.support.two_cities import Records, two_cities
from tools.routes import permission_of

pytestmark = pytest.mark.long

CONTRACT = contract("registry")
GUARDED = [(method, path, permission) for method, path, route in ROUTES if (permission := permission_of(route))]
WITHOUT_PLACE = {"partners", "accounts"}
"""Nouns of the whole installation: no record of them lies beyond anybody's scope."""

READ_OTHERWISE = {
    "/api/v1/imports/{import_id}/errors.xlsx": {410},  # its file is kept for a while only
    "/api/v1/transfers/{transfer_id}/letter.pdf": {200, 403},  # who issues it and whose it is print it
}
BODIES = {"/api/v1/members/{person_id}/affiliations/correct": {"org_id": str(uuid.UUID(int=1))}}
"""What no schema says of a body: one of two fields is needed."""

__all__ = ["sharing", "sharing_app"]  # fixtures

Cell = tuple[str, str, str]


def noun_of(path: str) -> str:
    return path.split("/")[3]


def filled(path: str, records: Records | None) -> str:
    """The path with a record's id; with one of nothing where there is none, or where the path names no record."""
    key = (records or {}).get(noun_of(path), "00000000-0000-7000-8000-000000000000")
    start, _, rest = path.removeprefix("/api/v1").partition("{")
    return start + key + rest.partition("}")[2].replace("{grant_id}", key) if rest else start


def body_of(method: str, path: str) -> dict[str, Any]:
    """A request that goes as far as the record: the least that the contract asks for, as `json` or `files`."""
    content = CONTRACT["paths"][path][method.lower()].get("requestBody", {}).get("content", {})
    if "application/json" in content:
        return {"json": least(content["application/json"]) | BODIES.get(path, {})}
    return {"files": {"file": b"x"}} if content else {}


def least(schema: dict[str, Any]) -> Any:
    """A value that a schema accepts; of an object, the fields that it requires."""
    schema = schema.get("schema", schema)
    if "$ref" in schema:
        return least(CONTRACT["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    for several in ("oneOf", "anyOf", "allOf"):
        if several in schema:
            return least(schema[several][0])
    for given in ("const", "default"):
        if given in schema:
            return schema[given]
    if found := schema.get("examples") or schema.get("enum"):
        return found[0]
    kind = schema.get("format") or schema.get("type")
    if kind == "object":
        return {name: least(schema["properties"][name]) for name in schema.get("required", ())}
    if kind == "array":
        return [least(schema["items"])] * schema.get("minItems", 0)
    values = {
        "uuid": str(uuid.UUID(int=1)),
        "date": "2026-11-20",
        "integer": schema.get("minimum", 1),
        "boolean": False,
    }
    return values.get(str(kind), "一二三四五六七八"[: schema.get("maxLength", 8)])


async def tried(api: Api, caller: Caller, method: str, path: str, options: dict[str, Any]) -> httpx.Response:
    """One request whose effects are undone, so that no cell of the table depends on another."""
    async with api.admin.undone():
        return await caller(method, path, **options)


def is_forbidden(answer: httpx.Response) -> bool:
    return answer.status_code == 403 and answer.json()["code"] == "forbidden"


@pytest.mark.parametrize("role", StaffRole)
async def test_a_role_reaches_what_it_may_and_sees_nothing_beyond(api: Api, role: StaffRole) -> None:
    here, there, caller = await two_cities(api, role)
    expected: dict[Cell, Any] = {}
    answered: dict[Cell, Any] = {}
    for method, path, permission in GUARDED:
        options = body_of(method, path)
        may = permission in PERMISSIONS[role]
        inside = await tried(api, caller, method, filled(path, here), options)
        cell = (method, path, "inside")
        expected[cell], answered[cell] = may, not is_forbidden(inside)
        if not may or "_id}" not in path or noun_of(path) not in here:
            continue
        if method == "GET":
            read = READ_OTHERWISE.get(path, {200})
            expected[method, path, "read"], answered[method, path, "read"] = read, read | {inside.status_code}
        if noun_of(path) in WITHOUT_PLACE or role is StaffRole.SECURITY_ADMIN:
            continue
        outside = await tried(api, caller, method, filled(path, there), options)
        nothing = await tried(api, caller, method, filled(path, None), options)
        cell = (method, path, "outside")
        expected[cell] = (404, nothing.content)
        answered[cell] = (outside.status_code, outside.content)
    differing = {cell: (expected[cell], answered[cell]) for cell in expected if expected[cell] != answered[cell]}
    assert not differing, "\n".join(f"{cell}: {told}" for cell, told in differing.items())


async def test_without_a_token_of_ours_every_route_is_closed(api: Api, sharing: Sharing) -> None:
    department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
    token = department.headers["Authorization"].removeprefix("Bearer ")
    key = private_key(next(iter(api.app.state.signer.keys.values())))
    ended = int(api.clock.now().timestamp())
    tokens = forgeries(token, key, ended=ended, foreign="huizhi-sharing")
    await api.with_token(tokens.pop("itself")).get("/me")
    tokens["a partner's"] = (await sharing.partner()).token
    callers = {name: api.with_token(token) for name, token in tokens.items()} | {"nobody": api.anybody}
    open_to = {
        (name, method, path): answer.status_code
        for method, path, _ in GUARDED
        for name, caller in callers.items()
        if (answer := await caller(method, filled(path, None), **body_of(method, path))).status_code != 401
        or answer.json()["code"] != "unauthenticated"
    }
    assert not open_to


def test_every_route_but_the_public_ones_is_in_the_table() -> None:
    assert {(method, path) for method, path, _ in ROUTES} - {(method, path) for method, path, _ in GUARDED} == PUBLIC
    assert {permission for _, _, permission in GUARDED} == set(Permission)
