"""The notice's own campaign, closed on 30 June 2008 (N10), and one that is open today."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel.ext.asyncio.session import AsyncSession

from app.auth.principals import Principal, scope_of
from app.auth.work import Work
from app.core.clock import CIVIL_ZONE, Clock
from app.core.crypto import Keyring
from app.core.database import DatabaseRole, enter
from app.core.jose import Signer
from app.demo.departments import department_accounts
from app.demo.people import NOTICE_ON
from app.demo.seed import PROVINCE
from app.models.accounts import StaffRole
from app.models.campaigns import CampaignAction, CampaignRule
from app.rules.reference.areas import place_path
from app.schemas.transfers.campaigns import CampaignCreate, CloseAction
from app.services.procedures import act
from app.services.transfers.campaigns import CAMPAIGN, open_campaign

NOTICE_DEADLINE = dt.date(2008, 6, 30)
_NOTICE = "《中共中央组织部、司法部关于进一步加强和改进律师行业党的建设工作的通知》"


class Campaigner:
    """Acts for the province's organization department, on days of the past."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self._connection, self._keyring = connection, keyring
        self._account = next(
            account
            for account in department_accounts()
            if (account.role, account.area_code) == (StaffRole.ORGANIZATION_DEPARTMENT, PROVINCE)
        )

    @asynccontextmanager
    async def on(self, day: dt.date) -> AsyncIterator[Work]:
        """A step of its own within the one transaction of the loading."""
        moment = dt.datetime.combine(day, dt.time(10), CIVIL_ZONE)
        account = self._account
        scope = scope_of(account.role, account_id=account.id, body_name=account.name, place_path=place_path(PROVINCE))
        principal = Principal(
            account.id,
            account.username,
            account.name,
            account.grant_id,
            None,
            account.role,
            account.name,
            scope,
            area_code=PROVINCE,
        )
        session = AsyncSession(self._connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
        async with session, session.begin():
            await enter(session, scope)
            yield Work(session, principal, Clock(lambda: moment), self._keyring, Signer(self._keyring.signing))


async def hold_campaigns(connection: AsyncConnection, keyring: Keyring, today: dt.date) -> None:
    """The first was opened with the notice and closed on its last day; the second ends in sixty days."""
    await connection.execute(sa.text(f"SET LOCAL ROLE {DatabaseRole.AREA}"))
    campaigner = Campaigner(connection, keyring)
    async with campaigner.on(NOTICE_ON) as work:
        first = await open_campaign(
            work,
            CampaignCreate(
                title="2008年党员律师组织关系集中接转",
                document=_NOTICE,
                area_code=PROVINCE,
                deadline=NOTICE_DEADLINE,
            ),
        )
    async with campaigner.on(NOTICE_DEADLINE) as work:
        await act(work, CAMPAIGN, first, CloseAction(action=CampaignAction.CLOSE, note="限期已到，未接转的继续办理"))
    async with campaigner.on(today) as work:
        body = CampaignCreate(
            title="党员律师组织关系集中接转",
            document=_NOTICE,
            rule=CampaignRule.NOT_IN_FIRM_ORG,
            area_code=PROVINCE,
            population_on=today - dt.timedelta(days=120),
            deadline=today + dt.timedelta(days=60),
        )
        await open_campaign(work, body)
