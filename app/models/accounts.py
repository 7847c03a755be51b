"""Accounts, the roles they were granted and their sessions."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel

from app.core.terms import Term
from app.models.base import enum_column, moment_column, new_id


class StaffRole(Term):
    """角色｜In which capacity somebody acts (N32, N33); the three administrators see no personal records."""

    ORGANIZATION_DEPARTMENT = "organization_department", "组织部门"
    JUSTICE_BUREAU = "justice_bureau", "司法行政机关"
    BAR_ASSOCIATION = "bar_association", "律师协会"
    ORG_OFFICER = "org_officer", "党组织干部"
    MEMBER = "member", "党员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


class Account(SQLModel, table=True):
    """Somebody who signs in. `failed_count` and `locked_until` carry the lock-out with back-off."""

    __tablename__ = "account"

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    username: str = Field(max_length=60, unique=True, sa_type=sa.Text(collation="C"))
    name: str = Field(max_length=120)
    password_hash: str
    failed_count: int = 0
    locked_until: dt.datetime | None = None
    disabled_at: dt.datetime | None = None
    version: int = 1
    created_at: dt.datetime = moment_column()


class RoleGrant(SQLModel, table=True):
    """An account's role over an area, an organization or the own record."""

    __tablename__ = "role_grant"
    __table_args__ = (
        Index(
            "uq_role_grant_live",
            "account_id",
            "role",
            "area_code",
            "org_id",
            "person_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=sa.text("revoked_at IS NULL"),
        ),
    )

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    account_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    role: StaffRole = enum_column(StaffRole)
    area_code: str | None = Field(default=None, foreign_key="area.code", max_length=6)
    org_id: uuid.UUID | None = Field(default=None, foreign_key="party_org.id", index=True)
    person_id: uuid.UUID | None = Field(default=None, foreign_key="person.id", index=True)
    granted_by: uuid.UUID | None = None
    revoked_at: dt.datetime | None = None
    version: int = 1
    created_at: dt.datetime = moment_column()


class SignIn(SQLModel, table=True):
    """One sign-in and the family of refresh tokens that descends from it."""

    __tablename__ = "sign_in"

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    account_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    grant_id: uuid.UUID = Field(foreign_key="role_grant.id", index=True)
    revoked_at: dt.datetime | None = None
    created_at: dt.datetime = moment_column()


class RefreshToken(SQLModel, table=True):
    """A refresh token by its digest; used once, and a second use revokes its family."""

    __tablename__ = "refresh_token"

    digest: bytes = Field(primary_key=True)
    sign_in_id: uuid.UUID = Field(foreign_key="sign_in.id", index=True)
    expires_at: dt.datetime
    used_at: dt.datetime | None = None


class ActivationCode(SQLModel, table=True):
    """A one-time code by which an officer or a member makes the own account."""

    __tablename__ = "activation_code"

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    digest: bytes = Field(unique=True)
    role: StaffRole = enum_column(StaffRole)
    name: str = Field(max_length=120)
    org_id: uuid.UUID | None = Field(default=None, foreign_key="party_org.id")
    person_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    issued_by: uuid.UUID
    expires_at: dt.datetime
    used_at: dt.datetime | None = None
    created_at: dt.datetime = moment_column()
