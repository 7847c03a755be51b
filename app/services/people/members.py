"""Writing members' records: collection (N01), correction by the authoritative side (N05), status over time."""

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlmodel import col, select

from app.auth.work import Work
from app.core.errors import Conflict, FieldFault, InvalidRequest, NotFound, Problem
from app.core.responses import require_match
from app.ledger.access import record_access
from app.ledger.recording import paths_of, record
from app.models.accounts import StaffRole
from app.models.changes import AccessKind, Operation
from app.models.correction_requests import FieldSide
from app.models.floating_registrations import FloatingRegistration
from app.models.members import Affiliation, AffiliationOpening, Member
from app.models.people import Person
from app.rules.faults import Fault, RuleError
from app.rules.people import id_number
from app.rules.people.membership import check_identity, check_membership, check_recorded_status
from app.rules.people.names import pinyin_initials, pinyin_key
from app.rules.reference.authority import FIELDS
from app.schemas.people.members import IdentityRead, MemberCreate, MemberUpdate
from app.services.people.affiliations import find_home, opened, settle_in
from app.services.people.membership_status import held_status, status_from
from app.services.people.people import find_person, register_person, rename_person, settle_people, write_contacts
from app.services.reference.authority import require_authority

_CONTACTS = {"mobile", "phone", "home_address"}
_PERSON = {"ethnic_group", "birth_date"}
_FLOATING = ("is_floating", "floating_destination")
_DATED = {"category", "admitted_on", "regularized_on", "lost_contact", "lost_contact_on", "birth_date"}
COLLECTED = tuple(
    name
    for name, known in FIELDS["member"].items()
    if known.side is FieldSide.PARTY
    and name in MemberCreate.model_fields
    and name in MemberUpdate.model_fields
    and name != "org_id"  # changes by transfer
)
"""The Party's facts of a member that are entered and corrected by themselves, in the order of the authority table."""
_WITH = {"lost_contact": "lost_contact_on", "is_floating": "floating_destination"}
"""What a flag that is taken back takes with it."""


class MemberExists(Conflict):
    code, title = "member_exists", "党员已登记"
    detail = "该公民身份号码的党员已在管辖范围内登记，请按号码查找（POST /api/v1/members/search）后修改。"


class StatusNeedsDecision(Problem):
    status, code, title = 422, "status_needs_decision", "党籍状态不能直接修改"
    detail = (
        "党籍变动由所在党支部提出、上级党委决定（POST /api/v1/membership-decisions）；"
        "原登记有误的，由组织部门在正常、停止党籍、保留党籍之间更正。"
    )


class AffiliationNeedsTransfer(Problem):
    status, code, title = 422, "affiliation_needs_transfer", "所在党支部不能直接修改"
    detail = "组织关系变动须办理接转（POST /api/v1/transfers）；原登记有误的，由组织部门更正（affiliations/correct）。"


async def create_member(work: Work, body: MemberCreate) -> uuid.UUID:
    """Put a member on record, with the first affiliation; a lawyer in scope becomes one person with two records.

    Errors: `PersonRegisteredElsewhere`, `MemberExists`; `InvalidRequest` names the fields that break a rule.
    """
    session = work.session
    number = id_number.parse(body.id_number)
    _check_status(None, body.membership_status)
    home = await find_home(work, body, await find_person(work, body.id_number))
    facts = body.model_dump(include=set(COLLECTED))
    member = Member(
        person_id=uuid.uuid4(),
        name=body.name,
        name_key=pinyin_key(body.name),
        name_initials=pinyin_initials(body.name),
        sex=number.sex,
        id_masked=id_number.mask(number.number),
        **facts,
    )
    settle_in(member, home)
    _check(work, member, number, body.birth_date)
    since = _first_day(work, body)
    person = await register_person(
        work,
        number,
        name=body.name,
        place_path=home.place_path,
        party_path=home.party_path,
        ethnic_group=body.ethnic_group,
        birth_date=body.birth_date,
        contacts={field: getattr(body, field) for field in _CONTACTS},
    )
    if (await session.exec(select(Member.person_id).where(Member.person_id == person.id))).first() is not None:
        raise MemberExists
    member.person_id = person.id
    session.add(member)
    await session.flush()
    first = AffiliationOpening.FIRST_RECORD
    session.add(opened(member, Range(since, None), first, start_known=body.affiliated_since is not None))
    session.add(status_from(member, since))
    collected = body.model_fields_set - {"affiliated_since", "outside_name"} | {"affiliation_name"}
    await record(session, member, Operation.CREATE, collected, after=paths_of(member))
    await settle_people(work, member.person_id)
    return member.person_id


async def update_member(work: Work, person_id: uuid.UUID, body: MemberUpdate, if_match: str | None) -> None:
    """Correct a record, column by column as far as the acting side is authoritative (N05).

    A new name reaches every record of the person, a new category the current affiliation, a corrected status its
    history.
    Errors: `NotFound`, `Stale`, `FieldOfOtherDepartment`, `AffiliationNeedsTransfer`, `StatusNeedsDecision`,
    `InvalidRequest`.
    """
    session = work.session
    member = await _locked(work, person_id)
    require_match(if_match, member.version)
    changes = body.model_dump(exclude_unset=True, exclude={"reason"})
    require_authority(work.principal, "member", changes)
    if moved := {"org_id", "outside_name"} & changes.keys():
        raise AffiliationNeedsTransfer(field=min(moved))
    before, status = paths_of(member), member.membership_status
    for flag, follower in _WITH.items():
        if changes.get(flag) is False:
            changes.setdefault(follower, None)
    if changes.get("lost_contact") is False:
        member.lost_contact_reason = None
    await _leave_mark_to_register(work, member, changes)
    person = (await session.exec(select(Person).where(Person.id == person_id).with_for_update())).one()
    if body.name is not None and body.name != member.name:
        await rename_person(work, person_id, body.name)
        await session.refresh(member)
    _change_person(work, person, changes)
    for column in changes.keys() & set(COLLECTED):
        setattr(member, column, changes[column])
    if changes.keys() & _DATED:
        number = id_number.parse(work.keyring.unseal(person.id_cipher).decode())
        _check(work, member, number, person.birth_date)
        person.birth_date_differs = person.birth_date != number.birth_date
    if member.membership_status != status:
        await _correct_status(work, member, status, body.document)
    elif body.document is not None:
        message = "只在变更党籍状态时填写决定文书，请删去或同时填写 membership_status。"
        raise _refusal([Fault("document", "document_without_status", message)])
    if "category" in changes:
        today = (col(Affiliation.person_id) == person_id, sa.func.upper_inf(Affiliation.valid_during))
        await session.exec(sa.update(Affiliation).where(*today).values(category=member.category))
    member.confirmed_at = None
    member.version += 1
    changed = changes.keys() - {"document"}
    await record(session, member, Operation.UPDATE, changed, before=before, after=paths_of(member), reason=body.reason)
    await settle_people(work, person_id)


async def confirm_member(work: Work, person_id: uuid.UUID) -> None:
    """The member confirms that the own record is right, as it stands now."""
    member = await _locked(work, person_id)
    member.confirmed_at = work.clock.now()
    member.version += 1
    here = paths_of(member)
    await record(work.session, member, Operation.UPDATE, {"confirmed_at"}, before=here, after=here)


async def reveal_identity(work: Work, person_id: uuid.UUID, reason: str) -> IdentityRead:
    """The full number and contacts of a member or lawyer, logged in this transaction before they are shown."""
    person = (await work.session.exec(select(Person).where(Person.id == person_id))).one_or_none()
    if person is None:
        raise NotFound
    await record_access(work, AccessKind.IDENTITY, person_id, reason=reason)
    return IdentityRead(
        id_number=work.keyring.unseal(person.id_cipher).decode(),
        mobile=work.keyring.unseal_text(person.mobile_cipher),
        phone=work.keyring.unseal_text(person.phone_cipher),
        home_address=work.keyring.unseal_text(person.address_cipher),
    )


async def _locked(work: Work, person_id: uuid.UUID) -> Member:
    statement = select(Member).where(Member.person_id == person_id).with_for_update()
    member = (await work.session.exec(statement)).one_or_none()
    if member is None:
        raise NotFound
    return member


async def _leave_mark_to_register(work: Work, member: Member, changes: dict[str, Any]) -> None:
    """While a floating registration is in force the mark is its own to write (decision 0023)."""
    touched = [field for field in _FLOATING if field in changes and changes[field] != getattr(member, field)]
    if not touched:
        return
    live = select(FloatingRegistration.id).where(
        FloatingRegistration.person_id == member.person_id, col(FloatingRegistration.ended_on).is_(None)
    )
    if (await work.session.exec(live)).first() is not None:
        message = "该党员已登记为流动党员，流动标记随登记填写；返回的，请先结束流动登记"
        raise _refusal([Fault(touched[0], "floating_registered", message)])


def _check(work: Work, member: Member, number: id_number.IdNumber, birth_date: dt.date | None) -> None:
    faults, _ = check_identity(number, sex=member.sex, birth_date=birth_date, today=work.today)
    faults += check_membership(
        category=member.category,
        birth_date=birth_date or number.birth_date,
        admitted_on=member.admitted_on,
        regularized_on=member.regularized_on,
        lost_contact=member.lost_contact,
        lost_contact_on=member.lost_contact_on,
        today=work.today,
    )
    if faults:
        raise _refusal(faults)


def _first_day(work: Work, body: MemberCreate) -> dt.date:
    since = body.affiliated_since or work.today
    if since > work.today:
        raise _refusal([Fault("affiliated_since", "affiliated_in_future", "组织关系起始日期晚于今天，请核对")])
    if since < body.admitted_on:
        message = "组织关系起始日期早于加入党组织日期，请核对"
        raise _refusal([Fault("affiliated_since", "affiliated_before_admitted", message)])
    return since


def _change_person(work: Work, person: Person, changes: dict[str, Any]) -> None:
    for column in changes.keys() & _PERSON:
        setattr(person, column, changes[column])
    write_contacts(work.keyring, person, {field: changes[field] for field in changes.keys() & _CONTACTS})


async def _correct_status(work: Work, member: Member, before: str, document: str | None) -> None:
    """The right status holds from today; one that was entered today is replaced.

    A correction of the record, not a decision: that has its own way (`app.services.decisions.membership_decisions`).
    """
    _check_status(before, member.membership_status)
    if work.principal.role is not StaffRole.ORGANIZATION_DEPARTMENT:
        raise StatusNeedsDecision(field="membership_status")
    held = await held_status(work, member.person_id)
    if held.valid_during.lower == work.today:
        held.membership_status, held.document = member.membership_status, document
        return
    held.valid_during = Range(held.valid_during.lower, work.today)
    await work.session.flush()
    work.session.add(status_from(member, work.today, document=document))


def _check_status(before: str | None, after: str) -> None:
    try:
        check_recorded_status(before, after)
    except RuleError as exc:
        raise _refusal([Fault("membership_status", exc.code, str(exc))]) from exc


def _refusal(faults: list[Fault]) -> InvalidRequest:
    return InvalidRequest(
        errors=[FieldFault(field=fault.field, code=fault.code, message=f"{fault.message}。") for fault in faults]
    )
