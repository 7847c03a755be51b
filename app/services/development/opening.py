"""Opening a development file (N14): of somebody on record, or with the least data of somebody who is not yet."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import select

from app.auth.work import Work
from app.core.errors import FieldFault, InvalidRequest
from app.ledger.recording import Paths, record
from app.models.changes import Operation
from app.models.development_files import DevelopmentEntry, DevelopmentFile, FileAction, FileState
from app.models.lawyers import AffiliationState, Lawyer
from app.models.members import Member
from app.models.people import Person
from app.queries.development.development_files import FIGURES_TODAY
from app.rules.civil_date import add_months
from app.rules.development.development import ACTIVIST, APPROVED, MEETING, check_history
from app.rules.people import id_number
from app.rules.people.id_number import IdNumber
from app.rules.people.membership import FULL_MEMBER
from app.rules.people.names import pinyin_initials, pinyin_key
from app.schemas.development.development_files import DevelopmentFileCreate
from app.schemas.people.members import OneHome
from app.services.people.affiliations import find_home
from app.services.people.people import find_person
from app.workflows.development_file import STEPS


@dataclass(frozen=True)
class _Somebody:
    """Whose file it is; `member` where the membership lasts."""

    person_id: uuid.UUID | None
    name: str
    number: IdNumber
    member: Member | None


async def open_file(work: Work, body: DevelopmentFileCreate) -> uuid.UUID:
    """A file at the officer's own branch, with the steps done so far as the paper file tells them.

    Errors: `FileOpen`, `OrgInBulkTransfer`; `InvalidRequest` names what is missing or wrong: who it is, a membership
    that does not fit, a branch that is none, and the history (`app.rules.development.development.check_history`).
    """
    home = await find_home(work, OneHome(org_id=work.principal.org_id), None)
    assert home.org_id is not None  # noqa: S101 - asked for by its id
    who = await _find(work, body)
    born = body.birth_date or who.number.birth_date
    figures = (await work.session.exec(FIGURES_TODAY, params={"today": work.today})).one()
    steps = [(past.step, past.on) for past in body.history]
    if faults := check_history(steps, born, figures, work.today):
        raise _refusal(faults[0].field, faults[0].code, f"{faults[0].message}。")
    done = dict(steps)
    _check_membership(who, done)
    file = DevelopmentFile(
        person_id=who.person_id,
        org_id=home.org_id,
        org_name=home.name,
        name=who.name,
        name_key=pinyin_key(who.name),
        name_initials=pinyin_initials(who.name),
        sex=who.number.sex,
        id_masked=id_number.mask(who.number.number),
        id_cipher=work.keyring.seal(who.number.number.encode()),
        digest=work.keyring.lookup(who.number.number),
        birth_date=born,
        birth_date_differs=born != who.number.birth_date,
        state=FileState.LIVE,
        step=len(steps),
        stage=STEPS[len(steps)].stage,
        activist_on=done.get(ACTIVIST),
        probation_until=add_months(done[MEETING], figures["probation_months"]) if APPROVED in done else None,
        version=len(steps) + 1,
        created_at=work.clock.now(),
    )
    work.session.add(file)
    await work.session.flush()
    for number, on in steps:
        work.session.add(
            DevelopmentEntry(
                file_id=file.id,
                number=number,
                action=FileAction.COMPLETE,
                from_state=FileState.LIVE,
                to_state=FileState.LIVE,
                step=number,
                done_on=on,
                body_id=home.org_id,
                body_name=home.name,
                account_id=work.principal.account_id,
                facts={"paper": True},
                at=work.clock.now(),
            )
        )
    await record(work.session, file, Operation.CREATE, {"step", "state"}, after=Paths(home.place_path, home.party_path))
    return file.id


async def _find(work: Work, body: DevelopmentFileCreate) -> _Somebody:
    """By the record in scope, or by number and name; a number on record bears the recorded name."""
    if (body.person_id is None) == (body.id_number is None):
        message = "已登记的律师或预备党员填 person_id，其他人填 id_number 和 name，二者填其一。"
        raise _refusal("person_id", "person_or_number", message)
    person_id = body.person_id or await find_person(work, body.id_number or "")
    member = (await work.session.exec(select(Member).where(Member.person_id == person_id))).one_or_none()
    lawyer = (await work.session.exec(select(Lawyer).where(Lawyer.person_id == person_id))).one_or_none()
    on_record = member or lawyer
    if body.person_id is not None:
        person = (await work.session.exec(select(Person).where(Person.id == person_id))).one_or_none()
        if on_record is None or person is None:
            raise _refusal("person_id", "person_not_found", "没有这个人的律师或党员记录，或不在管辖范围内。")
        number = id_number.parse(work.keyring.unseal(person.id_cipher).decode())
    else:
        number = id_number.parse(body.id_number or "")
        if body.name is None:
            raise _refusal("name", "required", "按号码建档的，须填写姓名。")
        if on_record is not None and on_record.name != body.name:
            message = "姓名与该公民身份号码已登记的姓名不一致，请核对。"
            raise _refusal("name", "name_differs_from_record", message)
    lasting = member if member and member.affiliation_state is not AffiliationState.NONE else None
    name = on_record.name if on_record else body.name or ""
    return _Somebody(person_id if on_record else None, name, number, lasting)


def _check_membership(who: _Somebody, done: Mapping[int, dt.date]) -> None:
    """A full member needs no file; a probationary one has come past step 17, and nobody else has."""
    if who.member is None:
        if APPROVED in done:
            message = "已批准为预备党员的，请先登记党员记录（POST /api/v1/members），再建档。"
            raise _refusal("history", "member_record_needed", message)
    elif who.member.category == FULL_MEMBER:
        raise _refusal("person_id", "already_full_member", "已是正式党员，不再办理发展党员。")
    elif done.get(MEETING) != who.member.admitted_on or APPROVED not in done:
        message = f"预备党员的以往步骤须填至第17步，第15步的日期应为入党日期（{who.member.admitted_on}）。"
        raise _refusal("history", "admitted_on_differs", message)


def _refusal(field: str, code: str, message: str) -> InvalidRequest:
    return InvalidRequest(errors=[FieldFault(field=field, code=code, message=message)])
