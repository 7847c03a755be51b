"""Reads of the yearly appraisal; a host's review of the activity certificate counts where the branch has none."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.core.lists import Filter, Listing, select_columns
from app.models.activity_certificates import ActivityCertificate, CertificateReview
from app.models.appraisals import Appraisal
from app.models.members import Member
from app.queries.filters import flag
from app.queries.life.training_records import YEAR
from app.queries.organizations.party_orgs import ORG_ID
from app.queries.people.members import PERSON_ID
from app.rules.people.membership import NORMAL_STATUS


def members_with_grades(year: Any) -> Any:
    """Members in normal status and their grades of a year, empty where there is none."""
    at_host = (
        select(col(CertificateReview.grade), col(CertificateReview.reviewed_on))
        .join(ActivityCertificate, col(ActivityCertificate.id) == CertificateReview.certificate_id)
        .where(ActivityCertificate.person_id == Member.person_id, CertificateReview.year == year)
        .order_by(col(CertificateReview.reviewed_on).desc())
        .limit(1)
        .correlate(Member)
        .lateral("at_host")
    )
    return (
        select_columns(
            *(col(Member.person_id), col(Member.name), col(Member.name_key), col(Member.org_id), year.label("year")),
            sa.func.coalesce(Appraisal.grade, at_host.c.grade).label("grade"),
            sa.and_(col(Appraisal.id).is_(None), at_host.c.grade.is_not(None)).label("at_host"),
            sa.func.coalesce(Appraisal.decided_on, at_host.c.reviewed_on).label("decided_on"),
        )
        .outerjoin(Appraisal, sa.and_(col(Appraisal.person_id) == Member.person_id, col(Appraisal.year) == year))
        .outerjoin(at_host, sa.true())
        .where(Member.membership_status == NORMAL_STATUS, col(Member.org_id).is_not(None))
        .subquery("graded")
    )


_graded = members_with_grades(YEAR)

LIST = Listing(
    select(_graded),
    sorts={"name": ("name_key", "person_id")},
    filters={
        "org_id": Filter(_graded.c.org_id == ORG_ID),
        "person_id": Filter(_graded.c.person_id == PERSON_ID),
        "appraised": flag(_graded.c.grade.is_not(None)),
    },
)
"""Fixed parameter: `year`."""

_own = select(col(Appraisal.year), col(Appraisal.grade), col(Appraisal.decided_on)).where(
    Appraisal.person_id == PERSON_ID
)
_at_hosts = (
    select(col(CertificateReview.year), col(CertificateReview.grade), col(CertificateReview.reviewed_on))
    .join(ActivityCertificate, col(ActivityCertificate.id) == CertificateReview.certificate_id)
    .where(
        ActivityCertificate.person_id == PERSON_ID,
        col(CertificateReview.year).not_in(select(Appraisal.year).where(Appraisal.person_id == PERSON_ID)),
    )
)
_all = _own.union_all(_at_hosts).subquery("all_grades")
OWN = select(_all).order_by(_all.c.year.desc())  # type: ignore[call-overload]
"""A person's own grades, those of hosts where the branch gave none."""
