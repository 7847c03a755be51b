"""A city in which lawyers have to transfer."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.models.accounts import StaffRole
from app.models.areas import DepartmentKind
from app.models.law_firms import LawFirm
from app.models.lawyers import Lawyer, Practice
from app.models.party_orgs import PartyOrg
from app.models.people import Person
from tests.support.api_client import Api, Caller
from tests.support.builders import make_department, make_firm, make_lawyer, make_member, make_org, since


@dataclass
class TransfersDueCase:
    """A city with an association, a bureau and a county that has neither; a firm with a branch and one without."""

    api: Api
    bureau: Caller
    orgs: dict[str, PartyOrg]
    own: LawFirm
    bare: LawFirm

    @classmethod
    async def make(cls, api: Api) -> "TransfersDueCase":
        admin = api.admin
        association = await make_department(admin, DepartmentKind.BAR_ASSOCIATION, "5101", "成都市律师协会")
        justice = await make_department(admin, DepartmentKind.JUSTICE_BUREAU, "5101", "成都市司法局")
        party = await make_org(admin, "中共成都市律师行业委员会", category="611", department_id=association.id)
        orgs = {
            "association": party,
            "bureau": await make_org(admin, "中共成都市司法局委员会", category="611", department_id=justice.id),
            "pool": await make_org(admin, "中共成都市律师协会综合支部", parent=party),
        }
        own = await make_firm(admin, "四川甲律师事务所", area="510104")
        bare = await make_firm(admin, "四川乙律师事务所", area="510104")
        orgs["own"] = await make_org(admin, "中共四川甲律师事务所支部", parent=party, firms=(own,))
        bureau = await api.as_(StaffRole.JUSTICE_BUREAU, area="5101")
        return cls(api, bureau, orgs, own, bare)

    async def lawyer(self, name: str, firm: LawFirm, **facts: Any) -> Lawyer:
        return await make_lawyer(self.api.admin, name, firm, political_status="01", **facts)

    async def member(self, name: str, firm: LawFirm, org: str, **facts: Any) -> Lawyer:
        """A lawyer of a firm whose relationship sits in an organization."""
        lawyer = await self.lawyer(name, firm, **facts)
        async with self.api.admin.as_admin() as session:
            person = (await session.exec(select(Person).where(Person.id == lawyer.person_id))).one()
        await make_member(self.api.admin, name, self.orgs[org], person=person)
        return lawyer

    async def due(self, **query: Any) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await self.bureau.get("/transfers/due", params=query))["items"]
        return items

    async def names(self, **query: Any) -> list[str]:
        return [item["name"] for item in await self.due(**query)]


async def began(api: Api, lawyer: Lawyer, day: dt.date, *, known: bool = True) -> None:
    async with api.admin.as_admin() as session:
        mine = sa.update(Practice).where(col(Practice.person_id) == lawyer.person_id)
        await session.exec(mine.values(valid_during=since(day), start_known=known))
