"""Recording the local decisions on where members of firms without an organization go (N28)."""

import uuid

from sqlmodel import select

from app.auth.work import Work
from app.core.errors import Conflict, FieldFault, InvalidRequest, NotFound
from app.ledger.recording import Paths, record
from app.models.changes import Operation
from app.models.law_firms import LawFirm
from app.models.placements import PlacementDecision
from app.queries.reference.party_org_directory import DIRECTORY
from app.rules.reference.areas import place_path
from app.schemas.transfers.placements import PlacementCreate


class PlacementExists(Conflict):
    code, title = "placement_exists", "已有现行的决定"
    detail = "该区划（或该律师事务所）已有一份现行的决定，请先终止原决定。"
    constraints = ("uq_placement_decision_live",)


class PlacementEnded(Conflict):
    code, title = "placement_ended", "决定已终止"
    detail = "已终止的决定不能再变更，请另行登记。"


async def record_placement(work: Work, body: PlacementCreate) -> uuid.UUID:
    """Errors: `PlacementExists`, `AreaOutOfScope`; `InvalidRequest` for an unknown organization or firm."""
    known = (await work.session.exec(select(DIRECTORY.c.id).where(DIRECTORY.c.id == body.org_id))).first()
    if known is None:
        raise _unknown("org_id", "party_org_not_found", "没有这个党组织，或已撤销。")
    place = place_path(body.area_code)
    if body.firm_id is not None:
        firm = (await work.session.exec(select(LawFirm).where(LawFirm.id == body.firm_id))).one_or_none()
        if firm is None or not firm.place_path.startswith(place):
            raise _unknown("firm_id", "law_firm_not_found", "没有这个律师事务所，或不在所填区划内。")
    if body.decided_on > work.today:
        raise _unknown("decided_on", "decided_in_future", "决定日期晚于今天，请核对。")
    decision = PlacementDecision(**body.model_dump(), place_path=place)
    work.session.add(decision)
    here = Paths(place, "")
    await record(work.session, decision, Operation.CREATE, body.model_fields_set, after=here)
    return decision.id


async def end_placement(work: Work, decision_id: uuid.UUID, reason: str) -> None:
    """From today on the decision sends nobody any more; `NotFound`, `PlacementEnded`."""
    statement = select(PlacementDecision).where(PlacementDecision.id == decision_id).with_for_update()
    decision = (await work.session.exec(statement)).one_or_none()
    if decision is None:
        raise NotFound
    if decision.ended_on is not None:
        raise PlacementEnded
    decision.ended_on, decision.ended_reason = work.today, reason
    decision.version += 1
    here = Paths(decision.place_path, "")
    changed = ["ended_on", "ended_reason"]
    await record(work.session, decision, Operation.UPDATE, changed, before=here, after=here, reason=reason)


def _unknown(field: str, code: str, message: str) -> InvalidRequest:
    return InvalidRequest(errors=[FieldFault(field=field, code=code, message=message)])
