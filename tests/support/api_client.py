"""The caller: a client per principal, whose answers are held against the contract."""

import json
import uuid
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import httpx
from fastapi import FastAPI
from pydantic import TypeAdapter

from app.core.clock import Clock
from app.models.accounts import Account, RoleGrant, SignIn, StaffRole
from tests.support.postgres import OneConnection

PREFIX = "/api/v1"


class Watched:
    """The application, remembering which route answered."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.route: Any = None

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)
        self.route = scope.get("route")


class Caller:
    """Calls the API as one principal. `json` answers are checked against the route's declared model."""

    def __init__(self, client: httpx.AsyncClient, watched: Watched, token: str | None) -> None:
        self._client, self._watched = client, watched
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    async def __call__(self, method: str, path: str, expect: int | None = None, **options: Any) -> httpx.Response:
        """Send a request; `expect` is the status that the test relies on."""
        headers = self.headers | options.pop("headers", {})
        url = path if path.startswith(("/health", "/.well-known", "/docs", "/static", "/openapi")) else PREFIX + path
        response = await self._client.request(method, url, headers=headers, **options)
        if expect is not None:
            assert response.status_code == expect, f"{method} {path}: {response.status_code} {response.text[:2000]}"
        self._hold_against_contract(response)
        return response

    async def get(self, path: str, expect: int = 200, **options: Any) -> Any:
        return (await self("GET", path, expect, **options)).json()

    async def post(self, path: str, body: Any = None, expect: int = 200, **options: Any) -> Any:
        response = await self("POST", path, expect, json=body, **options)
        return response.json() if response.content else None

    async def patch(self, path: str, body: Any, expect: int = 200, **options: Any) -> Any:
        return (await self("PATCH", path, expect, json=body, **options)).json()

    def _hold_against_contract(self, response: httpx.Response) -> None:
        model = getattr(self._watched.route, "response_model", None)
        if model is None or not response.is_success or "json" not in response.headers.get("content-type", ""):
            return
        adapter = _adapter(model)
        declared = adapter.validate_json(response.content)
        shown = json.loads(adapter.dump_json(declared, by_alias=True))
        missing = _undeclared(json.loads(response.content), shown)
        assert not missing, f"{response.request.url.path} sends what its model does not declare: {missing}"


@cache
def _adapter(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def _undeclared(sent: Any, shown: Any, path: str = "$") -> list[str]:
    if isinstance(sent, dict) and isinstance(shown, dict):
        faults = [f"{path}.{name}" for name in sent if name not in shown]
        return faults + [f for n in sent if n in shown for f in _undeclared(sent[n], shown[n], f"{path}.{n}")]
    if isinstance(sent, list) and isinstance(shown, list):
        return [f for a, b in zip(sent, shown, strict=True) for f in _undeclared(a, b, f"{path}[]")]
    return []


class Api:
    """The application under test and those who call it."""

    def __init__(self, client: httpx.AsyncClient, watched: Watched, admin: OneConnection, clock: Clock) -> None:
        self.admin, self.clock, self.app = admin, clock, watched.app
        self._client, self._watched = client, watched
        self.anybody = Caller(client, watched, None)

    @classmethod
    @asynccontextmanager
    async def open(cls, app: FastAPI, admin: OneConnection, clock: Clock) -> AsyncIterator["Api"]:
        watched = Watched(app)
        transport = httpx.ASGITransport(watched)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            yield cls(client, watched, admin, clock)

    def with_token(self, token: str) -> Caller:
        return Caller(self._client, self._watched, token)

    async def as_(
        self,
        role: StaffRole,
        *,
        area: str | None = None,
        org: uuid.UUID | str | None = None,
        person: uuid.UUID | str | None = None,
    ) -> Caller:
        """A caller in a role over an area, an organization or the own record; no password, no HTTP."""
        name = f"{role.value}-{uuid.uuid4().hex[:8]}"
        account = Account(username=name, name=name, password_hash="unused")
        grant = RoleGrant(
            account_id=account.id,
            role=role,
            area_code=area,
            org_id=uuid.UUID(str(org)) if org else None,
            person_id=uuid.UUID(str(person)) if person else None,
        )
        opened = SignIn(account_id=account.id, grant_id=grant.id)
        await self.admin.add(account, grant, opened)
        token = self.app.state.tokens.issue(account.id, opened.id, grant.id, self.clock.now())
        return self.with_token(token)
