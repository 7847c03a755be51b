"""Reads of the monthly digests, and what one is made of."""

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from app.core.clock import CIVIL_ZONE
from app.core.database import compile_query
from app.core.lists import EMPTY, Listing, record_query, select_columns
from app.models.accounts import Account, RoleGrant, StaffRole
from app.models.areas import Area, Department
from app.models.changes import Change
from app.models.digests import Digest
from app.models.party_orgs import PartyOrg
from app.queries.filters import equals

MONTH = sa.literal_column("'YYYY-MM'", sa.Text())
_summary = (
    col(Digest.id),
    sa.func.to_char(Digest.month, MONTH, type_=sa.Text()).label("month"),
    col(Digest.body_id),
    col(Digest.body_role),
    col(Digest.body_name),
    col(Digest.made_at),
)
RECORD = record_query(
    select_columns(*_summary, col(Digest.facts)["tasks"].label("tasks"), col(Digest.facts)["done"].label("done")).where(
        Digest.id == sa.bindparam("digest_id", type_=sa.Uuid())
    )
)
LIST = Listing(
    select_columns(*_summary),
    sorts={"-month": ("month", "id")},
    filters={
        "month": equals(sa.func.to_char(Digest.month, MONTH)),
        "body_id": equals(Digest.body_id),
    },
)

_WORKING = (
    StaffRole.ORGANIZATION_DEPARTMENT,
    StaffRole.JUSTICE_BUREAU,
    StaffRole.BAR_ASSOCIATION,
    StaffRole.ORG_OFFICER,
)
_body_id = sa.func.coalesce(PartyOrg.id, Department.id)
NEXT_BODY = compile_query(
    select_columns(
        col(RoleGrant.role),
        _body_id,
        sa.func.coalesce(PartyOrg.name, Department.name),
        col(Area.place_path),
        sa.func.coalesce(PartyOrg.party_path, ""),
    )
    .select_from(RoleGrant)
    .join(Account, col(Account.id) == RoleGrant.account_id)
    .outerjoin(PartyOrg, sa.and_(col(PartyOrg.id) == RoleGrant.org_id, col(PartyOrg.dissolved_on).is_(None)))
    .outerjoin(
        Department,
        sa.and_(
            col(Department.area_code) == RoleGrant.area_code,
            sa.cast(Department.kind, sa.Text) == sa.cast(RoleGrant.role, sa.Text),
        ),
    )
    .join(Area, col(Area.code) == sa.func.coalesce(PartyOrg.area_code, RoleGrant.area_code))
    .where(
        sa.or_(*(sa.cast(RoleGrant.role, sa.Text) == role.value for role in _WORKING)),
        col(RoleGrant.revoked_at).is_(None),
        col(Account.disabled_at).is_(None),
        _body_id.is_not(None),
        sa.not_(
            select(Digest.body_id)
            .where(Digest.body_id == _body_id, Digest.month == sa.bindparam("month", type_=sa.Date()))
            .exists()
        ),
    )
    .order_by(_body_id)
    .limit(1)
)
"""A body for which somebody signs in and which has no digest of the month yet. Parameter: `month`."""

_OWN_BODY = sa.literal_column("nullif(current_setting('huizhi.body', true), '')", sa.Text())
_counted = (
    select(col(Change.entity), col(Change.op), sa.func.count().label("changes"))
    .where(
        col(Change.id) >= sa.bindparam("first_id", type_=sa.Uuid()),
        col(Change.id) < sa.bindparam("end_id", type_=sa.Uuid()),
        Change.actor_body == _OWN_BODY,
    )
    .group_by(col(Change.entity), col(Change.op))
    .order_by(col(Change.entity), col(Change.op))
    .subquery("counted")
)
DONE = compile_query(
    select(
        sa.cast(
            sa.func.coalesce(sa.func.json_agg(sa.func.row_to_json(_counted.table_valued())), EMPTY),
            sa.Text,
        )
    ).select_from(_counted)
)
"""What the body of the scope has written, per record and kind of change. Parameters: those of `month_of_changes`."""


def month_of_changes(month: dt.date, end: dt.date) -> dict[str, Any]:
    """The keys of the changes made on the days from `month` on and before `end`: a key begins with its moment."""
    return {"first_id": _key_at(month), "end_id": _key_at(end)}


def _key_at(day: dt.date) -> uuid.UUID:
    """The least version-7 key (RFC 9562) of a civil day."""
    moment = dt.datetime.combine(day, dt.time(), CIVIL_ZONE)
    return uuid.UUID(int=int(moment.timestamp() * 1000) << 80)
