"""The data-sharing application in a test, and a partner that calls it."""

import datetime as dt
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import FastAPI
from jose import jwt
from jose.jwk import construct
from sqlmodel import select

from app.core.clock import Clock
from app.core.crypto import Keyring
from app.core.settings import Settings
from app.models.areas import Area
from app.models.sharing import Embargo, GrantState, Partner, SharingGrant
from app.rules.sharing.sharing import DATA_SETS
from app.sharing.main import provide
from tests.support.clock import SetClock
from tests.support.keys import KEYRING
from tests.support.postgres import OneConnection

SETTINGS = Settings()
ISSUER = SETTINGS.partner_issuer

EVERYTHING = {name: dict.fromkeys(data_set.fields, "full") for name, data_set in DATA_SETS.items()}


class PartnerKey:
    """A partner's own P-256 key; the private part never leaves it."""

    def __init__(self, key_id: str = "partner-key-1") -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        self.pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        public = construct(self.pem, "ES256").public_key().to_dict()
        self.public = {k: v.decode() if isinstance(v, bytes) else v for k, v in public.items()} | {"kid": key_id}
        self.key_id = key_id

    def assertion(self, client_id: str, now: dt.datetime, headers: dict[str, Any] | None = None, **changes: Any) -> str:
        """A client assertion; a change to None leaves the claim out."""
        claims = {
            "iss": client_id,
            "sub": client_id,
            "aud": ISSUER,
            "jti": uuid.uuid4().hex,
            "iat": int(now.timestamp()),
            "exp": int(now.timestamp()) + 60,
        } | changes
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(kept, self.pem, algorithm="ES256", headers={"kid": self.key_id, **(headers or {})})


class Department:
    """A partner's system: fetches its tokens and calls."""

    def __init__(
        self, client: httpx.AsyncClient, clock: Clock, key: PartnerKey, client_id: str, partner_id: uuid.UUID
    ) -> None:
        self.client, self.clock, self.key = client, clock, key
        self.client_id, self.partner_id = client_id, partner_id
        self.issuer = str(client.base_url).rstrip("/")
        self.grant_id: uuid.UUID | None = None
        self.token = ""

    async def ask_for_token(self, assertion: str | None = None, **detail: Any) -> httpx.Response:
        for_data = {"purpose": "party_building", "grant": str(self.grant_id), "case": "成司党2026-17号"}
        wanted = detail if "type" in detail else {"type": "member-data", **for_data, **detail}
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": assertion or self.key.assertion(self.client_id, self.clock.now(), aud=self.issuer),
            "authorization_details": json.dumps([wanted]),
        }
        return await self.client.post("/share/v1/oauth/token", data=form)

    async def sign_in(self, **detail: Any) -> None:
        answer = await self.ask_for_token(**detail)
        assert answer.status_code == 200, answer.text
        self.token = answer.json()["access_token"]

    async def __call__(self, method: str, path: str, expect: int | None = None, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} | options.pop("headers", {})
        answer = await self.client.request(method, f"/share/v1{path}", headers=headers, **options)
        if expect is not None:
            assert answer.status_code == expect, f"{method} {path}: {answer.status_code} {answer.text[:1000]}"
        return answer

    async def get(self, path: str, expect: int = 200, **options: Any) -> Any:
        return (await self("GET", path, expect, **options)).json()


class Sharing:
    """The application under test, and how partners come to it."""

    def __init__(self, app: FastAPI, client: httpx.AsyncClient, admin: OneConnection, clock: Clock) -> None:
        self.app, self.client, self.admin, self.clock = app, client, admin, clock

    async def newcomer(self, name: str = "成都市司法局业务系统") -> Department:
        """A registered partner without a grant."""
        key = PartnerKey()
        partner = Partner(client_id=f"partner-{uuid.uuid4().hex[:8]}", name=name, contact="信息处", keys=[key.public])
        async with self.admin.as_admin() as session:
            session.add(partner)
        return Department(self.client, self.clock, key, partner.client_id, partner.id)

    async def partner(self, name: str = "成都市司法局业务系统", **grant: Any) -> Department:
        """A registered partner with a grant in force, over Chengdu and everything unless told otherwise."""
        department = await self.newcomer(name)
        await self.grant(department.partner_id, department, **grant)
        return department

    async def grant(self, partner_id: uuid.UUID, department: Department, **changes: Any) -> SharingGrant:
        """A grant in force for a partner, and a token for it."""
        today = self.clock.today()
        facts: dict[str, Any] = {
            "purpose": "party_building",
            "legal_basis": "2008年通知",
            "area_code": "5101",
            "data_sets": EVERYTHING,
            "quota_per_day": 10_000,
            "valid_from": today,
            "valid_to": today + dt.timedelta(days=365),
            "embargo": Embargo.OPEN,
            "state": GrantState.IN_FORCE,
            "requested_on": today,
            "answer_due_on": today,
        } | changes
        async with self.admin.as_admin() as session:
            area = (await session.exec(select(Area).where(Area.code == facts["area_code"]))).one()
            grant = SharingGrant(partner_id=partner_id, place_path=area.place_path, **facts)
            session.add(grant)
        department.grant_id = grant.id
        if facts["state"] is GrantState.IN_FORCE:
            await department.sign_in(purpose=facts["purpose"])
        return grant


@asynccontextmanager
async def opened(
    app: FastAPI, database: Any, admin: OneConnection, clock: SetClock, keyring: Keyring = KEYRING
) -> AsyncIterator[Sharing]:
    provide(app, database=database, settings=SETTINGS, keyring=keyring, clock=clock)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=ISSUER) as client:
        yield Sharing(app, client, admin, clock)
