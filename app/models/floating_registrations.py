"""Floating members (流动党员) as the 2024 opinion registers them, and their reports home (N12)."""

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel

from app.core.terms import Term
from app.models.base import enum_column, moment_column, new_id


class FloatingReach(Term):
    """外出范围｜How far away, as the yearly table counts (流动党员情况)."""

    OTHER_PROVINCE = "other_province", "跨省（区、市）"
    OTHER_CITY = "other_city", "省内跨市（地）"
    SAME_CITY = "same_city", "市（地）内"


class FloatingEnd(Term):
    """流动登记结束的原因｜Why somebody floats no more; `transferred` is set where the relationship itself moved."""

    RETURNED = "returned", "已返回"
    TRANSFERRED = "transferred", "组织关系已转出（系统填写）"
    MEMBERSHIP_ENDED = "membership_ended", "党籍已终止（系统填写）"
    OTHER = "other", "其他"


class FloatingRegistration(SQLModel, table=True):
    """A member who is away for long while the relationship stays: in force until `ended_on` is set.

    Kept by the home branch, with the member's card as of then.
    """

    __tablename__ = "floating_registration"
    __table_args__ = (
        Index("uq_floating_registration_live", "person_id", unique=True, postgresql_where=sa.text("ended_on IS NULL")),
        Index("ix_floating_registration_created_at_id", "created_at", "id"),
    )

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    person_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=50)
    sex: str = Field(max_length=1)
    id_masked: str = Field(max_length=18)
    category: str = Field(max_length=1)
    home_org_id: uuid.UUID = Field(foreign_key="party_org.id", index=True)
    home_name: str = Field(max_length=120)
    reason: str = Field(max_length=300)
    reach: FloatingReach = enum_column(FloatingReach)
    destination_code: str = Field(max_length=2)
    destination: str = Field(max_length=100)
    away_since: dt.date
    back_on: dt.date | None = None
    registered_on: dt.date
    last_contact_on: dt.date | None = None
    ended_on: dt.date | None = None
    end_reason: FloatingEnd | None = enum_column(FloatingEnd, nullable=True)
    note: str | None = Field(default=None, max_length=300)
    version: int = 1
    created_at: dt.datetime = moment_column()


class FloatingContact(SQLModel, table=True):
    """A report home: at least one a year."""

    __tablename__ = "floating_contact"

    registration_id: uuid.UUID = Field(primary_key=True, foreign_key="floating_registration.id")
    contacted_on: dt.date = Field(primary_key=True)
    note: str = Field(max_length=300)
    body_name: str = Field(max_length=120)
    account_id: uuid.UUID
    at: dt.datetime = moment_column()
