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
from app.core.clock import Clock
from app.core.crypto import Keyring
from app.core.database import DatabaseRole, enter
from app.core.jose import Signer
from app.demo.departments import DemoAccount
from app.demo.province import Movers, Province
from app.models.accounts import StaffRole
from app.models.party_orgs import PartyOrg
from app.models.transfers import Route, Transfer, TransferAction, TransferState
from app.schemas.transfers import ActionBody, TransferCreate
from app.services.transfers import act, open_transfer

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
_OF_BRANCH = {A.SUBMIT, A.AGREE, A.WITHDRAW}
_OF_RECEIVER = {A.ACCEPT, A.SEND_RECEIPT, A.RETURN, A.REJECT}
_FACTS: dict[TransferAction, dict[str, Any]] = {
    A.ISSUE_LETTER: {"valid_days": 60},
    A.SEND_RECEIPT: {"handler_name": "李文", "handler_phone": "19900002008"},
    A.RETURN: {"reason": "转入党支部名称有误，请核对"},
    A.REJECT: {"code": "wrong_addressee", "note": "抬头应为市律师行业党委"},
    A.REVOKE: {"note": "本人暂不调动"},
}
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

    async def walk(self, movers: Movers, member: uuid.UUID, route: Route, state: TransferState) -> None:
        """Open a transfer and take it to a state, an action every other day."""
        days_ago = _EXPIRED_BEGAN_DAYS_AGO if state is S.EXPIRED else _BEGAN_DAYS_AGO
        began = self._now - dt.timedelta(days=days_ago)
        letter = route is Route.LETTER
        to_org = movers.elsewhere if letter else movers.nearby
        receiver = movers.elsewhere_committee if letter else movers.committee
        body = TransferCreate.model_validate(
            {
                "member_id": member,
                "route": route.value,
                "to_org_id": to_org.id,
                "reason": "调入新所执业",
                "dues_paid_to": f"{began:%Y-%m}",
            }
        )
        async with self._session() as session:
            await open_transfer(await self._work(session, movers.branch, began), body)
            of_member = (
                select(Transfer.id).where(Transfer.person_id == member).order_by(col(Transfer.created_at).desc())
            )
            transfer_id = (await session.exec(of_member)).first()
        assert transfer_id is not None  # noqa: S101 - just opened
        for number, action in enumerate((_BY_LETTER if letter else _WITHIN)[state], 1):
            day = began + dt.timedelta(days=2 * number)
            sender = (
                movers.branch
                if action in _OF_BRANCH or (action is A.CONFIRM_RECEIPT and not letter)
                else movers.committee
            )
            facts = {"to_branch_id": to_org.id} if action is A.ACCEPT else _FACTS.get(action, {})
            async with self._session() as session:
                work = await self._work(session, receiver if action in _OF_RECEIVER else sender, day)
                await act(work, transfer_id, _ACTION.validate_python({"action": action, **facts}))

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
    """In every city one transfer by letter and one within a committee, so that every state occurs somewhere."""
    await connection.execute(sa.text(f"SET LOCAL ROLE {DatabaseRole.ORG}"))
    walker = Walker(connection, province.accounts, keyring, now)
    for movers, by_letter, within in zip(province.movers, cycle(_BY_LETTER), cycle(_WITHIN), strict=False):
        leaving, moving, *_ = movers.members
        await walker.walk(movers, leaving.person.id, Route.LETTER, by_letter)
        await walker.walk(movers, moving.person.id, Route.INTERNAL, within)
