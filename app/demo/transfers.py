"""Transfers in every state, taken there by the officers' own actions through the services."""

import datetime as dt
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import cycle
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.auth.principals import Principal, scope_of
from app.auth.work import Work
from app.core.clock import CIVIL_ZONE, Clock
from app.core.crypto import Keyring
from app.core.database import DatabaseRole, enter
from app.core.jose import Signer
from app.demo.departments import DemoAccount
from app.demo.province import Movers, Province
from app.models.accounts import StaffRole
from app.models.lawyers import AffiliationState, Lawyer, LawyerStatus
from app.models.party_orgs import PartyOrg
from app.models.people import Person
from app.models.transfers import Route, TransferAction, TransferState
from app.schemas.transfers.transfers import ActionBody, TransferCreate
from app.services.procedures import act
from app.services.transfers.transfers import TRANSFER, draft_transfer
from app.workflows.transfer import PROCEDURES, Body

A, S = TransferAction, TransferState

_TO_LETTER = (A.SUBMIT, A.AGREE, A.ISSUE_LETTER)
_TO_TRANSIT = (*_TO_LETTER, A.DISPATCH)
_BY_LETTER: dict[TransferState, Sequence[TransferAction]] = {
    S.IN_TRANSIT: _TO_TRANSIT,
    S.CLOSED: (*_TO_TRANSIT, A.ACCEPT, A.SEND_RECEIPT, A.CONFIRM_RECEIPT),
    S.RECEIPT_SENT: (*_TO_TRANSIT, A.ACCEPT, A.SEND_RECEIPT),
    S.EXPIRED: _TO_TRANSIT,
    S.SUBMITTED: (A.SUBMIT,),
    S.BRANCH_AGREED: (A.SUBMIT, A.AGREE),
    S.LETTER_ISSUED: _TO_LETTER,
    S.ACCEPTED: (*_TO_TRANSIT, A.ACCEPT),
    S.DRAFT: (),
    S.WITHDRAWN: (A.SUBMIT, A.WITHDRAW),
    S.RETURNED: (*_TO_TRANSIT, A.RETURN),
    S.REJECTED: (*_TO_TRANSIT, A.REJECT),
    S.REVOKED: (*_TO_LETTER, A.REVOKE),
}
_WITHIN: dict[TransferState, Sequence[TransferAction]] = {
    S.BRANCH_AGREED: (A.SUBMIT, A.AGREE),
    S.CLOSED: (A.SUBMIT, A.AGREE, A.ACCEPT, A.SEND_RECEIPT, A.CONFIRM_RECEIPT),
    S.SUBMITTED: (A.SUBMIT,),
    S.RECEIPT_SENT: (A.SUBMIT, A.AGREE, A.ACCEPT, A.SEND_RECEIPT),
}
_OUT: dict[TransferState, Sequence[TransferAction]] = {
    S.IN_TRANSIT: _TO_TRANSIT,
    S.CLOSED: (*_TO_TRANSIT, A.ENTER_RECEIPT),
    S.EXPIRED: _TO_TRANSIT,
    S.DRAFT: (),
    S.SUBMITTED: (A.SUBMIT,),
    S.BRANCH_AGREED: (A.SUBMIT, A.AGREE),
    S.LETTER_ISSUED: _TO_LETTER,
    S.WITHDRAWN: (A.SUBMIT, A.WITHDRAW),
    S.RETURNED: (*_TO_TRANSIT, A.RETURN),
    S.REVOKED: (*_TO_TRANSIT, A.REVOKE),
}
_IN: dict[TransferState, Sequence[TransferAction]] = {
    S.IN_TRANSIT: (A.SUBMIT,),
    S.CLOSED: (A.SUBMIT, A.ACCEPT, A.SEND_RECEIPT, A.DISPATCH_RECEIPT),
    S.EXPIRED: (A.SUBMIT,),
    S.DRAFT: (),
    S.ACCEPTED: (A.SUBMIT, A.ACCEPT),
    S.RECEIPT_SENT: (A.SUBMIT, A.ACCEPT, A.SEND_RECEIPT),
    S.RETURNED: (A.SUBMIT, A.RETURN),
    S.REJECTED: (A.SUBMIT, A.REJECT),
    S.WITHDRAWN: (A.WITHDRAW,),
}
# An organization on its way would refuse whatever else a visitor tries with it: one is drafted, one has arrived.
_WHOLE: dict[TransferState, Sequence[TransferAction]] = {
    S.DRAFT: (),
    S.CLOSED: (*_TO_TRANSIT, A.ACCEPT, A.SEND_RECEIPT, A.CONFIRM_RECEIPT),
}
_WAYS = {
    Route.LETTER: _BY_LETTER,
    Route.INTERNAL: _WITHIN,
    Route.OUTGOING: _OUT,
    Route.INCOMING: _IN,
    Route.BULK: _WHOLE,
}
_FACTS: dict[TransferAction, dict[str, Any]] = {
    A.ISSUE_LETTER: {"valid_days": 60},
    A.SEND_RECEIPT: {"handler_name": "李文", "handler_phone": "19900002008"},
    A.RETURN: {"reason": "转入党支部名称有误，请核对"},
    A.REJECT: {"code": "wrong_addressee", "note": "抬头应为市律师行业党委"},
    A.REVOKE: {"note": "本人暂不调动"},
    A.ENTER_RECEIPT: {"addressee": "原基层党委", "handler_name": "陈静", "scan_sha256": "5c" * 32},
    A.DISPATCH_RECEIPT: {"note": "机要邮寄"},
}
_OUTSIDE = {"name": "中共某省某大学委员会组织部", "address": "某省某市大学路1号", "area_code": "41"}
_BEGAN_DAYS_AGO, _EXPIRED_BEGAN_DAYS_AGO = 20, 120
_ACTION: TypeAdapter[Any] = TypeAdapter(ActionBody)


class Walker:
    """Acts for one organization after another, each under its own scope, on days of the past."""

    def __init__(
        self, connection: AsyncConnection, accounts: Sequence[DemoAccount], keyring: Keyring, now: dt.datetime
    ) -> None:
        self._connection, self._keyring, self._signer = connection, keyring, Signer(keyring.signing)
        self._officers = {account.org_id: account for account in accounts if account.org_id}
        self._now = now

    async def walk(self, movers: Movers, member: uuid.UUID | None, route: Route, state: TransferState) -> None:
        """Open a transfer and take it to a state, an action every other day."""
        days_ago = _EXPIRED_BEGAN_DAYS_AGO if state is S.EXPIRED else _BEGAN_DAYS_AGO
        began = self._now - dt.timedelta(days=days_ago)
        home = movers.nearby if route is Route.BULK else movers.branch
        within = route in {Route.INTERNAL, Route.INCOMING}
        receiver = movers.committee if within else movers.elsewhere_committee
        actors = {
            Body.APPLICANT: home,
            Body.FROM_BRANCH: home,
            Body.FROM_COMMITTEE: movers.committee,
            Body.ISSUER: movers.committee,
            Body.TO_COMMITTEE: receiver,
        }
        opener = receiver if route is Route.INCOMING else home
        async with self._session() as session:
            work = await self._work(session, opener, began)
            transfer_id = await draft_transfer(work, await self._request(work, movers, member, route))
        stands = S.DRAFT
        for number, action in enumerate(_WAYS[route][state], 1):
            day = began + dt.timedelta(days=2 * number)
            facts = _FACTS.get(action, {})
            if action is A.ACCEPT and route is not Route.BULK:
                facts = {"to_branch_id": (movers.nearby if within else movers.elsewhere).id}
            elif action is A.ENTER_RECEIPT:
                facts = facts | {"received_on": day.astimezone(CIVIL_ZONE).date()}
            step = PROCEDURES[route].steps[stands, action]
            async with self._session() as session:
                work = await self._work(session, actors[next(iter(step.by))], day)
                await act(work, TRANSFER, transfer_id, _ACTION.validate_python({"action": action, **facts}))
            stands = step.to_state

    async def _request(self, work: Work, movers: Movers, member: uuid.UUID | None, route: Route) -> TransferCreate:
        """The body that opens a transfer of this route."""
        body: dict[str, Any] = {"member_id": member, "route": route.value, "reason": "调入新所执业"}
        if route is Route.INCOMING:
            return TransferCreate.model_validate(
                body | {"to_org_id": movers.nearby.id, "letter": await self._paper(work, member)}
            )
        body["dues_paid_to"] = f"{work.today:%Y-%m}"
        if route is Route.OUTGOING:
            return TransferCreate.model_validate(body | {"to_outside": _OUTSIDE})
        if route is Route.BULK:
            ends = {"from_org_id": movers.nearby.id, "to_org_id": movers.elsewhere_committee.id}
            return TransferCreate.model_validate(body | ends)
        to_org = movers.elsewhere if route is Route.LETTER else movers.nearby
        return TransferCreate.model_validate(body | {"to_org_id": to_org.id})

    async def _paper(self, work: Work, member: uuid.UUID | None) -> dict[str, Any]:
        """The letter that a lawyer brings whose relationship was never handed in."""
        lawyer = (await work.session.exec(select(Lawyer).where(Lawyer.person_id == member))).one()
        person = (await work.session.exec(select(Person).where(Person.id == member))).one()
        admitted = dt.date(person.birth_date.year + 22, 7, 1)
        return {
            "serial": f"{work.today.year}018",
            "id_number": self._keyring.unseal_text(person.id_cipher),
            "name": lawyer.name,
            "ethnic_group": person.ethnic_group,
            "category": "1",
            "admitted_on": admitted,
            "regularized_on": admitted.replace(year=admitted.year + 1),
            "from_unit": "中共某省某大学法学院支部",
            "issuer_name": _OUTSIDE["name"],
            "issuer_address": _OUTSIDE["address"],
            "issued_on": work.today,
            "valid_days": 60,
            "dues_paid_to": f"{work.today:%Y-%m}",
            "scan_sha256": "7e" * 32,
        }

    async def find_newcomer(self, movers: Movers) -> uuid.UUID | None:
        """A lawyer of the city who says to be a member and is on no list."""
        async with self._session() as session:
            work = await self._work(session, movers.committee, self._now)
            statement = select(Lawyer.person_id).where(
                Lawyer.affiliation_state == AffiliationState.NONE,
                Lawyer.political_status == "01",
                Lawyer.status == LawyerStatus.ACTIVE,
            )
            return (await work.session.exec(statement.order_by(col(Lawyer.name_key)).limit(1))).first()

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[AsyncSession]:
        """A step of its own within the one transaction of the loading."""
        session = AsyncSession(self._connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
        async with session, session.begin():
            yield session

    async def _work(self, session: AsyncSession, org: PartyOrg, day: dt.datetime) -> Work:
        officer = self._officers[org.id]
        scope = scope_of(
            StaffRole.ORG_OFFICER, account_id=officer.id, body_name=org.name, party_path=org.party_path, org_id=org.id
        )
        await enter(session, scope)
        principal = Principal(
            officer.id,
            officer.username,
            officer.name,
            officer.grant_id,
            None,
            officer.role,
            org.name,
            scope,
            org_id=org.id,
        )
        return Work(session, principal, Clock(lambda: day), self._keyring, self._signer)


async def walk_transfers(connection: AsyncConnection, province: Province, keyring: Keyring, now: dt.datetime) -> None:
    """In every city one transfer by letter and one within a committee; those to and from outside in every state."""
    await connection.execute(sa.text(f"SET LOCAL ROLE {DatabaseRole.ORG}"))
    walker = Walker(connection, province.accounts, keyring, now)
    for movers, by_letter, within in zip(province.movers, cycle(_BY_LETTER), cycle(_WITHIN), strict=False):
        leaving, moving, *_ = movers.members
        await walker.walk(movers, leaving.person.id, Route.LETTER, by_letter)
        await walker.walk(movers, moving.person.id, Route.INTERNAL, within)
    # The last member of the first city signs in to the demonstration and stays where the account says.
    for movers, state in zip(province.movers[1:], _OUT, strict=False):
        await walker.walk(movers, movers.members[3].person.id, Route.OUTGOING, state)
    whole = list(zip(province.movers[1::4], reversed(_WHOLE), strict=False))
    # A transfer on its way into an organization keeps it from moving as a whole.
    others = [movers for movers in province.movers if movers not in [moving for moving, _ in whole]]
    with_newcomers = [(movers, who) for movers in others if (who := await walker.find_newcomer(movers))]
    for (movers, who), state in zip(with_newcomers, _IN, strict=False):
        await walker.walk(movers, who, Route.INCOMING, state)
    for movers, state in whole:
        await walker.walk(movers, None, Route.BULK, state)
