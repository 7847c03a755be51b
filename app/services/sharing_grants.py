"""Sharing grants: applied for, approved by every owning department under working-day clocks, brought into force."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlmodel import select

from app.auth.work import Work
from app.core.answers import require_match
from app.core.errors import Conflict, FieldFault, InvalidRequest, NotFound, Problem
from app.ledger.recording import Paths, record
from app.models.accounts import StaffRole
from app.models.areas import Area
from app.models.changes import Operation
from app.models.sharing import GrantState, Partner, SharingGrant
from app.rules.sharing import PURPOSES, Fields, answer_figure, check_application, unanswered
from app.schemas import sharing_grants as schemas
from app.services.calendar import working_days_after
from app.services.figures import figure
from app.workflows.sharing_grant import NAMES, STEPS, GrantAction, GrantBody


class GrantOutOfTurn(Conflict):
    code, title = "grant_action_out_of_turn", "当前状态不能办理此步"
    detail = "请先读取授权的当前状态。"


class NotAnOwner(Problem):
    status, code, title = 403, "not_an_owner", "不是该授权的权威部门"
    detail = "授权由其字段的权威部门审批：党员、党组织事项归组织部门，执业事项归司法行政机关。"


async def request_grant(work: Work, body: schemas.SharingGrantCreate) -> uuid.UUID:
    """An application, entered by the security administrator; the clock of the answer begins.

    Errors: `NotFound` (partner), `InvalidRequest` names the field: purpose, data sets, days.
    """
    if (await work.session.exec(select(Partner.id).where(Partner.id == body.partner_id))).first() is None:
        raise InvalidRequest(
            errors=[FieldFault(field="partner_id", code="partner_not_found", message="没有这个合作系统。")]
        )
    area = (await work.session.exec(select(Area).where(Area.code == body.area_code))).one()
    facts = body.model_dump()
    _check(work, **{name: facts[name] for name in _JUDGED})
    grant = SharingGrant(
        **facts,
        legal_basis=PURPOSES[body.purpose].legal_basis,
        place_path=area.place_path,
        state=GrantState.REQUESTED,
        approvals=unanswered(body.data_sets),
        requested_on=work.today,
        answer_due_on=await _answer_due_on(work, body.data_sets),
    )
    work.session.add(grant)
    await record(work.session, grant, Operation.CREATE, set(facts), after=_paths(grant))
    return grant.id


async def amend_grant(work: Work, grant_id: uuid.UUID, body: schemas.SharingGrantUpdate, if_match: str | None) -> None:
    """Another content: nothing leaves until every owning department has approved it anew; cursors have to rebase."""
    grant = await _locked(work, grant_id)
    require_match(if_match, grant.version)
    if grant.state in {GrantState.REFUSED, GrantState.ENDED}:
        raise GrantOutOfTurn(f"授权{NAMES[grant.state]}，请另行申请。")
    changes = body.model_dump(exclude_none=True)
    data_sets = changes.get("data_sets", grant.data_sets)
    _check(work, **{name: changes.get(name, getattr(grant, name)) for name in _JUDGED})
    for column, value in changes.items():
        setattr(grant, column, value)
    grant.state, grant.approvals, grant.answer = GrantState.REQUESTED, unanswered(data_sets), None
    grant.requested_on, grant.supply_due_on = work.today, None
    grant.answer_due_on = await _answer_due_on(work, data_sets)
    grant.content_version += 1
    await _changed(work, grant, {*changes, "state"})


async def act(work: Work, grant_id: uuid.UUID, body: Any) -> None:
    """One step of `app.workflows.sharing_grant`. Errors: `NotFound`, `GrantOutOfTurn`, `NotAnOwner`."""
    grant = await _locked(work, grant_id)
    step = STEPS.get((grant.state, body.action))
    if step is None:
        raise GrantOutOfTurn(f"授权{NAMES[grant.state]}，不能办理这一步。")
    by = GrantBody.ADMINISTRATOR if work.principal.role is StaffRole.SECURITY_ADMIN else GrantBody.OWNER
    if step.by is not by:
        raise NotAnOwner
    reason = getattr(body, "reason", None)
    if by is GrantBody.OWNER and not await _answer(work, grant, body):
        await _changed(work, grant, {"approvals"})
        return
    grant.state = step.to_state
    grant.answer = reason
    if step.to_state is GrantState.APPROVED:
        days = await figure(work.session, "sharing.supply_days", work.today)
        grant.supply_due_on = await working_days_after(work.session, work.today, days)
    await _changed(work, grant, {"state"}, reason)


async def _answer(work: Work, grant: SharingGrant, body: Any) -> bool:
    """Write down what the acting department says; whether the step is complete with it."""
    owner = work.principal.role.value
    if owner not in grant.approvals:
        raise NotAnOwner
    if grant.approvals[owner] is not None:
        raise GrantOutOfTurn("本部门已同意，正在等待其他权威部门。")
    if body.action is GrantAction.REFUSE:
        return True
    said = {"body": work.principal.body_name, "on": work.today.isoformat(), "document": body.document}
    grant.approvals = grant.approvals | {owner: said}
    return all(grant.approvals.values())


async def _answer_due_on(work: Work, data_sets: Mapping[str, Fields]) -> dt.date:
    days = await figure(work.session, answer_figure(data_sets), work.today)
    return await working_days_after(work.session, work.today, days)


_JUDGED = ("purpose", "data_sets", "valid_from", "valid_to", "embargo", "embargo_days", "embargo_order")


def _check(work: Work, **facts: Any) -> None:
    if faults := check_application(**facts, today=work.today):
        raise InvalidRequest(errors=[FieldFault(**asdict(fault)) for fault in faults])


async def _locked(work: Work, grant_id: uuid.UUID) -> SharingGrant:
    statement = select(SharingGrant).where(SharingGrant.id == grant_id).with_for_update()
    grant = (await work.session.exec(statement)).one_or_none()
    if grant is None:
        raise NotFound
    return grant


async def _changed(work: Work, grant: SharingGrant, columns: set[str], reason: str | None = None) -> None:
    grant.version += 1
    here = _paths(grant)
    await record(work.session, grant, Operation.UPDATE, columns, before=here, after=here, reason=reason)


def _paths(grant: SharingGrant) -> Paths:
    return Paths(grant.place_path, None)
