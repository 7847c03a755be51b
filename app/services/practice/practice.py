"""Where a lawyer practises: beginning, moving within the scope, and coming over from elsewhere (N08, N09)."""

import datetime as dt
import uuid
from typing import cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlmodel import col, select

from app.auth.work import Work
from app.core.errors import Conflict, NotFound, invalid
from app.ledger.access import record_access
from app.ledger.recording import paths_of, record
from app.models.changes import AccessKind, Operation
from app.models.law_firms import FirmStatus, LawFirm
from app.models.lawyers import Lawyer, LawyerStatus, Practice
from app.rules.faults import Remark, RuleError
from app.rules.practice import licence
from app.schemas.practice.lawyers import LawyerClaim, PracticeStart
from app.services.people.people import find_person, settle_people
from app.services.people.problems import LawyerNotFound
from app.services.reference.authority import require_authority

_FACTS = ("firm_id", "firm_name", "practice_type", "licence_no", "place_path", "party_path")


class PracticeOutOfOrder(Conflict):
    code, title = "practice_out_of_order", "执业日期与现有记录冲突"
    detail = "该律师在所填日期当日或之后已有执业记录，请核对起始日期 from_on。"
    constraints = ("pk_practice", "practice_out_of_order")


async def move_practice(work: Work, person_id: uuid.UUID, body: PracticeStart) -> list[Remark]:
    """Move a lawyer to another firm or category within the scope: what was open ends on the day, the new begins.

    A second move on one day replaces the first. A cancelled lawyer is active again.
    """
    lawyer = await locked_lawyer(work, person_id)
    require_authority(work.principal, "lawyer", body.model_fields_set - {"from_on"})
    firm = await firm_taking_lawyers(work, body.firm_id)
    number = read_licence(work, body.licence_no)
    require_past(work, "from_on", body.from_on)
    before = paths_of(lawyer)
    lawyer.firm_id, lawyer.firm_name = firm.id, firm.name
    lawyer.place_path, lawyer.party_path = firm.place_path, firm.party_path
    lawyer.practice_type = body.practice_type
    lawyer.licence_no = number.number if number else lawyer.licence_no
    if lawyer.status is LawyerStatus.CANCELLED:
        lawyer.status = LawyerStatus.ACTIVE
    lawyer.version += 1
    await record(work.session, lawyer, Operation.UPDATE, body.model_fields_set, before=before, after=paths_of(lawyer))
    held = await open_practice(work, person_id)
    if held and held.start_known and _began(held) == body.from_on:
        for fact in _FACTS:
            setattr(held, fact, getattr(lawyer, fact))
    else:
        if held:
            await _end(work, held, body.from_on)
        begin_practice(work, lawyer, body.from_on, start_known=True)
    await settle_people(work, person_id)
    return licence_remarks(work, lawyer, firm)


async def claim_lawyer(work: Work, body: LawyerClaim) -> tuple[uuid.UUID, list[Remark]]:
    """Bring over somebody on record elsewhere who is licensed at a firm in scope now.

    The bureau that loses the lawyer sees the change with its document. Errors: `LawyerNotFound`, the same for a
    number nobody has and for a licence that is not that person's; `PracticeOutOfOrder`.
    """
    firm = await firm_taking_lawyers(work, body.firm_id)
    number = read_licence(work, body.licence_no)
    require_past(work, "from_on", body.from_on)
    person_id = await find_person(work, body.id_number)
    if person_id is None or number is None:
        raise LawyerNotFound
    claim = sa.func.claim_practice(
        person_id, firm.id, body.practice_type, number.number, body.from_on, body.document, type_=sa.Boolean()
    )
    if not (await work.session.exec(select(claim))).one():
        raise LawyerNotFound(person_id)
    await record_access(work, AccessKind.CLAIM, person_id, reason=body.document)
    return person_id, licence_remarks(work, await locked_lawyer(work, person_id), firm)


async def locked_lawyer(work: Work, person_id: uuid.UUID) -> Lawyer:
    """A lawyer in scope, for update; `NotFound`."""
    statement = select(Lawyer).where(Lawyer.person_id == person_id).with_for_update()
    lawyer = (await work.session.exec(statement)).one_or_none()
    if lawyer is None:
        raise NotFound
    return lawyer


async def firm_taking_lawyers(work: Work, firm_id: uuid.UUID) -> LawFirm:
    """A firm in scope that is not cancelled, held against a change of its name and area meanwhile."""
    statement = select(LawFirm).where(LawFirm.id == firm_id).with_for_update(read=True)
    firm = (await work.session.exec(statement)).one_or_none()
    if firm is None:
        raise invalid("firm_id", "law_firm_not_found", "没有这个律师事务所，或不在管辖范围内，请先登记。")
    if firm.status is FirmStatus.CANCELLED:
        raise invalid("firm_id", "law_firm_cancelled", "该律师事务所已注销，不能在此执业，请核对。")
    return firm


def read_licence(work: Work, text: str | None) -> licence.Licence | None:
    """A licence number by the numbering rule, whose years end today."""
    try:
        return licence.parse(text, work.today.year) if text else None
    except RuleError as exc:
        raise invalid("licence_no", exc.code, f"{exc}。") from exc


def licence_remarks(work: Work, lawyer: Lawyer, firm: LawFirm) -> list[Remark]:
    """Where the licence number and the record part."""
    number = read_licence(work, lawyer.licence_no)
    return licence.warnings(number, lawyer.sex, lawyer.practice_type, firm.area_code) if number else []


def require_past(work: Work, field: str, day: dt.date | None) -> None:
    """Refuse a day after today, with `date_in_future`."""
    if day and day > work.today:
        raise invalid(field, "date_in_future", "日期晚于今天，请核对。")


async def open_practice(work: Work, person_id: uuid.UUID) -> Practice | None:
    """The practice that goes on."""
    statement = select(Practice).where(
        col(Practice.person_id) == person_id, sa.func.upper_inf(col(Practice.valid_during))
    )
    return (await work.session.exec(statement)).one_or_none()


def begin_practice(work: Work, lawyer: Lawyer, from_on: dt.date, *, start_known: bool) -> None:
    """Open a lawyer's practice as the record has it now."""
    card = {name: getattr(lawyer, name) for name in ("name", "name_key", "sex", "id_masked", *_FACTS)}
    work.session.add(
        Practice(person_id=lawyer.person_id, valid_during=Range(from_on, None), start_known=start_known, **card)
    )


async def end_practice(work: Work, person_id: uuid.UUID) -> None:
    """End the practice that goes on; one that began today counts for today."""
    if held := await open_practice(work, person_id):
        began = _began(held)
        held.valid_during = Range(began, max(work.today, began + dt.timedelta(1)))
        await work.session.flush()


async def _end(work: Work, held: Practice, on: dt.date) -> None:
    began = _began(held)
    if held.start_known and on < began:
        raise PracticeOutOfOrder(field="from_on")
    # Where the start is unknown, the practice held on the day before the new one as well.
    held.valid_during = Range(min(began, on - dt.timedelta(1)), on)
    await work.session.flush()


def _began(held: Practice) -> dt.date:
    return cast(dt.date, held.valid_during.lower)
