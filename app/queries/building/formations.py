"""Reads of formations, of the firms that should found, and of the members who join."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from app.auth.bodies import formation_bodies
from app.auth.work import Reader
from app.core.lists import Filter, Listing, record_query, rows_as_json, select_columns
from app.models.areas import Department, DepartmentKind
from app.models.formations import Formation, FormationFirm, FormationState, FormationStep
from app.models.law_firms import FirmStatus, LawFirm
from app.models.lawyers import AffiliationState, Lawyer, LawyerStatus
from app.models.transfers import UNACCEPTED_STATES, Transfer
from app.queries.filters import among, flag, in_area
from app.queries.procedures import ProcedureRead, steps_of
from app.queries.reference.figures import TODAY, figure_on, months_after
from app.queries.reference.party_org_directory import DIRECTORY
from app.rules.organizations.party_structure import JOINT_BRANCH, TEMPORARY_JOINT_BRANCH
from app.schemas.building.formations import Missing
from app.workflows.formation import OPEN_STATES, PROCEDURE

FORMATION_ID = sa.bindparam("formation_id", type_=sa.Uuid())
_FIRM_ID = sa.bindparam("firm_id", type_=sa.Uuid())


def firm_members(firm_ids: Any) -> Any:
    """Who counts at firms in scope (all of them for NULL); parameter `today`."""
    numbers = ("here", "elsewhere", "outside", "part_time", "probationary", "suspended")
    months = figure_on("transfer.obliged_after_months")
    return sa.func.firm_party_members(sa.cast(firm_ids, ARRAY(sa.Uuid())), TODAY, months).table_valued(
        sa.column("firm_id", sa.Uuid()), *(sa.column(name, sa.Integer()) for name in numbers), name="counted"
    )


def _any_of(column: Any, values: Any) -> Any:
    return sa.or_(*(sa.cast(column, sa.Text) == value.value for value in sorted(values)))


_due = months_after(Formation.proposed_on, figure_on("approval.branch_months"))
_awaiting = sa.cast(Formation.state, sa.Text) == sa.literal_column(f"'{FormationState.PROPOSED.value}'")
_summary = (
    *(col(Formation.id), col(Formation.name), col(Formation.category), col(Formation.state), col(Formation.basis)),
    *(col(Formation.area_code), col(Formation.parent_id), col(Formation.parent_name), col(Formation.approver_id)),
    *(col(Formation.approver_name), col(Formation.proposed_on), _due.label("reply_due_on")),
    *(sa.and_(_awaiting, _due < TODAY).label("reply_overdue"), col(Formation.org_id), col(Formation.created_at)),
)
_firms = (
    select_columns(
        *(col(FormationFirm.firm_id), col(FormationFirm.firm_name), col(FormationFirm.here)),
        *(col(FormationFirm.elsewhere), col(FormationFirm.outside), col(FormationFirm.members)),
    )
    .where(FormationFirm.formation_id == Formation.id)
    .order_by(col(FormationFirm.firm_name), col(FormationFirm.firm_id))
)
_steps = steps_of(FormationStep, Formation.id)

RECORD = record_query(
    select_columns(
        *_summary,
        *(col(Formation.representative), col(Formation.local_decision), col(Formation.reason)),
        *(col(Formation.replied_on), col(Formation.reply_document), col(Formation.closing_note)),
        *(col(Formation.elected_on), col(Formation.entitled), col(Formation.present), col(Formation.votes)),
        *(col(Formation.secretary_name), col(Formation.founded_on), col(Formation.filed_on)),
        *(col(Formation.filing_document), col(Formation.version)),
        rows_as_json(_firms.correlate(Formation)).label("firms"),
        rows_as_json(_steps).label("steps"),
    ).where(Formation.id == FORMATION_ID)
)
"""A formation as `READING` needs it. Parameters: `formation_id`, `today`."""


def _having(firm: Any) -> Any:
    return select(FormationFirm.formation_id).where(FormationFirm.firm_id == firm)


LIST = Listing(
    select_columns(*_summary),
    sorts={"-created_at": ("created_at", "id"), "created_at": ("created_at", "id")},
    filters={
        "state": among(sa.cast(Formation.state, sa.Text)),
        "area_code": in_area(col(Formation.place_path)),
        "firm_id": Filter(col(Formation.id).in_(_having(_FIRM_ID))),
        "open": flag(_any_of(Formation.state, OPEN_STATES)),
    },
)
"""The formations in scope. Fixed parameter: `today`."""

_open_transfer = (
    select(Transfer.id)
    .where(Transfer.person_id == Lawyer.person_id, _any_of(Transfer.state, UNACCEPTED_STATES))
    .limit(1)
    .correlate(Lawyer)
    .scalar_subquery()
)
_of_formation = select(FormationFirm.firm_id).where(FormationFirm.formation_id == FORMATION_ID)
_here = sa.cast(Lawyer.affiliation_state, sa.Text) == sa.literal_column(f"'{AffiliationState.IN_FIRM_ORG.value}'")

JOINING = Listing(
    select_columns(
        *(col(Lawyer.person_id), col(Lawyer.name), col(Lawyer.name_key), col(Lawyer.id_masked), col(Lawyer.firm_id)),
        *(col(Lawyer.firm_name), col(Lawyer.affiliation_state), col(Lawyer.affiliation_name)),
        _open_transfer.label("transfer_id"),
    ).where(
        col(Lawyer.firm_id).in_(_of_formation),
        Lawyer.status != LawyerStatus.CANCELLED,
        Lawyer.affiliation_state != AffiliationState.NONE,
    ),
    sorts={"name": ("name_key", "person_id")},
    filters={"outstanding": Filter(_here != sa.bindparam("outstanding", type_=sa.Boolean()))},
)
"""The members who practise at a formation's firms. Fixed parameter: `formation_id`."""

_counted = firm_members(sa.null())
_full = _counted.c.here + _counted.c.elsewhere + _counted.c.outside
_cover = DIRECTORY.alias("cover")
_association = DIRECTORY.alias("association")
_host = aliased(Department)
_superiors = (
    select(_association.c.id, _association.c.name)
    .join(_host, col(_host.id) == _association.c.department_id)
    .where(
        _host.kind == DepartmentKind.BAR_ASSOCIATION, sa.func.starts_with(LawFirm.place_path, _association.c.place_path)
    )
    .order_by(sa.func.length(_association.c.place_path).desc(), _association.c.id)
    .limit(1)
    .correlate(LawFirm)
)
_superior = _superiors.lateral("superior")
_open_formation = _having(LawFirm.id).where(col(FormationFirm.is_open)).limit(1).correlate(LawFirm).scalar_subquery()
_unattached = (
    select(sa.func.count())
    .select_from(Lawyer)
    .where(
        Lawyer.firm_id == LawFirm.id,
        Lawyer.status != LawyerStatus.CANCELLED,
        Lawyer.affiliation_state == AffiliationState.NONE,
        sa.or_(col(Lawyer.political_status) == "01", col(Lawyer.political_status) == "02"),
    )
    .correlate(LawFirm)
    .scalar_subquery()
)


def _lacks(missing: Missing, condition: Any) -> Any:
    return sa.case((condition, sa.literal_column(f"'{missing.value}'", sa.Text())))


_missing = sa.func.array_remove(
    array(
        [
            _lacks(Missing.RELATIONSHIPS, _counted.c.here < _full),
            _lacks(Missing.LEAVE_JOINT_BRANCH, _cover.c.id.is_not(None)),
            _lacks(Missing.LOCAL_DECISION, _superior.c.id.is_(None)),
        ],
        type_=sa.Text(),
    ),
    sa.null(),
)

CANDIDATES = Listing(
    select_columns(
        *(col(LawFirm.id), col(LawFirm.name), col(LawFirm.name_key), col(LawFirm.area_code), col(LawFirm.is_key_firm)),
        *(_full.label("full_members"), _counted.c.here, _counted.c.elsewhere, _counted.c.outside),
        *(_counted.c.part_time, _counted.c.probationary, _counted.c.suspended, _unattached.label("unattached")),
        *(col(LawFirm.covering_org_id), _cover.c.name.label("covering_org_name")),
        *(_superior.c.id.label("parent_id"), _superior.c.name.label("parent_name")),
        _open_formation.label("formation_id"),
        _missing.label("missing"),
    )
    .join(_counted, _counted.c.firm_id == LawFirm.id)
    .outerjoin(_cover, _cover.c.id == LawFirm.covering_org_id)
    .outerjoin(_superior, sa.true())
    .where(
        LawFirm.status == FirmStatus.ACTIVE,
        sa.or_(_cover.c.id.is_(None), *(_cover.c.category == kind for kind in (JOINT_BRANCH, TEMPORARY_JOINT_BRANCH))),
        _full >= figure_on("org.min_full_members"),
    ),
    sorts={"name": ("name_key", "id"), "-name": ("name_key", "id")},
    filters={
        "area_code": in_area(col(LawFirm.place_path)),
        "in_joint_branch": flag(_cover.c.id.is_not(None)),
        "proposed": flag(_open_formation.is_not(None)),
    },
)
"""Firms with enough full members and no organization of their own (N23). Fixed parameter: `today`."""


def _shown(facts: dict[str, Any], reader: Reader) -> dict[str, Any]:
    acting = formation_bodies(reader.principal, facts)
    return facts | {"allowed_actions": PROCEDURE.allowed_actions(FormationState(facts["state"]), acting)}


READING = ProcedureRead(RECORD, "formation_id", _shown)
