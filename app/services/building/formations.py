"""Founding organizations in law firms (N23, N24): proposed, replied to, elected, entered in the tree, filed."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from app.auth.bodies import formation_bodies
from app.auth.work import Work
from app.core.errors import Conflict, FieldFault, InvalidRequest
from app.ledger.recording import Paths
from app.models.formations import Formation, FormationFirm, FormationState, FormationStep
from app.models.law_firms import FirmStatus, LawFirm
from app.models.party_orgs import FoundingBasis
from app.queries.building.formations import READING, firm_members
from app.queries.reference.party_org_directory import DIRECTORY
from app.rules.building import organizing as rules
from app.rules.faults import RuleError
from app.rules.organizations.party_structure import (
    JOINT_BRANCH,
    TEMPORARY_JOINT_BRANCH,
    Host,
    check_parent,
    committee_of,
)
from app.rules.reference.areas import common_area
from app.schemas.building import formations as schemas
from app.schemas.organizations.party_orgs import OrgCreate
from app.services.organizations.locked_orgs import broken
from app.services.organizations.party_orgs import chain_above, check_superior, create_org, expected_superiors
from app.services.practice.coverage import uncover_firm
from app.services.procedures import Binding, Outcome, Taking, begin, paths_at
from app.services.reference.figures import figures
from app.services.together import clear
from app.workflows.formation import OPEN_STATES, PROCEDURE, FormationBody
from app.workflows.together import Thing

_SEVERAL_UNITS, _OWN_UNIT, _SOCIAL = "2", "3", "社会组织"


class FormationAlreadyOpen(Conflict):
    code, title = "formation_already_open", "该律师事务所正在组建党组织"
    detail = "请先办结或撤回原来的组建（GET /api/v1/formations?firm_id=…&open=true）。"
    constraints = ("uq_formation_open_per_firm",)


class FormationOutOfTurn(Conflict):
    code, title = "formation_action_out_of_turn", "当前状态不能办理此步"
    detail = "请查看 allowed_actions，按当前状态可办的步骤办理。"


class FirmHasOrganization(Conflict):
    code, title = "firm_has_organization", "律师事务所已有党组织"
    detail = "已单独建立党组织的不再组建；已在联合党支部的，只能单独建立，或先退出原联合党支部。"


@dataclass(frozen=True)
class Superior:
    """Under whom an organization is founded, and the committee that replies."""

    id: uuid.UUID
    name: str
    category: str
    party_path: str
    approver_id: uuid.UUID
    approver_name: str


async def propose_formation(work: Work, body: schemas.FormationCreate) -> uuid.UUID:
    """Enter the application of a firm, or of several together; the clock of the reply begins.

    Errors: `InvalidRequest` names the field and the rule, `FirmHasOrganization`, `FormationAlreadyOpen`,
    `PartyOrgDissolved` for a superior that ended in this moment.
    """
    firms = await _firms(work, body.firm_ids)
    counted = await count_members(work, firms)
    category = await _check(work, firms, counted)
    if body.basis is FoundingBasis.ABSORBED and not any(firm.untransferred for firm in counted):
        raise InvalidRequest(errors=[_fault("basis", "nothing_to_absorb", "党员的组织关系均已在此，不属吸收建立。")])
    area = common_area(firm.place_path for firm in firms)
    superior = await _superior(work, body.parent_id, area.code, category, body.local_decision)
    formation = Formation(
        **body.model_dump(exclude={"firm_ids", "parent_id"}),
        category=category,
        state=FormationState.PROPOSED,
        area_code=area.code,
        place_path=area.place_path,
        parent_id=superior.id,
        parent_name=superior.name,
        approver_id=superior.approver_id,
        approver_name=superior.approver_name,
        proposed_on=work.today,
    )
    cleared = await clear(work, Thing.FORMATION, orgs=(superior.id, superior.approver_id))
    await begin(work, FORMATION, formation, body.model_fields_set, cleared=cleared)
    for firm, numbers in zip(firms, counted, strict=True):
        work.session.add(
            FormationFirm(
                formation_id=formation.id,
                firm_id=firm.id,
                firm_name=firm.name,
                here=numbers.here,
                elsewhere=numbers.elsewhere,
                outside=numbers.outside,
                members=numbers.members,
            )
        )
    return formation.id


async def count_members(work: Work, firms: Sequence[LawFirm]) -> list[rules.FirmMembers]:
    """Who counts at each of these firms, in their order."""
    counted = firm_members([firm.id for firm in firms])
    c = counted.c
    statement = select(c.firm_id, c.here, c.elsewhere, c.outside, c.probationary)  # type: ignore[call-overload]
    rows = (await work.session.exec(statement, params={"today": work.today})).all()
    found = {firm_id: numbers for firm_id, *numbers in rows}
    return [_members(firm.name, *found.get(firm.id, (0, 0, 0, 0))) for firm in firms]


def _members(name: str, here: int, elsewhere: int, outside: int, probationary: int) -> rules.FirmMembers:
    return rules.FirmMembers(name, here, elsewhere, outside, here + elsewhere + outside + probationary)


async def _carry_out(
    work: Work, taking: Taking[Formation, FormationState, FormationBody], body: schemas.FormationActionBody
) -> Outcome:
    """Whatever an action does beyond the change of state."""
    formation, note = taking.row, None
    if taking.step.to_state not in OPEN_STATES:
        await _close(work, formation.id)
    match body:
        case schemas.ApproveFormation():
            formation.replied_on = body.replied_on or work.today
            _check_day("replied_on", formation.replied_on, formation.proposed_on, work.today)
            formation.reply_document = note = body.document
        case schemas.RecordElection():
            _check_day("held_on", body.held_on, formation.replied_on or formation.proposed_on, work.today)
            await _check_election(work, body)
            formation.elected_on, formation.secretary_name = body.held_on, body.secretary_name
            formation.entitled, formation.present, formation.votes = body.entitled, body.present, body.votes
        case schemas.FoundOrganization():
            await _found(work, formation)
        case schemas.FileFormation():
            formation.filed_on, formation.filing_document = work.today, body.document
            note = body.document
        case schemas.RefuseFormation() | schemas.WithdrawFormation():
            formation.closing_note = note = body.reason
    return Outcome(note)


async def _found(work: Work, formation: Formation) -> None:
    """The entry in the tree. What held at the proposal must hold still; a firm on its own leaves its joint branch."""
    of_formation = select(FormationFirm.firm_id).where(FormationFirm.formation_id == formation.id)
    firms = await _firms(work, (await work.session.exec(of_formation)).all(), lock=True)
    counted = await count_members(work, firms)
    category = await _check(work, firms, counted)
    for firm in firms:
        if firm.covering_org_id is not None:
            await uncover_firm(work, firm)
    unit: dict[str, Any] = {"unit_situation": _SEVERAL_UNITS}
    if len(firms) == 1:
        unit = {"unit_situation": _OWN_UNIT, "unit_name": firms[0].name, "unit_nature": _SOCIAL}
    formation.category = category
    formation.founded_on = work.today
    formation.org_id = await create_org(
        work,
        OrgCreate(
            name=formation.name,
            category=category,
            parent_id=formation.parent_id,
            area_code=formation.area_code,
            local_decision=formation.local_decision,
            basis=formation.basis,
            founded_on=formation.replied_on,
            secretary_name=formation.secretary_name,
            firm_ids=[firm.id for firm in firms],
            **unit,
        ),
    )


async def _firms(work: Work, firm_ids: Sequence[uuid.UUID], *, lock: bool = False) -> Sequence[LawFirm]:
    """Firms in scope that practise; an officer may not lock them, and need not to propose."""
    statement = select(LawFirm).where(col(LawFirm.id).in_(firm_ids)).order_by(col(LawFirm.id))
    if lock:
        statement = statement.with_for_update()
    firms = (await work.session.exec(statement)).all()
    if missing := set(firm_ids) - {firm.id for firm in firms}:
        message = "没有找到或不在管辖范围内：" + "、".join(map(str, sorted(missing)))
        raise InvalidRequest(errors=[_fault("firm_ids", "law_firm_not_found", message)])
    if inactive := [firm.name for firm in firms if firm.status is not FirmStatus.ACTIVE]:
        message = "已停业或注销，不能组建：" + "、".join(inactive)
        raise InvalidRequest(errors=[_fault("firm_ids", "law_firm_not_active", message)])
    return firms


async def _check(work: Work, firms: Sequence[LawFirm], counted: Sequence[rules.FirmMembers]) -> str:
    """The category of an organization over these firms, if they may found one."""
    covering = {firm.covering_org_id for firm in firms} - {None}
    kinds = set((await work.session.exec(select(DIRECTORY.c.category).where(DIRECTORY.c.id.in_(covering)))).all())
    if covering and (len(firms) > 1 or not kinds <= {JOINT_BRANCH, TEMPORARY_JOINT_BRANCH}):
        raise FirmHasOrganization(field="firm_ids")
    limits = await figures(work.session, rules.LIMITS, work.today)
    try:
        rules.check_formation(counted, limits)
    except RuleError as exc:
        raise broken("firm_ids", exc) from exc
    return rules.category_for(len(firms), sum(firm.members for firm in counted), limits)


async def _superior(
    work: Work, parent_id: uuid.UUID | None, area_code: str, category: str, local_decision: str | None
) -> Superior:
    """Under whom it will stand: who was named, else the local association's organization (N28)."""
    expected = await expected_superiors(work, Host.LAW_FIRM, area_code)
    chosen = parent_id or next(iter(expected), None)
    if chosen is None:
        message = "当地没有律师协会党组织，请指定上级党组织，并填写当地确定隶属关系的决定（N28）。"
        raise InvalidRequest(errors=[_fault("parent_id", "superior_required", message)])
    columns = (DIRECTORY.c.id, DIRECTORY.c.name, DIRECTORY.c.category, DIRECTORY.c.party_path)
    row = (await work.session.exec(select(*columns).where(DIRECTORY.c.id == chosen))).one_or_none()
    if row is None:
        raise InvalidRequest(errors=[_fault("parent_id", "party_org_not_found", "没有这个上级党组织，或已撤销。")])
    chain = await chain_above(work, row[3])
    try:
        check_parent(category, row[2])
    except RuleError as exc:
        raise broken("parent_id", exc) from exc
    check_superior(row[0], [link.id for link in chain], expected, local_decision)
    approver_id = committee_of(chain)
    if approver_id is None:
        message = "其上没有基层党委，无从批复，请另选上级党组织。"
        raise InvalidRequest(errors=[_fault("parent_id", "no_committee_above", message)])
    approver_name = (await work.session.exec(select(DIRECTORY.c.name).where(DIRECTORY.c.id == approver_id))).one()
    return Superior(*row, approver_id, approver_name)


async def _check_election(work: Work, body: schemas.RecordElection) -> None:
    limits = await figures(work.session, rules.LIMITS, work.today)
    try:
        rules.check_founding_election(entitled=body.entitled, present=body.present, votes=body.votes, limits=limits)
    except RuleError as exc:
        field = {"election_quorum": "present", "election_majority": "votes"}.get(exc.code, "entitled")
        raise broken(field, exc) from exc


def _check_day(field: str, day: dt.date, first: dt.date, last: dt.date) -> None:
    if not first <= day <= last:
        message = f"日期应在{first:%Y-%m-%d}至{last:%Y-%m-%d}之间，请核对。"
        raise InvalidRequest(errors=[_fault(field, "day_out_of_order", message)])


async def _close(work: Work, formation_id: uuid.UUID) -> None:
    rows = await work.session.exec(select(FormationFirm).where(FormationFirm.formation_id == formation_id))
    for row in rows.all():
        row.is_open = False


def _fault(field: str, code: str, message: str) -> FieldFault:
    return FieldFault(field=field, code=code, message=message)


def _paths(formation: Formation, _: Mapping[str, Any]) -> tuple[Paths, Paths]:
    here = Paths(formation.place_path, paths_at(formation.parent_id).party)
    return here, here


FORMATION = Binding(
    table=Formation,
    steps=FormationStep,
    reading=READING,
    refusal=FormationOutOfTurn,
    procedure=lambda _: PROCEDURE,
    acting=formation_bodies,
    names=lambda facts: {FormationBody.APPROVER: facts["approver_name"]},
    paths=_paths,
    carry_out=_carry_out,
    thing=lambda _: Thing.FORMATION,
)
"""Errors of its actions: of `found` those of `create_org`, `FirmHasOrganization`; `InvalidRequest` names the field."""
