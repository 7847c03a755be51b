"""Members away from their branch in some cities: with an activity certificate, and on the register of 2024 (N12)."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select

from app.core.clock import CIVIL_ZONE
from app.core.crypto import Keyring
from app.core.database import DatabaseRole
from app.demo.campaigns import Campaigner
from app.demo.province import Movers, Province
from app.demo.transfers import Walker
from app.models.activity_certificates import ActivityAction
from app.models.floating_registrations import FloatingReach
from app.models.members import Member
from app.models.party_orgs import PartyOrg
from app.models.temporary_affiliations import TemporaryAffiliation, TemporaryState
from app.rules.civil_date import add_months
from app.rules.people.membership import FULL_MEMBER, NORMAL_STATUS
from app.schemas.stays import activity_certificates as papers
from app.schemas.stays.floating_registrations import FloatingContactCreate, FloatingCreate
from app.services import procedures
from app.services.stays import activity_certificates, floating_registrations

_AWAY: tuple[tuple[FloatingReach, str, str, int, bool], ...] = (
    (FloatingReach.OTHER_PROVINCE, "6", "广东省深圳市某公司", 5, False),
    (FloatingReach.OTHER_CITY, "5", "四川省成都市某公司", 9, True),
    (FloatingReach.OTHER_PROVINCE, "6", "上海市浦东新区某公司", 14, False),
    (FloatingReach.SAME_CITY, "5", "本市某企业法务部", 13, True),
)
"""How far, where to, registered how many months ago, and whether there was a report home since."""
_CERTIFIED = 3


class Secretary(Walker):
    """Acts for the home branch, its committee and the host."""

    @property
    def _today(self) -> dt.date:
        return self._now.astimezone(CIVIL_ZONE).date()

    async def register(self, movers: Movers, place: int) -> None:
        """Somebody of the branch who has nothing else to do in the demonstration is away for long."""
        reach, code, destination, months, reported = _AWAY[place]
        day = self._now - dt.timedelta(days=months * 30)
        async with self._session() as session:
            work = await self._work(session, movers.branch, day)
            busy = [invented.person.id for invented in movers.members]
            idle = select(Member.person_id).where(
                Member.org_id == movers.branch.id,
                Member.membership_status == NORMAL_STATUS,
                Member.category == FULL_MEMBER,
                col(Member.person_id).not_in(busy),
                ~col(Member.lost_contact),
                ~col(Member.is_floating),
            )
            person_id = (await session.exec(idle.order_by(col(Member.person_id).desc()))).first()
            if person_id is None:
                return
            away = FloatingCreate(
                member_id=person_id,
                reason="长期驻外办理法律事务",
                reach=reach,
                destination_code=code,
                destination=destination,
                away_since=add_months(work.today, -7),
            )
            key = await floating_registrations.register_floating(work, away)
        if reported:
            async with self._session() as session:
                work = await self._work(session, movers.branch, self._now - dt.timedelta(days=20))
                contact = FloatingContactCreate(contacted_on=work.today, note="按时交纳党费，在外参加组织生活")
                await floating_registrations.record_contact(work, key, contact)

    async def has_guest(self, movers: Movers) -> bool:
        """Whether the third mover stays with the branch elsewhere."""
        async with self._session() as session:
            await self._work(session, movers.branch, self._now)
            staying = select(TemporaryAffiliation.id).where(
                TemporaryAffiliation.person_id == movers.members[2].person.id,
                TemporaryAffiliation.state == TemporaryState.ACTIVE,
            )
            return (await session.exec(staying)).first() is not None

    async def certify(self, movers: Movers, department: Campaigner) -> None:
        """The guest of the branch elsewhere has a certificate, and the host has written the arrival into it."""
        asked = papers.ActivityCertificateCreate(
            member_id=movers.members[2].person.id,
            reason="外出执业，暂不能接转组织关系",
            destination_code="5",
            destination=movers.elsewhere.name,
            leaves_on=self._today - dt.timedelta(days=60),
        )
        async with self._session() as session:
            key = await activity_certificates.request(await self._work(session, movers.branch, self._now), asked)
        await self._as(DatabaseRole.AREA)
        async with department.on(self._today) as work:
            await procedures.act(
                work,
                activity_certificates.ACTIVITY_CERTIFICATE,
                key,
                papers.AssignNumber(action=ActivityAction.ASSIGN_NUMBER),
            )
        await self._as(DatabaseRole.ORG)
        await self._act(movers.committee, key, papers.StampCertificate(action=ActivityAction.STAMP))
        await self._act(movers.branch, key, papers.IssueActivityCertificate(action=ActivityAction.ISSUE))
        arrival = papers.Arrival(
            kind="arrival", arrived_on=self._today, contact_name="李文", contact_phone="19900001234"
        )
        async with self._session() as session:
            work = await self._work(session, movers.elsewhere, self._now)
            await activity_certificates.write_entry(work, key, arrival)

    async def _act(self, org: PartyOrg, key: uuid.UUID, body: papers.CertificateActionBody) -> None:
        async with self._session() as session:
            await procedures.act(
                await self._work(session, org, self._now), activity_certificates.ACTIVITY_CERTIFICATE, key, body
            )

    async def _as(self, role: DatabaseRole) -> None:
        await self._connection.execute(sa.text(f"SET LOCAL ROLE {role}"))


async def let_float(connection: AsyncConnection, province: Province, keyring: Keyring, now: dt.datetime) -> None:
    """Register some who are away, and give certificates to some who are guests elsewhere."""
    await connection.execute(sa.text(f"SET LOCAL ROLE {DatabaseRole.ORG}"))
    secretary = Secretary(connection, province.accounts, keyring, now)
    for place, movers in enumerate(province.movers[: len(_AWAY)]):
        await secretary.register(movers, place)
    guests = [movers for movers in province.movers if await secretary.has_guest(movers)]
    for movers in guests[:_CERTIFIED]:
        await secretary.certify(movers, Campaigner(connection, keyring))
