"""Plans of joint organizations over small firms (N24): asked for, worked out in the background, accepted by group."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, Index, SQLModel

from app.core.terms import Term
from app.models.base import enum_column, path_column
from app.models.jobs import JobRow, job_index


class LeftOver(Term):
    """未编组的原因｜Why a firm is in no group."""

    ALONE = "alone", "周边没有可联合的"
    TOO_FEW = "too_few", "周边正式党员不足"
    FORBIDDEN = "forbidden", "仅因设定的不得同组"
    NEEDED_ELSEWHERE = "needed_elsewhere", "邻近的编入其他组可覆盖更多"


class JointPlan(JobRow, table=True):
    """One plan over an area. `pinned` and `forbidden` are pairs of firms; the numbers are filled in when it is done."""

    __tablename__ = "joint_plan"
    __table_args__ = (
        Index("ix_joint_plan_created_at_id", "created_at", "id"),
        job_index("joint_plan"),
    )

    area_code: str = Field(foreign_key="area.code", max_length=6)
    place_path: str = path_column(index=True)
    parent_id: uuid.UUID | None = Field(default=None, foreign_key="party_org.id", index=True)
    max_metres: int
    same_county: bool
    include_existing: bool
    pinned: list[list[str]] = Field(sa_type=JSONB)
    forbidden: list[list[str]] = Field(sa_type=JSONB)
    previous_id: uuid.UUID | None = Field(default=None, foreign_key="joint_plan.id")
    grant_id: uuid.UUID = Field(foreign_key="role_grant.id")
    firms: int = 0
    placed: int = 0
    left_over: int = 0
    left_over_bound: int = 0
    metres: int = 0
    groups: int = 0
    groups_before: int = 0
    groups_kept: int = 0
    version: int = 1


class JointPlanGroup(SQLModel, table=True):
    """A proposed joint branch, or firms that join the existing one `org_id`."""

    __tablename__ = "joint_plan_group"

    plan_id: uuid.UUID = Field(primary_key=True, foreign_key="joint_plan.id")
    number: int = Field(primary_key=True)
    org_id: uuid.UUID | None = Field(default=None, foreign_key="party_org.id")
    host_firm_id: uuid.UUID = Field(foreign_key="law_firm.id")
    units: int
    full_members: int
    members: int
    metres: int
    likeness: int
    is_kept: bool
    why: str = Field(max_length=500)
    formation_id: uuid.UUID | None = Field(default=None, foreign_key="formation.id")
    accepted_at: dt.datetime | None = None


class JointPlanFirm(SQLModel, table=True):
    """A firm of a plan: in a group, or left over and why. `is_existing`: covered already by the group's branch."""

    __tablename__ = "joint_plan_firm"
    __table_args__ = (Index("ix_joint_plan_firm_firm_id", "firm_id"),)

    plan_id: uuid.UUID = Field(primary_key=True, foreign_key="joint_plan.id")
    firm_id: uuid.UUID = Field(primary_key=True, foreign_key="law_firm.id")
    name: str = Field(max_length=120)
    area_code: str = Field(max_length=6)
    full_members: int
    members: int
    business: list[str] = Field(sa_type=ARRAY(sa.Text))
    longitude: float | None = None
    latitude: float | None = None
    is_existing: bool = False
    group_number: int | None = None
    metres: int | None = None
    left_over: LeftOver | None = enum_column(LeftOver, nullable=True)
    why: str | None = Field(default=None, max_length=500)
