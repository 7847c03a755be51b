"""A record of each noun in two cities, for the tests of who reaches what."""

import uuid
from decimal import Decimal
from typing import Any

from app.auth.principals import AREA_ROLES
from app.core.jobs import JobState
from app.models.accounts import StaffRole
from app.models.care_records import CareKind, CareRecord
from app.models.elections import Election, ElectionState
from app.models.imports import FormKind, ImportJob
from app.models.mass_contacts import Audience, MassContact
from app.models.meetings import Meeting, MeetingAttendance
from app.models.members import Member
from app.models.party_orgs import PartyOrg
from app.models.people import Person
from app.models.posts import Post, PostBasis, PostKind
from app.models.sharing import Embargo, GrantState, Partner, SharingGrant
from app.models.training_records import TrainingRecord
from app.rules.reference.areas import place_path
from tests.support.api_client import Api, Caller
from tests.support.builders import make_firm, make_lawyer, make_member, make_org, make_person, since
from tests.support.sharing_partner import PartnerKey
from tests.support.transfer_case import TransferCase

HERE, THERE = "5101", "5107"

Records = dict[str, str]
"""An id by the noun whose it is, as the paths of the API name it."""


async def two_cities(api: Api, role: StaffRole) -> tuple[Records, Records, Caller]:
    """What is here, what is there, and a caller in the role whose scope is here."""
    person = await make_person(api.admin)
    world = await TransferCase.make(api, person=person)
    here = await _settled(api, HERE, world.orgs["city"], world.member, person)
    here["transfers"] = await world.letter_in("receipt_sent")
    here |= await _led(api, person.id)

    stranger = await make_person(api.admin)
    committee = await make_org(api.admin, "中共绵阳市律师行业委员会", category="611", area=THERE)
    branch, other = [
        await make_org(api.admin, f"中共绵阳第{n}支部", parent=committee, area=THERE) for n in ("一", "二")
    ]
    member = await make_member(api.admin, "吴六", branch, person=stranger)
    there = await _settled(api, THERE, committee, member, stranger) | await _led(api, stranger.id)
    asked = {"member_id": there["members"], "route": "internal", "to_org_id": str(other.id), "reason": "调整"}
    caller = await api.as_(StaffRole.MEMBER, person=stranger.id)
    there["transfers"] = (await caller.post("/transfers", asked | {"dues_paid_to": "2026-10"}, 201))["id"]

    scopes: dict[StaffRole, dict[str, Any]] = {
        **{role: {"area": HERE} for role in AREA_ROLES},
        StaffRole.ORG_OFFICER: {"org": world.orgs["province"].id},
        StaffRole.MEMBER: {"person": person.id},
    }
    caller = await api.as_(role, **scopes.get(role, {}))
    here["imports"] = await _imported(api, caller, HERE)
    there["imports"] = await _imported(api, await api.as_(StaffRole.BAR_ASSOCIATION, area=THERE), THERE)
    return here, there, caller


async def _imported(api: Api, caller: Caller, area: str) -> str:
    """An import of the caller's own: nobody else sees it."""
    who = await caller.get("/me")
    job = ImportJob(
        kind=FormKind.MEMBERS,
        state=JobState.DONE,
        dry_run=False,
        file_name="x.xlsx",
        grant_id=uuid.UUID(who["grant_id"]),
        account_id=uuid.UUID(who["account_id"]),
        place_path=place_path(area),
    )
    await api.admin.add(job)
    return str(job.id)


async def _settled(api: Api, area: str, committee: PartyOrg, member: Member, person: Person) -> Records:
    """A firm with its branch, its lawyer who is the member, an import, a grant and an account."""
    firm = await make_firm(api.admin, f"{area}律师事务所", area=area)
    branch = await make_org(api.admin, f"中共{area}律师事务所支部", parent=committee, area=area, firms=(firm,))
    await make_lawyer(api.admin, member.name, firm, person=person)
    who = await (await api.as_(StaffRole.BAR_ASSOCIATION, area=area)).get("/me")
    partner = Partner(client_id=f"partner-{area}", name=area, contact="信息处", keys=[PartnerKey().public])
    today = api.clock.today()
    grant = SharingGrant(
        partner_id=partner.id,
        purpose="party_building",
        legal_basis="2008年通知",
        area_code=area,
        place_path=place_path(area),
        data_sets={"members": {"name": "full"}},
        quota_per_day=100,
        valid_from=today,
        valid_to=today,
        embargo=Embargo.OPEN,
        state=GrantState.IN_FORCE,
        requested_on=today,
        answer_due_on=today,
    )
    await api.admin.add(partner, grant)
    return {
        "members": str(person.id),
        "lawyers": str(person.id),
        "law-firms": str(firm.id),
        "party-orgs": str(branch.id),
        "partners": str(partner.id),
        "sharing-grants": str(grant.id),
        "accounts": who["account_id"],
    }


async def _led(api: Api, person_id: uuid.UUID) -> Records:
    """What the branch to which the member belongs now records: who leads it, how it lives."""
    async with api.admin.as_admin() as session:
        member = await session.get_one(Member, person_id)
    today, org_id = api.clock.today(), member.org_id
    assert org_id
    election = Election(
        org_id=org_id,
        org_name="支部",
        approver_name="组织部门",
        state=ElectionState.REQUESTED,
        state_since=today,
        requested_on=today,
        planned_on=today,
        places=1,
    )
    post = Post(
        org_id=org_id,
        kind=PostKind.SECRETARY,
        person_id=person_id,
        name=member.name,
        basis=PostBasis.ELECTED,
        document="律党〔2026〕3号",
        valid_during=since(today),
    )
    meeting = Meeting(org_id=org_id, held_on=today, kinds=["lesson"], topic="学习党章")
    there = MeetingAttendance(meeting_id=meeting.id, person_id=person_id, name=member.name)
    about: dict[str, Any] = {"org_id": org_id, "person_id": person_id, "name": member.name, "held_on": today}
    contact = MassContact(**about, audience=Audience.CLIENTS, topic="回访")
    care = CareRecord(**about, kind=CareKind.VISIT, by_name="张三")
    training = TrainingRecord(
        person_id=person_id, name=member.name, org_name="支部", completed_on=today, title="集训", hours=Decimal(8)
    )
    await api.admin.add(election, post, meeting, there, contact, care, training)
    return {
        "elections": str(election.id),
        "posts": str(post.id),
        "meetings": str(meeting.id),
        "mass-contacts": str(contact.id),
        "care-records": str(care.id),
        "training-records": str(training.id),
    }
