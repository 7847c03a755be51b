"""Both applications at one correction request, with real commits: one hand closes it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlmodel import select

from app.core.database import SHARING_ROLES, Pools
from app.models.accounts import StaffRole
from app.models.correction_requests import CorrectionRequest, CorrectionStatement
from tests.support.api_client import Api
from tests.support.builders import make_member, make_org
from tests.support.clock import SetClock
from tests.support.postgres import TestServer
from tests.support.sharing_partner import Department, Sharing, opened


@pytest.fixture
async def sharing(committed: Api, sharing_app: FastAPI, server: TestServer, clock: SetClock) -> AsyncIterator[Sharing]:
    """The data-sharing application over the registry's own database."""
    async with committed.admin.as_admin() as session:
        name = (await session.exec(sa.text("SELECT current_database()"))).scalar_one()  # type: ignore[call-overload]
    async with (
        Pools.open(server.url(name), *SHARING_ROLES) as pools,
        opened(sharing_app, pools, committed.admin, clock) as sharing,
    ):
        yield sharing


async def claimed(sharing: Sharing) -> tuple[Department, dict[str, Any]]:
    await make_member(sharing.admin, "赵一", await make_org(sharing.admin, "中共甲支部"))
    partner = await sharing.partner()
    record_id = (await partner.get("/members"))["items"][0]["id"]
    return partner, {"data_set": "members", "id": record_id, "field": "member_category", "reason": "与掌握的不同"}


async def test_a_withdrawal_and_the_answers_at_once_leave_one_of_them(committed: Api, sharing: Sharing) -> None:
    partner, body = await claimed(sharing)
    request = (await partner("POST", "/corrections", 201, json=body)).json()
    path = f"/correction-requests/{request['id']}/actions"
    officers = [await committed.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="5101") for _ in range(2)]
    said = await asyncio.gather(
        officers[0]("POST", path, json={"action": "refuse", "reason": "登记无误"}),
        officers[1]("POST", path, json={"action": "correct", "value": "1"}),
        partner("POST", f"/corrections/{request['id']}/reply", json={"action": "withdraw"}),
        partner("POST", f"/corrections/{request['id']}/reply", json={"action": "withdraw"}),
    )
    assert Counter(answer.status_code for answer in said) == {200: 1, 409: 3}
    (done,) = [answer.json() for answer in said if answer.status_code == 200]
    assert (await partner.get(f"/corrections/{request['id']}"))["state"] == done["state"]


async def test_many_retries_at_once_are_one_request(sharing: Sharing) -> None:
    partner, body = await claimed(sharing)
    headers = {"Idempotency-Key": "one"}
    said = await asyncio.gather(*(partner("POST", "/corrections", json=body, headers=headers) for _ in range(6)))
    assert {answer.status_code for answer in said} == {201}
    assert len({answer.content for answer in said}) == 1
    bare = await asyncio.gather(*(partner("POST", "/corrections", json=body | {"field": "name"}) for _ in range(6)))
    assert Counter(answer.status_code for answer in bare) == {201: 1, 409: 5}
    async with sharing.admin.as_admin() as session:
        assert len((await session.exec(select(CorrectionRequest.id))).all()) == 2
        assert len((await session.exec(select(CorrectionStatement.id))).all()) == 2
