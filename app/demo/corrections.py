"""Correction requests in every city: asked by the bureau, answered by the organization department (N05)."""

import datetime as dt
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import cycle
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel.ext.asyncio.session import AsyncSession

from app.auth.principals import Principal, scope_of
from app.auth.work import Work
from app.core.clock import Clock
from app.core.crypto import Keyring
from app.core.database import DatabaseRole, enter
from app.core.jose import Signer
from app.demo.departments import DemoAccount, department_accounts
from app.demo.province import Province
from app.models.accounts import StaffRole
from app.models.correction_requests import CorrectionAction
from app.rules.reference.areas import place_path
from app.schemas.corrections.correction_requests import ActionBody, CorrectionCreate
from app.services.corrections.correction_requests import CORRECTION, request_correction
from app.services.procedures import act

A = CorrectionAction

_WAYS: Sequence[tuple[int, Sequence[tuple[CorrectionAction, int, dict[str, Any]]]]] = (
    (3, ()),
    (12, ((A.ACCEPT_FOR_CHECK, 10, {}), (A.CORRECT, 8, {"value": "11", "answer": "已核对学历证书"}))),
    (6, ((A.ACCEPT_FOR_CHECK, 4, {}),)),
    (30, ()),
    (15, ((A.REFUSE, 9, {"reason": "经核对档案，登记无误"}),)),
)
"""How many days ago it was asked, and what was done how many days ago."""
_ACTION: TypeAdapter[Any] = TypeAdapter(ActionBody)


class Disputes:
    """Acts for the departments of a city, each under its own scope, on days of the past."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring, now: dt.datetime) -> None:
        self._connection, self._keyring, self._now = connection, keyring, now
        self._departments = {(account.role, account.area_code): account for account in department_accounts()}

    async def ask(self, area_code: str, person_id: uuid.UUID, way: int) -> None:
        """The bureau doubts a member's education; the department does with it what the way says."""
        began, actions = _WAYS[way]
        body = CorrectionCreate.model_validate(
            {
                "noun": "member",
                "record_id": person_id,
                "field": "education",
                "value_believed": "11",
                "reason": "与律师执业档案所附学历证书不符",
                "evidence": {"reference": "律师执业档案"},
            }
        )
        async with self._work(StaffRole.JUSTICE_BUREAU, area_code, began) as work:
            key = await request_correction(work, body)
        for action, days, more in actions:
            async with self._work(StaffRole.ORGANIZATION_DEPARTMENT, area_code, days) as work:
                await act(work, CORRECTION, key, _ACTION.validate_python({"action": action, **more}))

    @asynccontextmanager
    async def _work(self, role: StaffRole, area_code: str, days_ago: int) -> AsyncIterator[Work]:
        department: DemoAccount = self._departments[role, area_code]
        scope = scope_of(role, account_id=department.id, body_name=department.name, place_path=place_path(area_code))
        principal = Principal(
            *(department.id, department.username, department.name, department.grant_id, None, role, department.name),
            scope,
            area_code=area_code,
        )
        clock = Clock(lambda: self._now - dt.timedelta(days=days_ago))
        session = AsyncSession(self._connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
        async with session, session.begin():
            await enter(session, scope)
            yield Work(session, principal, clock, self._keyring, Signer(self._keyring.signing))


async def dispute(connection: AsyncConnection, province: Province, keyring: Keyring, now: dt.datetime) -> None:
    """One request in every city, so that every state occurs somewhere, one of them overdue."""
    await connection.execute(sa.text(f"SET LOCAL ROLE {DatabaseRole.AREA}"))
    disputes = Disputes(connection, keyring, now)
    for movers, way in zip(province.movers, cycle(range(len(_WAYS))), strict=False):
        await disputes.ask(movers.branch.area_code[:4], movers.members[-1].person.id, way)
