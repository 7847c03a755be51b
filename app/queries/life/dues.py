"""Reads of dues: up to which month members have paid."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.core.lists import Filter, Listing, select_columns
from app.models.members import Member
from app.queries.organizations.party_orgs import ORG_ID
from app.queries.people.members import PERSON_ID
from app.queries.reference.figures import TODAY
from app.rules.people.membership import NORMAL_STATUS

paid_through = sa.func.dues_paid_through(Member.person_id, type_=sa.Date())
_month: Any = sa.literal_column("'month'")
first_unpaid_on = sa.cast(sa.func.date_trunc(_month, paid_through) + sa.func.make_interval(0, 1), sa.Date)
_age = sa.func.age(sa.func.date_trunc(_month, TODAY), first_unpaid_on)
months_unpaid = sa.func.greatest(
    0, sa.cast(sa.extract("year", _age) * 12 + sa.extract("month", _age), sa.Integer), type_=sa.Integer()
)
"""Complete months without dues, as `app.rules.life.dues` counts them; 0 also where nothing is recorded."""

LIST = Listing(
    select_columns(
        *(col(Member.person_id), col(Member.name), col(Member.name_key), col(Member.org_id)),
        sa.func.to_char(paid_through, sa.literal_column("'YYYY-MM'")).label("paid_through"),
        sa.case((paid_through.is_not(None), months_unpaid)).label("months_unpaid"),
    ).where(Member.membership_status == NORMAL_STATUS, col(Member.org_id).is_not(None)),
    sorts={"name": ("name_key", "person_id")},
    filters={
        "org_id": Filter(Member.org_id == ORG_ID),
        "person_id": Filter(Member.person_id == PERSON_ID),
        "unpaid_months": Filter(
            sa.and_(paid_through.is_not(None), months_unpaid >= sa.bindparam("unpaid_months", type_=sa.Integer()))
        ),
    },
)
"""Members in normal status. Fixed parameter: `today`."""

OWN = LIST.matches.where(Member.person_id == PERSON_ID)
