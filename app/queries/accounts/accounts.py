"""Reads of accounts and their grants."""

import sqlalchemy as sa
from sqlmodel import col, select

from app.core.database import compile_query
from app.core.lists import Filter, Listing, record_query, rows_as_json, select_columns
from app.models.accounts import Account, RoleGrant
from app.models.areas import Department
from app.models.party_orgs import PartyOrg
from app.queries.filters import starts_with

BODY_NAME = sa.func.coalesce(
    PartyOrg.name,
    select(Department.name)
    .where(
        Department.area_code == RoleGrant.area_code,
        sa.cast(Department.kind, sa.Text) == sa.cast(RoleGrant.role, sa.Text),
    )
    .limit(1)
    .scalar_subquery(),
    Account.name,
)
"""The body that a grant acts for."""

ACCOUNT_ID = sa.bindparam("account_id", type_=sa.Uuid())

_live_grant = (
    select_columns(
        col(RoleGrant.id),
        col(RoleGrant.role),
        BODY_NAME.label("body_name"),
        col(RoleGrant.area_code),
        col(RoleGrant.org_id),
        col(RoleGrant.person_id),
    )
    .select_from(RoleGrant)
    .outerjoin(PartyOrg, col(PartyOrg.id) == RoleGrant.org_id)
    .where(col(RoleGrant.revoked_at).is_(None))
    .order_by(col(RoleGrant.created_at), col(RoleGrant.id))
)


_of_account = _live_grant.join(Account, col(Account.id) == RoleGrant.account_id)

GRANTS_OF_ACCOUNT = compile_query(
    select(sa.cast(rows_as_json(_of_account.where(RoleGrant.account_id == ACCOUNT_ID)), sa.Text))
)

GRANT = record_query(_of_account.where(RoleGrant.id == sa.bindparam("grant_id", type_=sa.Uuid())))

_account = select_columns(
    col(Account.id),
    col(Account.username),
    col(Account.name),
    col(Account.disabled_at),
    col(Account.locked_until),
    col(Account.created_at),
    col(Account.version),
    rows_as_json(_live_grant.where(RoleGrant.account_id == Account.id).correlate(Account)).label("grants"),
)

RECORD = record_query(_account.where(Account.id == ACCOUNT_ID))

_holds_role = (
    select(RoleGrant.id)
    .where(
        RoleGrant.account_id == Account.id,
        RoleGrant.role == sa.bindparam("role", type_=sa.Text()),
        col(RoleGrant.revoked_at).is_(None),
    )
    .exists()
)

LIST = Listing(
    _account,
    sorts={"username": ("username",)},
    filters={
        "username": starts_with(col(Account.username)),
        "role": Filter(_holds_role),
    },
)
