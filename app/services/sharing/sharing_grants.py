"""Sharing grants: applied for, approved by every owning department under working-day clocks, brought into force."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlmodel import select

from app.auth.bodies import has_approved_grant, sharing_grant_bodies
from app.auth.work import Work
from app.core.errors import Conflict, FieldFault, InvalidRequest
from app.core.responses import require_match
from app.ledger.recording import Paths, record
from app.models.areas import Area
from app.models.changes import Operation
from app.models.sharing import GrantState, GrantStep, Partner, SharingGrant
from app.queries.sharing.sharing_grants import READING
from app.rules.sharing.sharing import PURPOSES, Fields, answer_figure, check_application, unanswered
from app.schemas.sharing import sharing_grants as schemas
from app.services.procedures import Binding, Outcome, Taking, begin, locked
from app.services.reference.calendar import working_days_after
from app.services.reference.figures import figure
from app.workflows.sharing_grant import PROCEDURE, GrantBody


class GrantOutOfTurn(Conflict):
    code, title = "grant_action_out_of_turn", "当前状态不能办理此步"
    detail = "请先读取授权的当前状态。"


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
    await begin(work, GRANT, grant, facts)
    return grant.id


async def amend_grant(work: Work, grant_id: uuid.UUID, body: schemas.SharingGrantUpdate, if_match: str | None) -> None:
    """Another content: nothing leaves until every owning department has approved it anew; cursors have to rebase."""
    grant = await locked(work, SharingGrant, grant_id)
    require_match(if_match, grant.version)
    if grant.state in {GrantState.REFUSED, GrantState.ENDED}:
        raise GrantOutOfTurn(f"授权{grant.state.zh}，请另行申请。")
    changes = body.model_dump(exclude_none=True)
    data_sets = changes.get("data_sets", grant.data_sets)
    _check(work, **{name: changes.get(name, getattr(grant, name)) for name in _JUDGED})
    for column, value in changes.items():
        setattr(grant, column, value)
    grant.state, grant.approvals, grant.answer = GrantState.REQUESTED, unanswered(data_sets), None
    grant.requested_on, grant.supply_due_on = work.today, None
    grant.answer_due_on = await _answer_due_on(work, data_sets)
    grant.content_version += 1
    grant.version += 1
    here = Paths(grant.place_path, None)
    await record(work.session, grant, Operation.UPDATE, {*changes, "state"}, before=here, after=here)


async def _carry_out(work: Work, taking: Taking[SharingGrant, GrantState, GrantBody], body: Any) -> Outcome:
    """An approval leads on with the last department that gives its own."""
    grant = taking.row
    if not isinstance(body, schemas.GrantApprove):
        grant.answer = getattr(body, "reason", None)
        return Outcome(grant.answer)
    said = {"body": work.principal.body_name, "on": work.today.isoformat(), "document": body.document}
    approvals = grant.approvals | {work.principal.role.value: said}
    if complete := all(approvals.values()):
        days = await figure(work.session, "sharing.supply_days", work.today)
        grant.supply_due_on = await working_days_after(work.session, work.today, days)
    grant.approvals = approvals
    return Outcome(body.document, stays=not complete)


async def _answer_due_on(work: Work, data_sets: Mapping[str, Fields]) -> dt.date:
    days = await figure(work.session, answer_figure(data_sets), work.today)
    return await working_days_after(work.session, work.today, days)


_JUDGED = ("purpose", "data_sets", "valid_from", "valid_to", "embargo", "embargo_days", "embargo_order")


def _check(work: Work, **facts: Any) -> None:
    if faults := check_application(**facts, today=work.today):
        raise InvalidRequest(errors=[FieldFault(**asdict(fault)) for fault in faults])


_OWNERS = {"organization_department": "组织部门", "justice_bureau": "司法行政机关"}


def _paths(grant: SharingGrant, _: Mapping[str, Any]) -> tuple[Paths, Paths]:
    here = Paths(grant.place_path, None)
    return here, here


GRANT = Binding(
    table=SharingGrant,
    steps=GrantStep,
    reading=READING,
    refusal=GrantOutOfTurn,
    procedure=lambda _: PROCEDURE,
    acting=sharing_grant_bodies,
    names=lambda facts: {GrantBody.OWNER: "和".join(_OWNERS[role] for role in facts["approvals"])},
    paths=_paths,
    carry_out=_carry_out,
    has_answered=has_approved_grant,
)
