"""Assigning liaisons to firms without an organization of their own (N22; trade rule of Shaanxi)."""

import datetime as dt
import uuid

from sqlalchemy.dialects.postgresql import Range
from sqlmodel import select

from app.auth.work import Work
from app.core.errors import Conflict, NotFound, invalid
from app.ledger.recording import Paths, record
from app.models.changes import Operation
from app.models.firm_liaisons import FirmLiaison
from app.models.law_firms import FirmStatus, LawFirm
from app.models.members import Member
from app.queries.reference.party_org_directory import DIRECTORY
from app.rules.organizations.party_structure import JOINT_BRANCH, PARTY_GROUP, TEMPORARY_JOINT_BRANCH
from app.rules.people.membership import FULL_MEMBER, NORMAL_STATUS
from app.schemas.building.firm_liaisons import LiaisonAssign

_NOT_ITS_OWN = {JOINT_BRANCH, TEMPORARY_JOINT_BRANCH, PARTY_GROUP}


class LiaisonExists(Conflict):
    code, title = "liaison_exists", "已派党建工作指导员"
    detail = "一个律师事务所同时只有一名党建工作指导员，请先结束原来的指派；当日结束的次日起可另派。"
    constraints = ("pk_firm_liaison",)


class FirmHasOwnOrg(Conflict):
    code, title = "firm_has_own_org", "律师事务所已单独建立党组织"
    detail = "已单独建立党组织的律师事务所不再指派党建工作指导员。"


class LiaisonEnded(Conflict):
    code, title = "liaison_ended", "指派已结束"
    detail = "已结束的指派不能再变更，请另行指派。"


async def assign_liaison(work: Work, body: LiaisonAssign) -> uuid.UUID:
    """Errors: `FirmHasOwnOrg`, `LiaisonExists` (by the temporal key); `InvalidRequest` for who cannot be one."""
    session = work.session
    firm = (
        await session.exec(select(LawFirm).where(LawFirm.id == body.firm_id).with_for_update(read=True))
    ).one_or_none()
    if firm is None or firm.status is FirmStatus.CANCELLED:
        raise invalid("firm_id", "law_firm_not_found", "没有这个律师事务所、已注销或不在管辖范围内。")
    category = (
        await session.exec(select(DIRECTORY.c.category).where(DIRECTORY.c.id == firm.covering_org_id))
    ).one_or_none()
    if category is not None and category not in _NOT_ITS_OWN:
        raise FirmHasOwnOrg
    member = (await session.exec(select(Member).where(Member.person_id == body.person_id))).one_or_none()
    if member is None:
        raise invalid("person_id", "member_not_found", "没有这名党员的记录，或不在管辖范围内。")
    if (member.category, member.membership_status) != (FULL_MEMBER, NORMAL_STATUS):
        raise invalid("person_id", "liaison_not_full_member", "党建工作指导员须是党籍正常的正式党员，请改派。")
    liaison = FirmLiaison(
        **body.model_dump(),
        valid_during=Range(work.today, None),
        name=member.name,
        assigned_by=work.principal.body_name,
        place_path=firm.place_path,
    )
    session.add(liaison)
    await record(
        session, liaison, Operation.CREATE, body.model_fields_set, after=Paths(firm.place_path, firm.party_path)
    )
    return liaison.id


async def end_liaison(work: Work, liaison_id: uuid.UUID, reason: str) -> None:
    """The last day is today; `NotFound`, `LiaisonEnded`."""
    statement = select(FirmLiaison).where(FirmLiaison.id == liaison_id).with_for_update()
    liaison = (await work.session.exec(statement)).one_or_none()
    if liaison is None:
        raise NotFound
    if liaison.valid_during.upper is not None:
        raise LiaisonEnded
    liaison.valid_during = Range(liaison.valid_during.lower, work.today + dt.timedelta(days=1))
    liaison.end_reason = reason
    liaison.version += 1
    firm = (await work.session.exec(select(LawFirm).where(LawFirm.id == liaison.firm_id))).one_or_none()
    here = Paths(liaison.place_path, firm.party_path if firm else "")
    changed = ["end_reason", "valid_during"]
    await record(work.session, liaison, Operation.UPDATE, changed, before=here, after=here, reason=reason)
