"""Registering lawyers and changing their records (N01, N02, N05)."""

import uuid
from dataclasses import asdict

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import select

from app.auth.principals import Principal
from app.auth.work import Work
from app.core.errors import Conflict, FieldFault, InvalidRequest
from app.core.responses import require_match
from app.ledger.recording import paths_of, record
from app.models.accounts import StaffRole
from app.models.changes import Operation
from app.models.law_firms import LawFirm
from app.models.lawyers import AffiliationState, Lawyer, LawyerStatus, PoliticalStatusSource
from app.models.people import Person
from app.rules.faults import Remark
from app.rules.people import id_number
from app.rules.people.id_number import IdNumber
from app.rules.people.membership import check_identity
from app.rules.people.names import pinyin_initials, pinyin_key
from app.schemas.practice.lawyers import LawyerCreate, LawyerFacts, LawyerUpdate
from app.services.people.people import (
    PersonRegisteredElsewhere,
    find_person,
    register_person,
    rename_person,
    settle_people,
    write_contacts,
)
from app.services.practice.practice import (
    begin_practice,
    end_practice,
    firm_taking_lawyers,
    licence_remarks,
    locked_lawyer,
    open_practice,
    read_licence,
    require_past,
)
from app.services.reference.authority import require_authority

_OF_PERSON = {"ethnic_group", "birth_date", "mobile"}
_OF_STATUS = {"political_status", "political_status_on"}
_DAYS = ("from_on", "first_practised_on", "political_status_on")


class LawyerExists(Conflict):
    code, title = "lawyer_exists", "律师已登记"
    detail = "该公民身份号码的律师已在管辖范围内登记，可用 POST /api/v1/lawyers/search 查到。"


class PersonKeptElsewhere(Conflict):
    code, title = "person_kept_elsewhere", "此项随党员记录由他处维护"
    detail = "该律师的党组织关系不在管辖范围内，民族、出生日期和联系方式由其党组织所在地维护，请从本次提交中删去。"


class LawyerCancelled(Conflict):
    code, title = "lawyer_cancelled", "律师已注销"
    detail = "已注销的律师重新执业，请登记执业机构（POST /api/v1/lawyers/{person_id}/practice），不直接改状态。"


async def create_lawyer(work: Work, body: LawyerCreate) -> tuple[uuid.UUID, list[Remark]]:
    """Put a lawyer on record: the person, unless a member record in scope has made it, the lawyer and the practice.

    Errors: `LawyerExists` in scope, `PersonRegisteredElsewhere` outside it.
    """
    firm = await firm_taking_lawyers(work, body.firm_id)
    licence = read_licence(work, body.licence_no)
    for field in _DAYS:
        require_past(work, field, getattr(body, field))
    number = id_number.parse(body.id_number)
    remarks = _check_birth_date(work, number, body)
    known = await find_person(work, number.number)
    if known and await _in_sight(work, known):
        raise LawyerExists(field="id_number")
    person = await register_person(
        work,
        number,
        name=body.name,
        place_path=firm.place_path,
        party_path=firm.party_path,
        ethnic_group=body.ethnic_group,
        birth_date=body.birth_date,
        contacts={"mobile": body.mobile},
    )
    lawyer = _lawyer(body, person.id, number, firm)
    lawyer.licence_no = licence.number if licence else None
    _set_political_status(work, lawyer, body)
    await work.session.flush()
    added = insert(Lawyer).values(lawyer.model_dump(exclude={"created_at"})).on_conflict_do_nothing()
    if (await work.session.exec(added)).rowcount == 0:
        raise (
            LawyerExists(field="id_number")
            if await _in_sight(work, person.id)
            else PersonRegisteredElsewhere(person.id)
        )
    begin_practice(work, lawyer, body.from_on or work.today, start_known=body.from_on is not None)
    await record(work.session, lawyer, Operation.CREATE, body.model_fields_set, after=paths_of(lawyer))
    await settle_people(work, person.id)
    return person.id, remarks + licence_remarks(work, lawyer, firm)


async def update_lawyer(work: Work, person_id: uuid.UUID, body: LawyerUpdate, if_match: str | None) -> list[Remark]:
    """Change a lawyer's record. The bureau's word on the political status stands beside the member record: where they
    differ, the list `political_status_differs` says so, and neither overwrites the other.
    """
    lawyer = await locked_lawyer(work, person_id)
    require_match(if_match, lawyer.version)
    changed = body.model_fields_set - {"reason"}
    require_authority(work.principal, "lawyer", changed)
    remarks: list[Remark] = []
    if changed & _OF_PERSON:
        remarks += await _update_person(work, lawyer, body)
    if changed & _OF_STATUS:
        require_past(work, "political_status_on", body.political_status_on)
        _set_political_status(work, lawyer, body)
    if "first_practised_on" in changed:
        require_past(work, "first_practised_on", body.first_practised_on)
        lawyer.first_practised_on = body.first_practised_on
    if "licence_no" in changed:
        remarks += await _correct_licence(work, lawyer, body.licence_no)
    if body.status is not None:
        await _set_status(work, lawyer, body.status)
    if changed - {"name"}:
        lawyer.version += 1
        paths = paths_of(lawyer)
        columns = changed - {"name"}
        await record(work.session, lawyer, Operation.UPDATE, columns, before=paths, after=paths, reason=body.reason)
    if body.name is not None and body.name != lawyer.name:
        await rename_person(work, person_id, body.name, reason=body.reason)
    await settle_people(work, person_id)
    return remarks


def _lawyer(body: LawyerCreate, person_id: uuid.UUID, number: IdNumber, firm: LawFirm) -> Lawyer:
    return Lawyer(
        person_id=person_id,
        name=body.name,
        name_key=pinyin_key(body.name),
        name_initials=pinyin_initials(body.name),
        sex=number.sex,
        id_masked=id_number.mask(number.number),
        firm_id=firm.id,
        firm_name=firm.name,
        practice_type=body.practice_type,
        first_practised_on=body.first_practised_on,
        status=LawyerStatus.ACTIVE,
        affiliation_state=AffiliationState.NONE,
        place_path=firm.place_path,
        party_path=firm.party_path,
    )


async def _in_sight(work: Work, person_id: uuid.UUID) -> bool:
    statement = select(Lawyer.person_id).where(Lawyer.person_id == person_id)
    return (await work.session.exec(statement)).first() is not None


def _check_birth_date(work: Work, number: IdNumber, body: LawyerFacts) -> list[Remark]:
    faults, remarks = check_identity(number, sex=None, birth_date=body.birth_date, today=work.today)
    if faults:
        raise InvalidRequest(errors=[FieldFault(**asdict(fault)) for fault in faults])
    return remarks


async def _update_person(work: Work, lawyer: Lawyer, body: LawyerUpdate) -> list[Remark]:
    given = body.model_fields_set
    statement = select(Person).where(Person.id == lawyer.person_id).with_for_update()
    person = (await work.session.exec(statement)).one_or_none()
    if person is None:
        raise PersonKeptElsewhere(field=min(given & _OF_PERSON))
    if "ethnic_group" in given:
        person.ethnic_group = body.ethnic_group
    if "mobile" in given:
        write_contacts(work.keyring, person, {"mobile": body.mobile})
    if body.birth_date is None:
        return []
    number = id_number.parse(work.keyring.unseal(person.id_cipher).decode())
    person.birth_date, person.birth_date_differs = body.birth_date, body.birth_date != number.birth_date
    return _check_birth_date(work, number, body)


def _set_political_status(work: Work, lawyer: Lawyer, body: LawyerFacts) -> None:
    """The status with its source and day (N02); a day alone confirms the status on record."""
    if "political_status" in body.model_fields_set:
        lawyer.political_status = body.political_status
    known = lawyer.political_status is not None
    if body.political_status_on and not known:
        message = "尚未掌握政治面貌，请同时填写 political_status，或删去核实日期。"
        fault = FieldFault(field="political_status_on", code="political_status_missing", message=message)
        raise InvalidRequest(errors=[fault])
    lawyer.political_status_source = _source(work.principal) if known else None
    lawyer.political_status_on = (body.political_status_on or work.today) if known else None


def _source(principal: Principal) -> PoliticalStatusSource:
    bureau = principal.role is StaffRole.JUSTICE_BUREAU
    return PoliticalStatusSource.BUREAU if bureau else PoliticalStatusSource.COLLECTED


async def _correct_licence(work: Work, lawyer: Lawyer, text: str | None) -> list[Remark]:
    """A number that was recorded wrongly; a new licence begins a new practice instead."""
    licence = read_licence(work, text)
    lawyer.licence_no = licence.number if licence else None
    if held := await open_practice(work, lawyer.person_id):
        held.licence_no = lawyer.licence_no
    firm = (await work.session.exec(select(LawFirm).where(LawFirm.id == lawyer.firm_id))).one_or_none()
    return licence_remarks(work, lawyer, firm) if firm else []


async def _set_status(work: Work, lawyer: Lawyer, status: LawyerStatus) -> None:
    if lawyer.status is LawyerStatus.CANCELLED and status is not LawyerStatus.CANCELLED:
        raise LawyerCancelled(field="status")
    if lawyer.status is not status and status is LawyerStatus.CANCELLED:
        await end_practice(work, lawyer.person_id)
    lawyer.status = status
