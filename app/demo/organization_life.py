"""A year of organization life in the first branches of the province, one of them with gaps (N31, N17, N20)."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from app.core.clock import CIVIL_ZONE
from app.core.crypto import Keyring
from app.core.database import DatabaseRole
from app.demo.province import Movers, Province
from app.demo.transfers import Walker
from app.models.care_records import CareKind
from app.models.mass_contacts import Audience
from app.models.meetings import AbsenceReason, MeetingKind
from app.schemas.life.care_records import CareCreate
from app.schemas.life.mass_contacts import MassContactCreate
from app.schemas.life.meetings import Absence, MeetingCreate
from app.services.life.care_records import record_care
from app.services.life.mass_contacts import record_contact
from app.services.life.meetings import belonging, record_meeting

_BRANCHES = 4
_LAX = 2
"""The branch of this place holds its theme days every second month and no lesson."""
_DAY = 5
_TOPICS = ("学习党章", "参观红色教育基地", "社区法律咨询", "警示教育", "案例研讨：律师职业道德", "志愿服务")


class Secretary(Walker):
    """Enters what the branch did."""

    async def enter(self, movers: Movers, *, lax: bool) -> None:
        """The meetings of this year up to today, a contact, a visit and a talk."""
        today = self._now.astimezone(CIVIL_ZONE).date()
        async with self._session() as session:
            work = await self._work(session, movers.branch, self._now)
            for month in range(1, today.month + 1):
                day = dt.date(today.year, month, _DAY)
                kinds = [MeetingKind.THEME_DAY]
                if month % 3 == 2:
                    kinds += [MeetingKind.GENERAL_MEETING] if lax else [MeetingKind.GENERAL_MEETING, MeetingKind.LESSON]
                people = sorted(await belonging(work, movers.branch, day))
                if day > today or not people or (lax and month % 2):
                    continue
                absent = [Absence(person_id=people[month % len(people)], reason=AbsenceReason.DUTY)]
                body = MeetingCreate(
                    org_id=movers.branch.id,
                    kinds=kinds,
                    held_on=day,
                    topic=_TOPICS[month % len(_TOPICS)],
                    absent=absent if month % 4 == 0 else [],
                )
                await record_meeting(work, body)
            people = sorted(await belonging(work, movers.branch, today))
            contact = MassContactCreate(
                org_id=movers.branch.id,
                person_id=people[0],
                held_on=today,
                audience=Audience.RESIDENTS,
                topic="社区法律咨询",
                concern="物业服务纠纷较多",
            )
            await record_contact(work, contact)
            for kind, person_id in ((CareKind.VISIT, people[0]), (CareKind.HEART_TO_HEART_TALK, people[-1])):
                care = CareCreate(
                    org_id=movers.branch.id, person_id=person_id, kind=kind, held_on=today, by_name="支部书记"
                )
                await record_care(work, care)


async def live(connection: AsyncConnection, province: Province, keyring: Keyring, now: dt.datetime) -> None:
    """Let the secretaries of some branches enter this year."""
    await connection.execute(sa.text(f"SET LOCAL ROLE {DatabaseRole.ORG}"))
    secretary = Secretary(connection, province.accounts, keyring, now)
    for place, movers in enumerate(province.movers[:_BRANCHES]):
        await secretary.enter(movers, lax=place == _LAX)
