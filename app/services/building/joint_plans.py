"""Joint plans (N24): asked for by a department, worked out by the planner, accepted group by group."""

import uuid
from collections.abc import Sequence

from sqlmodel import col, select

from app.auth.work import Work
from app.core.database import DatabaseRole, Scope
from app.core.errors import Conflict, FieldFault, InvalidRequest, NotFound
from app.core.jobs import JobState, Queue
from app.ledger.recording import Paths, record
from app.models.changes import Operation
from app.models.joint_plans import JointPlan, JointPlanFirm, JointPlanGroup
from app.models.law_firms import LawFirm
from app.queries.reference.party_org_directory import DIRECTORY
from app.rules.organizations.party_structure import Host
from app.rules.reference.areas import place_path
from app.schemas.building.formations import FormationCreate
from app.schemas.building.joint_plans import GroupAcceptance, JointPlanCreate
from app.schemas.organizations.party_orgs import OrgUpdate
from app.services.building.formations import propose_formation
from app.services.organizations.party_orgs import AreaOutOfScope, expected_superiors, update_org

PLANS = Queue(
    JointPlan,
    Scope(DatabaseRole.WORKER),
    owner="grant_id",
    given_up=("plan_failed", "未能完成计算，请缩小区划或距离后重试，或联系系统管理员。"),
)


class GroupNotOpen(Conflict):
    code, title = "group_not_open", "该组不能再采纳"
    detail = "该组已采纳，或其中有律师事务所已被覆盖、正在组建；请重新制定方案。"


async def request_plan(work: Work, body: JointPlanCreate, *, most: int) -> uuid.UUID:
    """Queue a plan over an area of the own; the worker has it worked out. At most `most` of a grant's are unfinished.

    Errors: `AreaOutOfScope`, `TooManyJobs`; `InvalidRequest` names the earlier plan or the superior that is not there.
    """
    path = place_path(body.area_code)
    if not path.startswith(work.principal.scope.lo):
        raise AreaOutOfScope(field="area_code")
    if body.previous_id is not None:
        earlier = select(JointPlan.id).where(JointPlan.id == body.previous_id, JointPlan.state == JobState.DONE)
        if (await work.session.exec(earlier)).first() is None:
            raise InvalidRequest(errors=[_fault("previous_id", "joint_plan_not_found", "没有这个已完成的方案。")])
    parent_id = body.parent_id or next(iter(await expected_superiors(work, Host.LAW_FIRM, body.area_code)), None)
    standing = select(DIRECTORY.c.id).where(DIRECTORY.c.id == parent_id)
    if parent_id and (await work.session.exec(standing)).first() is None:
        raise InvalidRequest(errors=[_fault("parent_id", "party_org_not_found", "没有这个上级党组织，或已撤销。")])
    plan = JointPlan(
        area_code=body.area_code,
        place_path=path,
        parent_id=parent_id,
        max_metres=round(body.max_km * 1000),
        same_county=body.same_county,
        include_existing=body.include_existing,
        pinned=_texts(body.pinned),
        forbidden=_texts(body.forbidden),
        previous_id=body.previous_id,
        grant_id=work.principal.grant_id,
    )
    await PLANS.put(work.session, plan, most)
    await record(work.session, plan, Operation.CREATE, body.model_fields_set, after=_paths(plan))
    return plan.id


async def accept_group(work: Work, plan_id: uuid.UUID, number: int, body: GroupAcceptance) -> None:
    """Accept a group: the firms apply together, or the existing joint branch takes them in.

    Errors: `NotFound`, `GroupNotOpen`, those of `propose_formation`, or of `update_org` for an existing branch.
    """
    session = work.session
    plan = (await session.exec(select(JointPlan).where(JointPlan.id == plan_id))).one_or_none()
    of_plan = (JointPlanGroup.plan_id == plan_id, JointPlanGroup.number == number)
    group = (await session.exec(select(JointPlanGroup).where(*of_plan).with_for_update())).one_or_none()
    if plan is None or group is None:
        raise NotFound
    members = (JointPlanFirm.plan_id == plan_id, JointPlanFirm.group_number == number)
    firms = (await session.exec(select(JointPlanFirm).where(*members))).all()
    if group.accepted_at is not None or await _are_covered(work, [f.firm_id for f in firms if not f.is_existing]):
        raise GroupNotOpen
    fresh = [firm.firm_id for firm in firms if not firm.is_existing]
    if group.org_id is not None:
        covered = (await session.exec(select(LawFirm.id).where(LawFirm.covering_org_id == group.org_id))).all()
        await update_org(work, group.org_id, OrgUpdate(firm_ids=[*covered, *fresh], reason="采纳联合组建方案"), None)
    else:
        group.formation_id = await propose_formation(work, _application(plan, fresh, body))
    group.accepted_at = work.clock.now()
    plan.version += 1
    here = _paths(plan)
    await record(session, plan, Operation.UPDATE, ["groups"], before=here, after=here)


def _paths(plan: JointPlan) -> Paths:
    """A plan is seen by its area alone."""
    return Paths(plan.place_path, None)


def _application(plan: JointPlan, firm_ids: list[uuid.UUID], body: GroupAcceptance) -> FormationCreate:
    if body.name is None or body.representative is None:
        missing = [name for name in ("name", "representative") if getattr(body, name) is None]
        message = "新设联合党支部须填写名称和申请人。"
        raise InvalidRequest(errors=[_fault(name, "missing", message) for name in missing])
    return FormationCreate(
        firm_ids=firm_ids,
        name=body.name,
        representative=body.representative,
        parent_id=plan.parent_id,
        local_decision=body.local_decision,
        reason="采纳联合组建方案",
    )


async def _are_covered(work: Work, firm_ids: Sequence[uuid.UUID]) -> bool:
    covered = select(LawFirm.id).where(col(LawFirm.id).in_(firm_ids), col(LawFirm.covering_org_id).is_not(None))
    return (await work.session.exec(covered)).first() is not None


def _texts(pairs: Sequence[Sequence[uuid.UUID]]) -> list[list[str]]:
    return [[str(firm_id) for firm_id in pair] for pair in pairs]


def _fault(field: str, code: str, message: str) -> FieldFault:
    return FieldFault(field=field, code=code, message=message)
