"""Guests in every city: temporary affiliations taken where they are by the officers' own actions."""

import datetime as dt
from collections.abc import Sequence
from itertools import cycle
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncConnection

from app.core.crypto import Keyring
from app.core.database import DatabaseRole
from app.demo.province import Movers, Province
from app.demo.transfers import Walker
from app.models.temporary_affiliations import TemporaryAction, TemporaryReason
from app.schemas.stays.temporary_affiliations import TemporaryActionBody, TemporaryCreate
from app.services.procedures import act
from app.services.stays.temporary_affiliations import TEMPORARY_AFFILIATION, apply_for

A = TemporaryAction

_WAYS: Sequence[tuple[int, Sequence[tuple[TemporaryAction, int, dict[str, Any]]]]] = (
    (90, ((A.ACCEPT, 88, {}),)),
    (5, ()),
    (400, ((A.ACCEPT, 398, {}), (A.EXTEND, 220, {"reason": "人事档案尚未调入，暂不能接转"}))),
    (150, ((A.ACCEPT, 149, {}), (A.END, 30, {"reason": "已回原单位工作"}))),
)
"""How many days ago it was applied for, and what was done how many days ago."""
_ACTION: TypeAdapter[Any] = TypeAdapter(TemporaryActionBody)


class Receptionist(Walker):
    """Acts for the home branch and the host."""

    async def receive(self, movers: Movers, reason: TemporaryReason, way: int) -> None:
        """A member of the branch becomes a guest of the branch elsewhere in the city."""
        began, actions = _WAYS[way]
        body = TemporaryCreate(
            member_id=movers.members[2].person.id, host_org_id=movers.elsewhere.id, reason=reason, reason_text=None
        )
        async with self._session() as session:
            key = await apply_for(await self._work(session, movers.branch, self._days_ago(began)), body)
        for action, days, more in actions:
            async with self._session() as session:
                work = await self._work(session, movers.elsewhere, self._days_ago(days))
                await act(work, TEMPORARY_AFFILIATION, key, _ACTION.validate_python({"action": action, **more}))

    def _days_ago(self, days: int) -> dt.datetime:
        return self._now - dt.timedelta(days=days)


async def receive_guests(connection: AsyncConnection, province: Province, keyring: Keyring, now: dt.datetime) -> None:
    """One guest in every city: awaited, staying, extended and overdue, gone."""
    await connection.execute(sa.text(f"SET LOCAL ROLE {DatabaseRole.ORG}"))
    receptionist = Receptionist(connection, province.accounts, keyring, now)
    reasons = cycle((TemporaryReason.CANNOT_TRANSFER_YET, TemporaryReason.RETIRED_WORKING))
    for movers, reason, way in zip(province.movers, reasons, cycle(range(len(_WAYS))), strict=False):
        await receptionist.receive(movers, reason, way)
