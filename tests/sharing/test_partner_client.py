"""The partner's client of the guide, killed again and again, against the real application and the real feed."""

import asyncio
import json
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import partner_client
import pytest
from jose.jwk import construct

from app.models.sharing import SharingGrant
from tests.support.both_served import Served
from tests.support.shared_cities import Fields, SharedCities, everything
from tests.support.sharing_partner import EVERYTHING, Department

pytestmark = pytest.mark.long

DEEDS = ("rename_person", "correct", "firm", "practice", "rename_org", "head", "move_org", "education")
Rows = dict[str, str]
"""Each record as it lies in the copy, by data set and id."""


class Client:
    """The client as a process of its own, as its department runs it."""

    def __init__(self, home: Path, department: Department) -> None:
        key = construct(department.key.pem, "ES256").to_dict()
        private = {name: value.decode() if isinstance(value, bytes) else value for name, value in key.items()}
        config = {
            "issuer": department.issuer,
            "client_id": department.client_id,
            "private_key_jwk": private | {"kid": department.key.key_id},
            "grant_id": str(department.grant_id),
            "purpose": "party_building",
            "case": "成司党2026-17号",
        }
        self.config, self.copy = home / "partner.json", home / "copy.db"
        self.config.write_text(json.dumps(config), encoding="utf-8")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, partner_client.__file__, str(self.config), str(self.copy)]
        self.process = subprocess.Popen(command, cwd=self.copy.parent)

    def kill(self) -> None:
        assert self.process
        assert self.process.poll() is None, "it ended by itself"
        self.process.kill()
        self.process.wait()

    def rows(self) -> Rows:
        if not self.copy.exists():
            return {}
        with closing(sqlite3.connect(self.copy)) as database:
            try:
                found = database.execute("SELECT data_set || ' ' || id, content FROM record").fetchall()
            except sqlite3.OperationalError:  # it has just begun
                return {}
        return dict(found)


async def projection(department: Department, data_sets: Fields) -> Rows:
    """What the grant shows now, as it would lie in the copy."""
    await department.sign_in()
    return {
        f"{data_set} {key}": json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        for data_set, records in (await everything(department, data_sets)).items()
        for key, record in records.items()
    }


async def settled(client: Client, department: Department, data_sets: Fields) -> None:
    """Wait until the copy is the projection; fails after a while with the difference."""
    expected: Rows = await projection(department, data_sets)
    try:
        async with asyncio.timeout(20):
            while client.rows() != expected:  # noqa: ASYNC110 - another process cannot set an event
                await asyncio.sleep(0.05)
    except TimeoutError:
        assert client.rows() == expected


async def test_a_copy_ends_as_the_projection_is_whenever_its_keeper_was_killed(served: Served, tmp_path: Path) -> None:
    two = await SharedCities.make(served.api)
    department = await served.sharing.partner(quota_per_day=1_000_000)
    client, chance = Client(tmp_path, department), random.Random(7)  # noqa: S311 - a repeatable history
    for _ in range(8):
        client.start()
        for _ in range(3):
            await two.happen(chance.choice(DEEDS), chance.randrange(2), chance.randrange(2))
            await asyncio.sleep(chance.random() / 4)  # anywhere in what the client does meanwhile
        client.kill()
    client.start()
    await settled(client, department, EVERYTHING)

    async with served.api.admin.as_admin() as session:
        grant = await session.get_one(SharingGrant, department.grant_id)
        fewer: dict[str, Any] = {"law_firms": {"name": "full", "address": "full"}}
        grant.data_sets, grant.content_version = fewer, grant.content_version + 1
    await two.happen("firm", 0, 0)
    await settled(client, department, fewer)
    client.kill()
