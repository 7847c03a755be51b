"""Development files and decisions on membership in every city, taken where they are by the officers' own actions."""

import datetime as dt
import uuid
from collections.abc import Sequence
from itertools import cycle
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select

from app.core.crypto import Keyring
from app.core.database import DatabaseRole
from app.demo.province import Movers, Province
from app.demo.transfers import Walker
from app.models.development_files import FileAction, Material
from app.models.lawyers import AffiliationState, Lawyer
from app.models.members import Member
from app.models.membership_decisions import DecisionAction, DecisionKind, SuspensionGround
from app.models.party_orgs import PartyOrg
from app.rules.people.membership import FULL_MEMBER, NORMAL_STATUS
from app.schemas.decisions.membership_decisions import DecideProposal, MembershipDecisionCreate
from app.schemas.development.development_files import DevelopmentFileCreate, FileActionBody
from app.services import procedures
from app.services.decisions import membership_decisions
from app.services.development import development_files
from app.services.development.opening import open_file

A, K = FileAction, DecisionKind

_DAYS_AGO = (900, 880, 800, 795, 790, 420, 415, 410, 400, 390, 370, 360, 350, 340, 200, 190, 150)
"""When the steps of somebody were done who was admitted half a year ago."""
_STAGES: Sequence[tuple[int, int]] = ((1, 15), (5, 200), (17, 150), (10, 30), (5, 20), (14, 25), (2, 5))
"""How many steps are done, the last of them how many days ago; of five steps alternately one file is moving."""
_MOVING = 4
_PAPER = 14
"""The steps from here on are done in the registry."""
_DECISIONS: Sequence[tuple[tuple[DecisionKind, dict[str, Any]], ...]] = (
    ((K.LOST_CONTACT, {"lost_contact_reason": "4"}),),
    ((K.LOST_CONTACT, {"lost_contact_reason": "1"}), (K.SUSPENSION, {"ground": SuspensionGround.LOST_CONTACT})),
    ((K.WITHDRAWAL, {}),),
    ((K.DEATH, {}),),
    ((K.SUSPENSION, {"ground": SuspensionGround.SETTLED_ABROAD}),),
)
_UNDECIDED = 4
"""The last is still to be decided by the committee."""
_LOST_DAYS_AGO, _DIED_DAYS_AGO, _DECIDED_DAYS_AGO = 250, 10, 6
_FILE_ACTION: TypeAdapter[Any] = TypeAdapter(FileActionBody)


class Recruiter(Walker):
    """Acts for the branch, the committee above it and the branch to which a file goes."""

    async def recruit(self, movers: Movers, steps: int, last_days_ago: int, *, moving: bool) -> None:
        """A lawyer of the branch's firm who is no member gets a file that has come so far."""
        later = _DAYS_AGO[steps - 1] - last_days_ago
        days = {number: self._day(ago - later) for number, ago in enumerate(_DAYS_AGO[:steps], 1)}
        history = [{"step": number, "on": day} for number, day in days.items() if number <= _PAPER]
        async with self._session() as session:
            work = await self._work(session, movers.branch, self._now)
            free = select(Lawyer.person_id).where(
                Lawyer.affiliation_state == AffiliationState.NONE, Lawyer.party_path == movers.branch.party_path
            )
            person = (await session.exec(free.order_by(col(Lawyer.person_id)))).first()
            if person is None:
                return
            key = await open_file(work, DevelopmentFileCreate.model_validate({"person_id": person, "history": history}))
        for number in range(_PAPER + 1, steps + 1):
            actor = movers.branch if number == _PAPER + 1 else movers.committee
            await self._act(actor, key, A.COMPLETE, step=number, on=days[number])
        if moving:
            await self._act(
                movers.branch, key, A.BEGIN_MOVE, to_org_id=movers.elsewhere.id, reason="调往另一律师事务所"
            )
            for material in (Material.APPLICATION, Material.TRAINING_RECORD):
                await self._note(movers.branch, key, A.HAND_OVER, material=material)
            await self._note(movers.elsewhere, key, A.CHECK, material=Material.APPLICATION)

    async def decide(self, movers: Movers, case: int) -> None:
        """What happens to a member of the branch who has nothing else to do in the demonstration."""
        busy = [invented.person.id for invented in movers.members]
        for kind, facts in _DECISIONS[case]:
            since = {K.LOST_CONTACT: _LOST_DAYS_AGO, K.DEATH: _DIED_DAYS_AGO}.get(kind)
            async with self._session() as session:
                work = await self._work(session, movers.branch, self._now - dt.timedelta(days=_DECIDED_DAYS_AGO))
                idle = select(Member.person_id).where(
                    Member.org_id == movers.branch.id,
                    Member.membership_status == NORMAL_STATUS,
                    Member.category == FULL_MEMBER,
                    col(Member.person_id).not_in(busy),
                    col(Member.lost_contact) == (len(_DECISIONS[case]) > 1 and kind is not K.LOST_CONTACT),
                )
                member = (await session.exec(idle.order_by(col(Member.person_id)))).first()
                if member is None:
                    return
                request: dict[str, Any] = {"member_id": member, "kind": kind, "reason": "支部大会讨论通过", **facts}
                if since is not None:
                    request["since_on"] = self._day(since)
                proposal = MembershipDecisionCreate.model_validate(request)
                key = await membership_decisions.propose_decision(work, proposal)
            if kind is K.LOST_CONTACT or case == _UNDECIDED:
                continue
            async with self._session() as session:
                work = await self._work(session, movers.committee, self._now - dt.timedelta(days=_DECIDED_DAYS_AGO))
                decision = DecideProposal(action=DecisionAction.DECIDE, document="律党〔2026〕12号")
                await procedures.act(work, membership_decisions.DECISION, key, decision)

    async def _act(self, org: PartyOrg, key: uuid.UUID, action: FileAction, **facts: Any) -> None:
        async with self._session() as session:
            work = await self._work(session, org, self._now)
            await procedures.act(
                work, development_files.DEVELOPMENT_FILE, key, _FILE_ACTION.validate_python({"action": action, **facts})
            )

    async def _note(self, org: PartyOrg, key: uuid.UUID, action: FileAction, **facts: Any) -> None:
        async with self._session() as session:
            work = await self._work(session, org, self._now)
            body = _FILE_ACTION.validate_python({"action": action, **facts})
            await development_files.note_material(work, key, body)

    def _day(self, days_ago: int) -> dt.date:
        return self._now.date() - dt.timedelta(days=days_ago)


async def recruit_members(connection: AsyncConnection, province: Province, keyring: Keyring, now: dt.datetime) -> None:
    """In every city a file, so that there is one in every stage and one being handed over, and a decision."""
    await connection.execute(sa.text(f"SET LOCAL ROLE {DatabaseRole.ORG}"))
    recruiter = Recruiter(connection, province.accounts, keyring, now)
    stages, cases = cycle(enumerate(_STAGES)), cycle(range(len(_DECISIONS)))
    for movers, (number, (steps, days)), case in zip(province.movers, stages, cases, strict=False):
        await recruiter.recruit(movers, steps, days, moving=number == _MOVING)
        await recruiter.decide(movers, case)
