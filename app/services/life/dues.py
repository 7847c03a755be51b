"""Recording until which month a branch's members have paid their dues."""

import uuid

from sqlmodel import col, select

from app.auth.work import Work
from app.core.errors import FieldFault, InvalidRequest, invalid
from app.ledger.recording import paths_of, record
from app.models.changes import Operation
from app.models.dues import MemberDues
from app.models.members import Member
from app.rules.faults import RuleError
from app.rules.life.dues import paid_month
from app.rules.people.membership import NORMAL_STATUS
from app.schemas.life.dues import DuesRecord
from app.services.life.meetings import branch
from app.services.organizations.locked_orgs import broken


async def record_dues(work: Work, org_id: uuid.UUID, body: DuesRecord) -> None:
    """Set the month of every member in normal status of a branch, in one entry.

    Errors: `InvalidRequest` names the field and the rule (a temporary branch collects no dues: branch regulation,
    art. 8); those of `locked_org`.
    """
    org = await branch(work, org_id)
    if org.category.startswith("9"):
        raise invalid("org_id", "temporary_branch_collects_none", "临时党支部不收缴党费（支部工作条例第八条）。")
    statement = (
        select(Member)
        .where(Member.org_id == org.id, Member.membership_status == NORMAL_STATUS)
        .order_by(col(Member.person_id))
    )
    members = (await work.session.exec(statement)).all()
    others = {other.person_id: other.paid_through for other in body.except_for}
    strangers = others.keys() - {member.person_id for member in members}
    faults = [
        FieldFault(field=f"except_for.{i}.person_id", code="not_of_the_branch", message="不在本支部，或党籍不正常。")
        for i, other in enumerate(body.except_for)
        if other.person_id in strangers
    ]
    if faults:
        raise InvalidRequest(errors=faults)
    try:
        months = {m.person_id: paid_month(others.get(m.person_id, body.paid_through), work.today) for m in members}
    except RuleError as exc:
        raise broken("paid_through", exc) from exc
    known = await work.session.exec(select(MemberDues).where(col(MemberDues.person_id).in_(months)).with_for_update())
    stored = {row.person_id: row for row in known.all()}
    for member in members:
        dues, month, here = stored.get(member.person_id), months[member.person_id], paths_of(member)
        if dues is None:
            dues = MemberDues(person_id=member.person_id, paid_through=month, recorded_on=work.today)
            work.session.add(dues)
            await record(work.session, dues, Operation.CREATE, ["paid_through"], after=here)
        elif (dues.paid_through, dues.recorded_on) != (month, work.today):
            dues.paid_through, dues.recorded_on, dues.version = month, work.today, dues.version + 1
            changed = ["paid_through", "recorded_on"]
            await record(work.session, dues, Operation.UPDATE, changed, before=here, after=here)
