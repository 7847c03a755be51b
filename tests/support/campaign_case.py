"""A province in which a campaign is held."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy.dialects.postgresql import Range

from app.models.accounts import StaffRole
from app.models.law_firms import LawFirm
from app.models.lawyers import AffiliationState, Lawyer
from app.models.members import Affiliation, AffiliationOpening
from app.models.party_orgs import PartyOrg
from tests.support.api_client import Api, Caller
from tests.support.builders import make_firm, make_lawyer, make_org

BODY = {
    "title": "党员律师组织关系集中接转",
    "document": "关于集中接转的通知",
    "area_code": "51",
    "deadline": "2026-12-31",
}


def affiliation(lawyer: Lawyer, org: PartyOrg | None, during: Range[dt.date]) -> Affiliation:
    """Where a lawyer belonged; without an organization, outside the registry."""
    place = org or lawyer
    return Affiliation(
        person_id=lawyer.person_id,
        valid_during=during,
        org_id=org.id if org else None,
        name=lawyer.name,
        name_key=lawyer.name_key,
        sex=lawyer.sex,
        id_masked=lawyer.id_masked,
        category="1",
        affiliation_name=org.name if org else "外地某支部",
        affiliation_state=AffiliationState.IN_AREA_ORG if org else AffiliationState.OUTSIDE,
        opened_by=AffiliationOpening.FIRST_RECORD,
        place_path=place.place_path,
        party_path=place.party_path,
    )


@dataclass
class CampaignCase:
    """A firm with a branch and one without, in two cities of the province; the branch of a committee elsewhere."""

    api: Api
    covered: LawFirm
    uncovered: LawFirm
    branch: PartyOrg
    association: PartyOrg
    department: Caller

    @classmethod
    async def make(cls, api: Api) -> "CampaignCase":
        province = await make_org(api.admin, "中共四川省律师行业委员会", category="611", area="51")
        city = await make_org(api.admin, "中共成都市律师行业委员会", category="611", parent=province)
        covered = await make_firm(api.admin, "四川甲律师事务所", area="510104")
        uncovered = await make_firm(api.admin, "四川乙律师事务所", area="510703")
        branch = await make_org(api.admin, "中共甲律师事务所支部", parent=city, area="510104", firms=(covered,))
        association = await make_org(api.admin, "中共绵阳市律师协会支部", parent=province, area="5107")
        department = await api.as_(StaffRole.ORGANIZATION_DEPARTMENT, area="51")
        return cls(api, covered, uncovered, branch, association, department)

    async def person(self, name: str, firm: LawFirm, *stays: tuple[PartyOrg | None, str], **facts: Any) -> uuid.UUID:
        """A lawyer at a firm since 2020, whose affiliation lay in these places from these days on."""
        lawyer = await make_lawyer(self.api.admin, name, firm, **facts)
        ends = [dt.date.fromisoformat(day) for _, day in stays[1:]] + [None]
        rows = [
            affiliation(lawyer, org, Range(dt.date.fromisoformat(day), end))
            for (org, day), end in zip(stays, ends, strict=True)
        ]
        await self.api.admin.add(*rows)
        return lawyer.person_id

    async def open(self, caller: Caller | None = None, **facts: Any) -> str:
        opened = await (caller or self.department).post("/campaigns", BODY | facts, 201)
        campaign_id: str = opened["id"]
        return campaign_id


async def progress(caller: Caller, campaign: str, as_of: str | None = None) -> dict[str, Any]:
    shown: dict[str, Any] = await caller.get(
        f"/campaigns/{campaign}/progress", params={"as_of": as_of} if as_of else {}
    )
    return shown
