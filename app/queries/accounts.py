"""Reads of accounts and their grants."""

import sqlalchemy as sa
from sqlmodel import col, select

from app.core.database import compile_query
from app.models.accounts import Account, RoleGrant
from app.models.areas import Department
from app.models.party_orgs import PartyOrg

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

_grant = (
    select(  # type: ignore[call-overload]
        col(RoleGrant.id),
        col(RoleGrant.role),
        BODY_NAME.label("body_name"),
        col(RoleGrant.area_code),
        col(RoleGrant.org_id),
        col(RoleGrant.person_id),
    )
    .join(Account, col(Account.id) == RoleGrant.account_id)
    .outerjoin(PartyOrg, col(PartyOrg.id) == RoleGrant.org_id)
    .where(RoleGrant.account_id == sa.bindparam("account_id", type_=sa.Uuid()), col(RoleGrant.revoked_at).is_(None))
    .order_by(col(RoleGrant.created_at), col(RoleGrant.id))
    .subquery("grants")
)

GRANTS_OF_ACCOUNT = compile_query(
    select(
        sa.cast(
            sa.func.coalesce(sa.func.json_agg(sa.func.row_to_json(_grant.table_valued())), sa.text("'[]'::json")),
            sa.Text,
        )
    )
)
