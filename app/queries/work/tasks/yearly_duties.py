"""Dues in arrears, training hours and appraisals still missing; the branch talks, nothing more.

What is due each year: docs/domain.md#yearly-duties.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.models.care_records import CareKind, CareRecord
from app.models.members import Member
from app.models.party_orgs import PartyOrg
from app.queries.life.appraisals import members_with_grades
from app.queries.life.dues import first_unpaid_on
from app.queries.life.training_records import members_with_hours
from app.queries.reference.figures import TODAY, figure_on, months_after
from app.queries.work.tasks.shape import task
from app.rules.people.membership import NORMAL_STATUS

_TALKS = (CareKind.HEART_TO_HEART_TALK, CareKind.REMINDER_TALK, CareKind.CRITICISM)
_six_months_on = months_after(first_unpaid_on, figure_on("dues.talk_months"))
_talked = (
    select(CareRecord.id)
    .where(
        CareRecord.person_id == Member.person_id,
        sa.or_(*(sa.cast(CareRecord.kind, sa.Text) == sa.literal_column(f"'{kind.value}'") for kind in _TALKS)),
        col(CareRecord.held_on) >= _six_months_on,
    )
    .correlate(Member)
    .exists()
)
_dues = task(
    "dues",
    subject_id=Member.person_id,
    person_id=Member.person_id,
    about=Member.name,
    place_path=Member.place_path,
    body_id=Member.org_id,
    body_name=Member.affiliation_name,
    since_on=_six_months_on,
    due_on=months_after(_six_months_on, figure_on("dues.talk_within_months")),
).where(
    col(Member.membership_status) == NORMAL_STATUS, col(Member.org_id).is_not(None), _six_months_on <= TODAY, ~_talked
)

_this_year = sa.cast(sa.extract("year", TODAY), sa.Integer)
_year_end = sa.func.make_date(_this_year, 12, 31, type_=sa.Date())
_reminded_on = months_after(_year_end, -figure_on("yearly.reminder_months"))


def _by_branch(lacking: Any, condition: Any) -> Any:
    counted = select(lacking.c.org_id, sa.func.count().label("people")).where(condition)
    return counted.group_by(lacking.c.org_id).subquery("counted")


def _yearly(kind: str, counted: Any, text: str) -> Any:
    return (
        task(
            kind,
            subject_id=PartyOrg.id,
            about=PartyOrg.name
            + sa.literal_column("'：'")
            + sa.cast(counted.c.people, sa.Text)
            + sa.literal_column(text),
            place_path=PartyOrg.place_path,
            body_id=PartyOrg.id,
            body_name=PartyOrg.name,
            since_on=_reminded_on,
            due_on=_year_end,
        )
        .join_from(PartyOrg, counted, counted.c.org_id == PartyOrg.id)
        .where(_reminded_on <= TODAY)
    )


_hours, _graded = members_with_hours(_this_year), members_with_grades(_this_year)
TASKS = (
    _dues,
    _yearly("training", _by_branch(_hours, _hours.c.short > 0), "'名党员未满学时'"),
    _yearly("appraisal", _by_branch(_graded, _graded.c.grade.is_(None)), "'名党员尚未评议'"),
)
"""The yearly ones are one task of a branch, which says of how many."""
