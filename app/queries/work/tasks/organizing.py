"""Firms that should found an organization, and standing organizations to be adjusted (N23, N24)."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import col, select

from app.models.law_firms import LawFirm
from app.models.lawyers import Lawyer, Practice
from app.models.members import Member
from app.models.party_orgs import PartyOrg
from app.queries.building.formations import CANDIDATES
from app.queries.organizations.organization_checks import STRUCTURE
from app.queries.reference.figures import TODAY, figure_on, months_after
from app.queries.reference.party_org_directory import DIRECTORY
from app.queries.work.tasks.shape import task
from app.rules.people.membership import FULL_MEMBER, NORMAL_STATUS

_candidate = CANDIDATES.matches.subquery("candidate")
# The day on which the last of the three came; today where members lie beyond what the caller sees.
_came = sa.func.greatest(sa.func.lower(Practice.valid_during), Member.regularized_on)
_needed = sa.cast(figure_on("org.min_full_members"), sa.Integer)
_third = (
    select(sa.func.array_agg(aggregate_order_by(_came, _came), type_=sa.ARRAY(sa.Date()))[_needed])
    .select_from(Practice)
    .join(Lawyer, col(Lawyer.person_id) == Practice.person_id)
    .join(Member, col(Member.person_id) == Practice.person_id)
    .where(
        Lawyer.firm_id == LawFirm.id,
        sa.func.upper_inf(Practice.valid_during),
        Member.category == FULL_MEMBER,
        Member.membership_status == NORMAL_STATUS,
    )
    .correlate(LawFirm)
    .scalar_subquery()
)
_since = sa.func.coalesce(_third, TODAY, type_=sa.Date())
_set_up = (
    task(
        "set_up",
        subject_id=LawFirm.id,
        about=LawFirm.name,
        place_path=LawFirm.place_path,
        since_on=_since,
        due_on=months_after(_since, figure_on("coverage.setup_months")),
    )
    .join_from(LawFirm, _candidate, _candidate.c.id == LawFirm.id)
    .where(_candidate.c.formation_id.is_(None))
)

_finding = STRUCTURE.matches.subquery("finding")
_found = (
    select(
        _finding.c.org_id,
        sa.func.coalesce(sa.func.min(_finding.c.since_on), TODAY, type_=sa.Date()).label("since_on"),
        sa.func.array_to_string(
            sa.func.array_agg(aggregate_order_by(_finding.c.title, _finding.c.kind)), sa.literal_column("'；'")
        ).label("titles"),
    )
    .group_by(_finding.c.org_id)
    .subquery("found")
)
_superior = DIRECTORY.alias("superior")
_adjustment = (
    task(
        "adjustment",
        subject_id=PartyOrg.id,
        about=PartyOrg.name + sa.literal_column("'：'") + _found.c.titles,
        place_path=PartyOrg.place_path,
        body_id=PartyOrg.parent_id,
        body_name=_superior.c.name,
        since_on=_found.c.since_on,
        due_on=months_after(_found.c.since_on, figure_on("coverage.adjust_months")),
    )
    .join_from(PartyOrg, _found, _found.c.org_id == PartyOrg.id)
    .outerjoin(_superior, _superior.c.id == PartyOrg.parent_id)
)

SET_UP = (_set_up,)
"""With the departments of the area, who help a firm to found (N23)."""
ADJUSTMENT = (_adjustment,)
"""With the organization above, which adjusts or dissolves (branch regulation, art. 7)."""
