"""Formal affiliations (N03): where one may lie, and how a wrong one is put right; transfers have their own way."""

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlmodel import col, select

from app.auth.work import Work
from app.core.errors import NotFound, invalid
from app.ledger.recording import paths_of, record
from app.models.base import DateRange
from app.models.changes import Operation
from app.models.lawyers import AffiliationState, Lawyer
from app.models.members import Affiliation, AffiliationOpening, Member
from app.models.party_orgs import PartyOrg
from app.rules.organizations.party_structure import BRANCHES
from app.schemas.people.members import AffiliationCorrect, OneHome
from app.services.people.bulk_lock import require_no_bulk_transfer
from app.services.people.people import settle_people
from app.services.people.problems import (
    AcceptedBeforeAffiliation,
    AffiliationChangedToday,
    MemberNotInNormalStatus,
    SameBranch,
)
from app.services.together import clear
from app.workflows.together import Thing

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Home:
    """Where an affiliation lies, and with it the record: a branch in scope, or outside beside the lawyer's record."""

    org_id: uuid.UUID | None
    name: str
    place_path: str
    party_path: str

    @property
    def state(self) -> AffiliationState:
        """As far as this side can tell; whether it is the firm's own organization `settle_people` finds out."""
        return AffiliationState.IN_AREA_ORG if self.org_id else AffiliationState.OUTSIDE


async def find_home(work: Work, wanted: OneHome, person_id: uuid.UUID | None) -> Home:
    """The home that is asked for; `InvalidRequest` names the field where there is none.

    Somebody affiliated outside has to be a lawyer in scope: else nothing ties them to the registry.
    """
    if wanted.org_id is not None:
        statement = select(PartyOrg).where(PartyOrg.id == wanted.org_id, col(PartyOrg.dissolved_on).is_(None))
        org = (await work.session.exec(statement)).one_or_none()
        if org is None:
            raise invalid("org_id", "party_org_not_found", "没有这个党组织，或已撤销，或不在管辖范围内。")
        if org.category not in BRANCHES:
            raise invalid("org_id", "org_not_a_branch", "党员的组织关系须落在党支部或联合党支部，请改选。")
        await require_no_bulk_transfer(work, org.id)
        return Home(org.id, org.name, org.place_path, org.party_path)
    lawyer = (await work.session.exec(select(Lawyer).where(Lawyer.person_id == person_id))).one_or_none()
    if lawyer is None:
        message = "组织关系在系统外的，须先登记为管辖范围内的律师。"
        raise invalid("outside_name", "outside_needs_lawyer", message)
    return Home(None, str(wanted.outside_name), lawyer.place_path, lawyer.party_path)


def opened(
    member: Member,
    during: DateRange,
    by: AffiliationOpening,
    *,
    start_known: bool = True,
    reason: str | None = None,
) -> Affiliation:
    """A history row that holds the member's card and home as they are now."""
    card = ("name", "name_key", "sex", "id_masked", "category")
    home = ("org_id", "affiliation_name", "affiliation_state", "place_path", "party_path")
    return Affiliation(
        person_id=member.person_id,
        valid_during=during,
        opened_by=by,
        start_known=start_known,
        reason=reason,
        **{name: getattr(member, name) for name in card + home},
    )


def settle_in(member: Member, home: Home) -> None:
    """Give the record the home's place in the two trees."""
    member.org_id, member.affiliation_name, member.affiliation_state = home.org_id, home.name, home.state
    member.place_path, member.party_path = home.place_path, home.party_path


async def correct_affiliation(work: Work, person_id: uuid.UUID, body: AffiliationCorrect) -> None:
    """Close the affiliation that is wrong and open the right one from a day on.

    Errors: `NotFound`, `MemberNotInNormalStatus` for a former member, `TransferOpen`, `DecisionOpen`, `SameBranch`,
    `AffiliationChangedToday`, `AcceptedBeforeAffiliation`;
    `InvalidRequest` for a home that is not in scope or a day in the future.
    """
    session = work.session
    await clear(work, Thing.CORRECTED_HOME, person=person_id)
    member = (await session.exec(select(Member).where(Member.person_id == person_id).with_for_update())).one_or_none()
    if member is None:
        raise NotFound
    if member.affiliation_state is AffiliationState.NONE:
        raise MemberNotInNormalStatus("党籍已终止，组织关系随之结束，不再更正。")
    if body.from_on > work.today:
        raise invalid("from_on", "from_on_in_future", "起始日期晚于今天，请核对。")
    home = await find_home(work, body, person_id)
    if (home.org_id, home.name) == (member.org_id, member.affiliation_name):
        raise SameBranch("组织关系已在此处，无须更正。", field="org_id" if home.org_id else "outside_name")
    await _close(work, person_id, body)
    before = paths_of(member)
    settle_in(member, home)
    member.version += 1
    session.add(opened(member, Range(body.from_on, None), AffiliationOpening.CORRECTION, reason=body.reason))
    changed = {"affiliation_name", "org_id"}
    await record(session, member, Operation.UPDATE, changed, before=before, after=paths_of(member), reason=body.reason)
    await settle_people(work, person_id)


async def _close(work: Work, person_id: uuid.UUID, body: AffiliationCorrect) -> None:
    """End the open row on the day before; a first record's start is unknown, so it held then too (decision 0004)."""
    is_open = (col(Affiliation.person_id) == person_id, sa.func.upper_inf(Affiliation.valid_during))
    held = (await work.session.exec(select(Affiliation).where(*is_open).with_for_update())).one()
    start = held.valid_during.lower
    if start is None or body.from_on < start:
        raise AcceptedBeforeAffiliation("起始日期早于现在这段组织关系的起始日，请核对。", field="from_on")
    if body.from_on == start:
        if held.start_known:
            message = "现在这段组织关系就是从这一天开始的，请将起始日期改为次日或更晚。"
            raise AffiliationChangedToday(message, field="from_on")
        start -= _DAY
    held.valid_during = Range(start, body.from_on)
    await work.session.flush()
