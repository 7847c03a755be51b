"""Both applications over the demonstration, on ports of their own, and a caller of every kind."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg
from partner_client import Partner
from pydantic import SecretStr

from app import main as registry
from app.core.clock import Clock
from app.core.database import REGISTRY_ROLES, SHARING_ROLES, Pools
from app.core.settings import Settings
from app.demo.loading import load_demonstration
from app.ledger import sequencer
from app.models.accounts import StaffRole
from app.sharing import main as sharing
from tests.support.merkle_log import NOTARY
from tests.support.password_accounts import CHEAP
from tests.support.postgres import TestServer, clone, drop
from tests.support.served_app import serving

LONG = 86_400
_RECORDS = {
    "person": "SELECT person_id FROM member ORDER BY person_id LIMIT 40",
    "org": "SELECT id FROM party_org ORDER BY party_path LIMIT 40",
    "firm": "SELECT id FROM law_firm ORDER BY id LIMIT 40",
    "transfer": "SELECT id FROM transfer ORDER BY id LIMIT 40",
    "account": "SELECT account_id FROM role_grant WHERE role = 'bar_association' ORDER BY id LIMIT 40",
    "partner": "SELECT id FROM partner",
    "grant": "SELECT id FROM sharing_grant",
    "export": "SELECT id FROM export_job",
    "disclosure": "SELECT id FROM disclosure",
    "subscription": "SELECT id FROM subscription",
}
_HOLDER = """
    WITH held AS (SELECT id, account_id FROM role_grant WHERE role = $1 ORDER BY area_code, id LIMIT 1)
    INSERT INTO sign_in (id, account_id, grant_id) SELECT gen_random_uuid(), account_id, id FROM held
    RETURNING account_id, id, grant_id
"""


@dataclass(frozen=True)
class Served:
    """One application: its contract, its address, its callers' tokens, and records by what a parameter calls them."""

    name: str
    url: str
    tokens: Mapping[str, str]
    records: Mapping[str, Sequence[str]]


@asynccontextmanager
async def demonstration(server: TestServer, home: Path) -> AsyncIterator[dict[str, Served]]:
    """Both applications, whose callers may do everything that their kind may."""
    name = f"fuzz_{uuid4().hex[:12]}"
    await clone(server, name)
    settings = Settings(home=home, keys=None, admin_url=SecretStr(server.admin(name)), access_seconds=LONG)
    await load_demonstration(settings)
    apps = registry.create_app(), sharing.create_app()
    admin = await asyncpg.connect(server.admin(name))
    async with (
        Pools.open(server.url(name), *REGISTRY_ROLES) as pools,
        Pools.open(server.url(name), *SHARING_ROLES) as shared,
        serving(apps[0]) as registry_url,
        serving(apps[1]) as sharing_url,
    ):
        settings = settings.model_copy(update={"sharing_issuer": sharing_url, "sharing_token_seconds": LONG})
        keyring, clock = settings.keyring(), Clock()
        registry.provide(apps[0], database=pools, settings=settings, keyring=keyring, clock=clock, passwords=CHEAP)
        sharing.provide(apps[1], database=shared, settings=settings, keyring=keyring, clock=clock)
        for app in apps:
            app.state.strict_errors = True
        tokens = {}
        for role in StaffRole:
            (opened,) = await admin.fetch(_HOLDER, role.value)
            tokens[role.value] = apps[0].state.tokens.issue(*opened, clock.now())
        partners = await asyncio.to_thread(_partners, home, sharing_url)
        while await apps[1].state.exporter.run_next():
            pass
        numbering = asyncio.create_task(sequencer.keep_numbering(server.url(name), NOTARY))
        records = {noun: [str(row[0]) for row in await admin.fetch(query)] for noun, query in _RECORDS.items()}
        yield {
            "registry": Served("registry", registry_url, tokens, records),
            "sharing": Served("sharing", sharing_url, partners, records),
        }
        numbering.cancel()
        await asyncio.gather(numbering, return_exceptions=True)
    await admin.close()
    await drop(server, name)


def _partners(home: Path, url: str) -> dict[str, str]:
    """A token of each partner, which has asked for an export and read a page."""
    tokens = {}
    for entry in json.loads((home / "demo" / "partners.json").read_text(encoding="utf-8")):
        partner = Partner(entry | {"issuer": url, "case": "演示"})
        partner.call("POST", "/share/v1/exports", json={}).raise_for_status()
        partner.call("GET", "/share/v1/law-firms", params={"limit": 1})
        tokens[partner.config["client_id"]] = partner.token
        partner.http.close()
    return tokens
