"""Reads of joint plans, and the small firms and joint branches that a plan is made of."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.core.database import compile_query
from app.core.lists import Listing, between, prefix_range, record_query, rows_as_json, select_columns
from app.models.formations import FormationFirm
from app.models.joint_plans import JointPlan, JointPlanFirm, JointPlanGroup
from app.models.law_firms import FirmStatus, LawFirm
from app.models.members import Member
from app.models.party_orgs import PartyOrg
from app.queries.building.formations import firm_members
from app.queries.filters import equals, flag, in_area
from app.queries.reference.figures import figure_on
from app.rules.organizations.party_structure import JOINT_BRANCH
from app.rules.people.membership import FULL_MEMBER, NORMAL_STATUS
from app.rules.reference.areas import place_path

PLAN_ID = sa.bindparam("plan_id", type_=sa.Uuid())
_AREA = between(col(LawFirm.place_path), "area")

_summary = (
    *(col(JointPlan.id), col(JointPlan.state), col(JointPlan.area_code)),
    (sa.cast(JointPlan.max_metres, sa.Float) / sa.literal_column("1000")).label("max_km"),
    *(col(JointPlan.same_county), col(JointPlan.include_existing), col(JointPlan.previous_id), col(JointPlan.firms)),
    *(col(JointPlan.placed), col(JointPlan.left_over), col(JointPlan.left_over_bound), col(JointPlan.groups)),
    *(col(JointPlan.groups_before), col(JointPlan.groups_kept), col(JointPlan.metres)),
    *(col(JointPlan.failure_code), col(JointPlan.failure_detail)),
    *(col(JointPlan.created_at), col(JointPlan.finished_at)),
)

RECORD = record_query(
    select_columns(
        *_summary,
        *(col(JointPlan.parent_id), col(JointPlan.pinned), col(JointPlan.forbidden), col(JointPlan.version)),
    ).where(JointPlan.id == PLAN_ID)
)

LIST = Listing(
    select_columns(*_summary),
    sorts={"-created_at": ("created_at", "id"), "created_at": ("created_at", "id")},
    filters={
        "state": equals(JointPlan.state),
        "area_code": in_area(col(JointPlan.place_path)),
    },
)

_location = sa.case(
    (
        col(JointPlanFirm.longitude).is_not(None),
        sa.func.json_build_object(
            *(sa.literal_column("'longitude'"), JointPlanFirm.longitude),
            *(sa.literal_column("'latitude'"), JointPlanFirm.latitude),
        ),
    )
).label("location")
_firm = (
    *(col(JointPlanFirm.firm_id), col(JointPlanFirm.name), col(JointPlanFirm.area_code)),
    *(col(JointPlanFirm.full_members), col(JointPlanFirm.members), col(JointPlanFirm.business), _location),
    *(col(JointPlanFirm.is_existing), col(JointPlanFirm.metres), col(JointPlanFirm.left_over), col(JointPlanFirm.why)),
)

FIRMS = Listing(
    select_columns(*_firm).where(JointPlanFirm.plan_id == PLAN_ID),
    sorts={"name": ("name", "firm_id")},
    filters={"left_over": flag(col(JointPlanFirm.left_over).is_not(None))},
)
"""The firms of a plan. Fixed parameter: `plan_id`."""

_members = (
    select_columns(*_firm)
    .where(JointPlanFirm.plan_id == JointPlanGroup.plan_id, JointPlanFirm.group_number == JointPlanGroup.number)
    .order_by(col(JointPlanFirm.name), col(JointPlanFirm.firm_id))
    .correlate(JointPlanGroup)
)
_taken = (
    select(JointPlanFirm.firm_id)
    .join(LawFirm, col(LawFirm.id) == JointPlanFirm.firm_id)
    .where(
        JointPlanFirm.plan_id == JointPlanGroup.plan_id,
        JointPlanFirm.group_number == JointPlanGroup.number,
        sa.not_(col(JointPlanFirm.is_existing)),
        sa.or_(
            col(LawFirm.covering_org_id).is_not(None),
            col(LawFirm.status) != FirmStatus.ACTIVE,
            select(FormationFirm.firm_id)
            .where(FormationFirm.firm_id == LawFirm.id, col(FormationFirm.is_open))
            .correlate(LawFirm)
            .exists(),
        ),
    )
    .correlate(JointPlanGroup)
)
_is_open = sa.and_(col(JointPlanGroup.accepted_at).is_(None), sa.not_(_taken.exists()))

GROUPS = Listing(
    select_columns(
        *(col(JointPlanGroup.number), col(JointPlanGroup.org_id), col(JointPlanGroup.host_firm_id)),
        *(col(JointPlanGroup.units), col(JointPlanGroup.full_members), col(JointPlanGroup.members)),
        *(col(JointPlanGroup.metres), col(JointPlanGroup.likeness), col(JointPlanGroup.is_kept)),
        *(col(JointPlanGroup.why), col(JointPlanGroup.formation_id), col(JointPlanGroup.accepted_at)),
        _is_open.label("is_open"),
        rows_as_json(_members).label("firms"),
    ).where(JointPlanGroup.plan_id == PLAN_ID),
    sorts={"number": ("number",)},
    filters={"accepted": flag(col(JointPlanGroup.accepted_at).is_not(None))},
)
"""The groups of a plan. Fixed parameter: `plan_id`."""

_drawn = select_columns(
    *(col(JointPlanFirm.firm_id), col(JointPlanFirm.name), col(JointPlanFirm.longitude), col(JointPlanFirm.latitude)),
    *(col(JointPlanFirm.group_number), col(JointPlanFirm.is_existing), col(JointPlanGroup.host_firm_id)),
).outerjoin(
    JointPlanGroup,
    sa.and_(
        col(JointPlanGroup.plan_id) == JointPlanFirm.plan_id, col(JointPlanGroup.number) == JointPlanFirm.group_number
    ),
)
PICTURE = compile_query(
    select(
        sa.cast(rows_as_json(_drawn.where(JointPlanFirm.plan_id == PLAN_ID)), sa.Text),
        col(JointPlan.area_code),
        col(JointPlan.state),
    ).where(JointPlan.id == PLAN_ID)
)
"""What the picture of a plan is drawn from."""

_counted = firm_members(sa.null())
_full = _counted.c.here + _counted.c.elsewhere + _counted.c.outside
_facts: tuple[Any, ...] = (
    *(sa.cast(LawFirm.id, sa.Text).label("key"), col(LawFirm.name), col(LawFirm.place_path).label("county")),
    *(col(LawFirm.business_types), col(LawFirm.longitude), col(LawFirm.latitude)),
)
_in_formation = select(FormationFirm.firm_id).where(FormationFirm.firm_id == LawFirm.id, col(FormationFirm.is_open))

SMALL_FIRMS = compile_query(
    select(
        sa.cast(
            rows_as_json(
                select_columns(*_facts, _full.label("full"), (_full + _counted.c.probationary).label("members"))
                .join(_counted, _counted.c.firm_id == LawFirm.id)
                .where(
                    _AREA,
                    LawFirm.status == FirmStatus.ACTIVE,
                    col(LawFirm.covering_org_id).is_(None),
                    _full >= 1,
                    _full < figure_on("org.min_full_members"),
                    sa.not_(_in_formation.correlate(LawFirm).exists()),
                )
            ),
            sa.Text,
        )
    )
)
"""Firms with a full member or two and no organization (N24). Parameters: `area_lo`, `area_hi`, `today`."""

_joint = (
    select(
        col(PartyOrg.id),
        sa.func.count(col(Member.person_id)).filter(col(Member.category) == FULL_MEMBER).label("full"),
        sa.func.count(col(Member.person_id)).label("members"),
    )
    .outerjoin(Member, sa.and_(col(Member.org_id) == PartyOrg.id, col(Member.membership_status) == NORMAL_STATUS))
    .where(PartyOrg.category == JOINT_BRANCH, col(PartyOrg.dissolved_on).is_(None))
    .group_by(col(PartyOrg.id))
    .subquery("joint")
)
COVERED_FIRMS = compile_query(
    select(
        sa.cast(
            rows_as_json(
                select_columns(*_facts, sa.cast(_joint.c.id, sa.Text).label("branch"), _joint.c.full, _joint.c.members)
                .join(_joint, _joint.c.id == LawFirm.covering_org_id)
                .where(_AREA, LawFirm.status == FirmStatus.ACTIVE)
            ),
            sa.Text,
        )
    )
)
"""Firms of standing joint branches, with the branch's members. Parameters: `area_lo`, `area_hi`."""

PREVIOUS = compile_query(
    select(
        sa.cast(
            rows_as_json(
                select(sa.func.array_agg(sa.cast(JointPlanFirm.firm_id, sa.Text)).label("firms"))
                .where(JointPlanFirm.plan_id == PLAN_ID, col(JointPlanFirm.group_number).is_not(None))
                .group_by(col(JointPlanFirm.group_number))
                .order_by(col(JointPlanFirm.group_number))
            ),
            sa.Text,
        )
    )
)
"""The groups of an earlier plan, by firm."""


def area_parameters(area_code: str) -> dict[str, Any]:
    """The parameters `area_lo` and `area_hi`."""
    return dict(prefix_range("area")(place_path(area_code)))
